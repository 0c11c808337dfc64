import { CAUSE_MEANINGS } from '../functions/diagnosis/cause-meanings.ts';
import { CAUSE_IDS, CAUSES, type CauseId, type Domain } from '../functions/diagnosis/causes.ts';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import type { EvidenceSource } from '../functions/diagnosis/diagnosis.ts';
import { NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import { describeExitCode } from '../functions/diagnosis/exit-codes.ts';
import { GUIDANCE } from '../functions/diagnosis/guidance/catalogue.ts';
import { inDialect } from '../functions/diagnosis/guidance/dialects/in-dialect.ts';
import type { GuidanceFacts, Step } from '../functions/diagnosis/guidance/guidance.ts';
import { readTaskEvent } from '../functions/event/task-event.ts';
import { taskEvent } from '../local/story/story-stop.ts';
import { type AwsPage, CAUSE_NOTES, type Ground, type Sign } from './cause-notes.ts';
import { evidenceOf } from './evidence-of.ts';

/** A task of which nothing is known but its names and how its container ended, so that the prose stays general. */
const taskThatEndedWith = (exitCode: number) =>
  readTaskEvent(
    taskEvent({
      service: 'orders',
      family: 'orders',
      taskId: '4a1c8f02b6de4d0f9c3e7a5512f80b61',
      stopCode: 'EssentialContainerExited',
      stoppedReason: '',
      containers: [{ name: 'app', exitCode }],
      ran: true,
    }),
  );

/** Renders `docs/causes.md` from the catalogue: one section for each cause. */
export function renderCauses(): string {
  const byDomain = Map.groupBy(CAUSE_IDS, (id): Domain => CAUSES[id].domain);
  const domains = [...byDomain].map(([domain, ids]) => `\n## ${domain}\n${ids.map(renderCause).join('')}`);
  return `# Causes

Made from the catalogue by \`npm run docs\`; do not edit. For each cause:

- **Meaning**: when it applies, and what is behind it.
- **How it shows**: texts in short, of which each is tested to lead to the cause. \`<…>\` stands for what differs, \`…\` for
  what is left out. ECS words many of them in more than one way; the rules know more than are shown.
- **Evidence used**: what decides, with the ids of the rules. A specific reason of ECS wins over the log, the log over the
  exit code where it says more. Of several containers, their reasons and exit codes, the times of the stop, and
  \`essential\` and \`dependsOn\` of the task definition tell which to look at.
- **What to change** and **what to check**: as in a message about a task of service \`orders\` in cluster \`prod\` of which
  nothing but an exit code is known. A real message names the very thing at fault.
- **AWS documentation**: the topic to look for, and the guide it is in.

The causes by domain:

${[...byDomain].map(([domain, ids]) => `- **${domain}**: ${ids.map((id) => `[${id}](#${id})`).join(', ')}`).join('\n')}
${domains.join('')}`;
}

function renderCause(cause: CauseId): string {
  const { shows, grounds, page } = CAUSE_NOTES[cause];
  const task = taskThatEndedWith(shows.find((sign) => sign.where === 'exit-code')?.exitCode ?? 1);
  const diagnosis = { ...diagnose(task, NO_EVIDENCE), cause, container: 'app' };
  const [container] = task.containers;
  const facts: GuidanceFacts = { task, diagnosis, ...(container === undefined ? {} : { container }) };
  const { title, explanation, check, change } = GUIDANCE[cause];
  return `
### ${cause}
**${title}** (${CAUSES[cause].severity}). ${CAUSE_MEANINGS[cause]}

${explanation(facts)}

How it shows:
${shows.map(renderSign).join('\n')}

Evidence used:
${[...evidenceOf(cause), ...grounds.map(renderGround)].map((text) => `- ${capitalised(text)}`).join('\n')}

What to change:
${renderSteps(change(facts).map((step) => inDialect(step, facts)))}

What to check:
${renderSteps(check(facts).map((step) => inDialect(step, facts)))}
${page === undefined ? '' : renderPage(page)}`;
}

const SOURCES: Readonly<Record<EvidenceSource, string>> = {
  'stopped-reason': 'stopped reason',
  'container-reason': 'container reason',
  attachment: "attachment's status reason",
  'exit-code': 'exit code',
  times: 'times',
  'task-definition': 'task definition',
  'service-event': 'service events',
  log: 'log',
};

function renderSign(sign: Sign): string {
  const source = capitalised(SOURCES[sign.where]);
  if (sign.where === 'exit-code') return `- ${source}: ${describeExitCode(sign.exitCode)}`;
  return `- ${[`${source}: \`${sign.text}\``, ...besides(sign)].join(', ')}`;
}

function besides(sign: Exclude<Sign, { readonly where: 'exit-code' }>): readonly string[] {
  if (sign.where === 'log') return sign.exitCode === undefined ? [] : [`with exit code ${sign.exitCode}`];
  const { stopCode, note } = sign;
  return [...(stopCode === undefined ? [] : [`with stop code \`${stopCode}\``]), ...(note === undefined ? [] : [note])];
}

const renderGround = ({ source, text }: Ground): string => `${SOURCES[source]}: ${text}`;

const renderPage = ({ title, guide }: AwsPage): string => `
AWS documentation: *${title}*, in the ${guide}.
`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const renderSteps = (steps: readonly Step[]): string =>
  steps
    .map(
      ({ text, command }) => `- ${text}${command === undefined ? '' : `\n${indented(`\`\`\`\n${command}\n\`\`\``)}`}`,
    )
    .join('\n');

const indented = (text: string): string => text.replace(/^/gm, '  ');

import { CAUSE_MEANINGS } from '../functions/diagnosis/cause-meanings.ts';
import { CAUSE_IDS, CAUSES, type CauseId, type Domain } from '../functions/diagnosis/causes.ts';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import { NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import { GUIDANCE } from '../functions/diagnosis/guidance/catalogue.ts';
import type { GuidanceFacts, Step } from '../functions/diagnosis/guidance/guidance.ts';
import { readTaskEvent } from '../functions/event/task-event.ts';
import { taskEvent } from '../local/story/story-stop.ts';

/** A task of which nothing is known but its names, so that the prose stays general. */
const task = readTaskEvent(
  taskEvent({
    service: 'orders',
    family: 'orders',
    taskId: '4a1c8f02b6de4d0f9c3e7a5512f80b61',
    stopCode: 'EssentialContainerExited',
    stoppedReason: '',
    containers: [{ name: 'app', exitCode: 1 }],
    ran: true,
  }),
);

/** Renders `docs/causes.md` from the catalogue: one section for each cause. */
export function renderCauses(): string {
  const byDomain = Map.groupBy(CAUSE_IDS, (id): Domain => CAUSES[id].domain);
  const domains = [...byDomain].map(([domain, ids]) => `\n## ${domain}\n${ids.map(renderCause).join('')}`);
  return `# Causes

Made from the catalogue by \`npm run docs\`; do not edit. The texts are those of a message about a task of service
\`orders\` in cluster \`prod\` of which nothing else is known; a real message names the very thing at fault.

${[...byDomain].map(([domain, ids]) => `- **${domain}**: ${ids.map((id) => `[${id}](#${id})`).join(', ')}`).join('\n')}
${domains.join('')}`;
}

function renderCause(cause: CauseId): string {
  const diagnosis = { ...diagnose(task, NO_EVIDENCE), cause, container: 'app' };
  const [container] = task.containers;
  const facts: GuidanceFacts = { task, diagnosis, ...(container === undefined ? {} : { container }) };
  const { title, explanation, check, change } = GUIDANCE[cause];
  return `
### ${cause}
**${title}** (${CAUSES[cause].severity}). ${CAUSE_MEANINGS[cause]}

${explanation(facts)}

What to change:
${renderSteps(change(facts))}

What to check:
${renderSteps(check(facts))}
`;
}

const renderSteps = (steps: readonly Step[]): string =>
  steps
    .map(
      ({ text, command }) => `- ${text}${command === undefined ? '' : `\n${indented(`\`\`\`\n${command}\n\`\`\``)}`}`,
    )
    .join('\n');

const indented = (text: string): string => text.replace(/^/gm, '  ');

import type { Severity } from '../diagnosis/causes.ts';
import { chatCode, chatInlineCode, chatProse, chatUrl } from './chat-text.ts';
import { excerptText, excerptWindow } from './excerpt-window.ts';
import type { Link, PostMortem, ShownStep } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';
import { workloadOf } from './subject-line.ts';
import {
  evidenceBesideExcerpts,
  evidenceLabel,
  isProvenByLog,
  linkInWords,
  stopInWords,
  verdictInWords,
} from './wording.ts';

// The limits of custom notifications in Amazon Q Developer in chat applications; what is longer may be dropped.
/** Of a title. */
export const MAX_TITLE = 250;
/** Of a description. */
export const MAX_DESCRIPTION = 8_000;
const MAX_STEP = 350;
/** Of a keyword. */
export const MAX_KEYWORD = 75;

const MAX_STEPS = 5;
const MAX_LINKS = 2;
const MAX_ID = 200;

/** What ties several messages into one conversation. */
export interface ChatThread {
  /** Messages of the same id share a thread. @default account, Region, cluster, service and cause (or own signature) of the stop */
  readonly threadId?: string;
  /** The text of the latest update on the thread's first message. @default the title of the message */
  readonly summary?: string;
}

/** Renders the custom notification of Amazon Q Developer in chat applications as JSON, in what both Slack and Teams read. */
export function renderChat(postMortem: PostMortem, thread: ChatThread = {}): string {
  const pm = redactPostMortem(postMortem);
  const { task, cause, signature, severity } = pm;
  const workload = workloadOf(task);
  const name = `${workload}: ${pm.title} (${task.cluster})`;
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: cutId(`${task.taskId}-${pm.kind}`),
    content: {
      textType: 'client-markdown',
      title: `${SIGNS[severity]} ${chatProse(name, MAX_TITLE - 4)}`,
      description: description(pm),
      nextSteps: chatSteps([...pm.fixes, ...pm.checks]),
      keywords: [task.cluster, workload, cause, severity, pm.container ?? '']
        .filter((keyword) => keyword !== '')
        .map((keyword) => chatProse(keyword, MAX_KEYWORD)),
    },
    metadata: {
      threadId: cutId(
        thread.threadId ?? [task.account, task.region, task.cluster, workload, signature ?? cause].join('/'),
      ),
      summary: chatProse(thread.summary ?? name, MAX_TITLE),
      eventType: 'EcsTaskStopped',
      relatedResources: [task.taskArn],
      additionalContext: {
        cause,
        severity,
        kind: pm.kind,
        cluster: task.cluster,
        service: workload,
        account: task.account,
        region: task.region,
        taskId: task.taskId,
      },
      enableCustomActions: true,
    },
  });
}

/** What a message of each severity begins with. */
export const SIGNS: Readonly<Record<Severity, string>> = {
  critical: '\u{1f534}',
  warning: '\u{1f7e0}',
  info: '\u{1f535}',
};

/** Leaves context lines, then whole links, out until the rest fits. */
function description(pm: PostMortem): string {
  const links = chatLinks(pm.links);
  for (const excerptLines of [12, 6, 3, 1]) {
    const text = [...telling(pm, excerptLines), ...links].join('\n\n');
    if (text.length <= MAX_DESCRIPTION) return text;
  }
  return joinWithin([...telling(pm, 1), ...links]);
}

/** The first links, as the end of a description. */
export const chatLinks = (links: readonly Link[]): readonly string[] =>
  links
    .filter(({ url }) => url !== undefined)
    .slice(0, MAX_LINKS)
    .map(
      ({ label, note, url }) =>
        `${chatProse(linkInWords({ label, ...(note === undefined ? {} : { note }) }), 300)}\n${chatUrl(url ?? '')}`,
    );

/** The paragraphs that fit in a description, the first before the later. */
export function joinWithin(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : `${text}\n\n${part}`;
    if (longer.length <= MAX_DESCRIPTION) text = longer;
  }
  return text;
}

function telling(pm: PostMortem, excerptLines: number): readonly string[] {
  const quoted = excerpt(pm, excerptLines);
  return [
    `${chatProse(pm.headline, 600)}\n${chatProse(`${stopInWords(pm)} ${verdictInWords(pm)}`, 900)}`,
    ...(isProvenByLog(pm) ? [...quoted, ...evidence(pm)] : [...evidence(pm), ...quoted]),
    chatProse(pm.explanation, 700),
    ...pm.missing.slice(0, 2).map((text) => `Not seen: ${chatProse(text, 400)}`),
  ].filter((part) => part !== '');
}

function evidence(pm: PostMortem): readonly string[] {
  const lines = evidenceBesideExcerpts(pm)
    .slice(0, 3)
    .map((item) => `${chatProse(evidenceLabel(item), 120)}: ${chatInlineCode(item.text, 500)}`);
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function excerpt({ excerpts }: PostMortem, most: number): readonly string[] {
  const [first] = excerpts;
  if (first === undefined) return [];
  const lines = excerptWindow(first.lines, most).lines.map((line) =>
    chatCode(`${line.decisive ? '> ' : '  '}${excerptText(line)}`, line.decisive ? 600 : 240),
  );
  return [`Log of ${chatProse(first.container, 120)}:\n\`\`\`\n${lines.join('\n')}\n\`\`\``];
}

/** Steps as the list of a notification: the first five, with commands of one line where they fit. */
export function chatSteps(steps: readonly ShownStep[]): readonly string[] {
  return steps.slice(0, MAX_STEPS).map(({ text, command }) => {
    const prose = chatProse(text, MAX_STEP);
    const code =
      command === undefined || command.includes('\n') ? '' : ` ${chatInlineCode(command, Number.MAX_SAFE_INTEGER)}`;
    // Half a command is worse than none.
    return prose.length + code.length <= MAX_STEP ? prose + code : prose;
  });
}

/** An id of at most 200 characters. */
export const cutId = (id: string): string => (id.length <= MAX_ID ? id : [...id].slice(0, MAX_ID / 2).join(''));

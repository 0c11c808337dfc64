import type { ChatNotification } from '../stand-in/chat-notification.ts';

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
];

/** Shows a notification as its reader sees it in the channel: title, text, next steps and keywords. */
export function chatView({ content, metadata }: ChatNotification): string {
  const steps = (content.nextSteps ?? []).map((step) => `  • ${shown(step)}`);
  return [
    `| ${shown(content.title ?? '')}`,
    '|',
    ...shown(content.description)
      .split('\n')
      .map((line) => `| ${line}`),
    '|',
    ...(steps.length > 0 ? ['| Next steps', ...steps.map((step) => `|${step}`)] : []),
    `| ${(content.keywords ?? []).map((keyword) => `[${shown(keyword)}]`).join(' ')}`,
    `(thread ${metadata?.threadId ?? '-'})`,
  ].join('\n');
}

/** Chat clients show the entities as the characters they stand for. */
const shown = (text: string): string =>
  ENTITIES.reduce((result, [entity, character]) => result.replaceAll(entity, character), text);

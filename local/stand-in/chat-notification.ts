import * as v from 'valibot';
import type { Json } from '../json.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';

const listOf = (maxLength: number) => v.optional(v.array(v.pipe(v.string(), v.maxLength(maxLength))));

/** The custom notification of Amazon Q Developer in chat applications, with the limits its page documents. */
const ChatNotificationSchema = v.looseObject({
  version: v.literal('1.0'),
  source: v.literal('custom'),
  id: v.optional(v.string()),
  content: v.looseObject({
    textType: v.optional(v.literal('client-markdown')),
    title: v.optional(v.pipe(v.string(), v.maxLength(250))),
    description: v.pipe(v.string(), v.minLength(1), v.maxLength(8_000)),
    nextSteps: listOf(350),
    keywords: listOf(75),
  }),
  metadata: v.optional(
    v.looseObject({
      threadId: v.optional(v.string()),
      summary: v.optional(v.string()),
      eventType: v.optional(v.string()),
      relatedResources: v.optional(v.array(v.string())),
      additionalContext: v.optional(v.record(v.string(), v.string())),
      enableCustomActions: v.optional(v.boolean()),
    }),
  ),
});

/** A notification as a chat channel shows it. */
export type ChatNotification = v.InferOutput<typeof ChatNotificationSchema>;

/** What the chat service makes of a message: a notification, or the problems for which it drops it. */
export type ChatVerdict =
  | { readonly kind: 'notification'; readonly notification: ChatNotification }
  | { readonly kind: 'unsupported'; readonly problems: readonly string[] };

/** Judges the text of an SNS message as the chat service does. */
export function judgeChatMessage(message: string): ChatVerdict {
  const value = parseJsonObject(message);
  if (value === undefined) return { kind: 'unsupported', problems: ['The message is not a JSON object.'] };
  const nulls = pathsOfNulls(value, '').map((path) => `${path}: null is not allowed`);
  const parsed = v.safeParse(ChatNotificationSchema, value);
  if (parsed.success && nulls.length === 0) return { kind: 'notification', notification: parsed.output };
  const issues = (parsed.issues ?? []).map((issue) => `${v.getDotPath(issue) ?? 'message'}: ${issue.message}`);
  return { kind: 'unsupported', problems: [...new Set([...nulls, ...issues])] };
}

function pathsOfNulls(value: Json | undefined, path: string): readonly string[] {
  if (value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => pathsOfNulls(item, `${path}.${index}`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    pathsOfNulls(member, path === '' ? name : `${path}.${name}`),
  );
}

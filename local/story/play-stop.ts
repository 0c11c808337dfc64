import type { Delivery } from '../event-bus.ts';
import type { JsonObject } from '../json.ts';
import type { LocalDeployment } from '../local-deployment.ts';
import { chatView } from './chat-view.ts';
import { putStoryStop } from './put-story-stop.ts';
import { outcomeOf } from './stage.ts';
import type { StoryStop } from './story-stop.ts';

/** What came of one stop, ready to print. */
export interface Played {
  readonly text: string;
  /** The event was handled: told, counted, or silent for a reason. */
  readonly understood: boolean;
  /** It waits for the watch to tell it. */
  readonly isHeld: boolean;
}

/** Puts one stop's event on the bus and shows what each reader got of it. */
export async function playStop(deployment: LocalDeployment, stop: StoryStop): Promise<Played> {
  const { standIn, bus } = deployment;
  putStoryStop(standIn, stop);
  const before = { mails: standIn.sns.mails.length, chat: standIn.sns.chat.length, calls: standIn.calls.length };
  const delivery = await bus.put(JSON.parse(JSON.stringify(stop.event)) as JsonObject);
  const mails = standIn.sns.mails.slice(before.mails);
  const chat = standIn.sns.chat.slice(before.chat);
  const calls = standIn.calls.slice(before.calls).map(({ operation }) => operation);
  switch (delivery.kind) {
    case 'not-matched': {
      const { lastStatus } = stop.event.detail;
      return {
        text: `Silent: the rule does not match (detail.lastStatus is ${lastStatus}).`,
        understood: true,
        isHeld: false,
      };
    }
    case 'undelivered':
      return {
        text: `Not delivered: ${delivery.refusal.errorMessage}. The event is in the dead-letter queue.`,
        understood: false,
        isHeld: false,
      };
    case 'failed': {
      const last = delivery.invocations.at(-1);
      const why = last?.ok === false ? last.error.errorMessage : 'unknown';
      return {
        text: `Failed after ${delivery.invocations.length} attempts: ${why}\nThe event is in the on-failure queue.`,
        understood: false,
        isHeld: false,
      };
    }
    case 'handled': {
      const invocation = delivery.invocations.at(-1);
      const took = `${Math.round(invocation?.durationMs ?? 0)} ms${invocation?.cold ? ', cold start' : ''}`;
      if (mails.length + chat.length === 0) {
        return {
          text: `${whySilent(delivery, invocation?.log ?? [])}  (${took}, ${calls.length} AWS calls)`,
          understood: true,
          isHeld: outcomeOf(delivery) === 'held',
        };
      }
      const parts = [
        ...mails.map(({ from, to, subject, body }) => `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${body}`),
        ...chat.map((message) =>
          message.kind === 'notification'
            ? `--- the same in the chat channel ${'-'.repeat(38)}\n${chatView(message.notification)}`
            : `The chat service dropped the message: ${message.kind}`,
        ),
        `(${took}; AWS calls: ${calls.join(', ')})`,
      ];
      const delivered = chat.every(({ kind }) => kind === 'notification');
      return { text: parts.join('\n'), understood: delivered, isHeld: false };
    }
    default:
      return delivery satisfies never;
  }
}

/** Why no message left, from the function's outcome line. */
function whySilent(delivery: Delivery, log: readonly { readonly fields?: JsonObject }[]): string {
  const outcome = log.find(({ fields }) => fields?.['outcome'] !== undefined)?.fields;
  const cause = outcome?.['cause'] ?? 'unknown';
  switch (outcomeOf(delivery)) {
    case 'repeat':
      return `Counted: its incident is told (${cause}).`;
    case 'late':
      return `Counted: its incident was told, and is over (${cause}).`;
    case 'duplicate':
      return `Nothing new: this very stop is told (${cause}).`;
    case 'held':
      return `Held back, as many messages have just left: the watch tells it with others (${cause}).`;
    default:
      return `Silent: ${cause}; ${outcome?.['because'] ?? 'it did not say why'}.`;
  }
}

import type { OutgoingMessage, Publisher } from '../aws/ports.ts';
import type { PublishedLedger } from './published-ledger.ts';

/** What publishing takes. */
export interface Outlet {
  readonly publisher: Publisher;
  /** Remembers what one invocation has published, over its retries in the same environment. */
  readonly ledger: PublishedLedger;
}

/** What came of publishing one message to several topics. */
export interface Published {
  /** The topics that took it now. */
  readonly served: readonly string[];
  /** What the others threw. */
  readonly failures: readonly unknown[];
}

/** Publishes to each topic at once, but to none that the invocation has served before; one that fails keeps no other from its message. */
export async function publishAll(
  { publisher, ledger }: Outlet,
  messages: readonly OutgoingMessage[],
  { requestId, signal }: { readonly requestId: string; readonly signal: AbortSignal },
): Promise<Published> {
  const due = messages.filter(({ topicArn }) => !ledger.has(requestId, topicArn));
  const results = await Promise.allSettled(
    due.map(async (message) => {
      await publisher.publish(message, signal);
      ledger.add(requestId, message.topicArn);
      return message.topicArn;
    }),
  );
  return {
    served: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    failures: results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  };
}

/** One error for all that publishing threw. */
export function publishError(failures: readonly unknown[]): unknown {
  return failures.length === 1
    ? failures[0]
    : new AggregateError(failures, `No topic could be published to: ${failures.join('; ')}`);
}

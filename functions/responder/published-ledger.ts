/** Remembers which topics an invocation has published to, so that its retry serves only the ones that failed. */
export interface PublishedLedger {
  has(requestId: string, topicArn: string): boolean;
  add(requestId: string, topicArn: string): void;
}

/** Invocations remembered; Lambda retries within minutes and keeps the request id. */
const MOST_REMEMBERED = 1_000;

/** Keeps the ledger in the memory of one execution environment. */
export function makePublishedLedger(): PublishedLedger {
  const topicsByRequest = new Map<string, Set<string>>();
  return {
    has: (requestId, topicArn) => topicsByRequest.get(requestId)?.has(topicArn) ?? false,
    add(requestId, topicArn) {
      const topics = topicsByRequest.get(requestId) ?? new Set();
      topicsByRequest.set(requestId, topics.add(topicArn));
      if (topicsByRequest.size > MOST_REMEMBERED) {
        topicsByRequest.delete(topicsByRequest.keys().next().value ?? requestId);
      }
    },
  };
}

import type { TopicSubscriptions } from '../aws/ports.ts';
import type { Settings } from './settings.ts';

/** What one look at the mail subscriptions came to. */
export interface SubscriptionsOutcome {
  /** Subscriptions that are not confirmed, and ones of the stack that are not there any more. */
  readonly unconfirmed: number;
  readonly confirmed: number;
}

const MINUTE_MS = 60_000;
/** The watch of this minute of the hour looks; not that of the full hour, at which much else runs. */
const MINUTE_OF_HOUR = 7;
const ASK_MS = 3_000;

/** Whether it is time for a look at the subscriptions. */
export const areSubscriptionsDue = (now: number): boolean => Math.floor(now / MINUTE_MS) % 60 === MINUTE_OF_HOUR;

/** Counts the mail subscriptions of the alert topic that would get no alert; rejects where SNS does not say. */
export async function checkSubscriptions(
  subscriptions: TopicSubscriptions,
  { alertTopicArn, mailSubscriptions = 0 }: Pick<Settings, 'alertTopicArn' | 'mailSubscriptions'>,
  signal: AbortSignal,
): Promise<SubscriptionsOutcome> {
  const { confirmed, pending } = await subscriptions.of(
    alertTopicArn,
    AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
  );
  const gone = Math.max(0, mailSubscriptions - confirmed - pending);
  return { unconfirmed: pending + gone, confirmed };
}

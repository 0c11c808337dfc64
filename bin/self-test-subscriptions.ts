import { paginateListSubscriptionsByTopic, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { sanitiseLine } from '../functions/report/sanitise-text.ts';
import { adviceOnCall } from './self-test-advice.ts';
import type { Hop } from './self-test-hop.ts';

/** Amazon Q Developer in chat applications takes its notifications here. */
const CHAT_ENDPOINT = /^https:\/\/[\w.-]*sns-api\.chatbot\.amazonaws\.com\b/;

/** Which readers a topic is for. */
export type Readers = 'people' | 'chat';

/** Looks who gets what a topic takes. */
export async function subscriptionsHop(
  sns: SNSClient,
  { topicArn, readers, region }: { readonly topicArn: string; readonly readers: Readers; readonly region: string },
  signal: AbortSignal,
): Promise<Hop> {
  const name = readers === 'people' ? 'subscriptions' : 'chat channels';
  const begun = performance.now();
  try {
    const found: Subscription[] = [];
    for await (const page of paginateListSubscriptionsByTopic(
      { client: sns },
      { TopicArn: topicArn },
      { abortSignal: signal },
    )) {
      found.push(...(page.Subscriptions ?? []));
    }
    const ms = Math.round(performance.now() - begun);
    return { name, ms, ...(readers === 'people' ? judgePeople(found, topicArn) : judgeChat(found, topicArn)) };
  } catch (error) {
    const asked = { action: 'sns:ListSubscriptionsByTopic', resource: topicArn, region };
    return { name, status: 'failed', ms: Math.round(performance.now() - begun), ...adviceOnCall(error, asked) };
  }
}

type Verdict = Pick<Hop, 'status' | 'detail' | 'fix'>;

const isPending = ({ SubscriptionArn }: Subscription): boolean => SubscriptionArn === 'PendingConfirmation';
/** SNS lists an ended subscription for a while. */
const isDeleted = ({ SubscriptionArn }: Subscription): boolean => SubscriptionArn === 'Deleted';
const endpointOf = ({ Protocol = '', Endpoint = '' }: Subscription): string => sanitiseLine(`${Protocol} ${Endpoint}`);

function judgePeople(found: readonly Subscription[], topicArn: string): Verdict {
  const pending = found.filter(isPending);
  const confirmed = found.filter((each) => !isPending(each) && !isDeleted(each));
  const ended = found.filter(isDeleted);
  const counted = [
    ...(confirmed.length === 0 ? [] : [`${confirmed.length} confirmed (${confirmed.map(endpointOf).join(', ')})`]),
    ...(pending.length === 0 ? [] : [`${pending.length} not confirmed (${pending.map(endpointOf).join(', ')})`]),
    ...(ended.length === 0 ? [] : [`${ended.length} ended (${ended.map(endpointOf).join(', ')})`]),
  ].join(', ');
  if (pending.length > 0) {
    return {
      status: 'failed',
      detail: counted,
      fix: 'Unconfirmed subscription: it gets no alert. Look for the mail "AWS Notification - Subscription Confirmation" of no-reply@sns.amazonaws.com, in spam and quarantine too, and follow its link. If it is gone, ask for another one in the SNS console ("Request confirmation"), or subscribe the address again.',
    };
  }
  if (confirmed.length === 0) {
    return {
      status: 'failed',
      detail: ended.length === 0 ? 'none: alerts reach nobody' : `${counted}: alerts reach nobody`,
      fix: `${ended.length === 0 ? '' : 'Somebody followed the unsubscribe link of a mail. '}Deploy with -c email=oncall@example.com, or: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint oncall@example.com`,
    };
  }
  return { status: 'ok', detail: counted };
}

function judgeChat(found: readonly Subscription[], topicArn: string): Verdict {
  const channels = found.filter(({ Endpoint = '', ...each }) => CHAT_ENDPOINT.test(Endpoint) && !isDeleted(each));
  const confirmed = channels.filter((each) => !isPending(each));
  if (confirmed.length > 0) return { status: 'ok', detail: 'Amazon Q Developer in chat applications is subscribed' };
  return {
    status: 'failed',
    detail:
      channels.length > 0
        ? 'the subscription of Amazon Q Developer is not confirmed'
        : 'Amazon Q Developer in chat applications is not subscribed: alerts reach no channel',
    fix: `Chat channel not authorised: authorise the Slack workspace or the Teams tenant once in the console of Amazon Q Developer in chat applications, and give the channel's configuration the topic ${topicArn}.`,
  };
}

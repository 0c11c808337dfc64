import { PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { snsSubscriptions } from '../../functions/aws/subscriptions.ts';
import { areSubscriptionsDue, checkSubscriptions } from '../../functions/responder/check-subscriptions.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';
import type { Subscription } from '../../local/stand-in/topic.ts';
import { clientsOf } from '../local/stand-in/clients.ts';
import { NOON } from '../support/builders.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
let standIn: StandIn;

beforeEach(async () => {
  // More than one mail a second is too many, and the address has to confirm again.
  standIn = await startStandIn({ mailsPerSecond: 1 });
});
afterEach(() => standIn.close());

const put = (subscriptions: readonly Subscription[]) => standIn.sns.putTopic({ arn: TOPIC, subscriptions });
const mail = (endpoint: string): Subscription => ({ protocol: 'email', endpoint });
const check = (mailSubscriptions: number) =>
  checkSubscriptions(
    snsSubscriptions(clientsOf(standIn).sns),
    { alertTopicArn: TOPIC, mailSubscriptions },
    AbortSignal.timeout(20_000),
  );

describe('the mail subscriptions of the alert topic', () => {
  it('are counted, and no others', async () => {
    put([mail('a@example.com'), { protocol: 'https', endpoint: 'https://pager.example.com' }]);
    expect(await check(1)).toEqual({ unconfirmed: 0, confirmed: 1 });
  });

  it('are missed where one that the stack made is not there any more', async () => {
    put([mail('a@example.com')]);
    expect(await check(3)).toEqual({ unconfirmed: 2, confirmed: 1 });
  });

  it('are missed where they are not confirmed', async () => {
    const { sns } = clientsOf(standIn);
    put([mail('a@example.com')]);
    for (const Message of ['one', 'two', 'three']) await sns.send(new PublishCommand({ TopicArn: TOPIC, Message }));
    expect([...standIn.sns.unconfirmed]).toEqual(['a@example.com']);
    expect(await check(1)).toEqual({ unconfirmed: 1, confirmed: 0 });
  });

  it('reject where SNS does not say', async () => {
    put([]);
    standIn.faults.inject('sns', 'ListSubscriptionsByTopic', { kind: 'access-denied' });
    await expect(check(0)).rejects.toThrow(/ListSubscriptionsByTopic/);
  });

  it('are looked at once an hour', () => {
    const minutes = Array.from({ length: 120 }, (_, minute) => NOON + minute * 60_000 + 1_234);
    expect(minutes.filter(areSubscriptionsDue)).toHaveLength(2);
  });
});

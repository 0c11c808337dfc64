import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { TopicSubscriptions } from './ports.ts';

/** A topic with more subscribers than these pages hold is judged by its first 1,000. */
const MOST_PAGES = 10;

/** Asks SNS who subscribes to a topic by mail, and who confirmed it. */
export function snsSubscriptions(sns: SNSClient): TopicSubscriptions {
  return {
    async of(topicArn, signal) {
      const arns: string[] = [];
      let next: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { Subscriptions = [], NextToken } = await sns.send(
          new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(next ? { NextToken: next } : {}) }),
          { abortSignal: signal },
        );
        for (const { Protocol, SubscriptionArn } of Subscriptions) {
          if (Protocol === 'email' || Protocol === 'email-json') arns.push(SubscriptionArn ?? '');
        }
        next = NextToken;
        if (!next) break;
      }
      const pending = arns.filter((arn) => arn === 'PendingConfirmation').length;
      // Who unsubscribed stays in the list as `Deleted` for a while.
      return { pending, confirmed: arns.filter((arn) => arn.startsWith('arn:')).length };
    },
  };
}

import type { PublishedMessage, Subscription, Topic } from './topic.ts';

/** A mail as its reader gets it. */
export interface Mail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly body: string;
  readonly topicArn: string;
  readonly messageId: string;
}

/** Writes the mail SNS sends for a message to an `email` subscription. */
export function mailOf(topic: Topic, { endpoint }: Subscription, published: PublishedMessage, text: string): Mail {
  const region = topic.arn.split(':')[3] ?? '';
  const unsubscribe = `https://sns.${region}.amazonaws.com/unsubscribe.html?SubscriptionArn=${topic.arn}:00000000-0000-4000-8000-000000000000&Endpoint=${endpoint}`;
  return {
    to: endpoint,
    from: `${topic.displayName ?? 'AWS Notifications'} <no-reply@sns.amazonaws.com>`,
    subject: published.subject ?? 'AWS Notification Message',
    body: [
      text,
      '',
      '--',
      'If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:',
      unsubscribe,
      '',
      'Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support',
      '',
    ].join('\n'),
    topicArn: topic.arn,
    messageId: published.id,
  };
}

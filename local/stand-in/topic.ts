import type { JsonObject } from '../json.ts';

/** Where the chat service takes its notifications from SNS. */
export const CHAT_ENDPOINT = 'https://global.sns-api.chatbot.amazonaws.com';

/** One subscription of a topic. */
export interface Subscription {
  readonly protocol: 'email' | 'email-json' | 'https' | 'http' | 'sqs' | 'lambda';
  /** An address, a URL (`CHAT_ENDPOINT` for a chat channel), or the ARN of a queue or function. */
  readonly endpoint: string;
  /** @default every message is delivered */
  readonly filterPolicy?: JsonObject;
  /** @default 'MessageAttributes' */
  readonly filterPolicyScope?: 'MessageAttributes' | 'MessageBody';
  /** @default false */
  readonly rawMessageDelivery?: boolean;
  /**
   * Nobody has confirmed it yet, so that nothing is delivered.
   * @default false
   */
  readonly pending?: boolean;
}

/** A topic to put into the stand-in. */
export interface Topic {
  readonly arn: string;
  /**
   * The sender's name in mails.
   * @default 'AWS Notifications'
   */
  readonly displayName?: string;
  /** @default none */
  readonly subscriptions?: readonly Subscription[];
}

/** A message attribute in its wire form. */
export interface MessageAttribute {
  readonly dataType: string;
  /** The text; Base64 for the type `Binary`. */
  readonly value: string;
}

/** A message that SNS took. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly structure: 'json' | undefined;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** When it was taken, in epoch milliseconds. */
  readonly at: number;
}

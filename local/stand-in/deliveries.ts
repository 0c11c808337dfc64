import type { Json, JsonObject } from '../json.ts';
import { type ChatNotification, judgeChatMessage } from './chat-notification.ts';
import { passesFilter } from './filter-policy.ts';
import { type Mail, mailOf } from './mail.ts';
import { CHAT_ENDPOINT, type PublishedMessage, type Subscription, type Topic } from './topic.ts';

/** What the chat service did with a message. */
export type ChatDelivery =
  | { readonly kind: 'notification'; readonly messageId: string; readonly notification: ChatNotification }
  /** Counted in its metric `UnsupportedEvents`; nobody sees the message. */
  | { readonly kind: 'UnsupportedEvents'; readonly messageId: string; readonly problems: readonly string[] }
  /** Counted in its metric `EventsThrottled`; nobody sees the message. */
  | { readonly kind: 'EventsThrottled'; readonly messageId: string };

/** A message as a queue, a function or a web hook gets it. */
export interface OtherDelivery {
  readonly protocol: Subscription['protocol'];
  readonly endpoint: string;
  readonly messageId: string;
  /** The SNS envelope, or the bare message where raw delivery is on. */
  readonly body: string;
}

/** What the subscribers got. */
export interface Deliveries {
  readonly mails: readonly Mail[];
  readonly chat: readonly ChatDelivery[];
  readonly others: readonly OtherDelivery[];
  /** E-mail addresses whose subscription fell back to PendingConfirmation because more than the limit came in one second. */
  readonly unconfirmed: ReadonlySet<string>;
}

/** Rates above which real subscribers lose messages. */
export interface DeliveryLimits {
  /** @default 10 */
  readonly mailsPerSecond?: number;
  /** @default 10 */
  readonly chatEventsPerSecond?: number;
}

/** Delivers messages to the subscribers of their topics and keeps what they got. */
export function makeDeliveries(
  now: () => number,
  { mailsPerSecond = 10, chatEventsPerSecond = 10 }: DeliveryLimits,
): {
  got: Deliveries;
  deliver(topic: Topic, published: PublishedMessage, bodies: Readonly<Record<string, string>>): void;
} {
  const mails: Mail[] = [];
  const chat: ChatDelivery[] = [];
  const others: OtherDelivery[] = [];
  const unconfirmed = new Set<string>();
  const chatRate = rateMeter(now);
  const mailRates = new Map<string, () => number>();

  const sendMail = (topic: Topic, subscription: Subscription, published: PublishedMessage, text: string): void => {
    const key = `${topic.arn} ${subscription.endpoint}`;
    const rate = mailRates.get(key) ?? rateMeter(now);
    mailRates.set(key, rate);
    if (rate() > mailsPerSecond) unconfirmed.add(subscription.endpoint);
    if (!unconfirmed.has(subscription.endpoint)) mails.push(mailOf(topic, subscription, published, text));
  };

  const sendChat = (messageId: string, text: string): void => {
    if (chatRate() > chatEventsPerSecond) {
      chat.push({ kind: 'EventsThrottled', messageId });
      return;
    }
    const verdict = judgeChatMessage(text);
    chat.push(
      verdict.kind === 'notification'
        ? { kind: 'notification', messageId, notification: verdict.notification }
        : { kind: 'UnsupportedEvents', messageId, problems: verdict.problems },
    );
  };

  return {
    got: { mails, chat, others, unconfirmed },
    deliver(topic, published, bodies) {
      // SNS documents that attributes are sent only with the plain String structure.
      const attributes = published.structure === 'json' ? {} : published.attributes;
      for (const subscription of topic.subscriptions ?? []) {
        const { protocol, endpoint, rawMessageDelivery = false } = subscription;
        const text = bodies[protocol] ?? bodies.default ?? '';
        if (subscription.pending || !passesFilter(subscription, attributes, bodies.default ?? '')) continue;
        if (protocol === 'email') sendMail(topic, subscription, published, text);
        else if (protocol === 'https' && endpoint === CHAT_ENDPOINT) sendChat(published.id, text);
        else {
          const body = rawMessageDelivery ? text : JSON.stringify(envelope({ ...published, attributes }, text));
          others.push({ protocol, endpoint, messageId: published.id, body });
        }
      }
    },
  };
}

function rateMeter(now: () => number): () => number {
  let recent: number[] = [];
  return () => {
    const at = now();
    recent = [...recent.filter((earlier) => earlier > at - 1000), at];
    return recent.length;
  };
}

function envelope({ id, topicArn, subject, attributes, at }: PublishedMessage, text: string): JsonObject {
  const wire = Object.entries(attributes).map(([name, { dataType, value }]): [string, Json] => [
    name,
    { Type: dataType, Value: value },
  ]);
  return {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: text,
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: '1',
    ...(wire.length === 0 ? {} : { MessageAttributes: Object.fromEntries(wire) }),
  };
}

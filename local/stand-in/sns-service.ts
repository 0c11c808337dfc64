import * as v from 'valibot';
import { AwsError } from './aws-error.ts';
import { judgeChatMessage } from './chat-notification.ts';
import { type Deliveries, type DeliveryLimits, makeDeliveries } from './deliveries.ts';
import { bodiesOf, checkMessage, checkSize, checkSubject, readAttributes } from './publish-rules.ts';
import { type CommonErrors, operation, type Service } from './service.ts';
import { CHAT_ENDPOINT, type PublishedMessage, type Topic } from './topic.ts';
import { queryProtocol } from './wire-protocol.ts';

const SNS_VERSION = '2010-03-31';

/** The account's topics, what was published to them and what their subscribers got. */
export interface SnsState extends Deliveries {
  /** Adds or replaces a topic; gives its ARN back. */
  putTopic(topic: Topic): string;
  removeTopic(arn: string): void;
  /** Every message SNS took, oldest first. */
  readonly published: readonly PublishedMessage[];
}

const optionalText = v.optional(v.string());
const PublishInput = v.object({
  TopicArn: optionalText,
  TargetArn: optionalText,
  PhoneNumber: optionalText,
  Message: optionalText,
  Subject: optionalText,
  MessageStructure: optionalText,
  MessageAttributes: v.optional(
    v.array(
      v.object({
        Name: v.string(),
        Value: v.object({ DataType: optionalText, StringValue: optionalText, BinaryValue: optionalText }),
      }),
    ),
    [],
  ),
});

/** Makes the SNS stand-in and the handle that fills it and shows what was published. */
export function makeSns(options: DeliveryLimits & { now: () => number; strictChat: boolean }): {
  service: Service;
  state: SnsState;
} {
  const topics = new Map<string, Topic>();
  const published: PublishedMessage[] = [];
  const { got, deliver } = makeDeliveries(options.now, options);

  const findTopic = (arn: string, region: string): Topic => {
    checkTopicArn(arn, region);
    const topic = topics.get(arn);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  };

  const publish = operation(
    PublishInput,
    (input, { region, requestId }) => {
      if (input.PhoneNumber !== undefined) throw invalid('PhoneNumber: the stand-in sends no text messages');
      const topic = findTopic(onlyTarget(input), region);
      checkMessage(input.Message);
      checkSubject(input.Subject);
      const attributes = readAttributes(input.MessageAttributes);
      const bodies = bodiesOf(input.Message, input.MessageStructure);
      checkSize(input.Message, attributes);
      if (options.strictChat) refuseUnsupportedChat(topic, bodies);
      const message: PublishedMessage = {
        id: requestId,
        topicArn: topic.arn,
        subject: input.Subject,
        message: input.Message,
        structure: input.MessageStructure === 'json' ? 'json' : undefined,
        attributes,
        at: options.now(),
      };
      published.push(message);
      deliver(topic, message, bodies);
      return { MessageId: message.id };
    },
    ({ TopicArn, TargetArn }) => TopicArn ?? TargetArn ?? '*',
  );

  const listSubscriptionsByTopic = operation(
    v.object({ TopicArn: optionalText }),
    ({ TopicArn = '' }, { region, account }) => ({
      Subscriptions: (findTopic(TopicArn, region).subscriptions ?? []).map(
        ({ protocol, endpoint, pending }, index) => ({
          SubscriptionArn:
            pending || got.unconfirmed.has(endpoint)
              ? 'PendingConfirmation'
              : `${TopicArn}:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
          Owner: account,
          Protocol: protocol,
          Endpoint: endpoint,
          TopicArn,
        }),
      ),
    }),
    ({ TopicArn }) => TopicArn ?? '*',
  );

  return {
    service: {
      name: 'sns',
      actionPrefix: 'SNS',
      protocol: queryProtocol({ version: SNS_VERSION, namespace: `http://sns.amazonaws.com/doc/${SNS_VERSION}/` }),
      operations: { Publish: publish, ListSubscriptionsByTopic: listSubscriptionsByTopic },
      errors: SNS_ERRORS,
    },
    state: {
      ...got,
      published,
      putTopic(topic) {
        topics.set(topic.arn, topic);
        return topic.arn;
      },
      removeTopic(arn) {
        topics.delete(arn);
      },
    },
  };
}

const SNS_ERRORS: CommonErrors = {
  accessDenied: (message) => new AwsError('AuthorizationError', message, 403),
  throttled: () => new AwsError('Throttling', 'Rate exceeded'),
  serverFault: () => new AwsError('InternalError', 'Internal server error', 500),
  unknownOperation: (name) => new AwsError('InvalidAction', `The action ${name} is not valid for this web service.`),
  unsigned: () => new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
  wronglySigned: (message) => new AwsError('SignatureDoesNotMatch', message, 403),
};

const invalid = (reason: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);

function onlyTarget({ TopicArn, TargetArn }: v.InferOutput<typeof PublishInput>): string {
  if (TopicArn !== undefined && TargetArn !== undefined) {
    throw invalid('TopicArn or TargetArn Reason: only one of them may be given');
  }
  const target = TopicArn ?? TargetArn;
  if (target === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  return target;
}

function checkTopicArn(arn: string, region: string): void {
  const parts = arn.split(':');
  if (parts.length < 6) {
    throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  }
  const [scheme, partition, service, arnRegion, account] = parts;
  const wellFormed =
    scheme === 'arn' && partition?.startsWith('aws') && service === 'sns' && /^\d{12}$/.test(account ?? '');
  if (!wellFormed || arnRegion !== region) throw invalid('TopicArn');
}

function refuseUnsupportedChat({ subscriptions = [] }: Topic, bodies: Readonly<Record<string, string>>): void {
  if (!subscriptions.some(({ protocol, endpoint }) => protocol === 'https' && endpoint === CHAT_ENDPOINT)) return;
  const verdict = judgeChatMessage(bodies.https ?? bodies.default ?? '');
  if (verdict.kind === 'unsupported') {
    throw invalid(`Message Reason: the chat service would drop it as unsupported: ${verdict.problems.join('; ')}`);
  }
}

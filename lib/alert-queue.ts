import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { type Construct, Node } from 'constructs';
import { type AlertFilter, filterPolicyOf } from './alert-filter.ts';
import { allowOnKey, forDelivery } from './encryption.ts';

/** What a queue gets, and how. */
export interface AlertQueueOptions extends AlertFilter {
  /**
   * Whether a message is the alert's text alone, its attributes being those of the SQS message; otherwise it is the JSON
   * envelope of SNS, which holds text, subject and attributes.
   *
   * @default false
   */
  readonly rawMessageDelivery?: boolean;
}

/** The attempts of a reader, after which a message is put aside. */
const MOST_RECEIVES = 10;

/** Subscribes a queue to the alerts, one of its own where none is given; throws an error that names the fix. */
export function subscribeQueue(
  scope: Construct,
  topic: ITopic,
  key: IKey | undefined,
  given: IQueue | undefined,
  { rawMessageDelivery = false, ...filter }: AlertQueueOptions,
): IQueue {
  const filterPolicy = filterPolicyOf(filter, 'addQueue');
  checkQueue(given);
  const queue = given ?? makeQueue(scope, key);
  // SqsSubscription may tie the key's policy to the topic (a feature flag of CDK), and the topic waits for the key.
  const { policyDependable } = queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
  if (queue.encryptionMasterKey) allowOnKey(scope, queue.encryptionMasterKey, forDelivery);
  topic.addSubscription({
    bind: () => ({
      subscriberScope: scope,
      subscriberId: `Alerts${Node.of(queue).addr}`,
      endpoint: queue.queueArn,
      protocol: SubscriptionProtocol.SQS,
      rawMessageDelivery,
      ...(filterPolicy ? { filterPolicy } : {}),
      ...(policyDependable ? { subscriptionDependency: policyDependable } : {}),
    }),
  });
  return queue;
}

/** How a queue is encrypted: with the team's key where there is one, else with SQS's own. */
export const encryptionOfQueue = (key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> =>
  key ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key } : { encryption: QueueEncryption.SQS_MANAGED };

function makeQueue(scope: Construct, key: IKey | undefined): Queue {
  if (scope.node.tryFindChild('AlertQueue') !== undefined) {
    throw new Error(
      'EcsPostmortem: addQueue was called twice without a queue. Give a queue to each further call, or use the one that the first returned.',
    );
  }
  const kept = { ...encryptionOfQueue(key), enforceSSL: true, retentionPeriod: Duration.days(14) };
  const queue = new Queue(scope, 'AlertQueueDeadLetters', kept);
  return new Queue(scope, 'AlertQueue', { ...kept, deadLetterQueue: { queue, maxReceiveCount: MOST_RECEIVES } });
}

function checkQueue(queue: IQueue | undefined): void {
  if (queue?.fifo) {
    throw new Error(
      'EcsPostmortem: addQueue was given a FIFO queue, and the alert topic is a standard one. Give a standard queue.',
    );
  }
  if (queue?.encryptionType === QueueEncryption.KMS_MANAGED) {
    throw new Error(
      'EcsPostmortem: addQueue was given a queue with the key alias/aws/sqs, whose policy does not let SNS in. Encrypt it with SQS_MANAGED or with a key of your own.',
    );
  }
}

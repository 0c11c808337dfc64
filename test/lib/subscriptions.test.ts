import { describe, expect, it } from '@jest/globals';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { AlertFilter } from '../../lib/alert-filter.ts';
import type { AlertQueueOptions } from '../../lib/alert-queue.ts';
import { matchesPattern } from '../../local/event-pattern.ts';
import { aStack, HERE, inStack, only } from './synthesise.ts';

type Policy = Parameters<typeof matchesPattern>[0];

const mailPolicy = (filter: AlertFilter): Policy | undefined => {
  const stack = aStack();
  inStack(stack).addMailSubscription('oncall@example.com', filter);
  return only(Template.fromStack(stack), 'AWS::SNS::Subscription').FilterPolicy as Policy | undefined;
};

const AN_ALERT = { cause: 'image-not-found', severity: 'warning', cluster: 'prod', service: 'web-shop' };
const OF_A_TASK = { cause: 'out-of-memory', severity: 'critical', cluster: 'prod', family: 'web-report' };

const passes = (filter: AlertFilter, attributes: Record<string, string | string[]>): boolean => {
  const policy = mailPolicy(filter);
  return policy === undefined || matchesPattern(policy, attributes);
};

describe('a mail subscription', () => {
  it('gets every alert unless it is told which', () => {
    expect(mailPolicy({})).toBeUndefined();
    expect(mailPolicy({ minSeverity: 'info' })).toBeUndefined();
  });

  it.each<[AlertFilter, boolean, boolean]>([
    [{ minSeverity: 'warning' }, true, true],
    [{ minSeverity: 'critical' }, false, true],
    [{ causes: ['image-*'] }, true, false],
    [{ causes: ['*-memory', 'image-not-found'] }, true, true],
    [{ services: ['web-*'] }, true, true],
    [{ services: ['web-shop'] }, true, false],
    [{ services: ['*-report'] }, false, true],
    [{ clusters: ['prod'] }, true, true],
    [{ clusters: ['staging'] }, false, false],
    [{ clusters: ['*'], services: ['web-report'], minSeverity: 'critical' }, false, true],
  ])('by %j gets an alert of a service: %s, and of a task outside services: %s', (filter, service, task) => {
    expect(passes(filter, AN_ALERT)).toBe(service);
    expect(passes(filter, OF_A_TASK)).toBe(task);
  });

  it('gets a storm that names one of its services', () => {
    expect(passes({ services: ['web-*'] }, { ...AN_ALERT, service: ['orders', 'web-shop'] })).toBe(true);
  });

  const many = Array.from({ length: 13 }, (_, index) => `service-${index}`);

  it.each<[string, AlertFilter, RegExp]>([
    [
      'a severity that is none',
      { minSeverity: 'high' },
      /minSeverity "high", but it takes "info", "warning", "critical"/,
    ],
    [
      'a cause that is none',
      { causes: ['out-of-memroy'] },
      /causes with "out-of-memroy".*"out-of-memory" is the nearest/,
    ],
    ['no cause', { causes: [] }, /causes as an empty list.*Leave causes out/],
    ['an ARN', { clusters: ['arn:aws:ecs:eu-west-1:123456789012:cluster/prod'] }, /clusters with .*write "prod"/],
    ['a * in the middle', { services: ['web-*-api'] }, /services with "web-\*-api".*at the beginning or the end/],
    [
      'more combinations than SNS takes',
      { services: many, clusters: ['a', 'b', 'c'], minSeverity: 'warning' },
      /156 combinations.*at most 150.*Use \* for common parts/,
    ],
  ])('refuses %s', (_what, filter, message) => {
    expect(() => mailPolicy(filter)).toThrow(message);
    expect(() => mailPolicy(filter)).toThrow(/^EcsPostmortem: addMailSubscription has /);
  });
});

const withQueue = (options?: AlertQueueOptions, queue?: IQueue) => {
  const stack = aStack();
  const made = inStack(stack).addQueue(queue, options);
  return { stack, made, template: Template.fromStack(stack) };
};

describe('a queue', () => {
  it('of its own is encrypted, keeps 14 days, and puts aside what its reader fails on', () => {
    const { stack, made, template } = withQueue();
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RawMessageDelivery: false,
      FilterPolicy: Match.absent(),
      Endpoint: stack.resolve(made.queueArn),
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 10, deadLetterTargetArn: Match.anyValue() },
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('lets only the alert topic in, and refuses plain HTTP', () => {
    const { stack, made, template } = withQueue();
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [stack.resolve(made.queueUrl)],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: Match.stringLikeRegexp('AlertTopic') } } },
          }),
        ],
      },
    });
  });

  it('gets the text alone, of some alerts, where that is asked for', () => {
    withQueue({ rawMessageDelivery: true, minSeverity: 'critical' }).template.hasResourceProperties(
      'AWS::SNS::Subscription',
      { RawMessageDelivery: true, FilterPolicy: { severity: ['critical'] } },
    );
  });

  it('may be one that is given, whose key lets SNS in', () => {
    const stack = aStack();
    const encryptionMasterKey = new Key(stack, 'Key');
    const queue = new Queue(stack, 'Given', { encryptionMasterKey });
    const postmortem = inStack(stack);
    expect(postmortem.addQueue(queue)).toBe(queue);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SQS::Queue', 3);
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'sns.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it('with the same key as the topic leaves neither waiting for the other', () => {
    const stack = aStack();
    stack.node.setContext('@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption', true);
    const encryptionKey = new Key(stack, 'Key');
    inStack(stack, { encryptionKey }).addQueue();
    // Template.fromStack throws for resources that wait for each other.
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } });
  });

  it('with a key made elsewhere warns which statement the key needs', () => {
    const stack = aStack(HERE);
    const encryptionKey = Key.fromKeyArn(
      stack,
      'Key',
      'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
    );
    inStack(stack, { encryptionKey }).addQueue();
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sns.amazonaws.com'));
    expect(warnings).toHaveLength(1);
  });

  it('cannot be FIFO', () => {
    const stack = aStack();
    const queue = new Queue(stack, 'Given', { fifo: true });
    expect(() => inStack(stack).addQueue(queue)).toThrow(/FIFO queue.*Give a standard queue/);
  });

  it('cannot have the key that SNS has no way to', () => {
    const stack = aStack();
    const queue = new Queue(stack, 'Given', { encryption: QueueEncryption.KMS_MANAGED });
    expect(() => inStack(stack).addQueue(queue)).toThrow(/alias\/aws\/sqs.*SQS_MANAGED/);
  });

  it('of its own can be had once', () => {
    const postmortem = inStack(aStack());
    postmortem.addQueue();
    expect(() => postmortem.addQueue()).toThrow(/addQueue was called twice without a queue/);
  });
});

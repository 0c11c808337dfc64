import { describe, expect, it } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, BillingMode, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaCode, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { matchesPattern } from '../../local/event-pattern.ts';
import { readTemplate } from '../../local/template.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333', stackName: 'Test' };

/** A stack of the shape the product has, built with the CDK itself. */
function synthesised(
  change: (parts: { stack: Stack; topic: Topic; responder: LambdaCode }) => void = () => {},
): unknown {
  const stack = new Stack(new App(), 'Test');
  const topic = new Topic(stack, 'Alerts', { displayName: 'ECS post-mortem' });
  const named = new Topic(stack, 'Chat', { topicName: 'ecs-chat' });
  topic.addSubscription(
    new EmailSubscription('oncall@example.com', {
      filterPolicy: { severity: SubscriptionFilter.stringFilter({ allowlist: ['critical'] }) },
    }),
  );
  topic.addSubscription(
    new SqsSubscription(new Queue(stack, 'Inbox', { queueName: 'inbox' }), { rawMessageDelivery: true }),
  );
  named.addSubscription(new UrlSubscription('https://example.com/hook'));
  const responder = new LambdaCode(stack, 'Responder', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    timeout: Duration.seconds(30),
    memorySize: 512,
    retryAttempts: 1,
    maxEventAge: Duration.hours(1),
    onFailure: new SqsDestination(new Queue(stack, 'Failures', { queueName: 'failures' })),
    environment: {
      ALERT_TOPIC_ARN: topic.topicArn,
      CHAT_TOPIC_ARN: named.topicArn,
      REGION: stack.region,
      LINES: '200',
    },
  });
  topic.grantPublish(responder);
  responder.addToRolePolicy(new PolicyStatement({ actions: ['ecs:DescribeTaskDefinition'], resources: ['*'] }));
  new Rule(stack, 'Stops', {
    eventPattern: {
      source: ['aws.ecs'],
      detail: {
        lastStatus: ['STOPPED'],
        clusterArn: [stack.formatArn({ service: 'ecs', resource: 'cluster', resourceName: 'prod' })],
        stoppedReason: Match.anythingButPrefix('Scaling'),
      },
    },
    targets: [
      new LambdaFunction(responder, {
        deadLetterQueue: new Queue(stack, 'Dead', { queueName: 'dead' }),
        retryAttempts: 7,
        maxEventAge: Duration.hours(2),
      }),
    ],
  });
  change({ stack, topic, responder });
  return Template.fromStack(stack).toJSON();
}

describe('readTemplate', () => {
  const stack = readTemplate(synthesised(), PLACE);

  it('tells how the function is configured', () => {
    expect(stack.responder()).toMatchObject({
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      timeoutMs: 30_000,
      memoryMiB: 512,
      asynchronous: {
        maximumRetryAttempts: 1,
        maximumEventAgeSeconds: 3600,
        onFailureArn: 'arn:aws:sqs:eu-west-1:111122223333:failures',
      },
    });
  });

  it('resolves the function’s environment', () => {
    const [alerts] = stack.topics;
    expect(stack.responder().environment).toEqual({
      ALERT_TOPIC_ARN: alerts?.arn,
      CHAT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:ecs-chat',
      REGION: 'eu-west-1',
      LINES: '200',
    });
    expect(alerts?.arn).toMatch(/^arn:aws:sns:eu-west-1:111122223333:Test-Alerts/);
  });

  it('gives the rule’s pattern in a form that can be replayed', () => {
    const [rule] = stack.rulesOf(stack.responder());
    const event = (stoppedReason: string, cluster = 'prod') => ({
      source: 'aws.ecs',
      detail: {
        lastStatus: 'STOPPED',
        clusterArn: `arn:aws:ecs:eu-west-1:111122223333:cluster/${cluster}`,
        stoppedReason,
      },
    });
    expect(rule?.enabled).toBe(true);
    expect(matchesPattern(rule?.pattern ?? {}, event('Essential container in task exited'))).toBe(true);
    expect(matchesPattern(rule?.pattern ?? {}, event('Scaling activity'))).toBe(false);
    expect(matchesPattern(rule?.pattern ?? {}, event('Essential container in task exited', 'test'))).toBe(false);
  });

  it('tells how the rule delivers', () => {
    const responder = stack.responder();
    expect(stack.rules[0]?.targets).toEqual([
      {
        arn: responder.arn,
        maximumRetryAttempts: 7,
        maximumEventAgeSeconds: 7200,
        deadLetterArn: 'arn:aws:sqs:eu-west-1:111122223333:dead',
      },
    ]);
  });

  it('lists the topics with their subscriptions', () => {
    expect(stack.topics).toMatchObject([
      {
        displayName: 'ECS post-mortem',
        subscriptions: [
          { protocol: 'email', endpoint: 'oncall@example.com', filterPolicy: { severity: ['critical'] } },
          { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:inbox', rawMessageDelivery: true },
        ],
      },
      { subscriptions: [{ protocol: 'https', endpoint: 'https://example.com/hook' }] },
    ]);
  });

  it('lists the queues', () => {
    expect(stack.queues).toContain('arn:aws:sqs:eu-west-1:111122223333:dead');
  });

  it('tells what the function’s role may do', () => {
    expect(stack.responder().statements).toEqual(
      expect.arrayContaining([
        { effect: 'Allow', actions: ['sns:Publish'], resources: [stack.topics[0]?.arn] },
        { effect: 'Allow', actions: ['ecs:DescribeTaskDefinition'], resources: ['*'] },
      ]),
    );
  });

  it('takes Lambda’s and EventBridge’s defaults where the template is silent', () => {
    const template = {
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: { Handler: 'index.handler', Runtime: 'nodejs24.x', FunctionName: 'f' },
        },
        R: {
          Type: 'AWS::Events::Rule',
          Properties: { EventPattern: { source: ['x'] }, Targets: [{ Arn: { 'Fn::GetAtt': ['F', 'Arn'] }, Id: 'T' }] },
        },
      },
    };
    const silent = readTemplate(template, PLACE);
    expect(silent.responder()).toMatchObject({
      timeoutMs: 3000,
      memoryMiB: 128,
      environment: {},
      asynchronous: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
    });
    expect(silent.rules[0]?.targets[0]).toEqual({
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
      maximumRetryAttempts: 185,
      maximumEventAgeSeconds: 86_400,
    });
  });
});

describe('rules and tables', () => {
  const stack = readTemplate(
    synthesised(({ stack: parts, responder }) => {
      const table = new Table(parts, 'Incidents', {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        billingMode: BillingMode.PAY_PER_REQUEST,
        timeToLiveAttribute: 'ttl',
      });
      table.grant(responder, 'dynamodb:UpdateItem');
      responder.addEnvironment('TABLE_NAME', table.tableName);
      new TableV2(parts, 'Newer', { tableName: 'newer', partitionKey: { name: 'pk', type: AttributeType.NUMBER } });
      new Rule(parts, 'Watch', {
        schedule: Schedule.rate(Duration.minutes(1)),
        targets: [new LambdaFunction(responder, { event: RuleTargetInput.fromObject({ watch: true }) })],
      });
    }),
    PLACE,
  );

  it('are told with keys, billing and time to live', () => {
    const keyed = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
    expect(stack.tables).toEqual([
      {
        name: expect.stringMatching(/^Test-Incidents/),
        keySchema: [keyed('pk', 'HASH'), keyed('sk', 'RANGE')],
        attributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        billingMode: 'PAY_PER_REQUEST',
        timeToLiveAttribute: 'ttl',
      },
      {
        name: 'newer',
        keySchema: [keyed('pk', 'HASH')],
        attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }],
        billingMode: 'PAY_PER_REQUEST',
      },
    ]);
    const responder = stack.responder();
    expect(responder.environment['TABLE_NAME']).toBe(stack.tables[0]?.name);
    expect(responder.statements).toContainEqual({
      effect: 'Allow',
      actions: ['dynamodb:UpdateItem'],
      resources: [`arn:aws:dynamodb:eu-west-1:111122223333:table/${stack.tables[0]?.name}`],
    });
  });

  it('tell a schedule with its input', () => {
    const rules = stack.rulesOf(stack.responder());
    expect(rules).toHaveLength(2);
    expect(rules[1]).toMatchObject({
      schedule: 'rate(1 minute)',
      enabled: true,
      targets: [{ input: { watch: true } }],
    });
    expect(rules[1]).not.toHaveProperty('pattern');
    expect(rules[0]?.targets[0]).not.toHaveProperty('input');
  });

  it('cannot be read where the stand-in would not do the same', () => {
    const indexed = synthesised(({ stack: parts }) => {
      const partitionKey = { name: 'pk', type: AttributeType.STRING };
      new Table(parts, 'Incidents', { partitionKey }).addGlobalSecondaryIndex({ indexName: 'index', partitionKey });
    });
    expect(() => readTemplate(indexed)).toThrow(/no secondary indexes/);
    const transformed = synthesised(({ stack: parts, responder }) => {
      const event = RuleTargetInput.fromEventPath('$.detail');
      new Rule(parts, 'R', { eventPattern: { source: ['x'] }, targets: [new LambdaFunction(responder, { event })] });
    });
    expect(() => readTemplate(transformed)).toThrow(/InputPath of a target of R/);
  });
});

const withEnvironment = (value: unknown) => ({
  Parameters: { Given: { Type: 'String', Default: 'from the parameter' }, Open: { Type: 'String' } },
  Resources: {
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'h', Runtime: 'r', Environment: { Variables: { VALUE: value } } },
    },
  },
});
const resolved = (value: unknown) => readTemplate(withEnvironment(value), PLACE).functions[0]?.environment['VALUE'];

describe('intrinsic functions', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders.
  it.each<[unknown, string]>([
    [{ Ref: 'Given' }, 'from the parameter'],
    [
      { 'Fn::Sub': 'arn:${AWS::Partition}:x:${!Raw}:${F.Arn}' },
      'arn:aws:x:${Raw}:arn:aws:lambda:eu-west-1:111122223333:function:Test-F',
    ],
    [{ 'Fn::Sub': ['${Name}!', { Name: { Ref: 'F' } }] }, 'Test-F!'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }]] }, 'a-111122223333'],
  ])('resolve %j', (value, expected) => {
    expect(resolved(value)).toBe(expected);
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders.
});

describe('a template that cannot be read', () => {
  it.each<[string, unknown, RegExp]>([
    ['an unknown reference', { Ref: 'Nobody' }, /Ref to "Nobody".* at F\.Environment\.Variables/],
    ['a parameter without a default', { Ref: 'Open' }, /Ref to "Open"/],
    ['an attribute of an unknown resource', { 'Fn::GetAtt': ['Nobody', 'Arn'] }, /Fn::GetAtt of "Nobody"/],
    ['an unknown attribute', { 'Fn::GetAtt': ['F', 'Colour'] }, /Colour of F/],
    ['an intrinsic function it does not know', { 'Fn::ImportValue': 'x' }, /Fn::ImportValue/],
  ])('names %s', (_what, value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });

  it.each([[null], ['text'], [{}], [{ Resources: [] }]])('is %j', (template) => {
    expect(() => readTemplate(template)).toThrow(/no CloudFormation template/);
  });

  it('names a property of the wrong type', () => {
    const template = { Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'h', Runtime: 7 } } } };
    expect(() => readTemplate(template)).toThrow(/Runtime of F \(AWS::Lambda::Function\) is not a text: 7/);
  });

  it('has no function, or more than one, that a rule invokes', () => {
    expect(() => readTemplate({ Resources: { T: { Type: 'AWS::SNS::Topic' } } }).responder()).toThrow(/0 functions/);
    const two = synthesised(({ stack }) => {
      const second = new LambdaCode(stack, 'Second', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => {}'),
      });
      new Rule(stack, 'More', { eventPattern: { source: ['x'] }, targets: [new LambdaFunction(second)] });
    });
    expect(() => readTemplate(two).responder()).toThrow(/2 functions/);
  });
});

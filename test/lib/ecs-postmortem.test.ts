import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CfnParameter, CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { EcsPostmortemProps } from '../../lib/ecs-postmortem-props.ts';
import { responderCode } from '../../lib/responder-code.ts';
import { aStack, HERE, inStack, only, ruleNamed, synthesise } from './synthesise.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const statementsOf = (properties: Record<string, unknown>): readonly Statement[] =>
  (properties.PolicyDocument as { Statement: readonly Statement[] }).Statement;

const actionsOf = ({ Action }: Statement): readonly string[] => (typeof Action === 'string' ? [Action] : Action);

const roleStatements = (template: Template): readonly Statement[] => statementsOf(only(template, 'AWS::IAM::Policy'));

const statementFor = (template: Template, action: string): Statement | undefined =>
  roleStatements(template).find((statement) => actionsOf(statement).includes(action));

const environmentOf = (template: Template): unknown => {
  const { Environment } = only(template, 'AWS::Lambda::Function') as { Environment: { Variables: unknown } };
  return Environment.Variables;
};

const logicalId = (template: Template, type: string, name: string): string => {
  const id = Object.keys(template.findResources(type)).find((candidate) => candidate.startsWith(`Postmortem${name}`));
  if (id === undefined) throw new Error(`no ${type} named ${name}`);
  return id;
};

const clusterArnsIn = (template: Template): unknown => {
  const { EventPattern } = ruleNamed(template, 'Rule') as { EventPattern: { detail: { clusterArn: unknown } } };
  return EventPattern.detail.clusterArn;
};

describe('the rule', () => {
  it('matches only tasks of ECS that have stopped', () => {
    expect(ruleNamed(synthesise(), 'Rule').EventPattern).toEqual({
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: { lastStatus: ['STOPPED'] },
    });
  });

  it('hands events to the function, with explicit retries and a dead-letter queue of its own', () => {
    const template = synthesise();
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [logicalId(template, 'AWS::Lambda::Function', 'Function'), 'Arn'] },
          DeadLetterConfig: {
            Arn: { 'Fn::GetAtt': [logicalId(template, 'AWS::SQS::Queue', 'DeadLetterQueue'), 'Arn'] },
          },
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        },
      ],
    });
  });

  it('may invoke the function as the other rules may, and nobody else may', () => {
    const template = synthesise();
    template.resourceCountIs('AWS::Events::Rule', 5);
    template.resourceCountIs('AWS::Lambda::Permission', 5);
    for (const rule of Object.keys(template.findResources('AWS::Events::Rule'))) {
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
      });
    }
  });

  it('may write to the dead-letter queue', () => {
    const template = synthesise();
    const queue = logicalId(template, 'AWS::SQS::Queue', 'DeadLetterQueue');
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });
});

describe('clusters', () => {
  const arn = 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod';

  it('narrows the rule to a cluster given by name', () => {
    expect(clusterArnsIn(synthesise({ clusters: ['prod'] }, HERE))).toEqual([arn]);
  });

  it('narrows the rule to clusters given by ARN', () => {
    expect(clusterArnsIn(synthesise({ clusters: [arn, 'staging'] }, HERE))).toEqual([
      arn,
      'arn:aws:ecs:eu-west-1:123456789012:cluster/staging',
    ]);
  });

  it('names a cluster once when it is given twice', () => {
    expect(clusterArnsIn(synthesise({ clusters: ['prod', arn] }, HERE))).toEqual([arn]);
  });

  it('takes the name of a cluster into the account and Region of deployment when they are not known yet', () => {
    const [clusterArn] = clusterArnsIn(synthesise({ clusters: ['prod'] })) as unknown[];
    expect(JSON.stringify(clusterArn)).toMatch(/AWS::Region.*AWS::AccountId.*:cluster\/prod/);
  });

  it.each(['ARN', 'name'])('watches a cluster of the same app by its %s', (given) => {
    const stack = aStack(HERE);
    const cluster = new CfnResource(stack, 'Shop', { type: 'AWS::ECS::Cluster' });
    inStack(stack, { clusters: [given === 'ARN' ? cluster.getAtt('Arn').toString() : cluster.ref] });
    const byArn = { 'Fn::GetAtt': ['Shop', 'Arn'] };
    const byName = { 'Fn::Join': ['', ['arn:aws:ecs:eu-west-1:123456789012:cluster/', { Ref: 'Shop' }]] };
    expect(clusterArnsIn(Template.fromStack(stack))).toContainEqual(given === 'ARN' ? byArn : byName);
  });

  it.each<[string, string[], RegExp]>([
    ['an empty list', [], /clusters is an empty list.*Leave clusters out/],
    ['a path', ['cluster/prod'], /clusters holds "cluster\/prod".*neither a cluster name/],
    ['a name with a wildcard', ['prod-*'], /clusters holds "prod-\*"/],
    ['the ARN of a service', ['arn:aws:ecs:eu-west-1:123456789012:service/prod/web'], /not the ARN of a cluster/],
    ['another Region', ['arn:aws:ecs:us-east-1:123456789012:cluster/prod'], /Deploy a stack in us-east-1/],
    ['another account', ['arn:aws:ecs:eu-west-1:111122223333:cluster/prod'], /Deploy a stack in 111122223333/],
  ])('refuses %s', (_what, clusters, message) => {
    expect(() => synthesise({ clusters }, HERE)).toThrow(message);
  });

  it('accepts the ARN of any Region while the Region of deployment is not known', () => {
    expect(clusterArnsIn(synthesise({ clusters: [arn] }))).toEqual([arn]);
  });
});

describe('the function', () => {
  it('runs on Node 24 and arm64 with 512 MiB for up to 30 seconds', () => {
    synthesise().hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 30,
    });
  });

  it('takes another memory size', () => {
    synthesise({ memorySize: 1_024 }).hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1_024 });
  });

  it('writes JSON to a log group of its own that keeps 30 days and goes with the stack', () => {
    const template = synthesise();
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logicalId(template, 'AWS::Logs::LogGroup', 'LogGroup') } },
    });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });

  it('keeps its log as long as it is told to', () => {
    synthesise({ logRetention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN }).hasResource(
      'AWS::Logs::LogGroup',
      { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' },
    );
  });

  it('retries twice within 6 hours, then leaves the event in the failure queue', () => {
    const template = synthesise();
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [logicalId(template, 'AWS::SQS::Queue', 'FailureQueue'), 'Arn'] } },
      },
    });
  });

  it('is told each setting, the defaults too', () => {
    const template = synthesise();
    expect(environmentOf(template)).toEqual({
      ALERT_TOPIC_ARN: { Ref: logicalId(template, 'AWS::SNS::Topic', 'AlertTopic') },
      LOG_LINES: '200',
      LATE_LOG_WAIT_MS: '8000',
      EXCERPT_LINES: '12',
      READ_LOGS_OF_COMPLETED_TASKS: 'false',
      DIALECT: 'ecs',
      TABLE_NAME: { Ref: logicalId(template, 'AWS::DynamoDB::Table', 'IncidentTable') },
      UPDATE_INTERVAL_MINUTES: '30',
      RECOVERED_AFTER_MINUTES: '60',
      HISTORY_DAYS: '90',
      MOST_PER_SECOND: '5',
      MOST_PER_TEN_MINUTES: '60',
      STORM_FROM: '6',
      DIGEST_HOUR: '7',
    });
  });

  it('is told the settings that are given', () => {
    const template = synthesise({
      logLines: 50,
      lateLogWait: Duration.millis(2_500),
      excerptLines: 5,
      readLogsOfCompletedTasks: true,
      dialect: 'terraform',
    });
    expect(environmentOf(template)).toMatchObject({
      LOG_LINES: '50',
      LATE_LOG_WAIT_MS: '2500',
      EXCERPT_LINES: '5',
      READ_LOGS_OF_COMPLETED_TASKS: 'true',
      DIALECT: 'terraform',
    });
  });
});

describe("the function's code", () => {
  const aFolder = (): string => mkdtempSync(join(tmpdir(), 'responder-'));

  it('is the folder that holds the bundle', () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => {};');
    synthesise({ code: responderCode(folder) }).hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: Match.anyValue(), S3Key: Match.stringLikeRegexp('\\.zip$') },
    });
  });

  it('says how to build a bundle that is missing', () => {
    expect(() => responderCode(aFolder())).toThrow(/bundle is missing .*index\.mjs.*run "npm run build"/);
  });
});

describe('the role', () => {
  const everything = synthesise({ chat: true }, HERE);

  it('can be taken by Lambda only, and has no managed policy', () => {
    const role = only(everything, 'AWS::IAM::Role');
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  });

  it('allows these actions and no other', () => {
    expect(new Set(roleStatements(everything).flatMap(actionsOf))).toEqual(
      new Set([
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'ecs:DescribeServices',
        'ecs:DescribeTaskDefinition',
        'logs:CreateLogStream',
        'logs:GetLogEvents',
        'logs:PutLogEvents',
        'sns:Publish',
        'sqs:SendMessage',
      ]),
    );
  });

  it('has a wildcard in the resource of the three reading actions only', () => {
    const wild = roleStatements(everything).filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
    expect(wild.flatMap(actionsOf)).toEqual([
      'ecs:DescribeTaskDefinition',
      'ecs:DescribeServices',
      'logs:GetLogEvents',
    ]);
  });

  it('looks at services of its own account and Region only, and of the watched clusters where some are named', () => {
    expect(statementFor(everything, 'ecs:DescribeServices')).toMatchObject({
      Resource: 'arn:aws:ecs:eu-west-1:123456789012:service/*',
    });
    expect(statementFor(everything, 'ecs:DescribeServices')).not.toHaveProperty('Condition');
    const template = synthesise({ clusters: ['prod'] }, HERE);
    expect(statementFor(template, 'ecs:DescribeServices')).toMatchObject({
      Condition: { ArnEquals: { 'ecs:cluster': ['arn:aws:ecs:eu-west-1:123456789012:cluster/prod'] } },
    });
  });

  it('reads the logs of its own account only, in any Region', () => {
    expect(statementFor(everything, 'logs:GetLogEvents')?.Resource).toBe(
      'arn:aws:logs:*:123456789012:log-group:*:log-stream:*',
    );
  });

  it('reads only the log groups that are named', () => {
    const template = synthesise({ logGroups: ['/ecs/*', 'shop'] }, HERE);
    expect(statementFor(template, 'logs:GetLogEvents')?.Resource).toEqual([
      'arn:aws:logs:*:123456789012:log-group:/ecs/*:log-stream:*',
      'arn:aws:logs:*:123456789012:log-group:shop:log-stream:*',
    ]);
  });

  it('publishes to its own topics and nowhere else', () => {
    const topics = roleStatements(everything)
      .filter((statement) => actionsOf(statement).includes('sns:Publish'))
      .map(({ Resource }) => Resource);
    expect(topics).toEqual([
      { Ref: logicalId(everything, 'AWS::SNS::Topic', 'AlertTopic') },
      { Ref: logicalId(everything, 'AWS::SNS::Topic', 'ChatTopic') },
    ]);
  });

  it('sends to the failure queue and to no other', () => {
    expect(statementFor(everything, 'sqs:SendMessage')?.Resource).toEqual({
      'Fn::GetAtt': [logicalId(everything, 'AWS::SQS::Queue', 'FailureQueue'), 'Arn'],
    });
  });

  it('writes to its own log group and to no other', () => {
    expect(statementFor(everything, 'logs:PutLogEvents')?.Resource).toEqual({
      'Fn::GetAtt': [logicalId(everything, 'AWS::Logs::LogGroup', 'LogGroup'), 'Arn'],
    });
  });
});

describe('the topics', () => {
  it('are one, named for its readers, unless chat is asked for', () => {
    const template = synthesise();
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.hasResourceProperties('AWS::SNS::Topic', { DisplayName: 'ECS post-mortem' });
    expect(environmentOf(template)).not.toHaveProperty('CHAT_TOPIC_ARN');
  });

  it('are two with chat', () => {
    const template = synthesise({ chat: true });
    template.resourceCountIs('AWS::SNS::Topic', 2);
    expect(environmentOf(template)).toMatchObject({
      CHAT_TOPIC_ARN: { Ref: logicalId(template, 'AWS::SNS::Topic', 'ChatTopic') },
    });
  });

  it('uses the topic that is given and makes none', () => {
    const stack = aStack();
    const topic = Topic.fromTopicArn(stack, 'Given', 'arn:aws:sns:eu-west-1:123456789012:oncall');
    const postmortem = inStack(stack, { topic });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    expect(postmortem.alertTopic).toBe(topic);
    expect(statementFor(template, 'sns:Publish')?.Resource).toBe('arn:aws:sns:eu-west-1:123456789012:oncall');
  });

  it('may use the key of an encrypted topic', () => {
    const stack = aStack();
    const masterKey = new Key(stack, 'Key');
    inStack(stack, { topic: new Topic(stack, 'Encrypted', { masterKey }) });
    const template = Template.fromStack(stack);
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    expect(statementFor(template, 'kms:Decrypt')?.Resource).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
  });

  it('cannot be FIFO', () => {
    const stack = aStack();
    const topic = new Topic(stack, 'Fifo', { fifo: true });
    expect(() => inStack(stack, { topic })).toThrow(/topic is a FIFO topic.*Give a standard topic/);
  });

  it('cannot be in another Region than the function', () => {
    const stack = aStack(HERE);
    const topic = Topic.fromTopicArn(stack, 'Given', 'arn:aws:sns:us-east-1:123456789012:oncall');
    expect(() => inStack(stack, { topic })).toThrow(/topic is in us-east-1.*Give a topic in eu-west-1/);
  });
});

describe('the mail subscriptions', () => {
  it('subscribe an address to the alert topic', () => {
    const stack = aStack();
    inStack(stack).addMailSubscription('oncall@example.com');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'oncall@example.com',
      TopicArn: { Ref: logicalId(template, 'AWS::SNS::Topic', 'AlertTopic') },
    });
  });

  it('take an address that is known at deployment only', () => {
    const stack = aStack();
    const address = new CfnParameter(stack, 'Address');
    inStack(stack).addMailSubscription(address.valueAsString);
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', { Endpoint: { Ref: 'Address' } });
  });

  it.each(['', 'oncall', 'oncall@localhost', 'a@example.com, b@example.com', 'On Call <oncall@example.com>'])(
    'refuse %j',
    (email) => {
      expect(() => inStack(aStack()).addMailSubscription(email)).toThrow(/email is ".*", which is not a mail address/);
    },
  );
});

describe('what lies at rest and on the wire', () => {
  const template = synthesise({ chat: true });

  it('refuses plain HTTP on each queue and topic', () => {
    const policies = [
      ...Object.values(template.findResources('AWS::SQS::QueuePolicy')),
      ...Object.values(template.findResources('AWS::SNS::TopicPolicy')),
    ];
    expect(policies).toHaveLength(4);
    for (const policy of policies) {
      expect(statementsOf(policy.Properties)).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('encrypts lost events and keeps them for 14 days', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.allResourcesProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });
});

describe('a setting out of bounds', () => {
  it.each<[string, EcsPostmortemProps, RegExp]>([
    ['an unknown dialect', { dialect: 'pulumi' as never }, /dialect is "pulumi", but takes ecs, cdk, terraform, fsd/],
    ['no log lines', { logLines: 0 }, /logLines is 0, but takes a whole number from 1 to 1000/],
    ['too many log lines', { logLines: 1_001 }, /logLines is 1001/],
    ['half a log line', { logLines: 1.5 }, /logLines is 1.5/],
    ['no excerpt', { excerptLines: 0 }, /excerptLines is 0, but takes a whole number from 1 to 100/],
    ['a quote of more than is read', { logLines: 5, excerptLines: 6 }, /excerptLines is 6.*raise logLines/],
    [
      'a wait as long as the function runs',
      { lateLogWait: Duration.seconds(21) },
      /lateLogWait is 21 seconds.*at most 20/,
    ],
    ['too little memory', { memorySize: 128 }, /memorySize is 128, but takes a whole number from 256 to 10240/],
    ['no log group', { logGroups: [] }, /logGroups is an empty list.*Leave logGroups out/],
    [
      'the ARN of a log group',
      { logGroups: ['arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/shop'] },
      /logGroups holds "arn:.*not ARNs/,
    ],
  ])('refuses %s and says what it takes', (_what, props, message) => {
    expect(() => synthesise(props)).toThrow(message);
  });
});

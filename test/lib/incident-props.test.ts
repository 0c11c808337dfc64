import { describe, expect, it } from '@jest/globals';
import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { EcsPostmortemProps } from '../../lib/ecs-postmortem-props.ts';
import { aStack, HERE, inStack, only, ruleNamed, synthesise } from './synthesise.ts';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const statements = (template: Template): readonly Statement[] => {
  const { PolicyDocument } = only(template, 'AWS::IAM::Policy') as { PolicyDocument: { Statement: Statement[] } };
  return PolicyDocument.Statement;
};

const statement = (template: Template, sid: string): Statement | undefined =>
  statements(template).find(({ Sid }) => Sid === sid);

const variables = (props: EcsPostmortemProps): unknown => {
  const { Environment } = only(synthesise(props), 'AWS::Lambda::Function') as { Environment: { Variables: unknown } };
  return Environment.Variables;
};

describe('the table', () => {
  it('has the keys of incidents, forgets what expires, and is on demand, encrypted and recoverable', () => {
    expect(only(synthesise(), 'AWS::DynamoDB::Table')).toEqual({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  it('outlives the construct, unless it is told not to', () => {
    const retain = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    synthesise({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::DynamoDB::Table', retain);
    const template = synthesise({ tableRemovalPolicy: RemovalPolicy.DESTROY });
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });

  it('is at hand for dashboards and alarms', () => {
    const stack = aStack();
    const { table } = inStack(stack);
    const [logicalId] = Object.keys(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
    expect(stack.resolve(table.tableName)).toEqual({ Ref: logicalId });
  });

  it('is read and written by the function, which may not scan or delete it, nor touch another', () => {
    const template = synthesise();
    const [logicalId] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
    const ofTable = statements(template).filter(({ Action }) => JSON.stringify(Action).includes('dynamodb:'));
    expect(ofTable).toEqual([
      {
        Sid: 'KeepIncidents',
        Effect: 'Allow',
        Action: [
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:Query',
          'dynamodb:BatchGetItem',
          'dynamodb:BatchWriteItem',
        ],
        Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] },
      },
    ]);
  });
});

describe('the watch', () => {
  it('looks each minute, and leaves a look that failed to the next minute', () => {
    const template = synthesise();
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) => id.includes('DeadLetter'));
    expect(ruleNamed(template, 'WatchRule')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Input: '{"ecs-postmortem":"watch"}',
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } },
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        },
      ],
    });
  });

  it.each(['DeploymentRule', 'ServiceActionRule'])('has a sibling %s that loses nothing', (rule) => {
    expect(ruleNamed(synthesise(), rule)).toMatchObject({
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } }],
    });
  });
});

describe('the settings of incidents', () => {
  it('reach the function', () => {
    expect(
      variables({
        updateInterval: Duration.hours(2),
        recoveredAfter: Duration.minutes(45),
        historyRetention: Duration.days(30),
        maxPublishesPerSecond: 2,
        maxPublishesPerTenMinutes: 20,
        stormFrom: 10,
        digestHour: 0,
      }),
    ).toMatchObject({
      UPDATE_INTERVAL_MINUTES: '120',
      RECOVERED_AFTER_MINUTES: '45',
      HISTORY_DAYS: '30',
      MOST_PER_SECOND: '2',
      MOST_PER_TEN_MINUTES: '20',
      STORM_FROM: '10',
      DIGEST_HOUR: '0',
    });
  });

  it.each<[string, EcsPostmortemProps, RegExp]>([
    [
      'an interval in seconds',
      { updateInterval: Duration.seconds(90) },
      /updateInterval is 1 minute 30 seconds, but takes whole minutes from 1 to 1440: Duration\.minutes\(30\)/,
    ],
    ['no interval', { updateInterval: Duration.minutes(0) }, /updateInterval is .*whole minutes from 1/],
    ['a recovery of two days', { recoveredAfter: Duration.days(2) }, /recoveredAfter is 2 days/],
    [
      'half a day of history',
      { historyRetention: Duration.hours(12) },
      /historyRetention is 12 hours.*whole days from 1/,
    ],
    ['no message', { maxPublishesPerSecond: 0 }, /maxPublishesPerSecond is 0.*from 2 to 100/],
    ['half a message', { maxPublishesPerTenMinutes: 1.5 }, /maxPublishesPerTenMinutes is 1.5.*from 3 to 10000/],
    ['a storm of one', { stormFrom: 1 }, /stormFrom is 1.*from 2 to 1000/],
    ['an hour past midnight', { digestHour: 24 }, /digestHour is 24.*from 0 to 23/],
    [
      'a time below the desired count that nothing looks at',
      { belowDesiredFor: Duration.minutes(5) },
      /belowDesiredFor is given, but checkDesiredCounts is off.*Set checkDesiredCounts to true/,
    ],
    [
      'a time below the desired count in seconds',
      { checkDesiredCounts: true, belowDesiredFor: Duration.seconds(30) },
      /belowDesiredFor is 30 seconds/,
    ],
  ])('refuse %s and say what they take', (_what, props, message) => {
    expect(() => synthesise(props)).toThrow(message);
  });
});

describe('the policy', () => {
  it('reaches the function as JSON', () => {
    const policy = [
      { treatment: 'quiet' as const, services: ['batch-*'], causes: ['out-of-memory'] },
      { treatment: 'digest' as const, clusters: ['dev'] },
    ];
    expect(variables({ policy })).toMatchObject({ POLICY: JSON.stringify(policy) });
    expect(variables({})).not.toHaveProperty('POLICY');
  });

  it('takes the name of a cluster that is known at deployment only', () => {
    const stack = aStack();
    const cluster = new CfnResource(stack, 'Shop', { type: 'AWS::ECS::Cluster' });
    inStack(stack, { policy: [{ treatment: 'quiet', clusters: [cluster.ref] }] });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          POLICY: { 'Fn::Join': ['', ['[{"treatment":"quiet","clusters":["', { Ref: 'Shop' }, '"]}]']] },
        },
      },
    });
  });

  it('that names tags lets the function read them, of its clusters only, and no other policy does', () => {
    const tagged: EcsPostmortemProps = { policy: [{ treatment: 'quiet', tags: ['team=data'] }] };
    expect(statement(synthesise({ policy: [{ treatment: 'quiet', services: ['web'] }] }), 'ReadTagsOfTasks')).toBe(
      undefined,
    );
    expect(statement(synthesise(tagged, HERE), 'ReadTagsOfTasks')).toEqual({
      Sid: 'ReadTagsOfTasks',
      Effect: 'Allow',
      Action: 'ecs:DescribeTasks',
      Resource: 'arn:aws:ecs:eu-west-1:123456789012:task/*',
    });
    expect(statement(synthesise({ ...tagged, clusters: ['prod'] }, HERE), 'ReadTagsOfTasks')?.Condition).toEqual({
      ArnEquals: { 'ecs:cluster': ['arn:aws:ecs:eu-west-1:123456789012:cluster/prod'] },
    });
  });

  it('that is at fault fails at synthesis, by the entry', () => {
    const policy = [{ treatment: 'quiet' as const, causes: ['out-of-memry'] }];
    expect(() => synthesise({ policy })).toThrow(
      'EcsPostmortem: policy[0].causes holds "out-of-memry", which is no cause: "out-of-memory" is the nearest.',
    );
  });
});

describe('the look at desired counts', () => {
  it('is off unless it is asked for, and then the function may not list', () => {
    expect(variables({})).not.toHaveProperty('WATCHED_CLUSTERS');
    expect(statement(synthesise(), 'ListServices')).toBe(undefined);
    expect(statement(synthesise(), 'ListClusters')).toBe(undefined);
  });

  it('lists the services of every cluster', () => {
    expect(variables({ checkDesiredCounts: true })).toMatchObject({
      WATCHED_CLUSTERS: '*',
      BELOW_DESIRED_MINUTES: '15',
    });
    const template = synthesise({ checkDesiredCounts: true });
    expect(statement(template, 'ListClusters')).toMatchObject({ Action: 'ecs:ListClusters', Resource: '*' });
    expect(statement(template, 'ListServices')).not.toHaveProperty('Condition');
  });

  it('lists the services of the named clusters only', () => {
    const props = { checkDesiredCounts: true, belowDesiredFor: Duration.minutes(30), clusters: ['prod', 'staging'] };
    expect(variables(props)).toMatchObject({ WATCHED_CLUSTERS: 'prod,staging', BELOW_DESIRED_MINUTES: '30' });
    const template = synthesise({ ...props, clusters: ['prod'] }, HERE);
    expect(statement(template, 'ListClusters')).toBe(undefined);
    expect(statement(template, 'ListServices')).toEqual({
      Sid: 'ListServices',
      Effect: 'Allow',
      Action: 'ecs:ListServices',
      Resource: '*',
      Condition: { ArnEquals: { 'ecs:cluster': ['arn:aws:ecs:eu-west-1:123456789012:cluster/prod'] } },
    });
  });
});

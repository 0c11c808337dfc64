import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DIAGNOSIS_EVENT } from '../functions/aws/event-emitter.ts';
import { clusterArns } from './cluster-arns.ts';
import { type EcsPostmortemProps, wantsAlarms } from './ecs-postmortem-props.ts';
import { useOfKey } from './encryption.ts';
import { assumeMembers, HUB_DEFAULTS } from './hub.ts';
import { keepIncidents } from './incident-table.ts';

/** What the function works with. */
export interface ResponderResources {
  readonly alertTopic: ITopic;
  readonly chatTopic?: ITopic;
  readonly failureQueue: IQueue;
  readonly logGroup: ILogGroup;
  readonly table: Table;
}

/** Makes the function's role, which allows what the settings need and nothing else. */
export function makeResponderRole(
  scope: Construct,
  { alertTopic, chatTopic, failureQueue, logGroup, table }: ResponderResources,
  props: EcsPostmortemProps,
): Role {
  const role = new Role(scope, 'Role', {
    description:
      'What the ECS post-mortem function may do: read task definitions, services and logs, keep incidents, publish, write its own log.',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    // The members' roles trust it by its name.
    ...(props.hub ? { roleName: props.hub.roleName ?? HUB_DEFAULTS.roleName } : {}),
  });
  const statements = [
    ...readTasksAndServices(scope, props),
    new PolicyStatement({
      sid: 'ReadContainerLogs',
      actions: ['logs:GetLogEvents'],
      resources: (props.logGroups ?? ['*']).map((logGroup) => logStreamsOf(scope, logGroup)),
    }),
    keepIncidents(table),
    new PolicyStatement({
      sid: 'HandOverFailedEvents',
      actions: ['sqs:SendMessage'],
      resources: [failureQueue.queueArn],
    }),
    ...telemetryStatements(scope, alertTopic, props),
    ...(props.hub ? [assumeMembers(props.hub)] : []),
    ...(props.encryptionKey === undefined ? [] : useOfKey(scope, props.encryptionKey)),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  // The resource ends in `:*` because the names of the function's log streams are Lambda's to choose.
  logGroup.grantWrite(role);
  for (const topic of [alertTopic, ...(chatTopic ? [chatTopic] : [])]) {
    // grantPublish would allow every kind of data key where the topic is encrypted.
    role.addToPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
    if (topic.masterKey !== props.encryptionKey) topic.masterKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
  }
  return role;
}

function telemetryStatements(
  scope: Construct,
  alertTopic: ITopic,
  props: EcsPostmortemProps,
): readonly PolicyStatement[] {
  const { source, detailType } = DIAGNOSIS_EVENT;
  return [
    ...(props.emitEvents
      ? [
          new PolicyStatement({
            sid: 'EmitDiagnoses',
            actions: ['events:PutEvents'],
            resources: [
              Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
            ],
            conditions: { StringEquals: { 'events:source': source, 'events:detail-type': detailType } },
          }),
        ]
      : []),
    ...(wantsAlarms(props)
      ? [
          new PolicyStatement({
            sid: 'ListSubscriptions',
            actions: ['sns:ListSubscriptionsByTopic'],
            resources: [alertTopic.topicArn],
          }),
        ]
      : []),
  ];
}

function readTasksAndServices(
  scope: Construct,
  { clusters, policy, checkDesiredCounts }: EcsPostmortemProps,
): readonly PolicyStatement[] {
  const ofClusters =
    clusters === undefined ? {} : { conditions: { ArnEquals: { 'ecs:cluster': clusterArns(scope, clusters) } } };
  const arnsOf = (resource: string): string =>
    Stack.of(scope).formatArn({ service: 'ecs', resource, resourceName: '*' });
  return [
    new PolicyStatement({
      sid: 'ReadTaskDefinitions',
      actions: ['ecs:DescribeTaskDefinition'],
      // IAM knows no resource type for this action: anything but `*` denies it.
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'ReadServices',
      actions: ['ecs:DescribeServices'],
      // A service's ARN names its cluster only since 2018; the condition holds for the older ones too.
      resources: [arnsOf('service')],
      ...ofClusters,
    }),
    ...(policy?.some(({ tags }) => tags !== undefined)
      ? [
          new PolicyStatement({
            sid: 'ReadTagsOfTasks',
            actions: ['ecs:DescribeTasks'],
            resources: [arnsOf('task')],
            ...ofClusters,
          }),
        ]
      : []),
    // IAM knows no resource type for the two that list.
    ...(checkDesiredCounts
      ? [new PolicyStatement({ sid: 'ListServices', actions: ['ecs:ListServices'], resources: ['*'], ...ofClusters })]
      : []),
    ...(checkDesiredCounts && clusters === undefined
      ? [new PolicyStatement({ sid: 'ListClusters', actions: ['ecs:ListClusters'], resources: ['*'] })]
      : []),
  ];
}

function logStreamsOf(scope: Construct, logGroup: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    // A container may log to another Region (the driver's `awslogs-region`).
    region: '*',
    resource: 'log-group',
    // A stream is named after its task, which does not exist yet.
    resourceName: `${logGroup}:log-stream:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

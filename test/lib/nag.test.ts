import { afterAll, describe, expect, it } from '@jest/globals';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { EcsPostmortem } from '../../lib/ecs-postmortem.ts';
import type { EcsPostmortemProps } from '../../lib/ecs-postmortem-props.ts';
import { EcsPostmortemMemberStack } from '../../lib/member-stack.ts';
import { NO_CODE } from './synthesise.ts';

/** What stays as it is, where, and why: the path of the construct begins in `EcsPostmortem`. */
const REASONS: readonly { readonly path: string; readonly id: string; readonly reason: string }[] = [
  {
    path: 'DeadLetterQueue',
    id: 'AwsSolutions-SQS3',
    reason: 'It is the dead-letter queue of the rules; nothing reads it but people, so that nothing can fail on it.',
  },
  {
    path: 'FailureQueue',
    id: 'AwsSolutions-SQS3',
    reason:
      "It is the function's destination for failures; nothing reads it but people, so that nothing can fail on it.",
  },
  {
    path: 'Role',
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'IAM knows no resource type for ecs:DescribeTaskDefinition, ecs:ListServices and ecs:ListClusters; with clusters a condition holds the listing to them.',
  },
  {
    path: 'Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:service/*]',
    reason:
      'ecs:DescribeServices of services that may not exist yet; of one account and Region, and with clusters of these by condition.',
  },
  {
    path: 'Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/*]',
    reason: 'ecs:DescribeTasks of tasks that do not exist yet; only where a rule of the policy names tags.',
  },
  {
    path: 'Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:*:<AWS::AccountId>:log-group:*:log-stream:*]',
    reason: 'Containers choose their log group and Region; logGroups narrows it.',
  },
  {
    path: 'Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:*:<AWS::AccountId>:log-group:/ecs/*:log-stream:*]',
    reason:
      'The log groups that the team named, with a * of its own; a stream is named after a task that does not exist yet.',
  },
  {
    path: 'Role',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/EcsPostmortemRead]',
    reason:
      'sts:AssumeRole of one role name in accounts that join the organization later, each of which has to trust the hub.',
  },
];

/** The same for the stack of a member. */
const MEMBER_REASONS: typeof REASONS = [
  {
    path: 'DeadLetterQueue',
    id: 'AwsSolutions-SQS3',
    reason: 'It is the dead-letter queue of the rules; nothing reads it but people, so that nothing can fail on it.',
  },
  {
    path: 'ReadRole',
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'IAM knows no resource type for ecs:DescribeTaskDefinition.',
  },
  ...['ecs:*:<AWS::AccountId>:service/*', 'ecs:*:<AWS::AccountId>:task/*'].map((arn) => ({
    path: 'ReadRole',
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${arn}]`,
    reason: 'Services and tasks that do not exist yet, of one account; a role belongs to all its Regions.',
  })),
  {
    path: 'ReadRole',
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:*:<AWS::AccountId>:log-group:*:log-stream:*]',
    reason: 'Containers choose their log group and Region.',
  },
];

const UUID = '01234567-89ab-cdef-0123-456789abcdef';

function subscribeEverybody(postmortem: EcsPostmortem): void {
  postmortem.addMailSubscription('oncall@example.com', { minSeverity: 'warning', services: ['web-*'] });
  postmortem.addQueue();
  postmortem.addSlackChannel({ workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' });
  postmortem.addTeamsChannel({ teamId: UUID, tenantId: UUID, channelId: '19:abc@thread.tacv2' });
}

const EVERYTHING: EcsPostmortemProps = {
  chat: true,
  checkDesiredCounts: true,
  emitEvents: true,
  metricsPerService: true,
  alarmEmail: 'platform@example.com',
  policy: [{ treatment: 'quiet', tags: ['team=data'] }],
};

const used = new Set<string>();

/** The findings in an app, at the path of each, that no reason is given for. */
function unexplained(app: App, within: Construct, reasons: typeof REASONS): readonly string[] {
  const violations = () =>
    new AwsSolutionsChecks(app)
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '?' }) => `${ruleName} at ${constructPath}`),
      );
  const before = violations();
  for (const { path, id, reason } of reasons) {
    if (before.some((found) => found.startsWith(`${id} at ${within.node.path}/${path}/`))) used.add(`${path} ${id}`);
    Validations.of(within.node.findChild(path)).acknowledge({ id, reason });
  }
  return violations();
}

function findings(props: (stack: Stack) => EcsPostmortemProps): readonly string[] {
  const app = new App();
  const stack = new Stack(app, 'Test');
  const postmortem = new EcsPostmortem(stack, 'Postmortem', { code: NO_CODE, ...props(stack) });
  if (postmortem.chatTopic) subscribeEverybody(postmortem);
  return unexplained(app, postmortem, REASONS);
}

describe('AwsSolutions of cdk-nag', () => {
  it('sees what is wrong', () => {
    expect(findings((stack) => ({ encryptionKey: new Key(stack, 'Key') }))).toEqual([
      'AwsSolutions-KMS5 at Test/Key/Resource',
    ]);
  });

  it.each<[string, (stack: Stack) => EcsPostmortemProps]>([
    ['as it comes', () => ({})],
    ['with everything on', () => EVERYTHING],
    ['as the hub of an organization', () => ({ ...EVERYTHING, hub: { organizationId: 'o-a1b2c3d4e5' } })],
    ['as the hub of accounts', () => ({ hub: { accounts: ['111122223333'] } })],
    [
      'with everything on, narrowed',
      () => ({ ...EVERYTHING, clusters: ['prod'], services: ['web-*', 'api'], logGroups: ['/ecs/*'] }),
    ],
    ['with a key', (stack) => ({ ...EVERYTHING, encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }) })],
    [
      'with a key made elsewhere',
      (stack) => ({
        ...EVERYTHING,
        encryptionKey: Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:123456789012:key/${UUID}`),
      }),
    ],
  ])('finds nothing unexplained %s', (_what, props) => {
    expect(findings(props)).toEqual([]);
  });

  it('finds nothing unexplained in the stack of a member', () => {
    const app = new App();
    const hubBusArn = 'arn:aws:events:eu-west-1:123456789012:event-bus/ecs-postmortem';
    const member = new EcsPostmortemMemberStack(app, 'Member', { hubBusArn, services: ['web-*'] });
    expect(unexplained(app, member, MEMBER_REASONS)).toEqual([]);
  });
});

afterAll(() => {
  // A reason for what is not found any more would hide the next one.
  expect(
    [...REASONS, ...MEMBER_REASONS].map(({ path, id }) => `${path} ${id}`).filter((reason) => !used.has(reason)),
  ).toEqual([]);
});

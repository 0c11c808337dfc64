import { aws } from './command-line.ts';
import { inTask, readLog, startAgain } from './common-steps.ts';
import type { Grant } from './edit.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { afterLast, capitalized, plain } from './plain-text.ts';
import {
  deniedAction,
  deniedResource,
  executionRole,
  grant,
  type NamedRole,
  namedRole,
  simulate,
  taskRole,
} from './roles.ts';
import { looksUpSecret, secretArns, secretName } from './secret-reference.ts';
import { subjectPhrase } from './subject-phrase.ts';
import { arnOf, containerName, definitionName } from './task-names.ts';

const OTHER_REFUSALS =
  'If an explicit deny, a boundary or an organization policy refuses, an allow does not help: change that.';

/** The log group's streams, as the resource of logs actions. */
const logStreams = (facts: GuidanceFacts): string => {
  const { 'awslogs-group': group, 'awslogs-region': region = facts.task.region } =
    facts.containerDefinition?.logOptions ?? {};
  const { partition, account } = facts.task;
  const denied = deniedResource(facts)?.split(':log-stream:')[0];
  const arn = denied ?? `arn:${partition}:logs:${region}:${account}:log-group:${group ?? 'LOG_GROUP'}`;
  return arn.endsWith('*') ? arn : `${arn}:*`;
};

/** The action as the refusal names it, else the one this step of the start needs. */
const secretAction = (facts: GuidanceFacts): string => deniedAction(facts) ?? readAction(secretArns(facts)[0] ?? '');

const readAction = (arn: string): string =>
  arn.includes(':ssm:') ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue';

/** A statement for each store that the secrets are in. */
function reading(arns: readonly string[]): readonly Grant[] {
  const actions = [...new Set(arns.map(readAction))];
  return actions.map((action) => ({ actions: [action], resources: arns.filter((arn) => readAction(arn) === action) }));
}

const shownAction = (facts: GuidanceFacts, fallback: string): string => plain(deniedAction(facts) ?? fallback, 50);

/** The last part of the resource the refusal names, with ` on ` before it. */
const onResource = (facts: GuidanceFacts): string => {
  const resource = deniedResource(facts);
  return resource === undefined || resource === '*' ? '' : ` on ${plain(afterLast(resource, ':'), 60)}`;
};

const showTrust = (facts: GuidanceFacts, role: string, text: string): Step => ({
  text,
  command: aws(facts, 'iam get-role', { 'role-name': role, query: 'Role.AssumeRolePolicyDocument' }),
});

/** The key that was refused, or the place for its id. */
const kmsKey = (facts: GuidanceFacts): string => {
  const denied = deniedResource(facts);
  return denied?.includes(':kms:') ? denied : arnOf(facts, 'kms', 'key/KEY_ID');
};

const roleArnOf = ({ arn }: NamedRole) => (arn === undefined ? {} : { roleArn: arn });

const placeholderRole = ({ task }: GuidanceFacts): string =>
  `arn:${task.partition}:iam::${task.account}:role/ROLE_NAME`;

/** What is told about refusals by IAM. */
export const permissionsGuidance: GuidanceOf<'permissions'> = {
  'secret-access-denied': {
    title: 'secret access denied',
    headline: (facts) => `${capitalized(executionRole(facts).phrase)} may not read ${secretName(facts)}.`,
    explanation: (facts) =>
      `ECS reads the secrets before a container starts, and ${secretAction(facts)} was refused. Neither the task role nor the program takes part in this.`,
    check: (facts) => {
      const action = secretAction(facts);
      const [resource = '*'] = secretArns(facts);
      return [
        ...simulate(facts, executionRole(facts), action, resource),
        looksUpSecret(facts, 'See which key encrypts it.'),
      ];
    },
    change(facts) {
      const role = executionRole(facts);
      const action = secretAction(facts);
      const kms = action.startsWith('kms:');
      return [
        grant(
          `Allow ${role.phrase} to ${kms ? 'use the key that encrypts it' : 'read it'}.`,
          role,
          kms
            ? [{ actions: [action], resources: [kmsKey(facts)] }]
            : deniedAction(facts) === undefined
              ? reading(secretArns(facts))
              : [{ actions: [action], resources: secretArns(facts) }],
        ),
        {
          text: kms
            ? `Let the key policy allow ${action} to the same role.`
            : 'If a key of your own encrypts it, allow kms:Decrypt too, in role and key policy; another account must also allow it in its resource policy.',
        },
        startAgain(facts),
      ];
    },
  },
  'execution-role-not-assumable': {
    title: 'role cannot be assumed',
    headline: (facts) => `ECS could not assume ${namedRole(facts).phrase}.`,
    explanation: () =>
      'It does not exist, its trust policy does not name ecs-tasks.amazonaws.com, or it was made only seconds before.',
    check(facts) {
      const { arn } = namedRole(facts);
      if (arn === undefined) return [{ text: `See whether executionRoleArn is set in ${definitionName(facts)}.` }];
      return [showTrust(facts, afterLast(arn, '/'), 'See whether the role exists, and whom it trusts.')];
    },
    change: (facts) => [
      {
        text: `Let the trust policy of ${namedRole(facts).phrase} name the tasks of ECS.`,
        edit: { kind: 'trust', ...roleArnOf(namedRole(facts)), service: 'ecs-tasks.amazonaws.com' },
      },
      inTask(facts, 'correct executionRoleArn or taskRoleArn if the role was deleted or renamed.', {
        executionRoleArn: placeholderRole(facts),
      }),
      startAgain(facts),
    ],
  },
  'log-access-denied': {
    title: 'log access denied',
    headline: (facts) =>
      `${capitalized(executionRole(facts).phrase)} may not ${shownAction(facts, 'logs:CreateLogStream')} for the log of ${containerName(facts)}.`,
    explanation: () =>
      'A container does not start before its log stream is made. AmazonECSTaskExecutionRolePolicy allows streams, not groups: awslogs-create-group needs logs:CreateLogGroup as well.',
    check: (facts) =>
      simulate(facts, executionRole(facts), deniedAction(facts) ?? 'logs:CreateLogStream', logStreams(facts)).concat({
        text: 'See whether the log group exists.',
        command: aws(
          facts,
          'logs describe-log-groups',
          {
            'log-group-name-prefix': facts.containerDefinition?.logOptions['awslogs-group'],
            query: 'logGroups[].logGroupName',
          },
          facts.containerDefinition?.logOptions['awslogs-region'],
        ),
      }),
    change(facts) {
      const action = deniedAction(facts);
      const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
      return [
        grant(`Allow ${executionRole(facts).phrase} to write this log.`, executionRole(facts), [
          {
            actions: action === undefined || actions.includes(action) ? actions : [action, ...actions],
            resources: [logStreams(facts)],
          },
        ]),
        { text: 'Or make the log group beforehand and leave awslogs-create-group out.' },
        startAgain(facts),
      ];
    },
  },
  'task-role-access-denied': {
    title: 'task role access denied',
    headline: (facts) =>
      `${capitalized(taskRole(facts).phrase)} may not ${shownAction(facts, 'make the AWS call that the application needs')}${onResource(facts)}.`,
    explanation: (facts) =>
      `The program in ${containerName(facts)} called AWS with its task role (not the execution role) and was refused.`,
    check: (facts) => {
      const action = deniedAction(facts);
      return action === undefined
        ? [readLog(facts, 'Find action and resource in the log.')]
        : [...simulate(facts, taskRole(facts), action, deniedResource(facts) ?? '*'), readLog(facts)];
    },
    change: (facts) => [
      grant(
        `Allow ${taskRole(facts).phrase} this action${deniedAction(facts) === undefined ? ', with the names from the log' : ''}.`,
        taskRole(facts),
        [{ actions: [deniedAction(facts) ?? 'SERVICE:ACTION'], resources: [deniedResource(facts) ?? 'RESOURCE_ARN'] }],
      ),
      { text: OTHER_REFUSALS },
      ...(facts.definition !== undefined && facts.definition.taskRoleArn === undefined
        ? [inTask(facts, 'set taskRoleArn: this revision has none.', { taskRoleArn: placeholderRole(facts) })]
        : []),
    ],
  },
  'aws-credentials-missing': {
    title: 'AWS credentials missing',
    headline: (facts) => `The AWS SDK in ${containerName(facts)} found no valid credentials.`,
    explanation: ({ definition }) =>
      definition !== undefined && definition.taskRoleArn === undefined
        ? `Task definition ${plain(definition.family, 60)}:${definition.revision} has no taskRoleArn, so ECS gives the containers no credentials.`
        : 'A task gets its credentials from its task role, through an address in its environment. Keys in the environment or in a file override them, and may have expired.',
    check: (facts) => [
      {
        text: `See whether ${definitionName(facts)} has a task role.`,
        command: aws(facts, 'ecs describe-task-definition', {
          'task-definition': facts.task.taskDefinitionArn,
          query: 'taskDefinition.taskRoleArn',
        }),
      },
      readLog(facts, 'Read where the SDK looked for credentials.'),
    ],
    change: (facts) => [
      inTask(facts, 'set taskRoleArn to a role that trusts ecs-tasks.amazonaws.com.', {
        taskRoleArn: placeholderRole(facts),
      }),
      {
        text: `Take AWS_ACCESS_KEY_ID, AWS_PROFILE and the like out of the environment of ${containerName(facts)}.`,
      },
      {
        text: 'If it runs through sudo, su or cron, let it keep AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.',
      },
    ],
  },
  'resource-permission-denied': {
    title: 'permission denied at task setup',
    headline: (facts) => {
      const action = deniedAction(facts);
      return action === undefined
        ? `A permission was missing while the task was set up: ${subjectPhrase(facts, 'access to a resource it needs')}.`
        : `The action ${plain(action, 50)}${onResource(facts)} was refused while the task was set up.`;
    },
    explanation: () => 'ECS prepares volumes and interfaces for a task with a role, and one of its calls was refused.',
    check: (facts) => {
      const { arn } = namedRole(facts);
      const action = deniedAction(facts);
      if (arn === undefined) return [{ text: 'Find the role and the action in the quoted reason.' }];
      return action === undefined
        ? [showTrust(facts, afterLast(arn, '/'), `See whether ${namedRole(facts).phrase} exists and trusts ECS.`)]
        : simulate(facts, namedRole(facts), action, deniedResource(facts) ?? '*');
    },
    change: (facts) => {
      const action = deniedAction(facts);
      const step: Step =
        action === undefined
          ? {
              text: 'Allow the role in the reason what it was refused; an infrastructure role for EBS must trust ecs.amazonaws.com.',
            }
          : grant(`Allow ${namedRole(facts).phrase} this action.`, namedRole(facts), [
              { actions: [action], resources: [deniedResource(facts) ?? 'RESOURCE_ARN'] },
            ]);
      return [step, { text: OTHER_REFUSALS }, startAgain(facts)];
    },
  },
};

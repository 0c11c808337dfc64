import { CAUSES, type CauseId } from '../causes.ts';
import { GUIDANCE } from '../guidance/catalogue.ts';
import type { Step } from '../guidance/guidance.ts';
import { afterLast, plain } from '../guidance/plain-text.ts';
import { trust } from '../guidance/policy-statement.ts';
import type { Subject } from '../opinion.ts';
import { type ReasonOpinion, readReason } from '../reasons/read-reason.ts';
import type { ServiceFacts, ToldFailure } from './service-failure.ts';
import { command, describeService, quotedReason, serviceEvents, serviceName, startAgain } from './service-steps.ts';

/** What is told of a task that ECS refuses to make, for one cause. */
interface Refusal {
  /** Completes `ECS cannot start tasks of service orders: …`. */
  readonly because: (subject: Subject | undefined) => string;
  readonly explanation: string;
  readonly checks: (facts: ServiceFacts, subject: Subject | undefined) => readonly Step[];
  readonly fixes: (facts: ServiceFacts, subject: Subject | undefined) => readonly Step[];
}

const roleName = (subject: Subject | undefined): string | undefined =>
  subject?.type === 'role' ? plain(afterLast(subject.value, '/'), 64) : undefined;
const rolePhrase = (subject: Subject | undefined): string =>
  roleName(subject) === undefined ? 'the role of the task' : `role ${roleName(subject)}`;

const showRole = ({ event }: ServiceFacts, role: string): Step => ({
  text: 'See whether the role exists, and whom it trusts.',
  command: command(event, 'iam get-role', { 'role-name': role, query: 'Role.AssumeRolePolicyDocument' }),
});

const network = ({ event }: ServiceFacts): Step => ({
  text: 'See whether its subnets and security groups exist, all in one VPC.',
  command: describeService(event, 'services[0].networkConfiguration.awsvpcConfiguration'),
});

const REFUSALS: Partial<Record<CauseId, Refusal>> = {
  'execution-role-not-assumable': {
    because: (subject) => `it cannot assume ${rolePhrase(subject)}`,
    explanation:
      'The role does not exist, its trust policy does not name ecs-tasks.amazonaws.com, or it was made only seconds before. No task starts until that is repaired.',
    checks(facts, subject) {
      const role = roleName(subject);
      return role === undefined ? [] : [showRole(facts, role)];
    },
    fixes: ({ event }, subject) => [
      {
        text: `Let the trust policy of ${rolePhrase(subject)} name the tasks of ECS.`,
        command: trust('ecs-tasks.amazonaws.com'),
      },
      {
        text: 'If the role was deleted or renamed, correct taskRoleArn or executionRoleArn in a new revision of the task definition.',
      },
      startAgain(event),
    ],
  },
  'subnet-addresses-exhausted': {
    because: (subject) =>
      `${subject === undefined ? 'a subnet' : `subnet ${plain(subject.value)}`} has no free IP address`,
    explanation: 'Each awsvpc task takes an address of its subnet, and a deployment takes twice as many for a while.',
    checks: ({ event }, subject) => [
      {
        text: 'Count the free addresses.',
        command: command(event, 'ec2 describe-subnets', {
          'subnet-ids': subject?.type === 'subnet' ? subject.value : undefined,
          query: 'Subnets[].[SubnetId,AvailabilityZone,AvailableIpAddressCount]',
        }),
      },
    ],
    fixes: ({ event }) => [
      {
        text: `Add a subnet with free addresses, in the same VPC, to the network configuration of ${serviceName(event)}.`,
      },
      { text: 'Remove network interfaces that nothing uses (status available).' },
    ],
  },
  'network-interface-failed': {
    because: (subject) =>
      `the network interface of a task cannot be made${subject === undefined ? '' : ` with ${plain(subject.value)}`}`,
    explanation: 'A timeout mostly passes by itself; a deleted subnet or security group does not.',
    checks: (facts) => [network(facts)],
    fixes: ({ event }) => [
      { text: 'Correct the subnets and security groups in the network configuration of the service.' },
      startAgain(event),
    ],
  },
};

/** Reads a reason as the texts of stopped tasks are read; undefined where it names no cause. */
export function readRefusal({ reason }: ServiceFacts): ReasonOpinion | undefined {
  const opinion = readReason(reason.text, { where: 'task' });
  // Nothing was stopped here, whatever words the reason shares with stops that were asked for.
  return opinion?.specific === true && CAUSES[opinion.cause].domain !== 'lifecycle' ? opinion : undefined;
}

/** Tells why ECS does not make the tasks, where the reason could be read. */
export function tellRefusal(facts: ServiceFacts, { cause, subject }: ReasonOpinion): ToldFailure {
  const { event } = facts;
  const { title } = GUIDANCE[cause];
  const own = REFUSALS[cause];
  const reasonInWords = own?.because(subject) ?? `${title}${subject === undefined ? '' : ` (${plain(subject.value)})`}`;
  return {
    cause,
    title,
    headline: `ECS cannot start tasks of ${serviceName(event)}: ${reasonInWords}.`,
    explanation:
      own?.explanation ??
      'Tasks that run go on; no new one starts until that is repaired. The reason is quoted as it came.',
    reasonInWords,
    ...(subject === undefined ? {} : { subject }),
    checks: own?.checks(facts, subject) ?? [serviceEvents(event), showDefinition(facts)],
    fixes: own?.fixes(facts, subject) ?? [
      { text: 'Repair what the reason names, in a new revision of the task definition or in the service.' },
      startAgain(event),
    ],
  };
}

const showDefinition = ({ event }: ServiceFacts): Step => ({
  text: 'Read which task definition the service uses, and what it says.',
  command: describeService(event, 'services[0].taskDefinition'),
});

const ARN_FORMAT = ['arn format', 'long arn', 'longarn', 'new arn'] as const;

/** Tells of a task configuration that ECS refuses for a reason that names no cause of the catalogue. */
export function unexplainedConfiguration(facts: ServiceFacts): ToldFailure {
  const { event, reason } = facts;
  const aboutTags = ARN_FORMAT.some((words) => reason.lower.includes(words));
  const reasonInWords = aboutTags
    ? 'its tags need the long ARN format, to which the account has not opted in'
    : event.reason === ''
      ? 'no reason given'
      : plain(event.reason, 200);
  return {
    cause: 'unknown',
    title: 'task configuration refused',
    headline: aboutTags
      ? `ECS cannot start tasks of ${serviceName(event)}: ${reasonInWords}.`
      : `ECS cannot start tasks of ${serviceName(event)} as they are configured${event.reason === '' ? '' : `: ${quotedReason(event)}`}.`,
    explanation: `Tasks that run go on; no new one starts until that is repaired.${event.reason === '' ? '' : ' The reason is quoted as it came.'}`,
    reasonInWords,
    checks: [serviceEvents(event), showDefinition(facts)],
    fixes: aboutTags
      ? [
          {
            text: 'Opt in to the long ARN format, as the role that made the service or for the account.',
            command: command(event, 'ecs put-account-setting-default', { name: 'taskLongArnFormat', value: 'enabled' }),
          },
          startAgain(event),
        ]
      : [
          {
            text: 'Correct what the reason names in the service or the task definition; common are a role that cannot be assumed and tags without the long ARN format.',
          },
          startAgain(event),
        ],
  };
}

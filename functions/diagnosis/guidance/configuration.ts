import { aws, quoted } from './command-line.ts';
import {
  compareContainers,
  describeDefinition,
  describeInstance,
  inContainer,
  inNewRevision,
  startAgain,
} from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { lookInside } from './image-reference.ts';
import { plain } from './plain-text.ts';
import { executionRole, grant } from './roles.ts';
import { looksUpSecret, secretEntry, secretName } from './secret-reference.ts';
import { namingSubject, partOf, subjectOf } from './subject-phrase.ts';
import { containerName, definitionName } from './task-names.ts';

const logGroupOf = (facts: GuidanceFacts): string | undefined =>
  subjectOf(facts, 'log-group') ?? facts.containerDefinition?.logOptions['awslogs-group'];

const logRegionOf = (facts: GuidanceFacts): string | undefined =>
  partOf(facts, 'region') ?? facts.containerDefinition?.logOptions['awslogs-region'];

/** The environment file at fault as an S3 ARN, from the reason or the container's only one. */
const environmentFileOf = (facts: GuidanceFacts): string | undefined => {
  const { task, containerDefinition } = facts;
  const bucket = partOf(facts, 'bucket');
  const key = partOf(facts, 'key');
  if (bucket !== undefined && key !== undefined) return `arn:${task.partition}:s3:::${bucket}/${key}`;
  return [partOf(facts, 'arn'), subjectOf(facts, 'file', 'resource'), containerDefinition?.environmentFiles[0]].find(
    (value) => value?.startsWith('arn:') && value.includes(':s3:::') && value.includes('/'),
  );
};

/** The words the container is started with, as the task definition has them. */
function startCommand({ containerDefinition }: GuidanceFacts): string | undefined {
  const words = [...(containerDefinition?.entryPoint ?? []), ...(containerDefinition?.command ?? [])];
  return words.length === 0 ? undefined : plain(words.join(' '), 120);
}

const program = (facts: GuidanceFacts): string | undefined =>
  subjectOf(facts, 'entry-point', 'file') ??
  facts.containerDefinition?.entryPoint?.[0] ??
  facts.containerDefinition?.command?.[0];

const programPhrase = (facts: GuidanceFacts): string => {
  const name = program(facts);
  return name === undefined
    ? `The start command of ${containerName(facts)}`
    : `${plain(name)}, which ${containerName(facts)} is to run,`;
};

/** Shows the image's own start command and the program in it. */
const lookForProgram = (facts: GuidanceFacts): Step => {
  const name = program(facts);
  return lookInside(
    facts,
    'Look for it in the image.',
    name === undefined ? 'echo $PATH; ls -l /' : `echo $PATH; ls -l ${quoted(name)} || command -v ${quoted(name)}`,
  );
};

const asDefined = (facts: GuidanceFacts): string => {
  const command = startCommand(facts);
  return command === undefined ? '' : ` (now ${command})`;
};

/** What is told about settings of the task that do not fit. */
export const configurationGuidance: GuidanceOf<'configuration'> = {
  'secret-not-found': {
    title: 'secret not found',
    headline(facts) {
      const key = partOf(facts, 'jsonKey');
      const name = secretName(facts);
      return key === undefined
        ? `The task asks for ${name}, which does not exist.`
        : `The task asks for the JSON key ${plain(key, 40)} of ${name}, which does not exist.`;
    },
    explanation: () => 'The name, version, JSON key or Region in valueFrom does not match, or it was deleted.',
    check: (facts) => [
      looksUpSecret(facts, 'See whether it exists; with a DeletedDate it can no longer be read.'),
      describeDefinition(facts, `Compare with what ${definitionName(facts)} asks for.`, 'secrets'),
    ],
    change: (facts) => [
      {
        text: 'Create or restore it under this very name in this Region; JSON keys are case-sensitive.',
      },
      inContainer(
        facts,
        `correct valueFrom in secrets of ${containerName(facts)}: the whole ARN with its six random characters, as ARN:key:: for a JSON key.`,
        { secrets: [secretEntry(facts)] },
      ),
      startAgain(facts),
    ],
  },
  'log-group-not-found': {
    title: 'log group not found',
    headline(facts) {
      const group = logGroupOf(facts);
      const name = group === undefined ? `The log group of ${containerName(facts)}` : `Log group ${plain(group)}`;
      return `${name} does not exist in ${logRegionOf(facts) ?? facts.task.region}.`;
    },
    explanation: (facts) =>
      `The log driver makes a stream in it before ${containerName(facts)} starts, but not the group.`,
    check: (facts) => [
      {
        text: 'See which groups there are.',
        command: aws(
          facts,
          'logs describe-log-groups',
          { 'log-group-name-prefix': logGroupOf(facts), query: 'logGroups[].logGroupName' },
          logRegionOf(facts),
        ),
      },
    ],
    change(facts) {
      const group = logGroupOf(facts);
      return [
        {
          text: 'Create the log group.',
          ...(group === undefined
            ? {}
            : {
                edit: { kind: 'log-group', name: group },
                command: aws(facts, 'logs create-log-group', { 'log-group-name': group }, logRegionOf(facts)),
              }),
        },
        inContainer(
          facts,
          `correct awslogs-group or awslogs-region of ${containerName(facts)}, or set awslogs-create-group to true (needs logs:CreateLogGroup).`,
          { logConfiguration: { options: { 'awslogs-group': group ?? 'LOG_GROUP' } } },
        ),
        startAgain(facts),
      ];
    },
  },
  'log-driver-misconfigured': {
    title: 'log driver misconfigured',
    headline: (facts) => `The log driver of ${containerName(facts)} rejected its settings${namingSubject(facts)}.`,
    explanation: ({ containerDefinition }) =>
      `An option is missing, unknown or wrong. ${
        containerDefinition?.logDriver === 'awsfirelens'
          ? 'With awsfirelens they become the output section of the log router.'
          : 'On Fargate awslogs needs awslogs-group, awslogs-region and awslogs-stream-prefix.'
      }`,
    check: (facts) => [
      describeDefinition(
        facts,
        `Read the log settings of each container in ${definitionName(facts)}.`,
        'logConfiguration',
      ),
    ],
    change: (facts) => [
      inNewRevision(facts, `correct logConfiguration.options of ${containerName(facts)}${logDriver(facts)}.`),
      {
        text: 'With FireLens, one container must have firelensConfiguration and start first.',
      },
    ],
  },
  'environment-file-failed': {
    title: 'environment file failed',
    headline(facts) {
      const file = environmentFileOf(facts);
      return file === undefined
        ? `An environment file of ${containerName(facts)} could not be loaded.`
        : `The environment file ${plain(file.replace(/^.*:s3:::/, ''), 100)} of ${containerName(facts)} could not be loaded.`;
    },
    explanation: (facts) =>
      `ECS loads it from S3 with ${executionRole(facts).phrase}. S3 answers 403 when reading is not allowed, and to a role that may not list the bucket also when the file does not exist.`,
    check(facts) {
      const [bucket, ...key] =
        environmentFileOf(facts)
          ?.replace(/^.*:s3:::/, '')
          .split('/') ?? [];
      return [
        {
          text: 'See whether the file exists.',
          ...(bucket === undefined ? {} : { command: aws(facts, 's3api head-object', { bucket, key: key.join('/') }) }),
        },
        describeDefinition(facts, `Compare with what ${definitionName(facts)} names.`, 'environmentFiles'),
      ];
    },
    change(facts) {
      const file = environmentFileOf(facts) ?? `arn:${facts.task.partition}:s3:::BUCKET/FILE.env`;
      return [
        grant(`Allow ${executionRole(facts).phrase} to read it.`, executionRole(facts), [
          { actions: ['s3:GetObject'], resources: [file] },
          { actions: ['s3:GetBucketLocation'], resources: [file.split('/')[0] ?? file] },
        ]),
        { text: 'Or upload it under this very name, ending in .env, with one NAME=value a line.' },
        {
          text: 'After a timeout: give the subnet a NAT gateway or a gateway endpoint for S3.',
        },
      ];
    },
  },
  'entrypoint-not-found': {
    title: 'start command not found',
    headline: (facts) => `${programPhrase(facts)} does not exist in its image.`,
    explanation: () =>
      'The path is wrong or not in PATH. A file that is there fails alike if its first line names a missing interpreter or ends in a Windows line break, or if it needs another C library (glibc on Alpine).',
    check: (facts) => [
      lookForProgram(facts),
      describeDefinition(facts, `Compare with ${definitionName(facts)}.`, 'entryPoint,command'),
    ],
    change: (facts) => [
      inContainer(
        facts,
        `correct entryPoint or command of ${containerName(facts)}${asDefined(facts)}: one argument per item, no shell splits them.`,
        { command: ['PROGRAM', 'ARGUMENT'] },
      ),
      {
        text: 'Or put it into the image, in the last build stage, with Unix line breaks and its interpreter.',
      },
    ],
  },
  'entrypoint-not-executable': {
    title: 'start command not executable',
    headline: (facts) => `${programPhrase(facts)} may not be executed.`,
    explanation: () =>
      'It has no execute bit for the user that runs it, is a directory, or lies on a volume that forbids execution.',
    check: (facts) => [lookForProgram(facts)],
    change: (facts) => [
      {
        text: `In the Dockerfile, copy it with the bit set: COPY --chmod=755, or RUN chmod +x ${plain(program(facts) ?? 'on the file')} before USER.`,
      },
      inContainer(facts, `start it through its interpreter in command of ${containerName(facts)}${asDefined(facts)}.`, {
        command: ['sh', program(facts) ?? 'PROGRAM'],
      }),
    ],
  },
  'container-create-failed': {
    title: 'container not created',
    headline: (facts) => `The runtime refused to create ${containerName(facts)}${namingSubject(facts)}.`,
    explanation: () => 'A mount, device, limit or option cannot be met on this host; the quoted reason names it.',
    check: (facts) => [
      describeDefinition(
        facts,
        `Compare the reason with the settings in ${definitionName(facts)}.`,
        'mountPoints,linuxParameters,ulimits,memory',
      ),
      ...describeInstance(facts, 'Find the instance, to look at its Docker.'),
    ],
    change: (facts) => [inNewRevision(facts, `correct the setting of ${containerName(facts)} that the reason names.`)],
  },
  'container-start-failed': {
    title: 'container not started',
    headline: (facts) => `The runtime could not start ${containerName(facts)}.`,
    explanation: () => 'Its first process never ran, so it wrote no log; the quoted reason is all there is.',
    check: (facts) => [
      compareContainers(facts, 'Read the whole reason of each container'),
      lookInside(facts, 'See whether the image starts elsewhere.', 'echo started'),
      ...describeInstance(facts, 'See whether the instance is healthy.'),
    ],
    change: (facts) => [
      inNewRevision(
        facts,
        `correct what the reason names: command, user, memory, GPU or Linux settings of ${containerName(facts)}.`,
      ),
      { text: 'If this revision ran before, start it again: on another host it may start.' },
    ],
  },
};

const logDriver = ({ containerDefinition }: GuidanceFacts): string =>
  containerDefinition?.logDriver === undefined ? '' : ` (driver ${containerDefinition.logDriver})`;

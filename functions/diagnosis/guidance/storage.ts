import { aws } from './command-line.ts';
import {
  describeDefinition,
  describeInstance,
  describeTask,
  inNewRevision,
  inTask,
  readLog,
  startAgain,
} from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { capitalized } from './plain-text.ts';
import { grant, taskRole } from './roles.ts';
import { partOf, subjectPhrase } from './subject-phrase.ts';
import { arnOf, containerFirst, containerName, isFargate } from './task-names.ts';

const FILE_SYSTEM = /\bfs-[\da-f]{8,40}/;

/** The id of the EFS file system: the reason names it, or the task definition has only one. */
function fileSystemOf({ diagnosis: { subject }, task, definition }: GuidanceFacts): string | undefined {
  const named = [subject?.value, ...Object.values(subject?.parts ?? {}), task.stoppedReason]
    .map((text) => FILE_SYSTEM.exec(text ?? '')?.[0])
    .find((id) => id !== undefined);
  const ids = new Set(definition?.efsVolumes?.map(({ fileSystemId }) => fileSystemId));
  return named ?? (ids.size === 1 ? [...ids][0] : undefined);
}

/** All that ECS said of the failure. */
const said = ({ task, diagnosis }: GuidanceFacts): string =>
  [task.stoppedReason, ...diagnosis.evidence.map(({ text }) => text)].join('\n');

const isEfs = (facts: GuidanceFacts): boolean =>
  fileSystemOf(facts) !== undefined || /\bEFS\b|mount\.nfs/i.test(said(facts));

/** What keeps EFS from being mounted, by the words of its mount helper (EFS User Guide, "Troubleshooting mount issues"). */
const MOUNT_FAULTS: readonly {
  readonly words: RegExp;
  readonly means: string;
  readonly change: (facts: GuidanceFacts) => readonly Step[];
}[] = [
  {
    words: /failed to resolve|name or service not known/i,
    means: 'Its name does not resolve: no mount target in that Availability Zone, no DNS in the VPC, or a wrong id.',
    change: ({ task }) => [
      {
        text: `Create a mount target in ${task.availabilityZone ?? 'the Availability Zone of the task'}, and keep enableDnsSupport and enableDnsHostnames of the VPC on.`,
      },
    ],
  },
  {
    words: /access denied|not authorized/i,
    means: 'The file system refused it: its policy, the task role (with IAM authorization on) or the access point.',
    change: (facts) => {
      const role = taskRole(facts);
      return [
        grant(`With IAM authorization on, allow ${role.phrase} to mount it.`, role, [
          {
            actions: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
            resources: [arnOf(facts, 'elasticfilesystem', `file-system/${fileSystemOf(facts) ?? 'FILE_SYSTEM'}`)],
          },
        ]),
      ];
    },
  },
  {
    words: /no such file/i,
    means: 'The directory to mount does not exist on it.',
    change: (facts) => [
      inNewRevision(facts, 'correct rootDirectory in efsVolumeConfiguration, or make that directory.'),
    ],
  },
  {
    words: /timed out|timeout|mount system call failed|connection reset/i,
    means: 'The mount timed out: the way to it on TCP port 2049 is closed.',
    change: () => [
      {
        text: 'Let the security group of the mount target allow TCP 2049 from the security group of the task.',
      },
    ],
  },
];

const mountFaultOf = (facts: GuidanceFacts) => MOUNT_FAULTS.find(({ words }) => words.test(said(facts)));

const isEbs = (facts: GuidanceFacts): boolean =>
  /\bEBS\b/.test(facts.task.stoppedReason) ||
  (fileSystemOf(facts) === undefined && facts.task.attachments.some(({ type }) => type.includes('blockstorage')));

const ephemeralGiB = ({ task, definition }: GuidanceFacts): number =>
  task.ephemeralStorageGiB ?? definition?.ephemeralStorageGiB ?? 20;

const filePart = (facts: GuidanceFacts): string => {
  const path = partOf(facts, 'path');
  return path === undefined ? subjectPhrase(facts, '') : `file ${path}`;
};

/** What is told about volumes and disks. */
export const storageGuidance: GuidanceOf<'storage'> = {
  'volume-mount-failed': {
    title: 'volume not mounted',
    headline(facts) {
      const id = fileSystemOf(facts);
      const efs = isEfs(facts) ? 'an EFS file system of the task' : 'a volume of the task';
      return `${id === undefined ? capitalized(subjectPhrase(facts, efs)) : `EFS file system ${id}`} could not be mounted.`;
    },
    explanation: (facts) =>
      isEbs(facts)
        ? 'A wrong snapshot, file system type or KMS key of an EBS volume ends in a timeout.'
        : isEfs(facts)
          ? (mountFaultOf(facts)?.means ??
            'A timeout means the network (port 2049), access denied a policy, no such file a missing directory.')
          : 'ECS prepares volumes before it starts a container; the quoted reason names what failed.',
    check(facts) {
      const id = fileSystemOf(facts);
      if (id === undefined)
        return [describeTask(facts, 'Read the reason of the attachment', 'tasks[0].[stoppedReason,attachments]')];
      return [
        {
          text: `See whether it has a mount target in ${facts.task.availabilityZone ?? 'the Availability Zone of the task'}.`,
          command: aws(facts, 'efs describe-mount-targets', {
            'file-system-id': id,
            query: 'MountTargets[].[AvailabilityZoneName,SubnetId,IpAddress,LifeCycleState,MountTargetId]',
          }),
        },
        { text: 'Read its policy.', command: aws(facts, 'efs describe-file-system-policy', { 'file-system-id': id }) },
      ];
    },
    change(facts) {
      if (isEbs(facts)) {
        return [
          {
            text: 'Correct filesystemType, snapshotId or the KMS key of the volume, and let the infrastructure role use that key.',
          },
          startAgain(facts),
        ];
      }
      if (!isEfs(facts)) {
        return [
          inNewRevision(
            facts,
            'correct volumes and mountPoints: the driver, the name and the path that the reason names.',
          ),
        ];
      }
      const fault = mountFaultOf(facts);
      return fault === undefined
        ? MOUNT_FAULTS.slice(1).flatMap(({ change }) => change(facts))
        : [...fault.change(facts), startAgain(facts)];
    },
  },
  'ephemeral-storage-full': {
    title: 'disk full',
    headline(facts) {
      const file = filePart(facts);
      return `The disk of the task is full${file === '' ? '' : `: no space left for ${file}`}.`;
    },
    explanation: (facts) =>
      isFargate(facts)
        ? `The images and all that the containers write share ${ephemeralGiB(facts)} GiB of ephemeral storage on Fargate.`
        : 'Images, containers and logs of all tasks share the disk of the container instance.',
    check: (facts): readonly Step[] =>
      isFargate(facts)
        ? [
            readLog(facts, `See what ${containerName(facts)} wrote before it failed.`),
            {
              text: 'See what the task is given.',
              command: aws(facts, 'ecs describe-tasks', {
                cluster: facts.task.cluster,
                tasks: facts.task.taskId,
                query: 'tasks[0].ephemeralStorage',
              }),
            },
          ]
        : [
            ...describeInstance(facts, 'Find the instance; df -h on it shows what is full.'),
            describeDefinition(facts, 'See what the containers mount.', 'mountPoints'),
          ],
    change: (facts) => [
      isFargate(facts)
        ? inTask(facts, `set ephemeralStorage.sizeInGiB to more than ${ephemeralGiB(facts)} (at most 200).`, {
            ephemeralStorage: { sizeInGiB: Math.min(200, Math.max(21, 2 * ephemeralGiB(facts))) },
          })
        : {
            text: 'Give the instances a larger volume, and let ECS clean up sooner (ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION).',
          },
      {
        text: `${containerFirst(facts)} should delete its temporary files and log to stdout, or keep large data on EFS or S3.`,
      },
    ],
  },
};

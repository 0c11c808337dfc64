import { aws } from './command-line.ts';
import {
  describeDefinition,
  describeInstance,
  describeTask,
  inNewRevision,
  readLog,
  startAgain,
} from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { capitalized } from './plain-text.ts';
import { allow } from './policy-statement.ts';
import { taskRole } from './roles.ts';
import { partOf, subjectPhrase } from './subject-phrase.ts';
import { arnOf, containerFirst, containerName, isFargate } from './task-names.ts';

const FILE_SYSTEM = /\bfs-[\da-f]{8,40}/;

/** The id of the EFS file system, where the reason names it. */
const fileSystemOf = ({ diagnosis: { subject }, task }: GuidanceFacts): string | undefined =>
  [subject?.value, ...Object.values(subject?.parts ?? {}), task.stoppedReason]
    .map((text) => FILE_SYSTEM.exec(text ?? '')?.[0])
    .find((id) => id !== undefined);

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
      return `${id === undefined ? capitalized(subjectPhrase(facts, 'a volume of the task')) : `EFS file system ${id}`} could not be mounted.`;
    },
    explanation: (facts) =>
      isEbs(facts)
        ? 'A wrong snapshot, file system type or KMS key of an EBS volume ends in a timeout.'
        : 'A timeout means the network (port 2049), access denied a policy, no such file a missing directory.',
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
      const id = fileSystemOf(facts);
      if (id === undefined) {
        return [
          inNewRevision(
            facts,
            'correct volumes and mountPoints: the driver, the name and the path that the reason names.',
          ),
        ];
      }
      const { phrase } = taskRole(facts);
      return [
        {
          text: 'Timed out: let the security group of the mount target allow TCP 2049 from the security group of the task.',
        },
        {
          text: `Access denied, with IAM authorization on: allow ${phrase} to mount it.`,
          command: allow(
            ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
            [arnOf(facts, 'elasticfilesystem', `file-system/${id}`)],
          ),
        },
        inNewRevision(facts, 'no such file: correct rootDirectory in efsVolumeConfiguration, or make that directory.'),
      ];
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
        ? inNewRevision(facts, `set ephemeralStorage.sizeInGiB to more than ${ephemeralGiB(facts)} (at most 200).`)
        : {
            text: 'Give the instances a larger volume, and let ECS clean up sooner (ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION).',
          },
      {
        text: `${containerFirst(facts)} should delete its temporary files and log to stdout, or keep large data on EFS or S3.`,
      },
    ],
  },
};

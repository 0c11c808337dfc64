import * as v from 'valibot';
import { afterLast, arn, epochMs, moment, parse, present, text } from './event-schema.ts';
import type { Attachment, StoppedContainer, StoppedTask, TaskTimes } from './stopped-task.ts';

const wholeNumber = v.nullish(v.pipe(v.number(), v.integer()));
/** ECS sends sizes as text, and the four letters "null" for a container without one. */
const size = v.nullish(v.union([v.string(), v.number()]));

const ContainerSchema = v.looseObject({
  name: v.string(),
  image: text,
  imageDigest: text,
  exitCode: wholeNumber,
  reason: text,
  runtimeId: text,
  lastStatus: text,
  memory: size,
  networkInterfaces: v.nullish(v.array(v.looseObject({ privateIpv4Address: text }))),
});

const AttachmentSchema = v.looseObject({
  type: v.nullish(v.string(), ''),
  status: text,
  details: v.nullish(v.array(v.looseObject({ name: text, value: text }))),
});

const TaskSchema = v.looseObject({
  taskArn: arn('ecs', 'task'),
  clusterArn: arn('ecs', 'cluster'),
  taskDefinitionArn: arn('ecs', 'task-definition'),
  lastStatus: v.literal('STOPPED'),
  group: text,
  startedBy: text,
  launchType: text,
  capacityProviderName: text,
  availabilityZone: text,
  containerInstanceArn: text,
  platformVersion: text,
  cpu: size,
  memory: size,
  ephemeralStorage: v.nullish(v.looseObject({ sizeInGiB: v.nullish(v.number()) })),
  attributes: v.nullish(v.array(v.looseObject({ name: text, value: text }))),
  attachments: v.nullish(v.array(AttachmentSchema)),
  containers: v.nullish(v.array(ContainerSchema)),
  stopCode: text,
  stoppedReason: text,
  version: wholeNumber,
  createdAt: moment,
  connectivityAt: moment,
  pullStartedAt: moment,
  pullStoppedAt: moment,
  startedAt: moment,
  stoppingAt: moment,
  executionStoppedAt: moment,
  stoppedAt: moment,
});

const TaskEventSchema = v.looseObject({
  'detail-type': v.literal('ECS Task State Change'),
  detail: TaskSchema,
});

/**
 * Reads an EventBridge event "ECS Task State Change" of a task that is STOPPED.
 *
 * @throws UnreadableEventError that names each field at fault.
 */
export function readTaskEvent(event: unknown): StoppedTask {
  return toStoppedTask(parse(TaskEventSchema, event, 'The event').detail);
}

/**
 * Reads one task as DescribeTasks returns it (SDK, CLI or wire form).
 *
 * @throws UnreadableEventError that names each field at fault.
 */
export function readDescribedTask(task: unknown): StoppedTask {
  return toStoppedTask(parse(TaskSchema, task, 'The task'));
}

function toStoppedTask(task: v.InferOutput<typeof TaskSchema>): StoppedTask {
  const [, partition = 'aws', , region = '', account = ''] = task.taskArn.split(':');
  const taskDefinition = afterLast(task.taskDefinitionArn, '/');
  const [family = taskDefinition, revision] = taskDefinition.split(':');
  return {
    taskArn: task.taskArn,
    taskId: afterLast(task.taskArn, '/'),
    clusterArn: task.clusterArn,
    cluster: afterLast(task.clusterArn, '/'),
    partition,
    region,
    account,
    taskDefinitionArn: task.taskDefinitionArn,
    family,
    stoppedReason: task.stoppedReason ?? '',
    version: task.version ?? 0,
    containers: (task.containers ?? []).map(toContainer),
    attachments: (task.attachments ?? []).map(toAttachment),
    times: toTimes(task),
    ...present({
      revision: revision === undefined ? undefined : number(revision),
      group: task.group,
      service: task.group?.startsWith('service:') ? task.group.slice('service:'.length) : undefined,
      startedBy: task.startedBy,
      launchType: task.launchType,
      capacityProvider: task.capacityProviderName,
      availabilityZone: task.availabilityZone,
      containerInstanceArn: task.containerInstanceArn,
      platformVersion: task.platformVersion,
      cpuArchitecture: task.attributes?.find(({ name }) => name === 'ecs.cpu-architecture')?.value,
      cpuUnits: number(task.cpu),
      memoryMiB: number(task.memory),
      ephemeralStorageGiB: task.ephemeralStorage?.sizeInGiB,
      stopCode: task.stopCode,
    }),
  };
}

function toContainer(container: v.InferOutput<typeof ContainerSchema>): StoppedContainer {
  return {
    name: container.name,
    ...present({
      image: container.image,
      imageDigest: container.imageDigest,
      exitCode: container.exitCode,
      reason: container.reason || undefined,
      runtimeId: container.runtimeId,
      lastStatus: container.lastStatus,
      memoryMiB: number(container.memory),
      privateIp: container.networkInterfaces?.[0]?.privateIpv4Address,
    }),
  };
}

function toAttachment(attachment: v.InferOutput<typeof AttachmentSchema>): Attachment {
  const details = (attachment.details ?? []).flatMap(({ name, value }) =>
    name != null && value != null ? [[name, value] as const] : [],
  );
  return {
    // Events, DescribeTasks and the API's text spell the types differently: `eni`, `Service Connect`, `ServiceConnect`.
    type: attachment.type.toLowerCase().replaceAll(' ', ''),
    details: Object.fromEntries(details),
    ...present({ status: attachment.status }),
  };
}

const toTimes = (task: v.InferOutput<typeof TaskSchema>): TaskTimes =>
  present({
    createdAt: epochMs(task.createdAt),
    connectivityAt: epochMs(task.connectivityAt),
    pullStartedAt: epochMs(task.pullStartedAt),
    pullStoppedAt: epochMs(task.pullStoppedAt),
    startedAt: epochMs(task.startedAt),
    stoppingAt: epochMs(task.stoppingAt),
    executionStoppedAt: epochMs(task.executionStoppedAt),
    stoppedAt: epochMs(task.stoppedAt),
  });

function number(value: string | number | null | undefined): number | undefined {
  if (value == null || value === '') return undefined;
  const result = Number(value);
  return Number.isFinite(result) ? result : undefined;
}

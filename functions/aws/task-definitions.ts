import {
  type ContainerDefinition as AwsContainerDefinition,
  type TaskDefinition as AwsTaskDefinition,
  DescribeTaskDefinitionCommand,
  type ECSClient,
} from '@aws-sdk/client-ecs';
import type { ContainerDefinition, DefinitionEvidence, EcsAbsence, TaskDefinition } from '../diagnosis/evidence.ts';
import { ecsAbsence } from './ecs-absence.ts';
import type { TaskDefinitions } from './ports.ts';

/** Revisions kept in memory; a revision never changes, so an entry never goes stale. */
const MOST_CACHED = 100;

/** Reads task definitions from ECS, each revision once. */
export function ecsTaskDefinitions(ecs: ECSClient): TaskDefinitions {
  const cache = new Map<string, TaskDefinition>();
  return {
    async describe(taskDefinitionArn, signal): Promise<DefinitionEvidence> {
      const cached = cache.get(taskDefinitionArn);
      if (cached !== undefined) return { kind: 'definition', definition: cached };
      try {
        const { taskDefinition } = await ecs.send(
          new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn }),
          { abortSignal: signal },
        );
        if (taskDefinition === undefined)
          return { kind: 'absent', why: 'failed', message: `ECS described no ${taskDefinitionArn}.` };
        const definition = toTaskDefinition(taskDefinition, taskDefinitionArn);
        if (cache.size >= MOST_CACHED) cache.delete(cache.keys().next().value ?? '');
        // A name without its revision means the newest one, which may be another tomorrow.
        if (/:\d+$/.test(taskDefinitionArn)) cache.set(taskDefinitionArn, definition);
        return { kind: 'definition', definition };
      } catch (error) {
        return whyAbsent(taskDefinitionArn, error);
      }
    },
  };
}

function whyAbsent(arn: string, error: unknown): EcsAbsence {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return ecsAbsence(error, {
    failed: `Task definition ${name} could not be read`,
    permission: 'ecs:DescribeTaskDefinition on *',
    goneErrors: ['ClientException'],
    gone: `Task definition ${name} no longer exists.`,
  });
}

/** Turns the API's task definition into the domain's; only what a diagnosis uses. */
export function toTaskDefinition(from: AwsTaskDefinition, arn: string): TaskDefinition {
  const efsVolumes = (from.volumes ?? []).flatMap(({ name = '', efsVolumeConfiguration }) =>
    efsVolumeConfiguration?.fileSystemId === undefined
      ? []
      : [{ name, fileSystemId: efsVolumeConfiguration.fileSystemId }],
  );
  return {
    arn: from.taskDefinitionArn ?? arn,
    family: from.family ?? '',
    revision: from.revision ?? 0,
    containers: (from.containerDefinitions ?? []).map(toContainerDefinition),
    ...(from.taskRoleArn ? { taskRoleArn: from.taskRoleArn } : {}),
    ...(from.executionRoleArn ? { executionRoleArn: from.executionRoleArn } : {}),
    ...(from.networkMode ? { networkMode: from.networkMode } : {}),
    ...whole('cpuUnits', from.cpu),
    ...whole('memoryMiB', from.memory),
    ...(from.runtimePlatform?.cpuArchitecture ? { cpuArchitecture: from.runtimePlatform.cpuArchitecture } : {}),
    ...(from.runtimePlatform?.operatingSystemFamily
      ? { operatingSystem: from.runtimePlatform.operatingSystemFamily }
      : {}),
    ...(from.ephemeralStorage?.sizeInGiB ? { ephemeralStorageGiB: from.ephemeralStorage.sizeInGiB } : {}),
    ...(efsVolumes.length === 0 ? {} : { efsVolumes }),
  };
}

function toContainerDefinition(from: AwsContainerDefinition): ContainerDefinition {
  const { healthCheck, logConfiguration } = from;
  return {
    name: from.name ?? '',
    // ECS takes a container without the field for essential.
    essential: from.essential ?? true,
    containerPorts: (from.portMappings ?? []).flatMap(({ containerPort }) => containerPort ?? []),
    dependsOn: (from.dependsOn ?? []).map(({ containerName, condition }) => ({
      container: containerName ?? '',
      condition: condition ?? '',
    })),
    logOptions: logConfiguration?.options ?? {},
    secrets: (from.secrets ?? []).map(({ name, valueFrom }) => ({ name: name ?? '', valueFrom: valueFrom ?? '' })),
    environmentNames: (from.environment ?? []).flatMap(({ name }) => name ?? []),
    environmentFiles: (from.environmentFiles ?? []).flatMap(({ value }) => value ?? []),
    readonlyRootFilesystem: from.readonlyRootFilesystem ?? false,
    initProcessEnabled: from.linuxParameters?.initProcessEnabled ?? false,
    ...(from.image ? { image: from.image } : {}),
    ...(from.entryPoint ? { entryPoint: from.entryPoint } : {}),
    ...(from.command ? { command: from.command } : {}),
    ...whole('memoryMiB', from.memory),
    ...whole('memoryReservationMiB', from.memoryReservation),
    ...whole('stopTimeoutS', from.stopTimeout),
    ...whole('startTimeoutS', from.startTimeout),
    ...(healthCheck
      ? {
          healthCheck: {
            command: healthCheck.command ?? [],
            intervalS: healthCheck.interval ?? 30,
            timeoutS: healthCheck.timeout ?? 5,
            retries: healthCheck.retries ?? 3,
            ...whole('startPeriodS', healthCheck.startPeriod),
          },
        }
      : {}),
    ...(logConfiguration?.logDriver ? { logDriver: logConfiguration.logDriver } : {}),
    ...(from.firelensConfiguration?.type ? { firelensType: from.firelensConfiguration.type } : {}),
    ...(from.user ? { user: from.user } : {}),
  };
}

/** One numeric field, left out where the API has none; sizes of a task come as text. */
function whole<K extends string>(key: K, value: string | number | undefined): { readonly [P in K]?: number } {
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  const field: { [P in K]?: number } = {};
  if (Number.isFinite(number)) field[key] = number;
  return field;
}

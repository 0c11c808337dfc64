import { hasRun } from '../diagnosis/containers-to-read.ts';
import type { ContainerDefinition, LogAbsence, LogLocation } from '../diagnosis/evidence.ts';
import { isServiceConnectProxy } from '../diagnosis/sidecars.ts';
import type { StoppedContainer, StoppedTask } from '../event/stopped-task.ts';

/** Where a container's lines are to be read, or why they cannot be. */
export type Whereabouts =
  | { readonly kind: 'location'; readonly location: LogLocation; readonly nonBlocking: boolean }
  | { readonly kind: 'absent'; readonly why: LogAbsence };

/** The group AWS Batch logs to where a job names none (Batch guide, "Use the awslogs log driver"). */
const BATCH_GROUP = '/aws/batch/job';

/**
 * Finds the log stream of one container of a task, from the task definition's revision that it ran; facts of the ECS
 * guide's "Send logs to CloudWatch" and "Custom log routing".
 *
 * @param definition - the container as the task definition describes it; absent for containers that AWS injected.
 */
export function locateLog(
  task: StoppedTask,
  container: StoppedContainer,
  definition: ContainerDefinition | undefined,
): Whereabouts {
  if (!hasRun(container)) return absent({ kind: 'never-started' });
  if (definition === undefined) {
    return absent({
      kind: 'not-configured',
      where: isServiceConnectProxy(container)
        ? "its log is set in the service's serviceConnectConfiguration.logConfiguration"
        : 'it is not in the task definition, AWS added it to the task',
    });
  }
  const { logDriver, logOptions } = definition;
  switch (logDriver) {
    case 'awslogs':
      return locateAwslogs(task, container, logOptions);
    case 'awsfirelens':
      return locateFirelens(task, container, logOptions);
    case undefined:
      return isBatch(task, container) ? locateAwslogs(task, container, {}) : absent(notConfigured(task));
    default:
      return absent({ kind: 'driver-unreadable', driver: logDriver, where: destinationOf(logDriver, logOptions) });
  }
}

function locateAwslogs(
  task: StoppedTask,
  container: StoppedContainer,
  options: Readonly<Record<string, string>>,
): Whereabouts {
  const batch = isBatch(task, container);
  const group = options['awslogs-group'] ?? (batch ? BATCH_GROUP : undefined);
  if (group === undefined) return absent({ kind: 'not-configured', where: 'awslogs-group is not set' });
  const prefix = options['awslogs-stream-prefix'] ?? (batch ? task.family : undefined);
  // Without a prefix, which only EC2 allows, the stream has the name of the Docker container.
  const stream = prefix === undefined ? container.runtimeId : `${prefix}/${container.name}/${task.taskId}`;
  if (stream === undefined) return absent({ kind: 'never-started' });
  return {
    kind: 'location',
    location: { group, stream, region: options['awslogs-region'] ?? task.region },
    // Unset has meant non-blocking since 2025-06-25, unless the account says otherwise.
    nonBlocking: options['mode'] !== 'blocking',
  };
}

/** FireLens hands the options to Fluent Bit's or Fluentd's output; only CloudWatch outputs can be read here. */
function locateFirelens(
  task: StoppedTask,
  container: StoppedContainer,
  options: Readonly<Record<string, string>>,
): Whereabouts {
  const option = (name: string): string | undefined =>
    Object.entries(options).find(([key]) => key.toLowerCase() === name)?.[1];
  const output = option('name') ?? option('@type');
  if (output === undefined) {
    return unreadable("the destination in the log router's own configuration file");
  }
  if (output !== 'cloudwatch' && output !== 'cloudwatch_logs') {
    const target = ['delivery_stream', 'stream', 'bucket', 'host', 'url', 'uri', 'index'].flatMap(
      (key) => option(key) ?? [],
    )[0];
    return unreadable(target === undefined ? `its ${output} output` : `its ${output} output (${target})`);
  }
  const tag = `${container.name}-firelens-${task.taskId}`;
  const group = resolve(option('log_group_name') ?? option('default_log_group_name'), task, tag);
  const named = option('log_stream_name') ?? option('default_log_stream_name');
  const prefix = option('log_stream_prefix');
  const stream = resolve(named ?? (prefix === undefined ? undefined : `${prefix}${tag}`), task, tag);
  if (group === undefined || stream === undefined) {
    return unreadable('a log group or stream whose name is made at run time');
  }
  // Fluent Bit buffers on its own; it can lose the last lines of a fast crash like a non-blocking driver.
  return { kind: 'location', location: { group, stream, region: option('region') ?? task.region }, nonBlocking: true };
}

/** Fills in the ECS variables of a FireLens name; undefined where one stands for something not known here. */
function resolve(name: string | undefined, task: StoppedTask, tag: string): string | undefined {
  const filled = name
    ?.replaceAll('$(ecs_task_id)', task.taskId)
    .replaceAll('$(ecs_task_arn)', task.taskArn)
    .replaceAll('$(ecs_cluster)', task.cluster)
    .replaceAll('$(tag)', tag);
  return filled?.includes('$') ? undefined : filled;
}

function destinationOf(driver: string, options: Readonly<Record<string, string>>): string {
  switch (driver) {
    case 'splunk':
      return `Splunk at ${options['splunk-url'] ?? 'the URL in its options'}${options['splunk-index'] ? `, index ${options['splunk-index']}` : ''}`;
    case 'fluentd':
      return `Fluentd at ${options['fluentd-address'] ?? '127.0.0.1:24224'}`;
    case 'gelf':
      return `Graylog at ${options['gelf-address'] ?? 'the address in its options'}`;
    case 'syslog':
      return options['syslog-address'] ?? "the instance's syslog";
    case 'journald':
      return "the instance's journal (journalctl)";
    case 'json-file':
      return "the instance's disk (docker logs)";
    default:
      return 'a place of its own';
  }
}

const notConfigured = (task: StoppedTask): LogAbsence => ({
  kind: 'not-configured',
  where:
    task.launchType === 'FARGATE'
      ? 'its lines went nowhere; set logConfiguration with the awslogs driver'
      : "its lines are on the instance's disk (docker logs), if the instance still runs",
});

const isBatch = (task: StoppedTask, container: StoppedContainer): boolean =>
  task.group?.startsWith('AWSBatch') === true && (container.name === 'default' || task.containers.length > 1);

const absent = (why: LogAbsence): Whereabouts => ({ kind: 'absent', why });

const unreadable = (where: string): Whereabouts => absent({ kind: 'driver-unreadable', driver: 'awsfirelens', where });

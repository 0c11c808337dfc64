import type { StoppedTask, TaskTimes } from '../event/stopped-task.ts';
import type { Phase, TimelineEntry } from './diagnosis.ts';

/** The moments in the order of a task's life, so that equal times keep it. */
const MOMENTS: readonly (readonly [keyof TaskTimes, string])[] = [
  ['createdAt', 'created'],
  ['connectivityAt', 'connected'],
  ['pullStartedAt', 'image pull began'],
  ['pullStoppedAt', 'image pull ended'],
  ['startedAt', 'running'],
  ['stoppingAt', 'stopping'],
  ['executionStoppedAt', 'last container ended'],
  ['stoppedAt', 'stopped'],
];

/** The moments that ECS recorded of a task, in order, each with the time since the one before. */
export function timelineOf(times: TaskTimes): readonly TimelineEntry[] {
  const moments = MOMENTS.flatMap(([key, what]) => {
    const at = times[key];
    return at === undefined ? [] : [{ at, what }];
  }).sort((a, b) => a.at - b.at);
  return moments.map((moment, index) => ({ ...moment, afterMs: moment.at - (moments[index - 1]?.at ?? moment.at) }));
}

/**
 * The part of its life in which the task failed, in the terms of AWS's "Amazon ECS task lifecycle": provisioning
 * attaches the network interface, pending pulls images and starts containers, activating registers targets.
 */
export function phaseOf(task: StoppedTask, askedFor: boolean): Phase {
  const { times } = task;
  if (times.startedAt !== undefined) return askedFor ? 'STOPPING' : 'RUNNING';
  // Every container was up, and none was refused: what was left to do is registering the task with targets and names.
  const up =
    task.containers.length > 0 &&
    task.containers.every(({ exitCode, reason }) => exitCode !== undefined && reason === undefined);
  if (up) return 'ACTIVATING';
  if (times.pullStartedAt !== undefined || times.connectivityAt !== undefined) return 'PENDING';
  if (times.createdAt !== undefined) return 'PROVISIONING';
  return 'UNKNOWN';
}

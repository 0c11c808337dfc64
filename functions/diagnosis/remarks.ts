import type { StoppedTask } from '../event/stopped-task.ts';
import type { CauseId } from './causes.ts';
import type { TaskDefinition } from './evidence.ts';
import { describeExitCode, isCrashSignal } from './exit-codes.ts';
import { DEFAULT_STOP_TIMEOUT_S, type Suspect, stopTookMs } from './first-failure.ts';

/** What a sentence beside the verdict may come from. */
export interface Remarkable {
  readonly task: StoppedTask;
  readonly ordered: readonly Suspect[];
  readonly cause: CauseId;
  readonly definition: TaskDefinition | undefined;
  /** Ports that the shown log says the application listens on. */
  readonly listening: readonly number[];
}

/** What is worth a sentence beside the verdict. */
export function remarksOn({ task, ordered, cause, definition, listening }: Remarkable): readonly string[] {
  const remarks: string[] = [];
  const [first, ...others] = ordered;
  if (first !== undefined) remarks.push(...remarkOnStopTimeout(task, first), ...remarkOnPorts(first, cause, listening));
  for (const { container } of others) {
    if (isCrashSignal(container.exitCode)) {
      remarks.push(`Container ${container.name} crashed too: exit code ${describeExitCode(container.exitCode)}.`);
    }
  }
  if (definition !== undefined && first?.definition?.essential === false) {
    remarks.push(`Container ${first.container.name} is not essential: its end alone does not stop the task.`);
  }
  return remarks;
}

/** Tells a SIGTERM that was not obeyed, by the times of the stop and the stop timeout. */
function remarkOnStopTimeout(task: StoppedTask, { container, definition }: Suspect): readonly string[] {
  const timeoutS = definition?.stopTimeoutS ?? DEFAULT_STOP_TIMEOUT_S;
  const tookS = Math.round(stopTookMs(task) / 1_000);
  if (container.exitCode !== 137 || tookS < timeoutS - 1) return [];
  return [
    `Container ${container.name} was killed ${tookS} s after SIGTERM: it did not end within its stop timeout of ${timeoutS} s.`,
  ];
}

/** Tells that the load balancer may ask a port on which nobody listens. */
function remarkOnPorts(
  { container, definition }: Suspect,
  cause: CauseId,
  listening: readonly number[],
): readonly string[] {
  const ports = definition?.containerPorts ?? [];
  if (!cause.endsWith('health-check-failed') || ports.length === 0 || listening.length === 0) return [];
  if (listening.some((port) => ports.includes(port))) return [];
  return [
    `Container ${container.name} says that it listens on port ${listening.join(', ')}, but the task definition maps ${ports.join(', ')}: nothing may answer there.`,
  ];
}

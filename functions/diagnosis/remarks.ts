import type { StoppedTask } from '../event/stopped-task.ts';
import type { CauseId } from './causes.ts';
import type { TaskDefinition } from './evidence.ts';
import { describeExitCode, isCrashSignal } from './exit-codes.ts';
import { DEFAULT_STOP_TIMEOUT_S, type Suspect, stopTookMs } from './first-failure.ts';

/** What is worth a sentence beside the verdict. */
export function remarksOn(
  task: StoppedTask,
  ordered: readonly Suspect[],
  cause: CauseId,
  definition: TaskDefinition | undefined,
): readonly string[] {
  const remarks: string[] = [];
  const [first, ...others] = ordered;
  if (first?.container.exitCode === 137 && cause !== 'out-of-memory') remarks.push(remarkOnKill(task, first));
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

/** Tells an ignored SIGTERM from a kill out of the blue, by the times of the stop and the stop timeout. */
function remarkOnKill(task: StoppedTask, { container, definition }: Suspect): string {
  const timeoutS = definition?.stopTimeoutS ?? DEFAULT_STOP_TIMEOUT_S;
  const tookS = Math.round(stopTookMs(task) / 1_000);
  return tookS >= timeoutS - 1
    ? `Container ${container.name} was killed ${tookS} s after SIGTERM: it did not end within its stop timeout of ${timeoutS} s.`
    : `Container ${container.name} was killed by SIGKILL, and ECS reported no OutOfMemoryError: exit code 137 alone does not prove a lack of memory.`;
}

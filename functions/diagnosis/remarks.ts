import type { StoppedTask } from '../event/stopped-task.ts';
import type { TaskDefinition } from './evidence.ts';
import { describeExitCode, isCrashSignal } from './exit-codes.ts';
import { DEFAULT_STOP_TIMEOUT_S, type Suspect, stopTookMs } from './first-failure.ts';

/** What a sentence beside the verdict may come from. */
export interface Remarkable {
  readonly task: StoppedTask;
  readonly ordered: readonly Suspect[];
  /** The container whose end began the stop, where one is known. */
  readonly patient: Suspect | undefined;
  readonly definition: TaskDefinition | undefined;
}

/** What is worth a sentence beside the verdict. */
export function remarksOn({ task, ordered, patient, definition }: Remarkable): readonly string[] {
  const [first, ...others] = ordered;
  const remarks = ordered.flatMap((suspect) => remarkOnStopTimeout(task, suspect, patient));
  for (const { container, opinion } of others) {
    if (opinion?.cause === 'out-of-memory') {
      remarks.push(`Container ${container.name} ran out of memory too.`);
    } else if (isCrashSignal(container.exitCode)) {
      remarks.push(`Container ${container.name} crashed too: exit code ${describeExitCode(container.exitCode)}.`);
    }
  }
  if (definition !== undefined && first?.definition?.essential === false) {
    remarks.push(`Container ${first.container.name} is not essential: its end alone does not stop the task.`);
  }
  return remarks;
}

/** Tells a SIGTERM that was not obeyed, by the times of the stop and the stop timeout. */
function remarkOnStopTimeout(
  task: StoppedTask,
  { container, definition, opinion }: Suspect,
  patient: Suspect | undefined,
): readonly string[] {
  // The container whose own end began the stop was never sent SIGTERM.
  const beganTheStop = task.stopCode === 'EssentialContainerExited' && patient?.container.name === container.name;
  if (container.exitCode !== 137 || opinion?.specific || beganTheStop) return [];
  const timeoutS = definition?.stopTimeoutS ?? DEFAULT_STOP_TIMEOUT_S;
  const tookS = Math.round(stopTookMs(task) / 1_000);
  if (tookS < timeoutS - 1) return [];
  return [
    `Container ${container.name} was killed ${tookS} s after SIGTERM: it did not end within its stop timeout of ${timeoutS} s.`,
  ];
}

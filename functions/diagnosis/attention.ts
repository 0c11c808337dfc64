import type { StoppedTask } from '../event/stopped-task.ts';
import type { CauseId } from './causes.ts';
import type { Attention } from './diagnosis.ts';
import { isCrashSignal, isStopExit } from './exit-codes.ts';

/** The causes of a stop that somebody or something asked for; quiet unless a failure hides in it. */
const ASKED_FOR: ReadonlySet<CauseId> = new Set<CauseId>([
  'user-stopped',
  'service-scaled',
  'spot-interruption',
  'platform-maintenance',
]);

/** The cause says that the stop was asked for. */
export const isAskedFor = (cause: CauseId): boolean => ASKED_FOR.has(cause);

const alert = (because: string): Attention => ({ notify: 'alert', because });
const quiet = (because: string): Attention => ({ notify: 'quiet', because });

/** A failure that the stop did not bring about, though the stop was asked for. */
export interface HiddenFailure {
  readonly container: string;
  readonly kind: 'out-of-memory' | 'crash-signal' | 'failed-already' | 'failed-to-start';
}

/** Finds the containers whose own failure shows through a stop that was asked for; the gravest first. */
export function hiddenFailures(
  task: StoppedTask,
  reasonCauseOf: (container: string) => CauseId | undefined,
): readonly HiddenFailure[] {
  const { stoppingAt, executionStoppedAt } = task.times;
  const endedBeforeStop =
    stoppingAt !== undefined && executionStoppedAt !== undefined && executionStoppedAt < stoppingAt;
  const found = task.containers.flatMap(({ name, exitCode }): HiddenFailure[] => {
    const cause = reasonCauseOf(name);
    if (cause === 'out-of-memory') return [{ container: name, kind: 'out-of-memory' }];
    if (isCrashSignal(exitCode)) return [{ container: name, kind: 'crash-signal' }];
    if (endedBeforeStop && !isStopExit(exitCode)) return [{ container: name, kind: 'failed-already' }];
    if (exitCode === undefined && cause !== undefined && !isAskedFor(cause) && !FAILURES_OF_STOPPING.has(cause)) {
      return [{ container: name, kind: 'failed-to-start' }];
    }
    return [];
  });
  return KINDS.flatMap((kind) => found.filter((failure) => failure.kind === kind));
}

const KINDS: readonly HiddenFailure['kind'][] = ['out-of-memory', 'crash-signal', 'failed-already', 'failed-to-start'];

/** Troubles of the runtime that a stop itself can bring about. */
const FAILURES_OF_STOPPING: ReadonlySet<CauseId> = new Set<CauseId>([
  'container-runtime-error',
  'container-runtime-timeout',
  'unknown',
]);

/**
 * Decides whether a stop is worth a message; the product's default policy. Whatever is not understood alerts.
 *
 * @param cause - the cause of the stop, after hidden failures were given precedence.
 * @param exitCode - the exit code of the container to blame.
 */
export function attentionTo(task: StoppedTask, cause: CauseId, exitCode: number | undefined): Attention {
  const ofService = task.service !== undefined;
  switch (cause) {
    case 'service-scaled':
      return quiet('the service scheduler replaced the task or scaled in');
    case 'user-stopped':
      return quiet('a person or program asked for the stop');
    case 'spot-interruption':
      return quiet('Spot capacity was reclaimed');
    case 'platform-maintenance':
      return ofService
        ? quiet('AWS maintains the host, and the service replaces the task')
        : alert('AWS maintains the host, and nothing replaces a task outside a service');
    case 'completed':
      return ofService
        ? alert('a service is not supposed to end, though its container exited with 0')
        : quiet('the task ran to its end and exited with 0');
    case 'terminated':
      if (exitCode === 0 && !ofService) return quiet('the task ended on a signal and exited with 0');
      return alert('the container ended on SIGTERM, and ECS recorded no stop');
    default:
      return alert('the task failed');
  }
}

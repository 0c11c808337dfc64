import type { StoppedContainer, StoppedTask } from '../event/stopped-task.ts';
import type { ContainerDefinition, TaskDefinition } from './evidence.ts';
import { isStopExit } from './exit-codes.ts';
import { type ReasonOpinion, readReason } from './reasons/read-reason.ts';
import { isNeverEssential, isSidecar } from './sidecars.ts';

/** The kernel's answer to SIGTERM that was not obeyed comes after this many seconds, unless the task definition says otherwise. */
export const DEFAULT_STOP_TIMEOUT_S = 30;

/** A container with what ECS says of it and what the task definition knows. */
export interface Suspect {
  readonly container: StoppedContainer;
  readonly definition?: ContainerDefinition;
  /** What the container's own reason says. */
  readonly opinion?: ReasonOpinion;
}

/**
 * Orders the containers by how likely each ended first and took the task down with it. ECS records no time per
 * container, so the order is that of the evidence: a reason of its own, then an exit code that no stop produces, then
 * SIGKILL, then a clean end, then SIGTERM (which ECS sends to the others once one has ended). Sidecars come behind
 * the application unless only they failed; dependencies come before their dependents.
 */
export function orderByBlame(task: StoppedTask, definition: TaskDefinition | undefined): readonly Suspect[] {
  const suspects = suspectsOf(task, definition);
  const sawStopTimeout = waitedForStopTimeout(task, suspects);
  const circumstances = {
    sawStopTimeout,
    ofService: task.service !== undefined,
    alone: suspects.length === 1,
    heldUpOthers: awaitedInVain(suspects),
    onlyStopExits: suspects.every(
      ({ container, opinion }) => isStopExit(container.exitCode) && !failsElsewise(opinion),
    ),
  };
  const blame = (suspect: Suspect): number => blameOf(suspect, circumstances);
  return suspects
    .map((suspect, index) => ({ suspect, index, blame: blame(suspect) }))
    .sort((a, b) => b.blame - a.blame || dependencyOrder(a.suspect, b.suspect) || a.index - b.index)
    .map(({ suspect }) => suspect);
}

/** What a reading of ECS's texts may lean on besides the text. */
export const reasonContextOf = ({ stopCode, launchType }: StoppedTask) => ({
  ...(stopCode === undefined ? {} : { stopCode }),
  ...(launchType === undefined ? {} : { launchType }),
});

function suspectsOf(task: StoppedTask, definition: TaskDefinition | undefined): readonly Suspect[] {
  const context = reasonContextOf(task);
  return task.containers.map((container) => {
    const described = definition?.containers.find(({ name }) => name === container.name);
    const opinion =
      container.reason === undefined ? undefined : readReason(container.reason, { ...context, where: 'container' });
    return {
      container,
      ...(described === undefined ? {} : { definition: described }),
      ...(opinion === undefined ? {} : { opinion }),
    };
  });
}

interface Circumstances {
  readonly sawStopTimeout: boolean;
  readonly ofService: boolean;
  readonly alone: boolean;
  /** Containers that others waited for and were never started. */
  readonly heldUpOthers: ReadonlySet<string>;
  /** No container ended with a failure of its own, but for being out of memory. */
  readonly onlyStopExits: boolean;
}

const failsElsewise = (opinion: ReasonOpinion | undefined): boolean =>
  opinion !== undefined && opinion.cause !== 'out-of-memory';

/** Containers on which others depend that never started. */
const awaitedInVain = (suspects: readonly Suspect[]): ReadonlySet<string> =>
  new Set(
    suspects
      .filter(
        ({ container, opinion }) =>
          container.exitCode === undefined || opinion?.cause === 'dependency-container-failed',
      )
      .flatMap(({ definition }) => definition?.dependsOn ?? [])
      .map(({ container }) => container),
  );

/** How much the evidence speaks for this container having ended first; 0 = it never ran and nothing is said of it. */
function blameOf({ container, definition, opinion }: Suspect, circumstances: Circumstances): number {
  const { sawStopTimeout, ofService, alone, heldUpOthers, onlyStopExits } = circumstances;
  const sidecar = (isSidecar(container) || definition?.firelensType !== undefined) && !alone;
  const { exitCode } = container;
  // A non-essential container cannot have stopped the task, unless others waited for it, or its memory was the task's.
  const harmless =
    (definition?.essential === false || isNeverEssential(container)) &&
    !heldUpOthers.has(container.name) &&
    !(onlyStopExits && opinion?.cause === 'out-of-memory');
  const weight = harmless ? 0.01 : 1;
  if (opinion?.specific && opinion.cause !== 'dependency-container-failed') return (sidecar ? 90 : 100) * weight;
  if (opinion !== undefined) return 70 * weight;
  if (exitCode === undefined) return 0;
  // An application that ends with 0 in a one-off task is done, and its sidecar's failure a consequence of the stop; in a
  // service it is more often the graceful answer to a SIGTERM that a failed sidecar brought about.
  if (!isStopExit(exitCode)) return (sidecar ? (ofService ? 50 : 25) : 80) * weight;
  if (exitCode === 137 && !sawStopTimeout) return (sidecar ? 6 : 60) * weight;
  if (exitCode === 0) return (sidecar ? 2 : 30) * weight;
  return (sidecar ? 4 : 20) * weight;
}

/** The last container ended only after its stop timeout, so a 137 tells of an ignored SIGTERM. */
function waitedForStopTimeout(task: StoppedTask, suspects: readonly Suspect[]): boolean {
  // With one container there is nobody else whose end could have started the wait; a sidecar that ended well was no reason.
  const others = suspects.filter(({ container }) => !isSidecar(container) || !isStopExit(container.exitCode));
  if (others.length < 2) return false;
  return suspects.some(
    ({ container, definition }) =>
      container.exitCode === 137 &&
      stopTookMs(task) >= ((definition?.stopTimeoutS ?? DEFAULT_STOP_TIMEOUT_S) - 1) * 1_000,
  );
}

/** Milliseconds between the stop and the end of the last container; 0 where ECS recorded no times. */
export const stopTookMs = ({ times }: StoppedTask): number =>
  times.stoppingAt === undefined || times.executionStoppedAt === undefined
    ? 0
    : times.executionStoppedAt - times.stoppingAt;

const dependencyOrder = (a: Suspect, b: Suspect): number => {
  if (a.definition?.dependsOn.some(({ container }) => container === b.container.name)) return 1;
  if (b.definition?.dependsOn.some(({ container }) => container === a.container.name)) return -1;
  return 0;
};

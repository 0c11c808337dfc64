import type { StoppedContainer, StoppedTask } from '../event/stopped-task.ts';
import type { CauseId } from './causes.ts';
import type { ContainerDefinition, TaskDefinition } from './evidence.ts';
import { isStopExit } from './exit-codes.ts';
import { orderByBlame } from './first-failure.ts';

/** What the choice of containers to read depends on, besides the task. */
export interface ReadingPlan {
  readonly definition: TaskDefinition | undefined;
  /** Containers to read at most. */
  readonly most: number;
  /** What the event alone says; after a failed health check the containers that were checked matter too. */
  readonly cause: CauseId;
}

/**
 * Chooses the containers whose logs are worth reading: the likeliest to blame, then the others that failed, then those
 * whose health may have been checked, then the log router where one of these sends its lines through it, since the
 * router's own log says why they never arrived.
 */
export function containersToRead(
  task: StoppedTask,
  { definition, most, cause }: ReadingPlan,
): readonly StoppedContainer[] {
  const [first, ...others] = orderByBlame(task, definition).map(({ container }) => container);
  if (first === undefined) return [];
  const failed = others.filter((container) => hasRun(container) && !isStopExit(container.exitCode));
  const checked = others.filter(
    (container) => !failed.includes(container) && isChecked(definitionOf(definition, container.name), cause),
  );
  const chosen = [first, ...failed, ...checked];
  const routed = chosen.some(({ name }) => definitionOf(definition, name)?.logDriver === 'awsfirelens');
  const router = others.find(
    (container) => routed && !chosen.includes(container) && definitionOf(definition, container.name)?.firelensType,
  );
  return [...chosen.slice(0, router === undefined ? most : most - 1), ...(router === undefined ? [] : [router])];
}

/** The container was started, so it may have written a log. */
export const hasRun = ({ exitCode, runtimeId }: StoppedContainer): boolean =>
  exitCode !== undefined || runtimeId !== undefined;

function isChecked(definition: ContainerDefinition | undefined, cause: CauseId): boolean {
  if (cause === 'elb-health-check-failed') return (definition?.containerPorts.length ?? 0) > 0;
  return cause === 'container-health-check-failed' && definition?.healthCheck !== undefined;
}

const definitionOf = (definition: TaskDefinition | undefined, name: string) =>
  definition?.containers.find((candidate) => candidate.name === name);

import type { StoppedContainer, StoppedTask } from '../event/stopped-task.ts';
import type { TaskDefinition } from './evidence.ts';
import { isStopExit } from './exit-codes.ts';
import { orderByBlame } from './first-failure.ts';

/**
 * Chooses the containers whose logs are worth reading: the likeliest to blame, then the others that failed, then the
 * log router where one of these sends its lines through it, since the router's own log says why they never arrived.
 */
export function containersToRead(
  task: StoppedTask,
  definition: TaskDefinition | undefined,
  most: number,
): readonly StoppedContainer[] {
  const [first, ...others] = orderByBlame(task, definition).map(({ container }) => container);
  if (first === undefined) return [];
  const chosen = [first, ...others.filter((container) => hasRun(container) && !isStopExit(container.exitCode))];
  const routed = chosen.some(({ name }) => definitionOf(definition, name)?.logDriver === 'awsfirelens');
  const router = others.find(
    (container) => routed && !chosen.includes(container) && definitionOf(definition, container.name)?.firelensType,
  );
  return [...chosen.slice(0, router === undefined ? most : most - 1), ...(router === undefined ? [] : [router])];
}

/** The container was started, so it may have written a log. */
export const hasRun = ({ exitCode, runtimeId }: StoppedContainer): boolean =>
  exitCode !== undefined || runtimeId !== undefined;

const definitionOf = (definition: TaskDefinition | undefined, name: string) =>
  definition?.containers.find((candidate) => candidate.name === name);

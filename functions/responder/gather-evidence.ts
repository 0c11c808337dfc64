import { locateLog } from '../aws/log-location.ts';
import type { LogTails, TaskDefinitions } from '../aws/ports.ts';
import { containersToRead, hasRun } from '../diagnosis/containers-to-read.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { ContainerLog, Evidence, TaskDefinition } from '../diagnosis/evidence.ts';
import type { StoppedContainer, StoppedTask } from '../event/stopped-task.ts';

/** Containers whose logs are read for one stop; the ones that failed first. */
const MOST_CONTAINERS = 3;

/** The task definition is one quick call; a hanging ECS API must not eat the time of the logs. */
const DEFINITION_TIMEOUT_MS = 5_000;

/** What the function needs to look at besides the event. */
export interface EvidenceSources {
  readonly definitions: TaskDefinitions;
  readonly logs: LogTails;
}

/** How much is read, and for how long. */
export interface EvidenceBounds {
  /** Newest lines to read of each container. */
  readonly logLines: number;
  /** How long to wait for late lines, in milliseconds. */
  readonly lateLogWaitMs: number;
}

/**
 * Looks at all that the diagnosis of a stop needs: the task definition, then the logs of the containers that failed
 * first, in parallel. Never rejects: what could not be had is part of the evidence.
 *
 * @param preliminary - what the event alone says; decides whether late log lines are worth waiting for.
 * @param signal - aborts what is under way when the time is up.
 */
export async function gatherEvidence(
  { definitions, logs }: EvidenceSources,
  task: StoppedTask,
  preliminary: Diagnosis,
  bounds: EvidenceBounds,
  signal: AbortSignal,
): Promise<Evidence> {
  const definition = await definitions.describe(
    task.taskDefinitionArn,
    AbortSignal.any([signal, AbortSignal.timeout(DEFINITION_TIMEOUT_MS)]),
  );
  const known = definition.kind === 'definition' ? definition.definition : undefined;
  const containers = containersToRead(task, known, MOST_CONTAINERS);
  const read = (container: StoppedContainer): Promise<ContainerLog> =>
    readOne(
      logs,
      task,
      container,
      definition,
      {
        logLines: bounds.logLines,
        lateLogWaitMs: isSettled(preliminary) ? 0 : bounds.lateLogWaitMs,
      },
      signal,
    );
  return { definition, logs: await Promise.all(containers.map(read)) };
}

/** ECS itself named the cause, so the log can only add to it. */
const isSettled = ({ evidence, cause }: Diagnosis): boolean =>
  cause !== 'unknown' &&
  cause !== 'application-exit' &&
  evidence.some(({ decisive, source }) => decisive && source !== 'exit-code');

async function readOne(
  logs: LogTails,
  task: StoppedTask,
  container: StoppedContainer,
  definition: Evidence['definition'],
  { logLines, lateLogWaitMs }: EvidenceBounds,
  signal: AbortSignal,
): Promise<ContainerLog> {
  if (!hasRun(container))
    return { container: container.name, tail: { kind: 'absent', why: { kind: 'never-started' } } };
  if (definition.kind === 'absent') {
    const message = 'its place is written in the task definition';
    return { container: container.name, tail: { kind: 'absent', why: { kind: 'location-unknown', message } } };
  }
  const whereabouts = locateLog(task, container, definitionOf(definition.definition, container));
  if (whereabouts.kind === 'absent') return { container: container.name, tail: whereabouts };
  const { location, nonBlocking } = whereabouts;
  const tail = await logs.read(location, { lines: logLines, waitMs: lateLogWaitMs, nonBlocking }, signal);
  return { container: container.name, tail };
}

const definitionOf = (definition: TaskDefinition, { name }: StoppedContainer) =>
  definition.containers.find((candidate) => candidate.name === name);

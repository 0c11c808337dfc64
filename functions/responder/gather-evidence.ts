import { locateLog } from '../aws/log-location.ts';
import type { LogTails, Services, TaskDefinitions } from '../aws/ports.ts';
import { containersToRead, hasRun } from '../diagnosis/containers-to-read.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type {
  ContainerLog,
  DefinitionEvidence,
  Evidence,
  ServiceEvidence,
  TaskDefinition,
} from '../diagnosis/evidence.ts';
import type { StoppedContainer, StoppedTask } from '../event/stopped-task.ts';

/** Containers whose logs are read for one stop; the ones that failed first. */
const MOST_CONTAINERS = 3;

/** What ECS knows is one quick call each; a hanging ECS API must not eat the time of the logs. */
const ECS_TIMEOUT_MS = 5_000;

/** What the function needs to look at besides the event. */
export interface EvidenceSources {
  readonly definitions: TaskDefinitions;
  /** Where it is absent, services are not looked at. */
  readonly services?: Services;
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
 * first; meanwhile the service, where a load balancer gave up on the task. Never rejects: what could not be had is part
 * of the evidence.
 *
 * @param preliminary - what the event alone says; decides what is worth looking at and waiting for.
 * @param signal - aborts what is under way when the time is up.
 */
export async function gatherEvidence(
  { definitions, services, logs }: EvidenceSources,
  task: StoppedTask,
  preliminary: Diagnosis,
  bounds: EvidenceBounds,
  signal: AbortSignal,
): Promise<Evidence> {
  const quickly = AbortSignal.any([signal, AbortSignal.timeout(ECS_TIMEOUT_MS)]);
  const [service, described] = await Promise.all([
    lookAtService(services, task, preliminary, quickly),
    definitions.describe(task.taskDefinitionArn, quickly).then(async (definition) => ({
      definition,
      logs: await readLogs(logs, task, definition, preliminary, bounds, signal),
    })),
  ]);
  return { ...described, ...(service === undefined ? {} : { service }) };
}

/** The service is worth a call only where a load balancer's check failed: it alone knows the answers and the grace period. */
async function lookAtService(
  services: Services | undefined,
  { clusterArn, service }: StoppedTask,
  { cause }: Diagnosis,
  signal: AbortSignal,
): Promise<ServiceEvidence | undefined> {
  if (cause !== 'elb-health-check-failed' || service === undefined) return undefined;
  return services?.describe(clusterArn, service, signal);
}

function readLogs(
  logs: LogTails,
  task: StoppedTask,
  definition: DefinitionEvidence,
  preliminary: Diagnosis,
  { logLines, lateLogWaitMs }: EvidenceBounds,
  signal: AbortSignal,
): Promise<readonly ContainerLog[]> {
  const containers = containersToRead(task, {
    definition: definition.kind === 'definition' ? definition.definition : undefined,
    most: MOST_CONTAINERS,
    cause: preliminary.cause,
  });
  const asFar = { logLines, lateLogWaitMs: isSettled(preliminary) ? 0 : lateLogWaitMs };
  return Promise.all(containers.map((container) => readOne(logs, task, container, definition, asFar, signal)));
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
  const tail = await logs.read(task.account, location, { lines: logLines, waitMs: lateLogWaitMs, nonBlocking }, signal);
  return { container: container.name, tail };
}

const definitionOf = (definition: TaskDefinition, { name }: StoppedContainer) =>
  definition.containers.find((candidate) => candidate.name === name);

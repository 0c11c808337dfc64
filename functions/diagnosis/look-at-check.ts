import type { StoppedTask } from '../event/stopped-task.ts';
import { isAskedFor } from './attention.ts';
import type { CauseId } from './causes.ts';
import type { CheckFindings } from './diagnosis.ts';
import type { Evidence, LogTail, TaskDefinition } from './evidence.ts';
import { judgeCheck } from './failed-check.ts';
import type { Suspect } from './first-failure.ts';
import type { LogReading, Subject } from './opinion.ts';
import { type CheckEvent, checkEventsOf, completeTarget, loadBalancerOf } from './service-events.ts';
import { isSidecar } from './sidecars.ts';
import type { Verdict } from './verdict.ts';

/** What a failed health check is looked at with. */
export interface CheckCase {
  readonly task: StoppedTask;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  readonly definition: TaskDefinition | undefined;
  readonly readings: ReadonlyMap<string, LogReading>;
  readonly first: Suspect | undefined;
}

/** What a closer look at a failed health check found. */
export interface CheckView {
  /** The container that is checked, where one is known. */
  readonly container: string | undefined;
  readonly subject: Subject | undefined;
  /** What the service says of the checks that failed, newest first. */
  readonly events: readonly CheckEvent[];
  readonly findings: CheckFindings;
  readonly remarks: readonly string[];
}

/** Looks closer where a health check failed: at the container that is checked, the answers it gave, its ports and times. */
export function lookAtCheck({
  task,
  evidence,
  verdict,
  definition,
  readings,
  first,
}: CheckCase): CheckView | undefined {
  const { cause } = verdict;
  const byLoadBalancer = cause === 'elb-health-check-failed';
  if (!byLoadBalancer && cause !== 'container-health-check-failed') return undefined;
  const service = byLoadBalancer && evidence.service?.kind === 'service' ? evidence.service.service : undefined;
  const events: readonly CheckEvent[] = service === undefined ? [] : checkEventsOf(task, service, verdict.subject);
  const named: Subject | undefined = byLoadBalancer
    ? completeTarget(verdict.subject, events, undefined)
    : verdict.subject;
  const loadBalancer = service === undefined ? undefined : loadBalancerOf(service, named);
  const subject = byLoadBalancer ? completeTarget(named, [], loadBalancer) : verdict.subject;
  const container = checkedContainer(task, definition, byLoadBalancer ? loadBalancer?.containerName : undefined, cause);
  const tailOf = (name: string): LogTail | undefined => evidence.logs.find((log) => log.container === name)?.tail;
  return {
    container,
    subject,
    events,
    ...judgeCheck({
      task,
      cause,
      container: container ?? first?.container.name,
      definition,
      service,
      loadBalancer,
      target: subject,
      listeningOf: (name) => readings.get(name)?.listening ?? [],
      tailOf,
    }),
  };
}

/** The container that a health check asks: the one the load balancer leads to, or the only one that fits. */
function checkedContainer(
  task: StoppedTask,
  definition: TaskDefinition | undefined,
  byLoadBalancer: string | undefined,
  cause: CauseId,
): string | undefined {
  if (task.containers.some(({ name }) => name === byLoadBalancer)) return byLoadBalancer;
  const fitting = (definition?.containers ?? []).filter(({ essential, containerPorts, healthCheck }) =>
    cause === 'elb-health-check-failed' ? containerPorts.length > 0 : essential && healthCheck !== undefined,
  );
  return fitting.length === 1 ? fitting[0]?.name : soleContainer(task, cause);
}

/** Where the whole task failed, its only container beside sidecars is the one meant, unless the stop was asked for. */
export function soleContainer(task: StoppedTask, cause: CauseId): string | undefined {
  const [only, ...others] =
    task.containers.length === 1 ? task.containers : task.containers.filter((one) => !isSidecar(one));
  return only !== undefined && others.length === 0 && !isAskedFor(cause) ? only.name : undefined;
}

import type { StoppedTask, TaskTimes } from '../event/stopped-task.ts';
import type { Service, ServiceEvent, ServiceLoadBalancer } from './evidence.ts';
import type { Subject } from './opinion.ts';
import { normaliseReason } from './reasons/normalise-reason.ts';
import { makeSubject } from './reasons/subjects/make-subject.ts';
import { targetGroupSubject } from './reasons/subjects/task-subjects.ts';

/** Events quoted at most; a service under repair repeats itself. */
const MOST_EVENTS = 2;

/** The scheduler writes its event about a check at the stop, or shortly behind it. */
const LATE_MS = 120_000;

const FAILED_CHECK = /unhealthy|is not healthy|failed (?:elb|container) health check/i;
const NAMED_TASK = /\btask[ /(]{1,2}(?:[\w-]{1,255}\/)?([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/;

/** The patterns of this file, for the proof that they take linear time. */
export const SERVICE_EVENT_PATTERNS: readonly RegExp[] = [FAILED_CHECK, NAMED_TASK];

/** One event about the checks that this task failed, and what it says of the target. */
export interface CheckEvent extends ServiceEvent {
  readonly target: Subject | undefined;
}

/**
 * Finds the newest events of a service that speak of the checks this task failed: of its time, and naming neither another
 * task nor another target group or port.
 *
 * @param subject - the target group as the stopped reason names it.
 */
export function checkEventsOf(
  task: StoppedTask,
  { events }: Service,
  subject: Subject | undefined,
): readonly CheckEvent[] {
  const spoken: CheckEvent[] = [];
  for (const event of [...events].sort((a, b) => (b.at ?? 0) - (a.at ?? 0))) {
    if (spoken.length === MOST_EVENTS) break;
    if (!FAILED_CHECK.test(event.message) || !isOfTime(event, task.times)) continue;
    const namedTask = NAMED_TASK.exec(event.message)?.[1];
    if (namedTask !== undefined && namedTask !== task.taskId) continue;
    const target = targetGroupSubject(normaliseReason(event.message));
    if (contradicts(target?.parts?.['arn'], subject?.parts?.['arn'])) continue;
    if (contradicts(target?.parts?.['port'], subject?.parts?.['port'])) continue;
    if (!spoken.some(({ message }) => message === event.message)) spoken.push({ ...event, target });
  }
  return spoken;
}

const contradicts = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

function isOfTime({ at }: ServiceEvent, times: TaskTimes): boolean {
  const from = times.startedAt ?? times.createdAt;
  const to = times.stoppedAt ?? times.executionStoppedAt ?? times.stoppingAt;
  return at === undefined || ((from === undefined || at >= from) && (to === undefined || at <= to + LATE_MS));
}

/** The load balancer that gave up on the task: that of the target group at fault, else the only one of the service. */
export function loadBalancerOf({ loadBalancers }: Service, subject: Subject | undefined) {
  const arn = subject?.parts?.['arn'];
  const [only, ...others] = loadBalancers;
  return (
    loadBalancers.find(({ targetGroupArn }) => arn !== undefined && targetGroupArn === arn) ?? onlyOne(only, others)
  );
}

const onlyOne = (
  only: ServiceLoadBalancer | undefined,
  others: readonly ServiceLoadBalancer[],
): ServiceLoadBalancer | undefined => (others.length === 0 ? only : undefined);

/** Adds to the target group at fault what the service knows of it: its ARN, and how its targets answered. */
export function completeTarget(
  subject: Subject | undefined,
  events: readonly CheckEvent[],
  loadBalancer: ServiceLoadBalancer | undefined,
): Subject | undefined {
  const said = subject?.parts ?? {};
  // A reason that holds codes says all; one without may be the short form of what an event says in full.
  const codes = said['codes'] ?? events.flatMap(({ target }) => target?.parts?.['codes'] ?? [])[0];
  const reason = said['reason'] ?? events.flatMap(({ target }) => target?.parts?.['reason'] ?? [])[0];
  const port = said['port'] ?? events.flatMap(({ target }) => target?.parts?.['port'] ?? [])[0];
  const arn =
    said['arn'] ?? events.flatMap(({ target }) => target?.parts?.['arn'] ?? [])[0] ?? loadBalancer?.targetGroupArn;
  return makeSubject('target-group', subject?.value ?? arn?.split('/')[1], { ...said, arn, codes, reason, port });
}

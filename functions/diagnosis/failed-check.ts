import type { StoppedTask } from '../event/stopped-task.ts';
import type { CauseId } from './causes.ts';
import type { CheckFindings, PortMismatch } from './diagnosis.ts';
import type { ContainerDefinition, LogTail, Service, ServiceLoadBalancer, TaskDefinition } from './evidence.ts';
import { flawOfHealthCommand, portsOfHealthCommand } from './health-command.ts';
import type { Subject } from './opinion.ts';
import { type StartUp, startUpOf } from './start-up.ts';

/** Checks after the patience that may still belong to a start; who ran for longer did not fail for being slow to start. */
const SLACK_S = 300;

/** No load balancer can find a target unhealthy sooner: two checks, 5 s apart. */
const SOONEST_S = 10;

/** What ECS takes for a startPeriod at most. */
const MOST_START_PERIOD_S = 300;

/** What is known of a task whose health check failed. */
export interface FailedCheck {
  readonly task: StoppedTask;
  readonly cause: CauseId;
  /** The container that is checked, where one is known. */
  readonly container: string | undefined;
  readonly definition: TaskDefinition | undefined;
  readonly service: Service | undefined;
  readonly loadBalancer: ServiceLoadBalancer | undefined;
  /** The target group at fault, with its answers. */
  readonly target: Subject | undefined;
  /** The ports that a container's log says it listens on. */
  readonly listeningOf: (container: string) => readonly number[];
  readonly tailOf: (container: string) => LogTail | undefined;
}

/** What ports and times say of a failed health check, in findings for the advice and in sentences. */
export function judgeCheck(check: FailedCheck): {
  readonly findings: CheckFindings;
  readonly remarks: readonly string[];
} {
  const flaw = flawOf(check);
  if (flaw !== undefined) return { findings: {}, remarks: [flaw] };
  const port = portMismatch(check);
  const time = check.cause === 'elb-health-check-failed' ? judgeGracePeriod(check) : judgeStartPeriod(check);
  return {
    findings: {
      ...(port === undefined ? {} : { port }),
      ...(time === 'in-time' ? { startedInTime: true } : time === undefined ? {} : { giveS: time.giveS }),
    },
    remarks: [
      ...(port === undefined ? [] : [describeMismatch(port)]),
      ...(time === undefined || time === 'in-time' ? [] : [time.remark]),
    ],
  };
}

/** A health command that cannot succeed is the whole story. */
function flawOf(check: FailedCheck): string | undefined {
  if (check.cause !== 'container-health-check-failed') return undefined;
  const flaw = flawOfHealthCommand(definitionOf(check)?.healthCheck?.command ?? []);
  return flaw === undefined ? undefined : `The health command of container ${check.container} never succeeds: ${flaw}.`;
}

const definitionOf = ({ definition, container }: FailedCheck): ContainerDefinition | undefined =>
  definition?.containers.find(({ name }) => name === container);

function portMismatch(check: FailedCheck): PortMismatch | undefined {
  const { container, task } = check;
  if (container === undefined) return undefined;
  const listening = check.listeningOf(container);
  const question = portsAsked(check);
  if (listening.length === 0 || question === undefined) return undefined;
  // The containers of a task may share one network: any of them may be the one that answers.
  const heard = task.containers.flatMap(({ name }) => check.listeningOf(name));
  return question.asked.some((port) => heard.includes(port)) ? undefined : { container, listening, ...question };
}

function portsAsked(check: FailedCheck): Pick<PortMismatch, 'asked' | 'by'> | undefined {
  const described = definitionOf(check);
  if (check.cause === 'container-health-check-failed') {
    const asked = portsOfHealthCommand(described?.healthCheck?.command ?? []);
    if (asked.length > 0) return { asked, by: 'health-command' };
  } else if (check.loadBalancer?.containerPort !== undefined) {
    return { asked: [check.loadBalancer.containerPort], by: 'load-balancer' };
  }
  const asked = described?.containerPorts ?? [];
  return asked.length === 0 ? undefined : { asked, by: 'task-definition' };
}

function describeMismatch({ container, asked, by, listening }: PortMismatch): string {
  const ports = asked.join(', ');
  const question = {
    'load-balancer': `the load balancer asks port ${ports}`,
    'health-command': `its health command asks port ${ports}`,
    'task-definition': `the task definition maps ${ports}`,
  }[by];
  return `Container ${container} says that it listens on port ${listening.join(', ')}, but ${question}: nothing may answer there.`;
}

/** What to say of a start that may have been too slow, and the seconds to give it. */
interface TooSlow {
  readonly remark: string;
  readonly giveS: number;
}

/** Undefined where nothing is known. */
type Timing = TooSlow | 'in-time' | undefined;

/** Compares how long the start took with the time in which failed checks of the load balancer do not count. */
function judgeGracePeriod(check: FailedCheck): Timing {
  const { service, container, target } = check;
  const start = startOf(check);
  const lifeS = lifeOf(check.task);
  const who = container === undefined ? 'application' : `container ${container}`;
  if (start.kind === 'took') {
    if (start.seconds < SOONEST_S) return 'in-time';
    const needed = `The start of ${who} took ${start.seconds} s (${quoted(start.line)})${stoppedBefore(start.seconds, lifeS)}`;
    const giveS = enoughFor(start.seconds);
    const set = `set healthCheckGracePeriodSeconds to ${giveS}`;
    if (service === undefined)
      return { remark: `${needed}: if the grace period of the service is shorter, ${set}.`, giveS };
    const graceS = service.healthCheckGracePeriodS ?? 0;
    if (graceS >= start.seconds || (lifeS ?? 0) > start.seconds + SLACK_S) return 'in-time';
    return { remark: `${needed}, and ${graceOf(service)}: ${set}.`, giveS };
  }
  // An answer of its own means that it was up, whatever the log says.
  if (service === undefined || lifeS === undefined || answered(target)) return undefined;
  const graceS = service.healthCheckGracePeriodS ?? 0;
  if (lifeS > graceS + SLACK_S) return 'in-time';
  if (graceS >= lifeS) return undefined;
  const giveS = enoughFor(lifeS);
  const set = `set healthCheckGracePeriodSeconds to ${giveS} if it needs longer to start`;
  return start.kind === 'never-said'
    ? {
        remark: `The log does not say that ${who} ever listened in the ${lifeS} s that the task ran, and ${graceOf(service)}: ${set}.`,
        giveS,
      }
    : { remark: `The task was stopped ${lifeS} s after its start, and ${graceOf(service)}: ${set}.`, giveS };
}

/** Compares how long the start took with the time that the container's own health check gives it. */
function judgeStartPeriod(check: FailedCheck): Timing {
  const health = definitionOf(check)?.healthCheck;
  const { container } = check;
  if (health === undefined || container === undefined) return undefined;
  const start = startOf(check);
  const lifeS = lifeOf(check.task);
  const { startPeriodS = 0, intervalS, retries } = health;
  const patienceS = startPeriodS + intervalS * retries;
  const gives = `its health check gives it ${patienceS} s (${startPeriodS === 0 ? 'no startPeriod' : `startPeriod ${startPeriodS} s`}, ${retries} failures ${intervalS} s apart)`;
  const toSet = (seconds: number): TooSlow => {
    const giveS = Math.min(MOST_START_PERIOD_S, enoughFor(seconds));
    const more = seconds < MOST_START_PERIOD_S ? '' : ', its maximum, and raise retries';
    return { giveS, remark: `set startPeriod to ${giveS}${more}` };
  };
  if (start.kind === 'took') {
    if (start.seconds <= patienceS || (lifeS ?? 0) > start.seconds + SLACK_S) return 'in-time';
    const { giveS, remark } = toSet(start.seconds);
    const needed = `The start of container ${container} took ${start.seconds} s (${quoted(start.line)})${stoppedBefore(start.seconds, lifeS)}`;
    return { remark: `${needed}, and ${gives}: ${remark}.`, giveS };
  }
  if (lifeS === undefined) return undefined;
  if (lifeS > patienceS + SLACK_S) return 'in-time';
  const { giveS, remark } = toSet(lifeS);
  const slow = `${remark} if it needs longer to start`;
  return start.kind === 'never-said'
    ? {
        remark: `The log does not say that container ${container} ever listened in the ${lifeS} s that the task ran, and ${gives}: ${slow}.`,
        giveS,
      }
    : { remark: `The task was stopped ${lifeS} s after its start, and ${gives}: ${slow}.`, giveS };
}

const startOf = ({ container, tailOf, task }: FailedCheck): StartUp =>
  container === undefined ? { kind: 'unknown' } : startUpOf(tailOf(container), task.times);

/** Seconds from the start of the task to the order to stop. */
function lifeOf({ times: { startedAt, stoppingAt } }: StoppedTask): number | undefined {
  if (startedAt === undefined || stoppingAt === undefined || stoppingAt < startedAt) return undefined;
  return Math.round((stoppingAt - startedAt) / 1_000);
}

const graceOf = ({ name, healthCheckGracePeriodS = 0 }: Service): string =>
  healthCheckGracePeriodS === 0
    ? `service ${name} has no grace period (0 s)`
    : `the grace period of service ${name} is ${healthCheckGracePeriodS} s`;

const stoppedBefore = (tookS: number, lifeS: number | undefined): string =>
  lifeS === undefined || lifeS >= tookS ? '' : `, the task was stopped after ${lifeS} s`;

/** The program itself answered; gateway errors come from a proxy before it. */
const answered = (target: Subject | undefined): boolean =>
  /\b(?!50[234]\b)[1-5]\d\d\b/.test(target?.parts?.['codes'] ?? '');

/** Half as much again, in whole tens: a start is not equally long each time. */
const enoughFor = (seconds: number): number => Math.max(30, Math.ceil((seconds * 1.5) / 10) * 10);

const quoted = (line: string): string => `"${line.length <= 100 ? line : `${line.slice(0, 97).trimEnd()}...`}"`;

import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Evidence } from '../diagnosis/evidence.ts';
import { formatTime } from '../event/format-time.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { link } from './arn-link.ts';
import { encodePart } from './console-url.ts';
import { logLink, type TimeRange } from './log-links.ts';
import type { Link } from './post-mortem.ts';
import { subjectLinks } from './subject-links.ts';

const MINUTE_MS = 60_000;
const MAX_LOGS = 3;

/**
 * The places to look, the most useful first: the logs that were read (that of the container to blame first), the thing
 * at fault, then the task and what it belongs to. AWS documents none of these URLs, so each carries its ids beside it.
 */
export function linksOf(task: StoppedTask, evidence: Evidence, diagnosis: Diagnosis): readonly Link[] {
  const links = [
    ...logLinks(task, evidence, diagnosis),
    ...(diagnosis.subject === undefined ? [] : subjectLinks(diagnosis.subject, task)),
    ...taskLinks(task),
  ];
  return links.filter(
    ({ label, url, note }, index) =>
      links.findIndex((other) => other.label === label && other.url === url && other.note === note) === index,
  );
}

function logLinks(task: StoppedTask, { logs }: Evidence, { container }: Diagnosis): readonly Link[] {
  const range = rangeOf(task);
  return [...logs]
    .sort((a, b) => Number(b.container === container) - Number(a.container === container))
    .flatMap((log) => logLink(log.container, log.tail, task.partition, range) ?? [])
    .slice(0, MAX_LOGS);
}

/** The last half hour of the task's life, with a minute for lines that arrive late. */
function rangeOf({ times }: StoppedTask): TimeRange | undefined {
  const stop = times.stoppedAt ?? times.executionStoppedAt ?? times.stoppingAt;
  if (stop === undefined) return undefined;
  const begin = times.startedAt ?? times.createdAt ?? stop;
  return { start: Math.max(begin, stop - 30 * MINUTE_MS) - MINUTE_MS, end: stop + MINUTE_MS };
}

function taskLinks(task: StoppedTask): readonly Link[] {
  const { cluster, service, region, taskId, times, containerInstanceArn } = task;
  const root = clusterPage(task);
  const query = `?region=${region}`;
  const { stoppedAt } = times;
  // ECS shows a stopped task for about an hour.
  const until =
    stoppedAt === undefined ? '' : `, there until about ${formatTime(stoppedAt + 60 * MINUTE_MS).slice(0, 5)} UTC`;
  const links = [link(task, 'Task', `${taskId}${until}`, `${root}/tasks/${encodePart(taskId)}/configuration${query}`)];
  if (service === undefined) {
    links.push(link(task, 'Cluster', cluster, `${root}/services${query}`));
  } else {
    const stopped = `${servicePage(task, service)}/tasks?status=STOPPED&region=${region}`;
    links.push(...[serviceLink(task)].filter((page) => page !== undefined));
    links.push(link(task, 'Stopped tasks', `of ${service}, of the last hour`, stopped));
  }
  const definition = definitionLink(task);
  if (definition !== undefined) links.push(definition);
  if (containerInstanceArn !== undefined) {
    const id = containerInstanceArn.slice(containerInstanceArn.lastIndexOf('/') + 1);
    const instance = `${root}/infrastructure/container-instances/${encodePart(id)}${query}`;
    links.push(link(task, 'Container instance', id, instance));
  }
  return links;
}

const clusterPage = ({ cluster }: StoppedTask): string => `/ecs/v2/clusters/${encodePart(cluster)}`;
const servicePage = (task: StoppedTask, service: string): string =>
  `${clusterPage(task)}/services/${encodePart(service)}`;

/** The page of the service, where the task belongs to one. */
export const serviceLink = (task: StoppedTask): Link | undefined =>
  onServicePage(task, 'Service', `${task.service} in ${task.cluster}`, 'health');

/** The page of the service's subnets and security groups, where the task belongs to one. */
export const networkingLink = (task: StoppedTask): Link | undefined =>
  onServicePage(task, 'Networking', `of ${task.service}`, 'networking');

const onServicePage = (task: StoppedTask, label: string, note: string, tab: string): Link | undefined =>
  task.service === undefined
    ? undefined
    : link(task, label, note, `${servicePage(task, task.service)}/${tab}?region=${task.region}`);

/** The page of the revision that ran, from which a new one is made; its number is not always known. */
export const definitionLink = (task: StoppedTask): Link | undefined =>
  task.revision === undefined
    ? undefined
    : link(
        task,
        'Task definition',
        `${task.family}:${task.revision}`,
        `/ecs/v2/task-definitions/${encodePart(task.family)}/${task.revision}/containers?region=${task.region}`,
      );

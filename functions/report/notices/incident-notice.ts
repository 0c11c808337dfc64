import { CAUSES } from '../../diagnosis/causes.ts';
import type { Failure } from '../../incident/failure.ts';
import type { Incident } from '../../incident/incident.ts';
import type { IncidentSummary } from '../../incident/summary.ts';
import type { Notice } from '../notice.ts';
import { safeText } from '../redact-post-mortem.ts';
import { subjectOf } from '../subject-line.ts';
import { incidentThreadId } from '../thread.ts';
import { countInWords } from './words.ts';
import { workloadArn, workloadPages } from './workload-pages.ts';

/** What an incident's later messages have in common: whom it concerns and where it was first told. */
export function incidentNotice(
  incident: Incident,
  { telling }: IncidentSummary,
): Omit<Notice, 'kind' | 'severity' | 'headline' | 'explanation' | 'evidence' | 'sections' | 'fixes' | 'missing'> {
  const { workload, failures } = incident;
  const arn = workloadArn(workload, failures.at(-1));
  const causes = [...new Set([telling.cause, incident.cause])];
  return {
    schema: 'ecs-postmortem/1',
    cause: telling.cause,
    ...(causes.length === 1 ? {} : { causes }),
    domain: CAUSES[telling.cause].domain,
    stem: stemOf(incident),
    follows: true,
    threadId: incidentThreadId(incident),
    links: workloadPages(workload, failures.at(-1)),
    clusters: [workload.cluster],
    services: servicesOf(incident),
    ...(workload.kind === 'family' ? { family: workload.name } : {}),
    account: workload.account,
    region: workload.region,
    resources: arn === undefined ? [] : [arn],
  };
}

/** The subject of the incident's first message, which is that of the failure that opened it. */
function stemOf({ failures, openedAt, cause, workload }: Incident): string {
  const opening =
    failures.find((failure) => failure.at === openedAt && failure.cause === cause) ??
    failures.find((failure) => failure.cause === cause) ??
    failures[0];
  const { kind, name, cluster } = workload;
  const title = safeText(opening.title);
  return subjectOf({ title, workload: kind === 'host' ? `instance ${name}` : name, cluster });
}

function servicesOf({ workload, failures }: Incident): readonly string[] {
  if (workload.kind === 'service') return [workload.name];
  return workload.kind === 'family' ? [] : [...new Set(failures.flatMap(({ taskOf }) => taskOf ?? []))];
}

/** `orders`, `container instance 0f1e…`. */
export const workloadInWords = ({ kind, name }: Incident['workload']): string =>
  kind === 'host' ? `container instance ${name}` : name;

/** `stopped`, or `failed` where not every failure stopped a task. */
export const verbOf = (failures: readonly Failure[]): string =>
  failures.every(({ kind }) => kind === 'stopped') ? 'stopped' : 'failed';

/** `100 tasks stopped`; `12 failures of 9 tasks` where a task failed more than once. */
export function tasksInWords(failures: readonly Failure[], { count, tasks }: IncidentSummary): string {
  if (tasks === count && verbOf(failures) === 'stopped') return `${countInWords(count, 'task')} stopped`;
  return `${countInWords(count, nounOf(failures))}${tasks === 0 ? '' : ` of ${countInWords(tasks, 'task')}`}`;
}

/** `stop`, or `failure` where not every failure stopped a task. */
export const nounOf = (failures: readonly Failure[]): string => (verbOf(failures) === 'stopped' ? 'stop' : 'failure');

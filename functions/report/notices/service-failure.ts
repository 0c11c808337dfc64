import { CAUSES } from '../../diagnosis/causes.ts';
import { plain } from '../../diagnosis/guidance/plain-text.ts';
import { goBack } from '../../diagnosis/service-failures/deployment-failures.ts';
import type { ServiceFailure } from '../../diagnosis/service-failures/service-failure.ts';
import { stoppedTasks } from '../../diagnosis/service-failures/service-steps.ts';
import { WHAT_TASKS_DID } from '../../diagnosis/service-failures/what-tasks-did.ts';
import { formatDate, formatTime } from '../../event/format-time.ts';
import type { ServiceEvent } from '../../event/service-event.ts';
import type { Failure } from '../../incident/failure.ts';
import { cutText } from '../cut-text.ts';
import type { Notice, NoticeSection } from '../notice.ts';
import type { ShownStep } from '../post-mortem.ts';
import { safeText } from '../redact-post-mortem.ts';
import { subjectOf } from '../subject-line.ts';
import { incidentThreadId } from '../thread.ts';
import { countsInWords, type TaskStops, taskStopsOf } from './deployment-tasks.ts';
import { servicePages } from './service-pages.ts';
import { imageInWords } from './words.ts';

const MOST_PROOF = 300;
const MOST_FIX = 240;
const MOST_HEADLINE = 240;

/** What is known beside the event of a service. */
export interface ServiceNoticeContext {
  /** Failures of the service on record; those of its tasks tell why a deployment failed. */
  readonly failures?: readonly Failure[];
  /** What ECS goes back to, where it has said so. */
  readonly rollback?: { readonly to: string; readonly revision?: number };
  /** What could not be looked at, in words that name the fix. */
  readonly missing?: readonly string[];
}

/** Tells a failure of a service that stopped no task, as the first message of its incident. */
export function composeServiceNotice(
  event: ServiceEvent,
  failure: ServiceFailure,
  context: ServiceNoticeContext = {},
): Notice {
  const { workload } = event;
  const stops = taskStopsOf(event, context.failures ?? []);
  const telling = failure.tasksTell === true ? stops.telling : undefined;
  const subjectArn = failure.subject?.parts?.['arn'] ?? failure.subject?.value ?? '';
  return {
    schema: 'ecs-postmortem/1',
    kind: failure.kind,
    cause: failure.cause,
    domain: CAUSES[failure.cause].domain,
    severity: failure.severity,
    // Later messages take it from the record, whose texts are redacted.
    stem: subjectOf({ title: safeText(failure.title), workload: workload.name, cluster: workload.cluster }),
    follows: false,
    threadId: incidentThreadId({ workload, cause: failure.cause, openedAt: event.at }),
    headline: headlineOf(event, failure, telling, isRolledBack(event, context)),
    explanation: explanationOf(failure, telling),
    evidence: [
      ...(telling?.proof === undefined
        ? []
        : [{ label: telling.proofLabel ?? 'ECS says of a task', text: telling.proof }]),
      quoteOf(event),
    ],
    sections: [
      ...(failure.kind === 'deployment-failed' ? [deploymentSection(event, stops)] : []),
      ...(tellsTasks(failure) ? [tasksSection(event, failure, stops)] : []),
      ...(failure.kind === 'deployment-failed' ? [rollbackSection(event, context, telling)] : []),
    ],
    fixes: fixesOf(event, failure, stops, context),
    links: servicePages(event, failure, telling),
    clusters: workload.cluster === '' ? [] : [workload.cluster],
    services: [workload.name],
    account: workload.account,
    region: workload.region,
    resources: [event.serviceArn, ...(subjectArn.startsWith('arn:') ? [subjectArn] : [])],
    missing: context.missing ?? [],
  };
}

/** Whether what became of the tasks belongs into the message. */
const tellsTasks = ({ kind, tasksTell }: ServiceFailure): boolean => kind === 'deployment-failed' || tasksTell === true;

function headlineOf(
  { workload }: ServiceEvent,
  failure: ServiceFailure,
  telling: Failure | undefined,
  rolledBack: boolean,
): string {
  const name = plain(workload.name, 50);
  const because = telling === undefined ? failure.reasonInWords : `its tasks ${WHAT_TASKS_DID[telling.cause]}`;
  if (failure.kind === 'deployment-failed') {
    return `Deployment of ${name} failed${rolledBack ? ' and is rolled back' : ''}: ${because}.`;
  }
  return telling === undefined ? failure.headline : `ECS cannot keep ${name} running: ${because}.`;
}

const explanationOf = (failure: ServiceFailure, telling: Failure | undefined): string =>
  telling === undefined
    ? failure.explanation
    : `${telling.headline} ${failure.kind === 'deployment-failed' ? 'After too many failed tasks, ECS gave the deployment up.' : 'ECS now waits longer between its tries, up to 15 minutes.'}`;

/** What ECS says, by the name of its event; the name itself where it says no more. */
const quoteOf = ({ eventName, reason }: ServiceEvent): Notice['evidence'][number] =>
  reason === ''
    ? { label: 'ECS says of the service', text: eventName }
    : { label: `ECS says (${eventName})`, text: reason };

const GIVEN_BACK = /\broll(?:ed|ing) back\b/i;
const NO_CANDIDATE = /\bno rollback candidate\b/i;

/** The patterns of this file, for the proof that they take linear time. */
export const SERVICE_NOTICE_PATTERNS: readonly RegExp[] = [GIVEN_BACK, NO_CANDIDATE];

const isRolledBack = ({ reason }: ServiceEvent, { rollback }: ServiceNoticeContext): boolean =>
  !NO_CANDIDATE.test(reason) && (rollback !== undefined || GIVEN_BACK.test(reason));

function deploymentSection(event: ServiceEvent, { failures, byDeployment }: TaskStops): NoticeSection {
  const { deploymentId, workload, at } = event;
  const inCluster = workload.cluster === '' ? '' : ` in ${workload.cluster}`;
  const revisions = distinct(failures.map(revisionOf));
  const images = distinct(failures.map(({ image }) => (image === undefined ? undefined : imageInWords(image))));
  const what = [
    revisions.length === 0 ? '' : `revision ${revisions.join(', ')}`,
    images.length === 0 ? '' : `image ${images.slice(0, 3).join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join(' with ');
  return {
    heading: 'Deployment',
    entries: [
      `${deploymentId ?? 'The deployment'} of ${workload.name}${inCluster} failed at ${formatDate(at)} ${formatTime(at)} UTC.`,
      // Stops found by time alone may be those of the revision before.
      ...(byDeployment && what !== '' ? [`It deploys ${what}.`] : []),
    ],
  };
}

const revisionOf = ({ family, revision }: Failure): string | undefined =>
  family === undefined || revision === undefined ? undefined : `${family}:${revision}`;

function tasksSection(
  event: ServiceEvent,
  failure: ServiceFailure,
  { failures, byDeployment }: TaskStops,
): NoticeSection {
  if (failures.length > 0) {
    return {
      heading: byDeployment ? 'What stopped its tasks' : 'What stopped its tasks in the last 30 minutes',
      entries: countsInWords(failures),
    };
  }
  const whose = failure.kind === 'deployment-failed' && event.deploymentId !== undefined ? ' of this deployment' : '';
  return {
    heading: 'What stopped its tasks',
    entries: [
      failure.tasksTell === true
        ? `No failed task${whose} is on record here. Look at the stopped tasks of the service, which ECS shows for about an hour; if there are none, its tasks were never placed, and the service events say why.`
        : `No failed task${whose} is on record.`,
    ],
  };
}

function rollbackSection(
  event: ServiceEvent,
  context: ServiceNoticeContext,
  telling: Failure | undefined,
): NoticeSection {
  return { heading: 'Rollback', entries: [rollbackInWords(event, context, telling)] };
}

function rollbackInWords(event: ServiceEvent, context: ServiceNoticeContext, telling: Failure | undefined): string {
  const { rollback } = context;
  if (NO_CANDIDATE.test(event.reason)) return 'ECS found no earlier deployment to go back to: the failed one stays.';
  if (rollback !== undefined) {
    const { to, revision } = rollback;
    const family = telling?.family;
    const what =
      revision === undefined ? '' : `, revision ${family === undefined ? revision : `${family}:${revision}`}`;
    // In an old form of the event, the deployment that ECS goes back to bears the id of the failed one.
    return `ECS goes back to the last deployment that completed${to === event.deploymentId ? '' : `: ${to}`}${what}.`;
  }
  return isRolledBack(event, context)
    ? 'ECS goes back to the last deployment that completed.'
    : 'ECS has not said so far that it rolls back; it does where rollback is enabled in deploymentCircuitBreaker or for the alarms.';
}

function fixesOf(
  event: ServiceEvent,
  failure: ServiceFailure,
  { failures, telling }: TaskStops,
  context: ServiceNoticeContext,
): readonly ShownStep[] {
  const { fix, family } = telling ?? {};
  const isDeployment = failure.kind === 'deployment-failed';
  const own: readonly ShownStep[] =
    failure.tasksTell === true && fix !== undefined ? [{ text: fix }, { text: 'Then deploy again.' }] : failure.fixes;
  return [
    ...own,
    ...(isDeployment && !isRolledBack(event, context) ? [goBack(event, family)] : []),
    // What is on record already need not be looked up.
    ...failure.checks.filter(({ text }) => failures.length === 0 || text !== stoppedTasks(event).text),
  ].map(({ text, command }) => ({ text, ...(command === undefined ? {} : { command }) }));
}

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** The compact record of a failure of a service; secrets are masked. */
export function failureOfService(event: ServiceEvent, failure: ServiceFailure): Failure {
  const [fix] = failure.fixes;
  const { label, text } = quoteOf(event);
  return {
    id: event.id,
    kind: failure.kind,
    workload: event.workload,
    at: event.at,
    cause: failure.cause,
    severity: failure.severity,
    title: safeText(failure.title),
    headline: cutText(safeText(failure.headline), MOST_HEADLINE),
    proof: cutText(safeText(text), MOST_PROOF),
    proofLabel: safeText(label),
    treatment: 'alert',
    ...(fix === undefined ? {} : { fix: cutText(safeText(fix.text), MOST_FIX) }),
    ...(event.deploymentId === undefined ? {} : { deployment: event.deploymentId }),
    // The next deployment that fails is news, though the service was not steady in between.
    ...(failure.kind === 'deployment-failed' ? { scope: event.deploymentId ?? event.id } : {}),
    ...(event.containerInstances[0] === undefined ? {} : { instance: event.containerInstances[0] }),
  };
}

import { CAUSES } from '../../diagnosis/causes.ts';
import { formatDate, formatTime } from '../../event/format-time.ts';
import type { EpochMs } from '../../event/stopped-task.ts';
import type { ShortService } from '../../incident/desired-counts.ts';
import type { Failure } from '../../incident/failure.ts';
import type { Notice } from '../notice.ts';
import { subjectOf } from '../subject-line.ts';
import { incidentThreadId } from '../thread.ts';
import { spanInWords } from './words.ts';
import { workloadArn, workloadPages } from './workload-pages.ts';

const TITLE = 'too few tasks running';
const CAUSE = 'unknown';

/** The compact record of a service that runs too few tasks; the same as long as it is short. */
export const failureOfShortService = (short: ShortService): Failure => ({
  id: `below-desired-count ${short.since}`,
  kind: 'below-desired-count',
  workload: short.workload,
  at: short.since,
  cause: CAUSE,
  severity: severityOf(short),
  title: TITLE,
  headline: headlineOf(short),
  proof: countsInWords(short),
  proofLabel: 'ECS says of the service',
  treatment: 'alert',
});

/** Nobody is served any more. */
const severityOf = ({ running }: ShortService) => (running === 0 ? 'critical' : 'warning');

const headlineOf = ({ workload, running, desired }: ShortService): string =>
  `${workload.name} runs ${running} of ${desired} tasks, and no failure was told that would explain it.`;

const countsInWords = ({ desired, running, pending }: ShortService): string =>
  `desiredCount ${desired}, runningCount ${running}, pendingCount ${pending}`;

/** Tells a service that runs fewer tasks than desired, though no task of it failed in a way that was told. */
export function composeShortService(short: ShortService, now: EpochMs, ungrouped?: string): Notice {
  const { workload, since, desired } = short;
  const { name, cluster, account, region } = workload;
  return {
    schema: 'ecs-postmortem/1',
    kind: 'below-desired-count',
    cause: CAUSE,
    domain: CAUSES[CAUSE].domain,
    severity: severityOf(short),
    stem: subjectOf({ title: TITLE, workload: name, cluster }),
    follows: false,
    threadId: incidentThreadId({ workload, cause: CAUSE, openedAt: since }),
    headline: headlineOf(short),
    explanation: `It has been so for ${spanInWords(now - since)}, since ${formatDate(since)} ${formatTime(since)} UTC. ECS sends no event where it does not even try to start a task.`,
    evidence: [{ label: 'ECS says of the service', text: countsInWords(short) }],
    sections: [],
    fixes: [
      {
        text: 'Read the latest events of the service: they say what ECS waits for.',
        command: `aws ecs describe-services --region ${region} --cluster ${cluster} --services ${name} --query 'services[0].events[:5].message'`,
      },
      {
        text: `If fewer tasks are wanted, lower the desired count of ${name} from ${desired}.`,
      },
    ],
    links: workloadPages(workload),
    clusters: [cluster],
    services: [name],
    account,
    region,
    resources: [workloadArn(workload)].filter((arn) => arn !== undefined),
    missing: ungrouped === undefined ? [] : [ungrouped],
  };
}

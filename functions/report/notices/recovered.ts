import type { EpochMs } from '../../event/stopped-task.ts';
import type { Failure } from '../../incident/failure.ts';
import type { HealthyState, Incident } from '../../incident/incident.ts';
import { type IncidentSummary, summarise } from '../../incident/summary.ts';
import type { Notice } from '../notice.ts';
import { incidentNotice, nounOf, tasksInWords, verbOf, workloadInWords } from './incident-notice.ts';
import { capital, countInWords, imageInWords, momentInWords, namesInWords, spanInWords } from './words.ts';

/** How it is known that an incident has ended: the service reports a steady state, or nothing failed for long. */
export type RecoverySign = 'steady' | 'quiet';

/**
 * Tells that an incident is over: how long it took, how much failed, and what differs now.
 * @param at when it was seen to be over
 */
export function composeRecovered(
  incident: Incident,
  how: RecoverySign,
  at: EpochMs,
  healthy: HealthyState | undefined,
  now: EpochMs,
): Notice {
  const summary = summarise(incident);
  return {
    ...incidentNotice(incident, summary),
    kind: 'recovered',
    severity: 'info',
    headline: headlineOf(incident, how, at, summary, now),
    explanation: difference(incident, healthy),
    evidence: [],
    sections: [{ heading: 'What it was', entries: whatItWas(incident, how, at, summary, now) }],
    fixes: [],
    missing: [],
  };
}

function headlineOf(
  { workload, failures }: Incident,
  how: RecoverySign,
  at: EpochMs,
  { count, since, lastAt, telling }: IncidentSummary,
  now: EpochMs,
): string {
  const what = `${countInWords(count, nounOf(failures))} (${telling.title})`;
  const who = workload.kind === 'host' ? capital(workloadInWords(workload)) : workload.name;
  return how === 'steady'
    ? `${who} is steady again, ${spanInWords(at - since)} after the first of ${what}.`
    : `${who} has not ${verbOf(failures)} since ${momentInWords(lastAt, now)}, for ${spanInWords(at - lastAt)}: taken as over, after ${what}.`;
}

function whatItWas(
  { workload, failures }: Incident,
  how: RecoverySign,
  at: EpochMs,
  summary: IncidentSummary,
  now: EpochMs,
): readonly string[] {
  const { since, lastAt, telling, revisions } = summary;
  return [
    telling.headline,
    `${tasksInWords(failures, summary)} from ${momentInWords(since, now)} to ${momentInWords(lastAt, now)}.`,
    ...(how === 'steady' ? [`Steady at ${momentInWords(at, now)}.`] : []),
    ...(workload.kind === 'service' && revisions.length > 0
      ? [`Failed on ${revisions.length === 1 ? 'revision' : 'revisions'} ${namesInWords(revisions.map(String))}.`]
      : []),
  ];
}

/** What is healthy now against what failed last; says so where the two are the same, as then nothing was mended. */
function difference({ failures, workload }: Incident, healthy: HealthyState | undefined): string {
  const failed = latest(failures);
  if (healthy?.revision === undefined || failed.revision === undefined) {
    return workload.kind === 'host'
      ? ''
      : 'What runs now was not compared with what failed, so the cause may still be there.';
  }
  const image = healthyImage(healthy, failed);
  if (healthy.revision === failed.revision) {
    return `It runs the same revision ${failed.revision}${image === undefined ? '' : `, image ${shortOf(image, image)}`}: nothing was deployed, so the cause may come back.`;
  }
  const earlier = healthy.revision < failed.revision ? 'the earlier revision' : 'revision';
  const now = `Healthy on ${earlier} ${healthy.revision}`;
  if (image === undefined || failed.image === undefined) return `${now}; revision ${failed.revision} failed.`;
  return image === failed.image
    ? `${now}; revision ${failed.revision} failed, with the same image ${shortOf(image, image)}.`
    : `${now}, image ${shortOf(image, failed.image)}; revision ${failed.revision} with ${shortOf(failed.image, image)} failed.`;
}

const latest = ([first, ...rest]: Incident['failures']): Failure =>
  rest.reduce((last, failure) => (failure.at >= last.at ? failure : last), first);

const healthyImage = ({ images = {} }: HealthyState, { container }: Failure): string | undefined =>
  container === undefined || !Object.hasOwn(images, container) ? undefined : images[container];

/** The image without its registry, unless only that tells the two apart. */
const shortOf = (image: string, other: string): string =>
  image !== other && imageInWords(image) === imageInWords(other) ? image : imageInWords(image);

import { formatTime } from '../../event/format-time.ts';
import type { EpochMs } from '../../event/stopped-task.ts';
import type { Told } from '../../incident/board.ts';
import { countsOf } from '../../incident/counts-of.ts';
import type { Failure } from '../../incident/failure.ts';
import type { Incident, UpdateReason } from '../../incident/incident.ts';
import { type IncidentSummary, summarise } from '../../incident/summary.ts';
import type { Notice } from '../notice.ts';
import { incidentNotice, nounOf, tasksInWords, verbOf, workloadInWords } from './incident-notice.ts';
import {
  capital,
  countInWords,
  imageInWords,
  momentInWords,
  namesInWords,
  numberInWords,
  shareInWords,
  spanInWords,
  timesInWords,
} from './words.ts';

const MINUTE_MS = 60_000;
/** Fewer make no rate. */
const LEAST_FOR_RATE = 5;

/**
 * Tells how an incident goes on: what it comes to so far, what is new since the last message, and the latest proof.
 * @param told what the last message said; undefined where nobody knows of one
 * @param reason why it is worth a message; `held-back` is a first message that had to wait
 */
export function composeUpdate(
  incident: Incident,
  told: Told | undefined,
  reason: UpdateReason | 'held-back',
  now: EpochMs,
): Notice {
  const summary = summarise(incident);
  const { telling } = summary;
  const news = told === undefined || told.count === 0 || reason === 'first-lost' ? [] : newSince(incident, told);
  return {
    ...incidentNotice(incident, summary),
    follows: reason !== 'host-lost' && reason !== 'held-back',
    kind: 'update',
    severity: telling.severity,
    headline: headlineOf(incident, summary, told, reason),
    explanation: telling.headline,
    evidence: latestProof(incident, telling),
    sections: [
      { heading: 'So far', entries: soFar(incident, summary, now) },
      ...(told === undefined || news.length === 0
        ? []
        : [{ heading: `Since the last message, ${momentInWords(told.at, now)}`, entries: news }]),
    ],
    fixes: telling.fix === undefined ? [] : [{ text: telling.fix }],
    missing: [],
  };
}

function headlineOf(
  incident: Incident,
  summary: IncidentSummary,
  told: Told | undefined,
  reason: UpdateReason | 'held-back',
): string {
  const { workload, failures } = incident;
  const { title, proofLabel } = summary.telling;
  const did = `${deedInWords(incident, summary)}${within(summary)}`;
  switch (reason) {
    case 'milestone':
      return `${did}: ${title}, and it goes on.`;
    case 'interval': {
      const more = summary.count - (told?.count ?? 0);
      return more > 0 && more < summary.count
        ? `${did}, ${numberInWords(more)} of them since the last message: ${title}.`
        : `${did}: ${title}.`;
    }
    case 'cause-known':
      return `${proofLabel?.startsWith('Log') === true ? 'The log now tells' : 'It is now known'} why ${workloadInWords(workload)} ${verbOf(failures)}: ${title}.`;
    case 'first-lost':
      return `${did}: ${title}. The first message on this may not have reached you.`;
    case 'held-back':
      return `${did}: ${title}. Told late, as many messages had just left.`;
    case 'host-lost':
      return `${did}: ${title}.`;
    default:
      return reason satisfies never;
  }
}

const deedInWords = ({ workload, failures }: Incident, { count }: IncidentSummary): string =>
  workload.kind === 'host'
    ? `${capital(workloadInWords(workload))} took ${countInWords(count, 'task')} with it`
    : `${workload.name} ${verbOf(failures)} ${timesInWords(count)}`;

const within = ({ count, since, lastAt }: IncidentSummary): string =>
  count > 1 && lastAt - since >= 1_000 ? ` in ${spanInWords(lastAt - since)}` : '';

function soFar({ failures, workload }: Incident, summary: IncidentSummary, now: EpochMs): readonly string[] {
  const { count, since, lastAt, causes } = summary;
  const last = count === 1 ? '' : `, last at ${formatTime(lastAt)}`;
  return [
    `${tasksInWords(failures, summary)} since ${momentInWords(since, now)}${last}${rateInWords(summary)}.`,
    ...(causes.length > 1 ? [`Named so far: ${titlesInWords(failures)}.`] : []),
    // The tasks of a host have nothing else in common.
    ...(workload.kind === 'host'
      ? [tookInWords(failures)]
      : [...runInWords(failures), ...placeInWords(failures), ...lifeInWords(failures)]),
  ];
}

function rateInWords({ count, perHour, since, lastAt }: IncidentSummary): string {
  if (perHour === undefined || count < LEAST_FOR_RATE || lastAt - since < MINUTE_MS) return '';
  if (perHour >= 120) return `, about ${numberInWords(Math.round(perHour / 60))} a minute`;
  return perHour >= 1 ? `, about ${numberInWords(Math.round(perHour))} an hour` : '';
}

/** `It took 12 tasks of orders and 2 of billing.` */
function tookInWords(failures: readonly Failure[]): string {
  const names = countsOf(failures.map(({ taskOf, family }) => taskOf ?? family)).map(
    ({ value, count }, index) => `${index === 0 ? countInWords(count, 'task') : numberInWords(count)} of ${value}`,
  );
  return names.length === 0 ? 'What its tasks belonged to is not known.' : `It took ${namesInWords(names, 20)}.`;
}

const titlesInWords = (failures: readonly Failure[]): string =>
  namesInWords(
    countsOf(failures.map(({ title }) => title)).map(({ value, count }) => `${value} (${numberInWords(count)})`),
  );

/** `All on revision 43, image orders:1.4.1.` */
function runInWords(failures: readonly Failure[]): readonly string[] {
  const revisions = countsOf(failures.map(({ revision }) => revision));
  const images = countsOf(failures.map(({ image }) => image)).map(({ value }) => imageInWords(value));
  const image = images.length === 0 ? '' : `, ${images.length === 1 ? 'image' : 'images'} ${namesInWords(images)}`;
  const [only] = revisions;
  if (only === undefined) return images.length === 0 ? [] : [`${capital(image.slice(2))}.`];
  if (revisions.length === 1) return [`${failures.length > 1 ? 'All on revision' : 'Revision'} ${only.value}${image}.`];
  const named = revisions.map(
    ({ value, count }, index) => `${numberInWords(count)} on ${index === 0 ? 'revision ' : ''}${value}`,
  );
  return [`${namesInWords(named)}${image}.`];
}

/** The zone or instance that most have in common; where they differ, it tells nothing. */
function placeInWords(failures: readonly Failure[]): readonly string[] {
  if (failures.length < 3) return [];
  const zone = sharedBy(failures, ({ zone }) => zone);
  const instance = sharedBy(failures, ({ instance }) => instance);
  return [
    ...(zone === undefined ? [] : [`${capital(zone.share)} in ${zone.value}.`]),
    ...(instance === undefined ? [] : [`${capital(instance.share)} on container instance ${instance.value}.`]),
  ];
}

function sharedBy(
  failures: readonly Failure[],
  placeOf: (failure: Failure) => string | undefined,
): { readonly value: string; readonly share: string } | undefined {
  const [most] = countsOf(failures.map(placeOf));
  return most === undefined || most.count < 0.8 * failures.length
    ? undefined
    : { value: most.value, share: shareInWords(most.count, failures.length) };
}

/** How they ended and how long they lived: a crash at the start reads unlike one under load. */
function lifeInWords(failures: readonly Failure[]): readonly string[] {
  const [code, ...others] = countsOf(failures.map(({ exitCode }) => exitCode));
  const lives = failures.flatMap(({ ranForMs }) => ranForMs ?? []).sort((a, b) => a - b);
  return [
    ...(code === undefined || others.length > 0 || failures.length === 1 ? [] : [`Each with exit code ${code.value}.`]),
    ...(lives.length === 0 ? [] : [livesInWords(lives)]),
  ];
}

/** Of durations in ascending order. */
function livesInWords(lives: readonly number[]): string {
  const at = (index: number) => spanInWords(lives[index] ?? 0);
  const [shortest, longest] = [at(0), at(lives.length - 1)];
  if (shortest === longest) return `${lives.length === 1 ? 'It' : 'Each'} ran ${longest}.`;
  const half = lives.length < 4 ? '' : `, half of them under ${at(Math.floor(lives.length / 2))}`;
  return `They ran ${shortest} to ${longest}${half}.`;
}

function newSince({ failures, workload }: Incident, told: Told): readonly string[] {
  const [before, after] = [failures.slice(0, told.count), failures.slice(told.count)];
  const fresh = <T>(read: (failure: Failure) => T | undefined): readonly T[] => {
    const known = new Set(before.map(read));
    return countsOf(after.map(read)).flatMap(({ value }) => (known.has(value) ? [] : [value]));
  };
  const revisions = workload.kind === 'host' ? [] : fresh(({ revision }) => revision);
  const images = fresh(({ image }) => image).map(imageInWords);
  const titles = fresh(({ title }) => title);
  const zones = before.some(({ zone }) => zone !== undefined) ? fresh(({ zone }) => zone) : [];
  return [
    ...(after.length === 0 ? [] : [`${countInWords(after.length, `more ${nounOf(after)}`)}.`]),
    ...(titles.length === 0 ? [] : [`First named now: ${namesInWords(titles)}.`]),
    ...(revisions.length === 0
      ? []
      : [
          `Revision ${namesInWords(revisions.map(String))} fails now${images.length === 0 ? '' : `, image ${namesInWords(images)}`}.`,
        ]),
    ...(zones.length === 0 ? [] : [`Now in ${namesInWords(zones)} as well.`]),
  ];
}

/** The latest proof of the cause that is told, else the latest of any. */
function latestProof({ failures }: Incident, telling: Failure): Notice['evidence'] {
  const proven = failures.filter(({ proof }) => proof !== undefined && proof.trim() !== '').sort((a, b) => b.at - a.at);
  const latest = proven.find(({ cause }) => cause === telling.cause) ?? proven[0];
  if (latest?.proof === undefined) return [];
  const of = latest.taskId === undefined ? '' : `, task ${latest.taskId}`;
  return [{ label: `${latest.proofLabel ?? 'Proof'}${of}, ${formatTime(latest.at)} UTC`, text: latest.proof }];
}

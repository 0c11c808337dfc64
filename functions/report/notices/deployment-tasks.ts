import { CAUSES, GENERAL_CAUSES } from '../../diagnosis/causes.ts';
import type { ServiceEvent } from '../../event/service-event.ts';
import { workloadKey } from '../../event/workload.ts';
import type { Failure } from '../../incident/failure.ts';
import { capital, countInWords, shareInWords } from './words.ts';

const MINUTE_MS = 60_000;
const RECENT_MS = 30 * MINUTE_MS;
/** Events of one moment come in any order. */
const LATE_MS = 2 * MINUTE_MS;

/** The stops that belong to a failure of a service. */
export interface TaskStops {
  readonly failures: readonly Failure[];
  /** They were found by the deployment's id, else by time alone. */
  readonly byDeployment: boolean;
  /** The stop that says most. */
  readonly telling?: Failure;
}

/** Finds the stops of the deployment that failed; those of the last 30 minutes where the event does not name it. */
export function taskStopsOf({ workload, deploymentId, at }: ServiceEvent, failures: readonly Failure[]): TaskStops {
  const key = workloadKey(workload);
  const stops = failures.filter((failure) => failure.kind === 'stopped' && workloadKey(failure.workload) === key);
  const recent = stops.filter((stop) => stop.at >= at - RECENT_MS && stop.at <= at + LATE_MS);
  // A stop of another deployment would accuse the wrong revision.
  const own =
    deploymentId === undefined
      ? recent
      : [
          ...stops.filter(({ deployment }) => deployment === deploymentId),
          ...recent.filter(({ deployment }) => deployment === undefined),
        ];
  const latestFirst = [...own].sort((a, b) => b.at - a.at);
  const telling = mostTelling(latestFirst);
  return {
    failures: latestFirst,
    byDeployment: deploymentId !== undefined && own.every(({ deployment }) => deployment === deploymentId),
    ...(telling === undefined ? {} : { telling }),
  };
}

/** The latest stop of the most frequent cause, a specific one before a general one. */
function mostTelling(stops: readonly Failure[]): Failure | undefined {
  const count = ({ cause }: Failure) => stops.filter((stop) => stop.cause === cause).length;
  const [first, ...others] = stops;
  return others.reduce(
    (best, stop) =>
      best === undefined ||
      weightOf(stop) > weightOf(best) ||
      (weightOf(stop) === weightOf(best) && count(stop) > count(best))
        ? stop
        : best,
    first,
  );
}

/** A stop that was asked for says nothing of why the deployment failed. */
const weightOf = ({ cause }: Failure): number =>
  CAUSES[cause].domain === 'lifecycle' && cause !== 'completed' ? 0 : GENERAL_CAUSES.has(cause) ? 1 : 2;

/** `All 3 tasks: image not found`, one line per cause with the most frequent first. */
export function countsInWords(stops: readonly Failure[]): readonly string[] {
  const titles = new Map<string, number>();
  for (const { title } of stops) titles.set(title, (titles.get(title) ?? 0) + 1);
  if (stops.length === 1) return stops.map(({ title }) => `1 task: ${title}`);
  return [...titles]
    .sort(([, a], [, b]) => b - a)
    .map(([title, count]) =>
      count === stops.length
        ? `${capital(shareInWords(count, stops.length))} tasks: ${title}`
        : `${countInWords(count, 'task')} of ${stops.length}: ${title}`,
    );
}

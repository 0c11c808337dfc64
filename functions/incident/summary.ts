import type { CauseId } from '../diagnosis/causes.ts';
import { GENERAL_CAUSES } from '../diagnosis/causes.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import { countsOf } from './counts-of.ts';
import type { Failure } from './failure.ts';
import type { Incident } from './incident.ts';

const HOUR_MS = 3_600_000;

/** What an incident comes to so far. */
export interface IncidentSummary {
  /** Failures; every task counts once. */
  readonly count: number;
  readonly tasks: number;
  readonly since: EpochMs;
  readonly lastAt: EpochMs;
  /** Failures per hour over the time it went on; absent for a single one. */
  readonly perHour?: number;
  /** Revisions that failed, the newest first. */
  readonly revisions: readonly number[];
  /** Images of the container to blame, the latest first. */
  readonly images: readonly string[];
  readonly zones: readonly string[];
  readonly instances: readonly string[];
  /** Causes named so far with their counts, the most frequent first. */
  readonly causes: readonly { readonly cause: CauseId; readonly count: number }[];
  /** The failure that says most: the latest one with a specific cause, else the latest. */
  readonly telling: Failure;
}

/** Sums up an incident: how often, how fast, which tasks, revisions and images. */
export function summarise({ failures, openedAt }: Pick<Incident, 'failures' | 'openedAt'>): IncidentSummary {
  const latestFirst = [...failures].sort((a, b) => b.at - a.at);
  const latest = latestFirst[0] ?? failures[0];
  const since = Math.min(openedAt, latestFirst.at(-1)?.at ?? openedAt);
  const lasted = latest.at - since;
  return {
    count: failures.length,
    tasks: new Set(failures.flatMap(({ taskId }) => taskId ?? [])).size,
    since,
    lastAt: latest.at,
    ...(failures.length > 1 && lasted > 0 ? { perHour: ((failures.length - 1) * HOUR_MS) / lasted } : {}),
    revisions: distinct(latestFirst.map(({ revision }) => revision)).sort((a, b) => b - a),
    images: distinct(latestFirst.map(({ image }) => image)),
    zones: distinct(latestFirst.map(({ zone }) => zone)),
    instances: distinct(latestFirst.map(({ instance }) => instance)),
    causes: countsOf(failures.map(({ cause }) => cause)).map(({ value, count }) => ({ cause: value, count })),
    telling: latestFirst.find(({ cause }) => !GENERAL_CAUSES.has(cause)) ?? latest,
  };
}

const distinct = <T>(values: readonly (T | undefined)[]): T[] => [
  ...new Set(values.filter((value): value is T => value !== undefined)),
];

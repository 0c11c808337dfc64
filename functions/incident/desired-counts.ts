import type { EpochMs } from '../event/stopped-task.ts';
import type { Workload } from '../event/workload.ts';
import type { Board } from './board.ts';
import { workloadTag } from './store.ts';

/** How many tasks a service runs, and how many it should. */
export interface TaskCounts {
  readonly workload: Workload;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
}

/** A service that has run fewer tasks than it should for too long. */
export interface ShortService extends TaskCounts {
  readonly since: EpochMs;
}

/** What one look at the counts came to. */
export interface CountsPlan {
  /** Since when each service that is short has been, by `workloadTag`; whoever is not in it is not short. */
  readonly shortSince: ReadonlyMap<string, EpochMs>;
  /** Something in it is new or gone. */
  readonly isChanged: boolean;
  /** Services that were short, and run all their tasks again. */
  readonly recovered: readonly Workload[];
  /** Those that are worth a message. */
  readonly due: readonly ShortService[];
}

/** Compares the counts of services with those seen before; a deployment or a reclaimed task is short for moments only. */
export function planCounts(
  counts: readonly TaskCounts[],
  { shortSince: before }: Pick<Board, 'shortSince'>,
  now: EpochMs,
  belowDesiredForMs: number,
): CountsPlan {
  const short = counts
    .filter(({ running, desired }) => running < desired)
    .map((count) => ({ ...count, since: before.get(workloadTag(count)) ?? now }));
  const shortSince = new Map(short.map((count) => [workloadTag(count), count.since]));
  return {
    shortSince,
    isChanged: shortSince.size !== before.size || [...shortSince.keys()].some((tag) => !before.has(tag)),
    recovered: counts
      .filter((count) => count.running >= count.desired && before.has(workloadTag(count)))
      .map(({ workload }) => workload),
    due: short.filter(({ since }) => now - since >= belowDesiredForMs),
  };
}

import type { ServiceCounts } from '../aws/ports.ts';
import { describeError } from '../aws/service-errors.ts';
import { planCounts, type ShortService } from '../incident/desired-counts.ts';
import { matchesPattern, treatmentBy } from '../incident/policy.ts';
import type { IncidentStore } from '../incident/store.ts';
import { composeShortService, failureOfShortService } from '../report/notices/short-service.ts';
import type { Invocation } from './invocation.ts';
import { noticeMessages } from './send-notice.ts';
import type { Settings } from './settings.ts';
import { type Teller, tell } from './tell.ts';

/** What holding services against their desired counts takes. */
export interface CountsWatcher extends Teller {
  readonly store: IncidentStore;
  readonly settings: Settings;
  readonly counts: ServiceCounts;
}

/** What one look at the counts came to. */
export interface CountsOutcome {
  /** Services that run fewer tasks than desired. */
  readonly short: number;
  /** What went wrong, and is tried again at the next look. */
  readonly faults: readonly string[];
}

const MINUTE_MS = 60_000;
/** Every watch would ask ECS too often for what takes a quarter of an hour to matter. */
const EVERY_MINUTES = 5;

/** Whether it is time for a look at the counts. */
export const areCountsDue = (now: number): boolean => Math.floor(now / MINUTE_MS) % EVERY_MINUTES === 0;

/** Looks at how many tasks services run, and tells those that have been short for too long. */
export async function lookAtCounts(
  watcher: CountsWatcher,
  clusters: readonly string[],
  invocation: Invocation,
): Promise<CountsOutcome> {
  const { store, counts, settings, now } = watcher;
  const { signal } = invocation;
  try {
    const [board, seen] = await Promise.all([store.board(signal), counts.of(clusters, signal)]);
    const watched = seen.counts.filter(({ workload }) => isWatched(workload.name, settings.watchedServices));
    const plan = planCounts(watched, board, now(), settings.belowDesiredForMs);
    for (const workload of plan.recovered) await store.noteSteady(workload, now(), signal);
    // Of a cluster that could not be looked at nothing is forgotten.
    const kept = seen.faults.length === 0 ? [] : board.shortSince;
    if (plan.isChanged) await store.noteShort(board, new Map([...kept, ...plan.shortSince]), signal);
    const faults: string[] = [...seen.faults];
    for (const short of plan.due) {
      await tellShort(watcher, short, invocation).catch((error: unknown) => faults.push(describeError(error)));
    }
    return { short: plan.shortSince.size, faults };
  } catch (error) {
    return { short: 0, faults: [describeError(error)] };
  }
}

const isWatched = (service: string, patterns: readonly string[] | undefined): boolean =>
  patterns === undefined || patterns.some((pattern) => matchesPattern(pattern, service));

async function tellShort(watcher: CountsWatcher, short: ShortService, invocation: Invocation): Promise<void> {
  const { settings, now } = watcher;
  const recorded = failureOfShortService(short);
  const treatment = treatmentBy(settings.policy, recorded) ?? 'alert';
  if (treatment === 'quiet') return;
  await tell(
    watcher,
    { ...recorded, treatment },
    ({ ungrouped }) => noticeMessages(settings, composeShortService(short, now(), ungrouped)),
    invocation,
  );
}

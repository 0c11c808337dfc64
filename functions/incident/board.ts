import type { CauseId } from '../diagnosis/causes.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import type { Workload } from '../event/workload.ts';
import type { FailureRef } from './failure.ts';
import type { Mute } from './policy.ts';

/** The right, and the duty, to tell an incident for the first time; an incident is open from here until it is closed. */
export interface Claim {
  readonly workload: Workload;
  readonly cause: CauseId;
  /** Sets it apart from other incidents of the workload and cause. */
  readonly scope?: string;
  /** What the subject of its first message calls the cause, where the cause has more names than one. */
  readonly title?: string;
  /** The failure that opened the incident. */
  readonly by: FailureRef;
  /** When that failure happened. */
  readonly openedAt: EpochMs;
  readonly claimedAt: EpochMs;
  /** Until when the claiming invocation can be alive. */
  readonly until: EpochMs;
  /** Tells one attempt from another. */
  readonly token: string;
  /** The topics that were served when the attempt failed on another. */
  readonly served?: readonly string[];
  /** Absent until somebody saw that the first message had left. */
  readonly told?: Told;
  /** When it was last looked at. */
  readonly lookedAt?: EpochMs;
}

/** What the latest message of an incident said. */
export interface Told {
  readonly at: EpochMs;
  /** How many failures it counted. */
  readonly count: number;
  /** The cause it named. */
  readonly cause: CauseId;
}

/** All that is to be known before a message may leave: what is open, muted and spent. One item, so that one write decides. */
export interface Board {
  readonly claims: readonly Claim[];
  /** When incidents were closed, by `incidentTag`. */
  readonly closedAt: ReadonlyMap<string, EpochMs>;
  /** When services were last steady, by `workloadTag`. */
  readonly steadyAt: ReadonlyMap<string, EpochMs>;
  /** Until when a service's deployment is taken to be under way, by `workloadTag`. */
  readonly deployingUntil: ReadonlyMap<string, EpochMs>;
  /** Since when services have run fewer tasks than desired, by `workloadTag`. */
  readonly shortSince: ReadonlyMap<string, EpochMs>;
  readonly mutes: readonly Mute[];
  /** The storm that is going on. */
  readonly storm?: { readonly id: string; readonly openedAt: EpochMs };
  /** When the watch last looked; the watch tells how incidents go on. */
  readonly watchedAt?: EpochMs;
  /** The day whose digest was sent last. */
  readonly digestDay?: string;
}

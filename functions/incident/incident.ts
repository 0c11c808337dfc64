import type { CauseId } from '../diagnosis/causes.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import type { Workload } from '../event/workload.ts';
import type { Failure } from './failure.ts';

/** One problem of one workload, from its first failure on: the conversation its messages belong to. */
export interface Incident {
  readonly workload: Workload;
  /** The cause it was opened with. */
  readonly cause: CauseId;
  readonly openedAt: EpochMs;
  /** Every failure so far, the oldest first; never empty. */
  readonly failures: readonly [Failure, ...Failure[]];
}

/** What is shown of the state that a service came back to. */
export interface HealthyState {
  readonly revision?: number;
  /** Images by container. */
  readonly images?: Readonly<Record<string, string>>;
}

/** Many workloads that failed at once. */
export interface Storm {
  readonly id: string;
  readonly openedAt: EpochMs;
  /** The failures to name, the oldest first. */
  readonly members: readonly StormMember[];
  /** Failures counted so far, repeats of the members included. */
  readonly count: number;
}

/** One workload in a storm. */
export interface StormMember {
  readonly failure: Failure;
  /** How often it failed in this storm. */
  readonly count: number;
  /** Not yet named in a message. */
  readonly isNew: boolean;
  /** When it last failed. */
  readonly lastAt: EpochMs;
}

/** Why an update is worth a message. */
export type UpdateReason =
  /** The count passed 10, 100, 1,000, … */
  | 'milestone'
  /** It goes on, and nothing was said for the interval. */
  | 'interval'
  /** A later failure tells the cause that the first one did not. */
  | 'cause-known'
  /** The first message may not have left. */
  | 'first-lost'
  /** A container instance was lost: its one message, with the tasks it took along. */
  | 'host-lost';

import type { EpochMs } from '../event/stopped-task.ts';
import { shortTag, type Workload, workloadKey } from '../event/workload.ts';
import type { Board, Claim, Told } from './board.ts';
import type { Failure, FailureRef } from './failure.ts';
import type { Storm } from './incident.ts';
import type { Mute } from './policy.ts';

/** What a claim asks for. */
export interface ClaimRequest {
  readonly failure: Failure;
  readonly now: EpochMs;
  /** Until when this invocation can be alive. */
  readonly until: EpochMs;
  readonly token: string;
}

/** A claim's answer: the right to tell the incident, or the board as it is. */
export interface ClaimAnswer {
  readonly granted: boolean;
  readonly board: Board;
}

/** What a message of the watch is for: to tell what nobody has been told of yet, or how it goes on; the rest of the cap is for the former. */
export type SlotUse = 'first' | 'follow-up';

/** What an incident is open under. */
export type IncidentId = Pick<Claim, 'workload' | 'cause' | 'scope'>;

/** What the failures of a workload are asked by. */
export interface FailureRange {
  readonly workload: Workload;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Keeps what must outlive an invocation; every write is one conditional write, safe to repeat. Rejects when the table fails. */
export interface IncidentStore {
  /** Claims an incident and one message of the cap in one write; refused where it is open already, or the cap is spent. */
  claim(request: ClaimRequest, signal: AbortSignal): Promise<ClaimAnswer>;
  /** Takes a claim over whose invocation is dead; false where somebody else was faster. */
  takeOver(claim: Claim, next: Pick<Claim, 'until' | 'token'>, signal: AbortSignal): Promise<boolean>;
  /** Gives a claim of one's own up for a retry, which need not serve these topics again. */
  giveBack(
    claim: IncidentId & { readonly token: string },
    served: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Withdraws a claim and its message of the cap, as if it had never been; only by the token that made it. */
  withdraw(claim: IncidentId & Pick<Claim, 'token' | 'claimedAt'>, signal: AbortSignal): Promise<void>;
  /** Leaves the record of a failure; a second copy changes nothing. */
  record(failure: Failure, signal: AbortSignal): Promise<void>;
  /** Leaves a failure for the watch to tell. */
  hold(failure: Failure, signal: AbortSignal): Promise<void>;
  /** The record of a failure, if it is there. */
  find(ref: FailureRef, signal: AbortSignal): Promise<Failure | undefined>;
  /** Notes that a service is steady; no write where it has no open incident. */
  noteSteady(workload: Workload, at: EpochMs, signal: AbortSignal): Promise<void>;
  /** Notes that a deployment has begun (until when it may last) or ended (undefined). */
  noteDeployment(workload: Workload, until: EpochMs | undefined, signal: AbortSignal): Promise<void>;

  /** The board as it is; empty before the first write. */
  board(signal: AbortSignal): Promise<Board>;
  /** Begins a watch that nobody else runs until then; undefined where another is under way. */
  beginWatch(now: EpochMs, until: EpochMs, signal: AbortSignal): Promise<Board | undefined>;
  /** Ends the watch: notes when it looked and forgets what is spent. */
  endWatch(changes: BoardChanges, signal: AbortSignal): Promise<void>;
  /** Takes one message of the cap for the watch; false where it is spent. */
  takeSlot(now: EpochMs, use: SlotUse, signal: AbortSignal): Promise<boolean>;
  /** Opens incidents that a message of the watch has told. */
  open(claims: readonly Claim[], signal: AbortSignal): Promise<void>;
  /** Notes what the latest message of an incident said. */
  markTold(claim: Claim, told: Told, signal: AbortSignal): Promise<void>;
  /** Closes an incident: what happened up to then belongs to it. */
  close(claim: Claim, at: EpochMs, signal: AbortSignal): Promise<void>;
  /** What is held back, the oldest first. */
  held(signal: AbortSignal): Promise<readonly Failure[]>;
  /** Closes incidents that a storm told of, each at its time. */
  closeAll(ids: readonly (IncidentId & { readonly at: EpochMs })[], signal: AbortSignal): Promise<void>;
  /** Those of the failures whose record is there, by the key of their reference. */
  known(failures: readonly Failure[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Forgets what was held back a second time. */
  drop(failures: readonly Failure[], signal: AbortSignal): Promise<void>;
  /** Moves what was told from the held-back to the history. */
  settle(failures: readonly Failure[], signal: AbortSignal): Promise<void>;
  /** The failures of one workload in a span of time, the oldest first. */
  failuresOf(range: FailureRange, signal: AbortSignal): Promise<readonly Failure[]>;
  /** All failures of a day, in the order of their workloads; `workload` narrows by the beginning of `workloadKey`. */
  failuresOfDay(
    day: string,
    options: { readonly keyPrefix?: string },
    signal: AbortSignal,
  ): Promise<readonly Failure[]>;
  /** The storm with its members. */
  storm(id: string, signal: AbortSignal): Promise<StormRecord | undefined>;
  /** Stores a storm, and on the board whether it goes on. */
  saveStorm(storm: StormRecord, goesOn: boolean, signal: AbortSignal): Promise<void>;
  /** Notes since when services have been short of tasks; what is not in it is forgotten. */
  noteShort(before: Board, shortSince: ReadonlyMap<string, EpochMs>, signal: AbortSignal): Promise<void>;
  putMute(mute: Mute, signal: AbortSignal): Promise<void>;
  /** False where there is no such mute. */
  removeMute(id: string, signal: AbortSignal): Promise<boolean>;
}

/** A storm as it is stored. */
export interface StormRecord extends Storm {
  /** When its latest message left; absent until one has. */
  readonly toldAt?: EpochMs;
  /** When its latest failure was handled. */
  readonly lastAt: EpochMs;
  /** Tags of the failures that were counted last, so that a watch that died and its successor count them once. */
  readonly counted: readonly string[];
}

/** What the watch leaves on the board. */
export interface BoardChanges {
  readonly watchedAt: EpochMs;
  /** The incidents that were looked at. */
  readonly looked: readonly IncidentId[];
  readonly digestDay?: string;
}

/** The name of a workload on the board, with the scope that sets an incident apart. */
export const workloadTag = ({ workload, scope }: Pick<IncidentId, 'workload' | 'scope'>): string =>
  shortTag(scope === undefined ? workloadKey(workload) : `${workloadKey(workload)}#${scope}`);

/** The name of an incident on the board. */
export const incidentTag = (id: IncidentId): string => `${workloadTag(id)}:${id.cause}`;

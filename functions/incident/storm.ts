import type { EpochMs } from '../event/stopped-task.ts';
import { shortTag, workloadKey } from '../event/workload.ts';
import type { Board, Claim } from './board.ts';
import { type Failure, refOf } from './failure.ts';
import type { StormMember } from './incident.ts';
import { claimFor } from './standing.ts';
import type { StormRecord } from './store.ts';

const MINUTE_MS = 60_000;
/** A storm is over when nothing was held back for so long. */
const OVER_AFTER_MS = 10 * MINUTE_MS;
/** Who joins a storm is named within so long, however long it has gone on. */
const NAMED_WITHIN_MS = 5 * MINUTE_MS;
/** Incidents that were told singly so shortly before belong to the storm. */
const ABSORBED_MS = 3 * MINUTE_MS;
/** Members a stored storm can name within the size of an item. */
const MOST_MEMBERS = 1_500;
/** Proofs kept per cause; the rest of the members say where, not why. */
const MOST_PROOFS = 3;

/** What is to become of the failures that were held back. */
export interface HeldPlan {
  /** Of incidents that were told meanwhile: nothing to say, only to record. */
  readonly settled: readonly Failure[];
  /** Of incidents that nobody was told of. */
  readonly fresh: readonly Failure[];
}

/** Parts what was held back into what is told already and what is not. */
export function planHeld(held: readonly Failure[], board: Board): HeldPlan {
  const isTold = (failure: Failure) => claimFor(board, failure) !== undefined;
  return { settled: held.filter(isTold), fresh: held.filter((failure) => !isTold(failure)) };
}

/** Whether so many workloads fail at once that one message tells them better. */
export const isStorm = (fresh: readonly Failure[], stormFrom: number): boolean =>
  new Set(fresh.map(({ workload }) => workloadKey(workload))).size >= stormFrom;

/** The incidents that a storm takes over: they were told singly just before it was seen to be one. */
export const absorbedBy = (board: Board, now: EpochMs): readonly Claim[] =>
  board.claims.filter(({ claimedAt, workload }) => now - claimedAt <= ABSORBED_MS && workload.kind !== 'host');

/** A storm that begins. */
export const newStorm = (now: EpochMs): StormRecord => ({
  id: String(now),
  openedAt: now,
  members: [],
  count: 0,
  lastAt: now,
  counted: [],
});

/** Adds failures to a storm; the same workload and cause is one member, and a failure that was counted is not again. */
export function grow(storm: StormRecord, failures: readonly Failure[], now: EpochMs, isNew = true): StormRecord {
  const counted = new Set(storm.counted);
  const members = new Map(storm.members.map((member) => [memberKey(member.failure), member]));
  const proofs = new Map<string, number>();
  for (const { failure } of storm.members) {
    if (failure.proof !== undefined) proofs.set(failure.cause, (proofs.get(failure.cause) ?? 0) + 1);
  }
  const added = failures.filter((failure) => !counted.has(tagOf(failure)));
  for (const failure of added) {
    const key = memberKey(failure);
    const known = members.get(key);
    if (known !== undefined)
      members.set(key, { ...known, count: known.count + 1, lastAt: Math.max(known.lastAt, failure.at) });
    else if (members.size < MOST_MEMBERS) {
      const seen = proofs.get(failure.cause) ?? 0;
      proofs.set(failure.cause, seen + 1);
      members.set(key, { failure: compact(failure, seen < MOST_PROOFS), count: 1, isNew, lastAt: failure.at });
    }
  }
  return {
    ...storm,
    members: [...members.values()],
    count: storm.count + added.length,
    lastAt: added.length > 0 ? now : storm.lastAt,
    counted: failures.map(tagOf),
  };
}

/** Short, as an item of the table names thousands. */
const tagOf = (failure: Failure): string => shortTag(refOf(failure).key);

const memberKey = ({ workload, cause }: Failure): string => `${workloadKey(workload)}#${cause}`;

/** What a message about many needs of one. */
function compact(failure: Failure, withProof: boolean): Failure {
  const { id, kind, workload, at, cause, severity, title, headline, zone, instance, image, treatment } = failure;
  return {
    id,
    kind,
    workload,
    at,
    cause,
    severity,
    title,
    headline: withProof ? headline : '',
    treatment,
    ...(zone === undefined ? {} : { zone }),
    ...(instance === undefined ? {} : { instance }),
    ...(image === undefined ? {} : { image }),
    ...(withProof && failure.proof !== undefined ? { proof: failure.proof } : {}),
    ...(withProof && failure.proofLabel !== undefined ? { proofLabel: failure.proofLabel } : {}),
    ...(withProof && failure.fix !== undefined ? { fix: failure.fix } : {}),
  };
}

/** The storm after a message that named all its members. */
export const allNamed = (storm: StormRecord, now: EpochMs): StormRecord => ({
  ...storm,
  toldAt: now,
  members: storm.members.map((member): StormMember => ({ ...member, isNew: false })),
});

/** What is to be said of a storm now. New members are named soon at first, then less often. */
export function stormPhase(
  { openedAt, toldAt, lastAt, members }: StormRecord,
  now: EpochMs,
  updateIntervalMs: number,
): 'opened' | 'grew' | 'over' | undefined {
  if (toldAt === undefined) return 'opened';
  const unnamed = members.some(({ isNew }) => isNew);
  if (now - lastAt >= OVER_AFTER_MS) return unnamed ? 'grew' : 'over';
  const gap = Math.min(updateIntervalMs, NAMED_WITHIN_MS, Math.max(MINUTE_MS - 10_000, (now - openedAt) / 2));
  if (unnamed) return now - toldAt >= gap ? 'grew' : undefined;
  return now - toldAt >= updateIntervalMs && lastAt > toldAt ? 'grew' : undefined;
}

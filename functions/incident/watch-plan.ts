import type { EpochMs } from '../event/stopped-task.ts';
import type { Board, Claim, Told } from './board.ts';
import type { Failure } from './failure.ts';
import type { Incident, UpdateReason } from './incident.ts';
import { muteOf } from './policy.ts';
import { saysMore } from './same-failure.ts';
import { claimFor, claimsOf } from './standing.ts';
import { incidentTag, workloadTag } from './store.ts';
import { summarise } from './summary.ts';

const MINUTE_MS = 60_000;
/** A look is worth it again after a tenth of the incident's age: a count is told while it is fresh, and old ones cost little. */
const AGE_SHARE = 10;
/** How long nothing may have failed until a steady service is believed. */
const SETTLED_MS = 2 * MINUTE_MS;
/** Lambda tries again after one and after two minutes more; who has not told by then never will. */
const GIVEN_UP_MS = 5 * MINUTE_MS;
/** How much earlier than the failure that was handled first another of the same incident may have happened. */
const REORDERED_MS = 10 * MINUTE_MS;

/** How often and how long incidents are followed. */
export interface FollowSettings {
  readonly updateIntervalMs: number;
  /** After how long without a failure an incident is over. */
  readonly recoveredAfterMs: number;
}

/** What is to be done about an open incident. */
export type Step =
  | { readonly kind: 'update'; readonly reason: UpdateReason; readonly incident: Incident }
  | { readonly kind: 'recovered'; readonly incident: Incident; readonly how: 'steady' | 'quiet'; readonly at: EpochMs }
  /** It ends without a word: all its failures were told, and nothing is there that could be healthy again. */
  | { readonly kind: 'fade'; readonly at: EpochMs }
  /** Nobody told it, and there is nothing to tell it from: whoever comes next may. */
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'wait' };

/** Whether it is time to look at an incident. */
export function isDue(claim: Claim, board: Board, now: EpochMs, settings: FollowSettings): boolean {
  if (claim.told === undefined) return now > claim.until;
  const steadyAt = board.steadyAt.get(workloadTag({ workload: claim.workload }));
  const lookedAt = claim.lookedAt ?? claim.claimedAt;
  if (steadyAt !== undefined && steadyAt > lookedAt - SETTLED_MS - MINUTE_MS) return true;
  const passed = (at: EpochMs): boolean => now >= at && lookedAt < at;
  if (passed(claim.told.at + settings.updateIntervalMs)) return true;
  return now - lookedAt >= Math.max(MINUTE_MS - 10_000, (now - claim.openedAt) / AGE_SHARE);
}

/** From when on failures belong to an incident: events come in any order, but what was before its last end does not count. */
export function beginOf(claim: Claim, board: Board): EpochMs {
  const closedAt = board.closedAt.get(incidentTag(claim));
  return Math.max(claim.openedAt - REORDERED_MS, closedAt === undefined ? 0 : closedAt + 1);
}

/** The incident of a claim, out of all failures of its workload; undefined where none of them is its own. */
export function incidentOf(claim: Claim, board: Board, failures: readonly Failure[]): Incident | undefined {
  const ofWorkload = { claims: claimsOf(board, claim.workload) };
  const own = failures.filter(
    (failure) =>
      failure.treatment === 'alert' &&
      claimFor(ofWorkload, failure)?.token === claim.token &&
      failure.at >= beginOf(claim, board),
  );
  const stops = own.filter(({ kind }) => kind === 'stopped');
  // What ECS says of the service beside its stops is no stop more.
  const [first, ...rest] = stops.length > 0 ? stops : own;
  if (first === undefined) return undefined;
  const { workload, cause, openedAt } = claim;
  return { workload, cause, openedAt, failures: [first, ...rest] };
}

/** What was seen of an open incident. */
export interface Look {
  readonly claim: Claim;
  readonly board: Board;
  readonly incident: Incident | undefined;
}

/**
 * What the first message of an incident said, once it is known to have left: its failure has a record that says so, or a
 * topic had taken it before another failed.
 */
export function toldBy(claim: Claim, confirmedAt: EpochMs | undefined): Told | undefined {
  const at = confirmedAt ?? ((claim.served?.length ?? 0) > 0 ? claim.claimedAt : undefined);
  return at === undefined ? undefined : { at, count: 1, cause: claim.cause };
}

/** Decides what is to be said or done about an open incident now. */
export function nextStep({ claim, board, incident }: Look, now: EpochMs, settings: FollowSettings): Step {
  const { told, workload } = claim;
  if (told === undefined) {
    if (now < claim.claimedAt + GIVEN_UP_MS) return { kind: 'wait' };
    return incident === undefined ? { kind: 'withdraw' } : { kind: 'update', reason: 'first-lost', incident };
  }
  if (incident === undefined) {
    const isOld = now - claim.openedAt >= settings.recoveredAfterMs;
    return isOld ? { kind: 'fade', at: claim.openedAt } : { kind: 'wait' };
  }
  const { count, lastAt, telling } = summarise(incident);
  const steadyAt = board.steadyAt.get(workloadTag({ workload }));
  const isOver = workload.kind === 'service' && !isPartOfAnother(claim, board) ? 'recovered' : 'fade';
  // Records expire, and stops are counted in place of what ECS said before them: the count alone does not tell.
  const goesOn = count > told.count || lastAt > told.at;
  // Whatever nobody has been told of yet goes out before the incident is forgotten.
  const fade: Step = goesOn ? { kind: 'update', reason: 'interval', incident } : { kind: 'fade', at: lastAt };
  if (steadyAt !== undefined && steadyAt > lastAt && now - lastAt >= SETTLED_MS) {
    return isOver === 'fade' ? fade : { kind: 'recovered', how: 'steady', at: steadyAt, incident };
  }
  if (saysMore(telling.cause, told.cause)) return { kind: 'update', reason: 'cause-known', incident };
  if (goesOn) {
    if (milestone(count) > milestone(told.count)) return { kind: 'update', reason: 'milestone', incident };
    if (now - told.at >= settings.updateIntervalMs) return { kind: 'update', reason: 'interval', incident };
  }
  // A service that is short of tasks stays so without a further failure.
  const isShort = incident.failures.every(({ kind }) => kind === 'below-desired-count');
  if (isShort || now - lastAt < settings.recoveredAfterMs) return { kind: 'wait' };
  return isOver === 'recovered' ? { kind: 'recovered', how: 'quiet', at: lastAt, incident } : fade;
}

/** A failed deployment whose tasks have an incident of their own ends with that. */
const isPartOfAnother = (claim: Claim, board: Board): boolean =>
  claim.scope !== undefined && claimsOf(board, claim.workload).some(({ scope }) => scope === undefined);

/** The power of ten a count has passed; 1, 2 and 9 are the same. */
const milestone = (count: number): number => String(count).length;

/** Whether an incident, or a failure that would open one, is muted now. */
export const isMuted = (board: Board, selected: Pick<Failure, 'workload' | 'cause' | 'tags'>, now: EpochMs): boolean =>
  muteOf(board.mutes, selected, {
    now,
    deploying: (board.deployingUntil.get(workloadTag({ workload: selected.workload })) ?? 0) > now,
  }) !== undefined;

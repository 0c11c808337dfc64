import type { EpochMs } from '../event/stopped-task.ts';
import { type Workload, workloadKey } from '../event/workload.ts';
import type { Board, Claim } from './board.ts';
import { type Failure, refOf } from './failure.ts';
import { isSameFailure, joinsAny } from './same-failure.ts';
import { incidentTag } from './store.ts';

/** For how long nobody need have looked at the incidents until it is told that nobody does. */
const UNWATCHED_AFTER_MS = 15 * 60_000;

/** How a failure that was refused a message of its own stands to what is open. */
export type Standing =
  /** Its incident was told, or is being told by somebody else. */
  | { readonly kind: 'repeat'; readonly claim: Claim }
  /** It is the one that opened the incident: a second copy of its event, or a retry. */
  | { readonly kind: 'own'; readonly claim: Claim }
  /** It happened before its incident was closed, and belongs to it. */
  | { readonly kind: 'late' }
  /** Its incident is not open, but the cap is spent or a storm goes on. */
  | { readonly kind: 'held' }
  /** Nobody follows the incidents, so nothing may rely on it. */
  | { readonly kind: 'unwatched'; readonly since: EpochMs };

/** Finds how a failure stands to the board that refused it. */
export function standingOf(board: Board, failure: Failure, now: EpochMs): Standing {
  const claim = claimFor(board, failure);
  if (claim !== undefined && claim.by.key === refOf(failure).key) return { kind: 'own', claim };
  const since = board.watchedAt ?? Math.min(now, ...board.claims.map(({ claimedAt }) => claimedAt));
  if (now - since > UNWATCHED_AFTER_MS) return { kind: 'unwatched', since };
  if (claim !== undefined) return { kind: 'repeat', claim };
  const closedAt = board.closedAt.get(incidentTag(failure));
  if (closedAt !== undefined && failure.at <= closedAt) return { kind: 'late' };
  return { kind: 'held' };
}

/** The open incident that a failure belongs to. */
export function claimFor({ claims }: Pick<Board, 'claims'>, failure: Failure): Claim | undefined {
  const ofWorkload = claimsOf({ claims }, failure.workload);
  const inScope = ofWorkload.filter(({ scope }) => scope === failure.scope);
  return (
    inScope.find(({ cause }) => cause === failure.cause) ??
    inScope.find(({ cause }) => isSameFailure(cause, failure.cause)) ??
    (joinsAny(failure) ? ofWorkload[0] : undefined)
  );
}

/** The open incidents of a workload. */
export function claimsOf({ claims }: Pick<Board, 'claims'>, workload: Workload): readonly Claim[] {
  const key = workloadKey(workload);
  return claims.filter((claim) => workloadKey(claim.workload) === key);
}

/** The open incident of the same service whose conversation a failed deployment belongs to: that of its tasks. */
export const conversationOf = ({ claims }: Pick<Board, 'claims'>, { workload, scope }: Failure): Claim | undefined =>
  scope === undefined ? undefined : claimsOf({ claims }, workload).find((claim) => claim.scope === undefined);

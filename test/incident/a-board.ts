import type { Board, Claim } from '../../functions/incident/board.ts';
import { type Failure, refOf } from '../../functions/incident/failure.ts';

/** A board on which nothing is open, and somebody looked at once. */
export const aBoard = (overrides: Partial<Board> = {}): Board => ({
  claims: [],
  closedAt: new Map(),
  steadyAt: new Map(),
  deployingUntil: new Map(),
  shortSince: new Map(),
  mutes: [],
  ...overrides,
});

let tokens = 0;

/** The claim of the failure that opened an incident, told at once. */
export function aClaim(failure: Failure, overrides: Partial<Claim> = {}): Claim {
  const { workload, cause, scope, title, at } = failure;
  tokens += 1;
  return {
    workload,
    cause,
    ...(scope === undefined ? {} : { scope }),
    title,
    by: refOf(failure),
    openedAt: at,
    claimedAt: at,
    until: at + 30_000,
    token: `token-${tokens}`,
    told: { at, count: 1, cause },
    ...overrides,
  };
}

/** The claim before anybody saw that its message had left. */
export function anUntoldClaim(failure: Failure, overrides: Partial<Claim> = {}): Claim {
  const { told, ...claim } = aClaim(failure, overrides);
  return claim;
}

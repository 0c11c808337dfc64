import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Board, Claim } from '../../functions/incident/board.ts';
import { type Failure, refOf } from '../../functions/incident/failure.ts';
import { claimFor, standingOf } from '../../functions/incident/standing.ts';
import { incidentTag, workloadTag } from '../../functions/incident/store.ts';
import { summarise } from '../../functions/incident/summary.ts';
import {
  beginOf,
  incidentOf,
  isDue,
  isMuted,
  nextStep,
  type Step,
  toldBy,
} from '../../functions/incident/watch-plan.ts';
import { aFailure, anIncident, aWorkload, HOUR, MINUTE, repeated, SECOND } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';
import { aBoard, aClaim, anUntoldClaim } from './a-board.ts';

const SETTINGS = { updateIntervalMs: 30 * MINUTE, recoveredAfterMs: HOUR };
const ORDERS = workloadTag({ workload: aWorkload() });
const steady = (at: number) => ({ steadyAt: new Map([[ORDERS, at]]) });
const short = (step: Step): string =>
  step.kind === 'update' ? step.reason : step.kind === 'recovered' ? step.how : step.kind;
const step = (claim: Claim, failures: readonly Failure[], now: number, board: Partial<Board> = {}): string =>
  short(
    nextStep(
      {
        claim,
        board: aBoard({ claims: [claim], ...board }),
        incident: failures.length === 0 ? undefined : anIncident(failures),
      },
      now,
      SETTINGS,
    ),
  );

describe('when to look', () => {
  const claim = aClaim(aFailure());
  it.each<[string, Claim, number, Partial<Board>, boolean]>([
    ['at one that is not told: when its invocation is dead', anUntoldClaim(aFailure()), 31 * SECOND, {}, true],
    ['not before', anUntoldClaim(aFailure()), 30 * SECOND, {}, false],
    ['each minute at first', claim, MINUTE, {}, true],
    ['not at once', claim, 30 * SECOND, {}, false],
    ['ever less often', { ...claim, lookedAt: NOON + 100 * MINUTE }, 105 * MINUTE, {}, false],
    ['after a tenth of its age', { ...claim, lookedAt: NOON + 100 * MINUTE }, 112 * MINUTE, {}, true],
    ['when an update may be due', { ...claim, lookedAt: NOON + 29 * MINUTE }, 30 * MINUTE, {}, true],
    [
      'when it may be steady',
      { ...claim, lookedAt: NOON + 100 * MINUTE },
      101 * MINUTE,
      steady(NOON + 99 * MINUTE),
      true,
    ],
    [
      'not for a steady state long seen',
      { ...claim, lookedAt: NOON + 100 * MINUTE },
      101 * MINUTE,
      steady(NOON),
      false,
    ],
  ])('%s', (_what, one, after, board, expected) => {
    expect(isDue(one, aBoard({ claims: [one], ...board }), NOON + after, SETTINGS)).toBe(expected);
  });
});

describe('which failures belong to an incident', () => {
  const first = aFailure({ id: 'first' });
  const claim = aClaim(first);

  it('those that came before by mistake, but none from before its last end', () => {
    expect(beginOf(claim, aBoard())).toBe(NOON - 10 * MINUTE);
    const board = aBoard({ claims: [claim], closedAt: new Map([[incidentTag(claim), NOON - MINUTE]]) });
    expect(beginOf(claim, board)).toBe(NOON - MINUTE + 1);
    const failures = [-11, -2, -1, -0.5].map((minutes) => aFailure({ id: `${minutes}`, at: NOON + minutes * MINUTE }));
    expect(incidentOf(claim, aBoard({ claims: [claim] }), failures)?.failures).toHaveLength(3);
    expect(incidentOf(claim, board, failures)?.failures.map(({ id }) => id)).toEqual(['-0.5']);
  });

  it('none of another incident of the service, nor what the team wants in the digest', () => {
    const other = aClaim(aFailure({ cause: 'port-in-use' }));
    const board = aBoard({ claims: [claim, other] });
    const mine = aFailure({ id: 'mine' });
    const failures = [mine, aFailure({ cause: 'port-in-use' }), aFailure({ id: 'digest', treatment: 'digest' })];
    expect(incidentOf(claim, board, failures)?.failures).toEqual([mine]);
    expect(incidentOf(claim, board, failures.slice(1))).toBeUndefined();
  });

  it('the stops, where there are some: what ECS says beside them is no stop more', () => {
    const impaired = aFailure({ id: 'impaired', kind: 'start-impaired', cause: 'unknown' });
    const board = aBoard({ claims: [claim] });
    expect(incidentOf(claim, board, [impaired, first])?.failures).toEqual([first]);
    expect(incidentOf(claim, board, [impaired])?.failures).toEqual([impaired]);
  });
});

describe('what a first message said', () => {
  it('is known from its record, or from a topic that took it', () => {
    const claim = anUntoldClaim(aFailure());
    expect(toldBy(claim, NOON + 5)).toEqual({ at: NOON + 5, count: 1, cause: 'out-of-memory' });
    expect(toldBy({ ...claim, served: ['chat'] }, undefined)).toMatchObject({ at: NOON });
    expect(toldBy({ ...claim, served: [] }, undefined)).toBeUndefined();
    expect(toldBy(claim, undefined)).toBeUndefined();
  });
});

describe('what to say of an incident', () => {
  const failure = aFailure();
  const claim = aClaim(failure);
  const untold = anUntoldClaim(failure);
  const vague = aFailure({ cause: 'application-exit' });
  const nightly = aFailure({ workload: aWorkload({ kind: 'family', name: 'nightly' }) });
  const withCount = (count: number, at = NOON): Claim => ({ ...claim, told: { at, count, cause: 'out-of-memory' } });
  const impaired = aFailure({ kind: 'start-impaired', cause: 'unknown', id: 'impaired' });

  it.each<[string, Claim, readonly Failure[], number, Partial<Board>, string]>([
    ['nothing while it may still be told', untold, [failure], 4 * MINUTE, {}, 'wait'],
    ['that its first message may be lost', untold, [failure], 5 * MINUTE, {}, 'first-lost'],
    ['nothing, where there is nothing to say it from', untold, [], 5 * MINUTE, {}, 'withdraw'],
    ['nothing new', claim, [failure], 20 * MINUTE, {}, 'wait'],
    ['nothing at the ninth', claim, repeated(9, MINUTE), 2 * MINUTE, {}, 'wait'],
    ['the tenth', claim, repeated(10, MINUTE), 2 * MINUTE, {}, 'milestone'],
    ['the hundredth', withCount(12), repeated(100, MINUTE), 2 * MINUTE, {}, 'milestone'],
    ['nothing between', withCount(12), repeated(99, MINUTE), 2 * MINUTE, {}, 'wait'],
    ['that it goes on', claim, repeated(2, MINUTE), 30 * MINUTE, {}, 'interval'],
    ['not so soon', claim, repeated(2, MINUTE), 30 * MINUTE - 1, {}, 'wait'],
    [
      'that it goes on, though the oldest records expired',
      withCount(40, NOON),
      repeated(3, 40 * MINUTE),
      41 * MINUTE,
      {},
      'interval',
    ],
    ['why, once that shows', aClaim(vague), [vague, failure], MINUTE, {}, 'cause-known'],
    ['why, though it is the first stop after what ECS said', aClaim(impaired), [failure], MINUTE, {}, 'cause-known'],
    ['that it is steady', claim, [failure], 3 * MINUTE, steady(NOON + MINUTE), 'steady'],
    ['not yet that it is steady', claim, [failure], 2 * MINUTE - 1, steady(NOON + MINUTE), 'wait'],
    [
      'not that it is steady where it failed since',
      claim,
      repeated(2, 2 * MINUTE),
      9 * MINUTE,
      steady(NOON + MINUTE),
      'wait',
    ],
    ['that it ended', claim, [failure], HOUR, {}, 'quiet'],
    ['nothing of the end of a family’s', aClaim(nightly), [nightly], HOUR, {}, 'fade'],
    ['the last of a family’s before that', aClaim(nightly), [nightly, { ...nightly, id: 'x' }], HOUR, {}, 'interval'],
    ['nothing where its records are gone', claim, [], HOUR, {}, 'fade'],
  ])('%s', (_what, one, failures, after, board, expected) => {
    expect(step(one, failures, NOON + after, board)).toBe(expected);
  });

  it('waits for a service that is short of tasks', () => {
    const few = aFailure({ kind: 'below-desired-count', cause: 'unknown' });
    expect(step(aClaim(few), [few], NOON + 24 * HOUR)).toBe('wait');
    expect(step(aClaim(few), [few], NOON + 24 * HOUR, steady(NOON + 23 * HOUR))).toBe('steady');
  });

  it('ends a failed deployment with the incident of its tasks', () => {
    const deployment = aFailure({ kind: 'deployment-failed', cause: 'unknown', scope: 'ecs-svc/1' });
    const both = [aClaim(deployment), claim];
    expect(step(aClaim(deployment), [deployment], NOON + HOUR, { claims: both })).toBe('fade');
    expect(step(aClaim(deployment), [deployment], NOON + HOUR)).toBe('quiet');
  });

  it('is muted by the mutes of the board', () => {
    const mute = { id: 'm', until: NOON + HOUR, services: ['orders'] };
    const during = { ...mute, duringDeployments: true as const };
    expect(isMuted(aBoard({ mutes: [mute] }), claim, NOON)).toBe(true);
    expect(isMuted(aBoard({ mutes: [mute] }), claim, NOON + HOUR)).toBe(false);
    expect(isMuted(aBoard({ mutes: [during] }), claim, NOON)).toBe(false);
    const deployingUntil = new Map([[ORDERS, NOON + 1]]);
    expect(isMuted(aBoard({ mutes: [during], deployingUntil }), claim, NOON)).toBe(true);
    expect(isMuted(aBoard({ mutes: [during], deployingUntil }), claim, NOON + 1)).toBe(false);
  });
});

/** A world of one service or family that fails at random, watched each minute, as the pure functions see it. */
function live(kind: 'service' | 'family', happenings: readonly Happening[], minutes: number) {
  const workload = aWorkload({ kind });
  const tag = workloadTag({ workload });
  let board: Board = aBoard({ watchedAt: NOON });
  const records: Failure[] = [];
  const counted = new Set<string>();
  const late = new Set<string>();
  const tell = (failures: readonly Failure[]) => {
    for (const failure of failures) counted.add(refOf(failure).key);
  };
  for (let minute = 0; minute < minutes; minute += 1) {
    const now = NOON + minute * MINUTE;
    for (const { cause, delay, isSteady } of happenings.filter(({ at }) => at === minute)) {
      if (isSteady) {
        if (board.claims.length > 0) board = { ...board, steadyAt: new Map([[tag, now]]) };
        continue;
      }
      const failure = aFailure({ workload, cause, at: now - delay * SECOND, id: `${records.length}` });
      records.push(failure);
      const isLate = failure.at <= (board.closedAt.get(incidentTag(failure)) ?? 0);
      if (claimFor(board, failure) === undefined && !isLate) {
        board = { ...board, claims: [...board.claims, aClaim(failure, { claimedAt: now })] };
        tell([failure]);
      } else if (standingOf({ ...board, watchedAt: now }, failure, now).kind === 'late') late.add(refOf(failure).key);
    }
    for (const claim of board.claims) {
      if (!isDue(claim, board, now, SETTINGS)) continue;
      const from = beginOf(claim, board);
      const incident = incidentOf(
        claim,
        board,
        records.filter(({ at }) => at >= from && at <= now),
      );
      const next = nextStep({ claim, board, incident }, now, SETTINGS);
      const others = board.claims.filter((one) => one !== claim);
      if (next.kind === 'update' || next.kind === 'recovered') tell(next.incident.failures);
      if (next.kind === 'update') {
        const { count, telling } = summarise(next.incident);
        board = {
          ...board,
          claims: [...others, { ...claim, told: { at: now, count, cause: telling.cause }, lookedAt: now }],
        };
      } else if (next.kind === 'recovered' || next.kind === 'fade') {
        board = { ...board, claims: others, closedAt: new Map([...board.closedAt, [incidentTag(claim), next.at]]) };
      } else {
        board = { ...board, claims: [...others, { ...claim, lookedAt: now }] };
      }
    }
  }
  const lost = records.filter(
    (failure) =>
      !counted.has(refOf(failure).key) && !late.has(refOf(failure).key) && claimFor(board, failure) === undefined,
  );
  return { lost, board };
}

interface Happening {
  readonly at: number;
  readonly delay: number;
  readonly cause: 'out-of-memory' | 'application-exit' | 'port-in-use';
  readonly isSteady: boolean;
}

describe('whatever happens', () => {
  const happening = fc.record<Happening>({
    at: fc.nat(300),
    delay: fc.nat(90),
    cause: fc.constantFrom('out-of-memory' as const, 'application-exit' as const, 'port-in-use' as const),
    isSteady: fc.boolean(),
  });

  it.each(['service', 'family'] as const)('every failure of a %s is told, or its incident is still open', (kind) => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), fc.integer({ min: 300, max: 500 }), (happenings, minutes) => {
        expect(live(kind, happenings, minutes).lost).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('every incident ends, once nothing fails any more', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        expect(live('family', happenings, 301 + 180).board.claims).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

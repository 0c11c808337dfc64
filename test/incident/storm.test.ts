import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Failure, refOf } from '../../functions/incident/failure.ts';
import type { StormRecord } from '../../functions/incident/store.ts';
import { absorbedBy, allNamed, grow, isStorm, newStorm, planHeld, stormPhase } from '../../functions/incident/storm.ts';
import { aFailure, aWorkload, MINUTE, SECOND } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';
import { aBoard, aClaim } from './a-board.ts';

const HALF_AN_HOUR = 30 * MINUTE;
const of = (name: string, others: Partial<Failure> = {}): Failure =>
  aFailure({ workload: aWorkload({ name }), id: `${name} ${others.at ?? NOON}`, ...others });

describe('what was held back', () => {
  it('is parted into what is told already and what is not', () => {
    const board = aBoard({ claims: [aClaim(of('a'))] });
    const [told, other, fresh] = [of('a', { at: NOON + 1 }), of('a', { cause: 'port-in-use' }), of('b')];
    expect(planHeld([told, other, fresh], board)).toEqual({ settled: [told], fresh: [other, fresh] });
  });

  it('is a storm by workloads, not by failures', () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => of(name));
    expect(isStorm([...four, ...four.map((failure) => ({ ...failure, id: 'again' }))], 5)).toBe(false);
    expect(isStorm([...four, of('e')], 5)).toBe(true);
  });

  it('takes along what was told singly just before, but no host', () => {
    const claims = [
      aClaim(of('old'), { claimedAt: NOON - 3 * MINUTE - 1 }),
      aClaim(of('new'), { claimedAt: NOON - 3 * MINUTE }),
      aClaim(of('host', { workload: aWorkload({ kind: 'host', name: 'host' }) })),
    ];
    expect(absorbedBy(aBoard({ claims }), NOON).map(({ workload }) => workload.name)).toEqual(['new']);
  });
});

describe('a storm that grows', () => {
  it('counts every failure once, whatever copies and batches come', () => {
    const failure = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      cause: fc.constantFrom('out-of-memory' as const, 'killed' as const),
      at: fc.integer({ min: NOON, max: NOON + 50 }),
    });
    // A watch that dies leaves its batch held back: the next one comes with it, less what had been moved, and more.
    const round = fc.record({
      arrive: fc.array(failure, { maxLength: 6 }),
      moved: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(round, { maxLength: 8 }), (rounds) => {
        let storm: StormRecord = newStorm(NOON);
        let held: readonly Failure[] = [];
        const all = new Map<string, Failure>();
        rounds.forEach(({ arrive, moved }, nth) => {
          const arriving = arrive
            .map(({ name, ...others }) => of(name, others))
            .map((one) => ({ ...one, id: `${one.id} ${one.cause}` }))
            .filter((one) => !all.has(refOf(one).key));
          for (const one of arriving) all.set(refOf(one).key, one);
          held = [...new Map([...held, ...arriving].map((one) => [refOf(one).key, one])).values()];
          storm = grow(storm, held, NOON + nth);
          held = held.slice(Math.round(moved * held.length));
        });
        expect(storm.count).toBe(all.size);
        expect(storm.members.reduce((total, { count }) => total + count, 0)).toBe(all.size);
        const keys = [...all.values()].map(({ workload, cause }) => `${workload.name} ${cause}`);
        expect(storm.members.map(({ failure: { workload, cause } }) => `${workload.name} ${cause}`).toSorted()).toEqual(
          [...new Set(keys)].toSorted(),
        );
        expect(allNamed(storm, NOON).members.every(({ isNew }) => !isNew)).toBe(true);
      }),
    );
  });

  it('keeps when each last failed, and when anything did', () => {
    const first = grow(newStorm(NOON), [of('a'), of('a', { at: NOON + 5 }), of('a', { at: NOON + 3 })], NOON + MINUTE);
    expect(first).toMatchObject({ count: 3, lastAt: NOON + MINUTE, members: [{ count: 3, lastAt: NOON + 5 }] });
    expect(grow(first, [], NOON + 2 * MINUTE).lastAt).toBe(NOON + MINUTE);
  });

  it('keeps some proofs of each cause', () => {
    const storm = grow(
      newStorm(NOON),
      Array.from({ length: 9 }, (_, nth) => of(`service-${nth}`)),
      NOON,
    );
    expect(storm.members.filter(({ failure }) => failure.proof !== undefined)).toHaveLength(3);
  });
});

describe('what is said of a storm', () => {
  const begun = grow(newStorm(NOON), [of('a')], NOON);
  const told = allNamed(begun, NOON);
  const joined = (at: number) => grow(told, [of('b', { at })], at);

  it.each<[string, StormRecord, number, string | undefined]>([
    ['that it began', begun, NOON, 'opened'],
    ['that it began, however late', begun, NOON + 60 * MINUTE, 'opened'],
    ['nothing at once', told, NOON + SECOND, undefined],
    ['that others joined, a minute later', joined(NOON + 30 * SECOND), NOON + MINUTE, 'grew'],
    ['nothing of it before', joined(NOON + 30 * SECOND), NOON + 40 * SECOND, undefined],
    ['nothing of repeats', grow(told, [of('a', { at: NOON + 5 })], NOON + MINUTE), NOON + 5 * MINUTE, undefined],
    ['that it goes on', grow(told, [of('a', { at: NOON + 5 })], NOON + 29 * MINUTE), NOON + 30 * MINUTE, 'grew'],
    ['that it is over', told, NOON + 10 * MINUTE, 'over'],
    ['who joined, before it is over', joined(NOON + MINUTE), NOON + 60 * MINUTE, 'grew'],
  ])('%s', (_what, storm, now, expected) => {
    expect(stormPhase(storm, now, HALF_AN_HOUR)).toBe(expected);
  });

  it('names whoever joins within minutes, however long it goes on', () => {
    const hours = 5 * 60 * MINUTE;
    const late = { ...joined(NOON + hours), toldAt: NOON + hours - SECOND };
    expect(stormPhase(late, NOON + hours + 6 * MINUTE, HALF_AN_HOUR)).toBe('grew');
  });
});

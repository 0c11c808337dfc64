import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planCounts, type TaskCounts } from '../../functions/incident/desired-counts.ts';
import { workloadTag } from '../../functions/incident/store.ts';
import { aWorkload, MINUTE } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';

const counts = (name: string, running: number, desired: number): TaskCounts => ({
  workload: aWorkload({ name }),
  running,
  desired,
  pending: 0,
});
const tag = (name: string) => workloadTag({ workload: aWorkload({ name }) });
const plan = (seen: readonly TaskCounts[], before: readonly (readonly [string, number])[], now = NOON) =>
  planCounts(seen, { shortSince: new Map(before) }, now, 15 * MINUTE);

describe('counts', () => {
  it('tell since when a service is short, and that it is due when that is long ago', () => {
    const first = plan([counts('orders', 1, 2)], []);
    expect(first).toMatchObject({ isChanged: true, recovered: [], due: [] });
    expect([...first.shortSince]).toEqual([[tag('orders'), NOON]]);
    const before = [[tag('orders'), NOON]] as const;
    expect(plan([counts('orders', 0, 2)], before, NOON + 15 * MINUTE - 1)).toMatchObject({ isChanged: false, due: [] });
    expect(plan([counts('orders', 0, 2)], before, NOON + 15 * MINUTE).due).toMatchObject([{ since: NOON, running: 0 }]);
  });

  it('tell that a service runs all its tasks again, more of them, or that none is wanted any more', () => {
    const before = ['a', 'b', 'c', 'd'].map((name) => [tag(name), NOON] as const);
    const after = plan([counts('a', 2, 2), counts('b', 3, 2), counts('c', 0, 0)], before);
    expect(after.recovered.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    // Whoever is gone is not short, and not healthy either.
    expect([after.isChanged, after.shortSince.size]).toEqual([true, 0]);
  });

  it('say that nothing changed exactly when nothing did', () => {
    const service = fc.record({ name: fc.constantFrom('a', 'b', 'c'), running: fc.nat(2), desired: fc.nat(2) });
    fc.assert(
      fc.property(
        fc.uniqueArray(service, { selector: ({ name }) => name }),
        fc.subarray(['a', 'b', 'c']),
        (services, short) => {
          const before = short.map((name) => [tag(name), NOON - MINUTE] as const);
          const after = plan(
            services.map(({ name, running, desired }) => counts(name, running, desired)),
            before,
          );
          expect(after.isChanged).toBe(
            JSON.stringify([...after.shortSince.keys()].toSorted()) !== JSON.stringify(short.map(tag).toSorted()),
          );
          for (const name of short) expect(after.shortSince.get(tag(name)) ?? NOON - MINUTE).toBe(NOON - MINUTE);
        },
      ),
    );
  });
});

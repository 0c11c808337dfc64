import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shortTag } from '../../functions/event/workload.ts';
import { dayOf, refOf } from '../../functions/incident/failure.ts';
import { incidentTag, workloadTag } from '../../functions/incident/store.ts';
import { aFailure, aWorkload } from '../report/notices/some-failures.ts';

describe('a reference', () => {
  it('names day, workload, time and id', () => {
    const at = Date.UTC(2026, 10, 24, 23, 59, 59, 999);
    expect(refOf(aFailure({ at, id: 'abc' }))).toEqual({
      day: '2026-11-24',
      key: 'service/orders#prod#111122223333#eu-west-1#2026-11-24T23:59:59.999Z#abc',
    });
    expect(dayOf(at + 1)).toBe('2026-11-25');
  });

  it('sorts the failures of one workload by time', () => {
    const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const key = (at: number) => refOf(aFailure({ at })).key;
        expect(Math.sign(a - b)).toBe(key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
      }),
    );
  });
});

describe('a tag', () => {
  it('is eleven characters that an attribute’s name may have, and differs with all that sets a workload apart', () => {
    const ids = [
      {},
      { name: 'billing' },
      { kind: 'family' as const },
      { kind: 'host' as const },
      { cluster: 'dev' },
      { account: '444455556666' },
      { region: 'us-east-1' },
    ].map((changes) => ({ workload: aWorkload(changes) }));
    const tags = [...ids.map(workloadTag), workloadTag({ workload: aWorkload(), scope: 'ecs-svc/1' })];
    for (const tag of tags) expect(tag).toMatch(/^[0-9a-z]{11}$/);
    expect(new Set(tags).size).toBe(tags.length);
    expect(incidentTag({ workload: aWorkload(), cause: 'killed' })).toBe(`${tags[0]}:killed`);
  });

  it('does not collide among a hundred thousand names', () => {
    const tags = new Set(Array.from({ length: 100_000 }, (_, nth) => shortTag(`service/web-${nth}#prod#1#eu-west-1`)));
    expect(tags.size).toBe(100_000);
  });
});

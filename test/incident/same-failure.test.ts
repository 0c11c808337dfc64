import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAUSE_IDS, type CauseId } from '../../functions/diagnosis/causes.ts';
import { isSameFailure, joinsAny, otherNamesOf, saysMore } from '../../functions/incident/same-failure.ts';

const cause = fc.constantFrom(...CAUSE_IDS);

describe('two causes of one workload', () => {
  it.each<[CauseId, CauseId, boolean]>([
    ['out-of-memory', 'out-of-memory', true],
    ['out-of-memory', 'application-exit', true],
    ['out-of-memory', 'killed', true],
    ['out-of-memory', 'port-in-use', false],
    ['image-not-found', 'image-pull-failed', true],
    ['image-not-found', 'application-exit', false],
    ['registry-unreachable', 'image-pull-failed', true],
    ['task-role-access-denied', 'application-exit', true],
    ['application-exit', 'unhandled-exception', true],
    ['elb-health-check-failed', 'application-exit', false],
  ])('%s and %s are one failure: %s', (one, other, expected) => {
    expect(isSameFailure(one, other)).toBe(expected);
  });

  it('are one failure either way round, and a cause is the same as itself', () => {
    fc.assert(
      fc.property(cause, cause, (one, other) => {
        expect(isSameFailure(one, other)).toBe(isSameFailure(other, one));
        expect(isSameFailure(one, one)).toBe(true);
      }),
      { numRuns: CAUSE_IDS.length ** 2 },
    );
  });

  it('have so few other names that a condition can list them', () => {
    for (const id of CAUSE_IDS) {
      const names = otherNamesOf(id);
      expect(names).not.toContain(id);
      // `NOT contains(#open, :o12)` within the 4 KB of an expression.
      expect(names.length * 31).toBeLessThan(3_600);
    }
  });
});

describe('saying more', () => {
  it('goes one way, and only from a vague cause to a specific one', () => {
    expect(saysMore('out-of-memory', 'application-exit')).toBe(true);
    expect(saysMore('unhandled-exception', 'unknown')).toBe(false);
    fc.assert(
      fc.property(cause, cause, (one, other) => {
        expect(saysMore(one, other) && saysMore(other, one)).toBe(false);
        if (saysMore(one, other)) expect(isSameFailure(one, other)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('joining any incident', () => {
  it('is for what follows from the failure of tasks', () => {
    expect(joinsAny({ kind: 'start-impaired' })).toBe(true);
    expect(joinsAny({ kind: 'below-desired-count' })).toBe(true);
    expect(joinsAny({ kind: 'stopped' })).toBe(false);
    expect(joinsAny({ kind: 'deployment-failed' })).toBe(false);
  });
});

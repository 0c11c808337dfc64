import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Mute,
  matchesPattern,
  muteOf,
  type PolicyRule,
  type Selector,
  selects,
  treatmentBeforeDiagnosis,
  treatmentBy,
} from '../../functions/incident/policy.ts';

const ORDERS = { workload: { name: 'orders', cluster: 'prod' } };
const NOW = Date.UTC(2026, 10, 24, 12);

/** The pattern as a regular expression. */
const expression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[^\w]/g, '\\$&'))
      .join('[^]*')}$`,
  );

const few = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '-'), maxLength: 8 });

describe('a pattern', () => {
  it.each<[string, string, boolean]>([
    ['orders', 'orders', true],
    ['orders', 'orders-2', false],
    ['*', '', true],
    ['orders-*', 'orders-', true],
    ['*-worker', 'orders-worker', true],
    ['*-worker', '-worke', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'a-c-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a*bc*c', 'abc', false],
    ['orders.v1', 'orders-v1', false],
  ])('%s, held against %s: %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('matches as the same regular expression does', () => {
    fc.assert(
      fc.property(few, few, (pattern, name) => {
        expect(matchesPattern(pattern, name)).toBe(expression(pattern).test(name));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a selector', () => {
  it.each<[string, Selector, boolean]>([
    ['nothing given', {}, true],
    ['the cluster', { clusters: ['prod'] }, true],
    ['another cluster', { clusters: ['dev'] }, false],
    ['one of several', { services: ['billing', 'ord*'] }, true],
    ['one right and one wrong', { clusters: ['prod'], services: ['billing'] }, false],
    ['no pattern at all', { services: [] }, false],
    ['the cause', { causes: ['out-of-*'] }, true],
    ['a tag', { tags: ['team=pay*'] }, true],
    ['a tag’s key', { tags: ['team'] }, true],
    ['a tag’s value alone', { tags: ['payments'] }, false],
    ['a key that is only a beginning', { tags: ['tea'] }, false],
  ])('%s', (_what, selector, expected) => {
    const selected = { ...ORDERS, cause: 'out-of-memory' as const, tags: ['team=payments', 'flag='] };
    expect(selects(selector, selected)).toBe(expected);
  });

  it('of what is not known yet matches nothing, not even every text', () => {
    expect(selects({ causes: ['*'] }, ORDERS)).toBe(false);
    expect(selects({ tags: ['*'] }, ORDERS)).toBe(false);
  });
});

describe('rules', () => {
  const RULES: readonly PolicyRule[] = [
    { services: ['orders'], causes: ['completed'], treatment: 'digest' },
    { services: ['ord*'], treatment: 'alert' },
    { treatment: 'quiet' },
  ];

  it('decide by the first that matches', () => {
    expect(treatmentBy(RULES, { ...ORDERS, cause: 'completed' })).toBe('digest');
    expect(treatmentBy(RULES, { ...ORDERS, cause: 'killed' })).toBe('alert');
    expect(treatmentBy(RULES, { workload: { name: 'billing', cluster: 'prod' } })).toBe('quiet');
    expect(treatmentBy([], ORDERS)).toBeUndefined();
  });

  it('decide before the diagnosis only where no cause could change it', () => {
    expect(treatmentBeforeDiagnosis(RULES, ORDERS)).toBeUndefined();
    expect(treatmentBeforeDiagnosis(RULES, { workload: { name: 'ordnance', cluster: 'prod' } })).toBe('alert');
    expect(treatmentBeforeDiagnosis([{ tags: ['a'], treatment: 'quiet' }], ORDERS)).toBeUndefined();
    expect(treatmentBeforeDiagnosis([], ORDERS)).toBeUndefined();
  });

  it('never say before the diagnosis what they do not say after it', () => {
    const rule = fc.record(
      {
        services: fc.array(fc.constantFrom('orders', 'ord*', 'billing'), { maxLength: 2 }),
        causes: fc.array(fc.constantFrom('killed', 'completed', '*'), { maxLength: 2 }),
        tags: fc.array(fc.constantFrom('a', 'a=b'), { maxLength: 1 }),
        treatment: fc.constantFrom('alert' as const, 'digest' as const, 'quiet' as const),
      },
      { requiredKeys: ['treatment'] },
    );
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 5 }),
        fc.constantFrom('killed' as const, 'unknown' as const),
        fc.subarray(['a=b', 'c=d']),
        (rules, cause, tags) => {
          const early = treatmentBeforeDiagnosis(rules, ORDERS);
          if (early !== undefined) expect(treatmentBy(rules, { ...ORDERS, cause, tags })).toBe(early);
        },
      ),
    );
  });
});

describe('a mute', () => {
  const mute: Mute = { id: 'm', until: NOW + 1, services: ['orders'] };
  it.each<[string, Mute, boolean, boolean]>([
    ['silences what it means', mute, false, true],
    ['ends', { ...mute, until: NOW }, false, false],
    ['leaves others alone', { ...mute, services: ['billing'] }, false, false],
    ['for deployments waits for one', { ...mute, duringDeployments: true }, false, false],
    ['for deployments silences during one', { ...mute, duringDeployments: true }, true, true],
  ])('%s', (_what, one, deploying, expected) => {
    expect(muteOf([one], ORDERS, { now: NOW, deploying })).toBe(expected ? one : undefined);
  });
});

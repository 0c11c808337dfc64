import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../local/event-pattern.ts';
import type { Json, JsonObject } from '../../local/json.ts';

const leaf = (matcher: Json, value: Json | undefined): boolean =>
  matchesPattern({ field: [matcher] }, value === undefined ? { other: 1 } : { field: value });

describe('matchesPattern', () => {
  const pattern: JsonObject = {
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: { lastStatus: ['STOPPED'], clusterArn: ['arn:cluster/prod', { prefix: 'arn:cluster/test-' }] },
  };
  const event = (detail: JsonObject): JsonObject => ({
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    detail,
  });

  it('wants every field and any one matcher of each', () => {
    expect(matchesPattern(pattern, event({ lastStatus: 'STOPPED', clusterArn: 'arn:cluster/prod' }))).toBe(true);
    expect(matchesPattern(pattern, event({ lastStatus: 'STOPPED', clusterArn: 'arn:cluster/test-1' }))).toBe(true);
    expect(matchesPattern(pattern, event({ lastStatus: 'RUNNING', clusterArn: 'arn:cluster/prod' }))).toBe(false);
    expect(matchesPattern(pattern, event({ lastStatus: 'STOPPED', clusterArn: 'arn:cluster/other' }))).toBe(false);
    expect(matchesPattern(pattern, event({ lastStatus: 'STOPPED' }))).toBe(false);
  });

  it('ignores fields that the pattern does not name', () => {
    expect(matchesPattern({ source: ['aws.ecs'] }, { source: 'aws.ecs', account: '1' })).toBe(true);
  });

  it('matches a list in the event when one of its elements does', () => {
    expect(matchesPattern({ resources: [{ suffix: '/2' }] }, { resources: ['a/1', 'a/2'] })).toBe(true);
    expect(matchesPattern({ resources: [{ suffix: '/3' }] }, { resources: ['a/1', 'a/2'] })).toBe(false);
  });

  it('looks into every object of a list', () => {
    const containers = { containers: [{ exitCode: 0 }, { exitCode: 137 }] };
    expect(matchesPattern({ containers: { exitCode: [137] } }, containers)).toBe(true);
    expect(matchesPattern({ containers: { exitCode: [1] } }, containers)).toBe(false);
  });

  it('wants one of the alternatives of $or, beside the other fields', () => {
    const either: JsonObject = { source: ['a'], $or: [{ kind: ['x'] }, { detail: { size: [{ numeric: ['>', 5] }] } }] };
    expect(matchesPattern(either, { source: 'a', kind: 'x' })).toBe(true);
    expect(matchesPattern(either, { source: 'a', kind: 'y', detail: { size: 6 } })).toBe(true);
    expect(matchesPattern(either, { source: 'a', kind: 'y', detail: { size: 5 } })).toBe(false);
    expect(matchesPattern(either, { source: 'b', kind: 'x' })).toBe(false);
  });

  it.each<[Json, Json | undefined, boolean]>([
    ['x', 'x', true],
    ['x', 'X', false],
    ['137', 137, false],
    [137, 137, true],
    [true, true, true],
    ['', '', true],
    [null, null, true],
    [null, undefined, false],
    [null, '', false],
    [{ prefix: 'ab' }, 'abc', true],
    [{ prefix: 'ab' }, 'cab', false],
    [{ prefix: { 'equals-ignore-case': 'AB' } }, 'abc', true],
    [{ suffix: 'bc' }, 'abc', true],
    [{ suffix: 'ab' }, 'abc', false],
    [{ suffix: { 'equals-ignore-case': 'BC' } }, 'abc', true],
    [{ 'equals-ignore-case': 'ABC' }, 'abc', true],
    [{ 'equals-ignore-case': 'ABC' }, 'abcd', false],
    [{ 'anything-but': 'x' }, 'y', true],
    [{ 'anything-but': 'x' }, 'x', false],
    [{ 'anything-but': 'x' }, undefined, false],
    [{ 'anything-but': ['x', 'y'] }, 'y', false],
    [{ 'anything-but': [1, 2] }, 3, true],
    [{ 'anything-but': { prefix: 'Scaling' } }, 'Scaling activity', false],
    [{ 'anything-but': { prefix: 'Scaling' } }, 'Essential container', true],
    [{ 'anything-but': { prefix: ['Scaling', 'Task'] } }, 'Task failed', false],
    [{ 'anything-but': { suffix: '.png' } }, 'a.png', false],
    [{ 'anything-but': { suffix: '.png' } }, 'a.jpg', true],
    [{ 'anything-but': { wildcard: '*/lib/*' } }, 'a/lib/b', false],
    [{ 'anything-but': { 'equals-ignore-case': 'X' } }, 'x', false],
    [{ exists: true }, 0, true],
    [{ exists: true }, undefined, false],
    [{ exists: false }, undefined, true],
    [{ exists: false }, 'x', false],
    [{ numeric: ['=', 3] }, 3, true],
    [{ numeric: ['=', 3] }, '3', false],
    [{ numeric: ['>', 0, '<=', 5] }, 5, true],
    [{ numeric: ['>', 0, '<=', 5] }, 0, false],
    [{ numeric: ['>=', 1, '<', 5] }, 5, false],
    [{ wildcard: 'arn:*:cluster/prod-*' }, 'arn:aws:ecs:cluster/prod-1', true],
    [{ wildcard: 'a.c' }, 'abc', false],
    [{ wildcard: 'a\\*c' }, 'a*c', true],
    [{ wildcard: 'a\\*c' }, 'abc', false],
  ])('%j against %j: %s', (matcher, value, expected) => {
    expect(leaf(matcher, value)).toBe(expected);
  });

  it('lets exists: false match below an absent parent', () => {
    expect(matchesPattern({ detail: { stopCode: [{ exists: false }] } }, { source: 'x' })).toBe(true);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['an unknown operator', { f: [{ regex: 'x' }] }, /unknown operator "regex" at "f"/],
    ['an unknown operator inside anything-but', { f: [{ 'anything-but': { cidr: 'x' } }] }, /"anything-but\.cidr"/],
    ['an unknown variant of prefix', { f: [{ prefix: { regex: 'x' } }] }, /"prefix\.regex"/],
    ['two operators in one matcher', { f: [{ prefix: 'a', suffix: 'b' }] }, /exactly one operator/],
    ['a value that is not in a list', { f: 'x' }, /must be an object or an array/],
    ['an empty list', { f: [] }, /empty array/],
    ['an empty object', { f: {} }, /empty object/],
    ['consecutive wildcards', { f: [{ wildcard: 'a**b' }] }, /consecutive wildcards/],
    ['a numeric range without a bound', { f: [{ numeric: ['>'] }] }, /"numeric" at "f"/],
    ['an unknown comparison', { f: [{ numeric: ['!=', 1] }] }, /"numeric" at "f"/],
    ['a prefix that is no text', { f: [{ prefix: 1 }] }, /"prefix" at "f"/],
    ['an exists that is no boolean', { f: [{ exists: 'yes' }] }, /"exists" at "f"/],
  ])('refuses %s', (_what, pattern, message) => {
    expect(() => matchesPattern(pattern, { f: 'x' })).toThrow(message);
  });
});

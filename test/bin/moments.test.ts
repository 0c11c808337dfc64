import { describe, expect, it } from '@jest/globals';
import { readMoment, readSince, readSpan } from '../../bin/moments.ts';

const local = (...parts: [number, number, number, number, number]): number => new Date(...parts).getTime();
const NOON = local(2026, 10, 24, 12, 0);

describe('readMoment', () => {
  it.each<[string, number]>([
    ['18:30', local(2026, 10, 24, 18, 30)],
    ['06:00', local(2026, 10, 25, 6, 0)],
    ['6:00', local(2026, 10, 25, 6, 0)],
    ['12:00', local(2026, 10, 25, 12, 0)],
    ['2026-11-25T06:00', local(2026, 10, 25, 6, 0)],
    ['2026-11-25 06:00', local(2026, 10, 25, 6, 0)],
    ['2026-11-25T06:00Z', Date.UTC(2026, 10, 25, 6)],
    ['2026-11-25T06:00:30.250Z', Date.UTC(2026, 10, 25, 6, 0, 30)],
    ['2026-11-25T06:00+0530', Date.UTC(2026, 10, 25, 0, 30)],
    ['2026-11-25T06:00-08:00', Date.UTC(2026, 10, 25, 14)],
    ['2028-02-29T06:00Z', Date.UTC(2028, 1, 29, 6)],
  ])('reads %s at noon', (text, at) => {
    expect(readMoment(text, '--until', NOON)).toBe(at);
  });

  it.each(['24:00', '12:60', '2026-02-29T06:00', '2026-13-01T06:00', '2026-11-25T26:00', '2026-11-25', 'soon', ''])(
    'refuses %j by the option',
    (text) => expect(() => readMoment(text, '--until', NOON)).toThrow(`--until is "${text}"`),
  );
});

describe('readSpan', () => {
  it.each<[string, number]>([
    ['90m', 90],
    ['2h', 120],
    ['1h30m', 90],
    ['2d', 2_880],
    ['1d12h', 2_160],
  ])('reads %s', (text, minutes) => expect(readSpan(text, '--for')).toBe(minutes * 60_000));

  it.each(['', '0m', '2', 'h', '1.5h', '-2h', '2w', '30m1h'])('refuses %j', (text) => {
    expect(() => readSpan(text, '--for')).toThrow(`--for is "${text}": it takes minutes, hours or days`);
  });
});

describe('readSince', () => {
  it.each<[string, number]>([
    ['36h', NOON - 36 * 3_600_000],
    ['2026-11-20', local(2026, 10, 20, 0, 0)],
    ['2026-11-20T06:00', local(2026, 10, 20, 6, 0)],
  ])('reads %s', (text, at) => expect(readSince(text, NOON)).toBe(at));
});

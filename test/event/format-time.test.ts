import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDate, formatDuration, formatIso, formatTime } from '../../functions/event/format-time.ts';

describe('format-time', () => {
  it('writes moments as the Date of JavaScript does', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(9999, 11, 31) }), (at) => {
        expect(formatIso(at)).toBe(new Date(at).toISOString());
      }),
    );
  });

  it.each([
    [Date.UTC(2024, 1, 29, 23, 59, 59, 999), '2024-02-29', '23:59:59'],
    [Date.UTC(2000, 1, 29), '2000-02-29', '00:00:00'],
    [Date.UTC(2100, 2, 1), '2100-03-01', '00:00:00'],
    [Date.UTC(2026, 11, 31, 12), '2026-12-31', '12:00:00'],
  ])('knows the calendar at %d', (at, date, time) => {
    expect([formatDate(at), formatTime(at)]).toEqual([date, time]);
  });

  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.7, '999 ms'],
    [12_400, '12 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
    [356_400_000, '4 d 03 h'],
    [-12_000, '-12 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseReason } from '../../../functions/diagnosis/reasons/normalise-reason.ts';

describe('normaliseReason', () => {
  it.each([
    ['The task can’t pull “it”', 'The task can\'t pull "it"'],
    ['one\n two\t three  ', 'one two three'],
    ['exec: \\"a\\" and \\\\\\"b\\\\\\"', 'exec: "a" and "b"'],
    ['C:\\app\\run.exe', 'C:\\app\\run.exe'],
    ['stopped.', 'stopped'],
    ['cut off...', 'cut off...'],
    ['cut off…', 'cut off...'],
  ])('makes %j plain', (raw, text) => {
    expect(normaliseReason(raw).text).toBe(text);
  });

  it('keeps both ends of a text that is too long', () => {
    const { text } = normaliseReason(`head ${'x'.repeat(100_000)} tail`);
    expect(text.length).toBeLessThan(8_300);
    expect(text.startsWith('head ')).toBe(true);
    expect(text.endsWith(' tail')).toBe(true);
  });

  it('keeps the positions of both cases the same, whatever the letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (raw) => {
        const { text, lower } = normaliseReason(raw);
        expect(lower).toHaveLength(text.length);
      }),
    );
    expect(normaliseReason('İ FAILED').lower).toBe('İ failed');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutText, cutToBytes, utf8Length } from '../../functions/report/cut-text.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('cutText', () => {
  it('leaves a text that fits alone', () => {
    expect(cutText('orders', 6)).toBe('orders');
  });

  it('marks where it cut', () => {
    expect(cutText('orders-service', 9)).toBe('orders...');
  });

  it('never cuts a code point in two and never exceeds the limit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 60 }), (text, max) => {
        const cut = cutText(text, max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(text.startsWith(cut.endsWith('...') ? cut.slice(0, -3) : cut)).toBe(true);
      }),
    );
  });
});

describe('cutToBytes', () => {
  it('counts bytes of UTF-8 and cuts between code points', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 6, max: 300 }), (text, max) => {
        const cut = cutToBytes(text, max, '[cut]');
        expect(utf8Length(cut)).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut === text).toBe(utf8Length(text) <= max);
      }),
    );
  });
});

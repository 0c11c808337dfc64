import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitiseLine, sanitiseText } from '../../functions/report/sanitise-text.ts';

describe('sanitiseText', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m and \u001b[38;5;3mmore', 'red and more'],
    ['links of terminals', '\u001b]8;;https://example.com\u0007text\u001b]8;;\u001b\\', 'text'],
    ['an unfinished sequence without its text', '\u001b]0;the last words', ']0;the last words'],
    ['bidirectional overrides', 'user\u202egnp.exe\u2066', 'usergnp.exe'],
    ['invisible characters', 'pass\u200bword\ufeff', 'password'],
    ['lone surrogates', 'a\ud800b', 'a\ufffdb'],
    ['controls', 'a\u0000b\u0007c\u0085d', 'abc\nd'],
  ])('removes %s', (_, text, clean) => {
    expect(sanitiseText(text)).toBe(clean);
  });

  it('keeps line feeds, makes the other line ends line feeds and tabs spaces', () => {
    expect(sanitiseText('a\r\nb\rc\n\td')).toBe('a\nb\nc\n  d');
  });

  it('keeps scripts and emoji whole', () => {
    expect(sanitiseText('注文 заказ 👩‍💻')).toBe('注文 заказ 👩‍💻');
  });

  it('leaves no control character but the line feed, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitiseText(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('is done in one go', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = sanitiseText(text);
        expect(sanitiseText(once)).toBe(once);
      }),
    );
  });
});

describe('sanitiseLine', () => {
  it('puts everything on one line', () => {
    expect(sanitiseLine('a\r\nb\n')).toBe('a b');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unbroken, wrapProse, wrapQuote } from '../../functions/report/wrap-text.ts';

describe('wrapProse', () => {
  it('wraps between words with a hanging indent', () => {
    expect(wrapProse('one two three four', '1. ', '   ', 12)).toEqual(['1. one two', '   three', '   four']);
  });

  it('keeps a word that is longer than a line whole, so that it can be copied', () => {
    expect(wrapProse('see arn:aws:iam::111122223333:role/orders now', '', '', 20)).toEqual([
      'see',
      'arn:aws:iam::111122223333:role/orders',
      'now',
    ]);
  });

  it('keeps phrases together that are held by no-break spaces', () => {
    expect(wrapProse(`the ${unbroken('account 111122223333')} of`, '', '', 22)).toEqual([
      'the',
      'account 111122223333',
      'of',
    ]);
  });

  it('says nothing for nothing', () => {
    expect(wrapProse(' \n ', '- ')).toEqual([]);
  });

  it('loses no word', () => {
    const words = fc.array(fc.stringMatching(/^[!-~]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, (all) => {
        expect(wrapProse(all.join(' '), '', '', 20).join(' ')).toBe(all.join(' '));
      }),
    );
  });
});

describe('wrapQuote', () => {
  it('breaks wherever it must and keeps the spaces', () => {
    expect(wrapQuote('  at main (a.js)', '> ', '  ', 9, 12)).toEqual(['>   at main ', '  (a.js)']);
  });

  it('marks what it left out', () => {
    expect(wrapQuote('abcdefghijklmnopqrstuvwxyz', '> ', '  ', 2, 12)).toEqual(['> abcdefghij', '  klmnopq...']);
  });

  it('shows an empty line as its mark', () => {
    expect(wrapQuote('', '> ', '  ', 2)).toEqual(['>']);
  });
});

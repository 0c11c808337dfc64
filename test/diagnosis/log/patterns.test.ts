import { describe, expect, it } from '@jest/globals';
import * as roles from '../../../functions/diagnosis/log/line-role.ts';
import { PREFIXES } from '../../../functions/diagnosis/log/parse-line.ts';
import { SIGNATURES } from '../../../functions/diagnosis/log/signatures/catalogue.ts';
import { unprovenPatterns } from '../../support/linear-patterns.ts';

/**
 * The alternatives of a pattern at its top: a search tries them one after the other, so the whole is as safe as its worst
 * alternative, and recheck decides each in milliseconds.
 */
const alternativesOf = (source: string): readonly string[] => {
  const found: string[] = [];
  let current = '';
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const character = source.charAt(i);
    if (character === '\\') {
      current += source.slice(i, i + 2);
      i++;
      continue;
    }
    if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    if (character === '|' && depth === 0 && !inClass) {
      found.push(current);
      current = '';
    } else current += character;
  }
  return [...found, current];
};

const patterns = [
  ...SIGNATURES.flatMap(({ pattern, subject }) => [pattern, subject?.pattern]),
  ...Object.values(roles).flatMap((value) => (typeof value === 'function' ? [] : value)),
  ...PREFIXES,
].filter((pattern) => pattern !== undefined);

const checked = new Map(
  patterns.flatMap((pattern) =>
    alternativesOf(pattern.source)
      // Without a repetition there is nothing to blow up.
      .filter((source) => /[*+?{]/.test(source))
      .map((source) => [`/${source}/${pattern.flags}`, { source, flags: pattern.flags }] as const),
  ),
);

describe('the patterns of the log reader', () => {
  it('keep no state between texts', () => {
    expect(patterns.filter(({ flags }) => /[gy]/.test(flags))).toEqual([]);
  });

  it('take linear time on any text', async () => {
    expect(await unprovenPatterns('log', [...checked.values()])).toEqual([]);
  }, 120_000);
});

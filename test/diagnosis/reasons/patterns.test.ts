import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REASON_RULES } from '../../../functions/diagnosis/reasons/read-reason.ts';
import { unprovenPatterns } from '../../support/linear-patterns.ts';

const SOURCES = join(import.meta.dirname, '../../../functions/diagnosis/reasons');

/** A regular expression as it stands in a source file; good for the plain ones that are written here. */
const LITERAL =
  /(?<=[(,:=[{ ]|^)\/((?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/[\\\n*])(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/[\\\n])*)\/([dgimsuvy]*)(?=[),.;\]\s])/gm;

const literals = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => [...withoutComments(readFileSync(join(SOURCES, path), 'utf8')).matchAll(LITERAL)])
  .map(([, source = '', flags = '']) => ({ source, flags }));

function withoutComments(text: string): string {
  return text.replace(/^\s*(?:\/\/|\/\*\*|\*).*$/gm, '');
}

const patterns = new Map(
  [...literals, ...REASON_RULES.flatMap(({ when }) => (when.pattern === undefined ? [] : [when.pattern]))].map(
    ({ source, flags }) => [`/${source}/${flags}`, { source, flags }],
  ),
);

describe('the patterns of the reasons', () => {
  it('are found in the sources, those of the rules among them', () => {
    const found = new Set(literals.map(({ source }) => source));
    const missed = REASON_RULES.flatMap(({ when }) => when.pattern?.source ?? []).filter(
      (source) => !found.has(source),
    );
    expect(missed).toEqual([]);
    expect(literals.length).toBeGreaterThan(50);
  });

  it('take linear time on any text', async () => {
    expect(await unprovenPatterns('reasons', [...patterns.values()])).toEqual([]);
  }, 120_000);
});

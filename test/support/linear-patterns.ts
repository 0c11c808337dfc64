import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';

const LEDGER = join(import.meta.dirname, 'linear-patterns.json');

/** One regular expression. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/**
 * Names the patterns that are not proven to take linear time.
 *
 * A proof holds as long as the pattern's text does, and recheck needs up to a second for each; so proofs are kept in
 * `linear-patterns.json` by a hash of the text. `PROVE_PATTERNS=all` proves every one anew and rewrites this family's list.
 */
export async function unprovenPatterns(family: string, patterns: readonly Pattern[]): Promise<readonly string[]> {
  const proven: Record<string, readonly string[]> = JSON.parse(readFileSync(LEDGER, 'utf8'));
  const anew = process.env['PROVE_PATTERNS'] === 'all';
  const known = new Set(anew ? [] : proven[family]);
  const unproven: string[] = [];
  const linear = new Set<string>();
  for (const { source, flags } of patterns) {
    const key = hashOf({ source, flags });
    if (known.has(key) || linear.has(key)) {
      linear.add(key);
      continue;
    }
    const { status } = await check(source, flags, { timeout: 10_000 });
    if (status === 'safe') linear.add(key);
    else unproven.push(`${status}: /${source}/${flags}`);
  }
  if (anew) {
    writeFileSync(LEDGER, `${JSON.stringify({ ...proven, [family]: [...linear].sort() }, null, 1)}\n`);
  }
  return unproven;
}

const hashOf = ({ source, flags }: Pattern): string =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16);

import type { NormalisedReason } from '../normalise-reason.ts';

/** The longest token worth naming, in UTF-16 units. */
const LONGEST = 512;

/** Reads what follows the first marker that is in the text, up to a space or quote; undefined where nothing follows. */
export function tokenAfter(reason: NormalisedReason, markers: readonly string[]): string | undefined {
  for (const marker of markers) {
    const at = reason.lower.indexOf(marker);
    if (at < 0) continue;
    const token = readToken(reason.text, at + marker.length);
    if (token !== undefined) return token;
  }
  return undefined;
}

/** Reads what stands between a marker and the next closing text; undefined where either is missing. */
export function textBetween(reason: NormalisedReason, marker: string, end: string): string | undefined {
  const at = reason.lower.indexOf(marker);
  if (at < 0) return undefined;
  const from = at + marker.length;
  const to = reason.lower.indexOf(end, from);
  return to <= from || to - from > LONGEST ? undefined : reason.text.slice(from, to);
}

function readToken(text: string, from: number): string | undefined {
  const token = /^["'(]?([^\s"'()]{1,512})/.exec(text.slice(from, from + LONGEST))?.[1]?.replace(/[,.;:]{1,8}$/, '');
  return token === '' ? undefined : token;
}

/** Finds the first match of a pattern in the text as it came, and gives its first group. */
export const firstGroup = (reason: NormalisedReason, pattern: RegExp): string | undefined =>
  pattern.exec(reason.text)?.[1];

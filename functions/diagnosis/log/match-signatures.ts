import { followEachOther } from './follow-each-other.ts';
import { makeLiteralGate } from './literal-gate.ts';
import { SIGNATURES } from './signatures/catalogue.ts';
import type { Signature } from './signatures/signature.ts';

const gate = makeLiteralGate(
  SIGNATURES.flatMap(({ any = [], sure = [] }, order) => [
    ...any.map((literal) => ({ literal, owner: { order, sure: false } })),
    ...sure.map((literal) => ({ literal, owner: { order, sure: true } })),
  ]),
);

/** A literal of a signature, found in a line. */
interface Hit {
  readonly order: number;
  readonly sure: boolean;
  readonly at: number;
  readonly end: number;
}

const holds = (lower: string, alternatives: string): boolean => {
  if (!alternatives.includes('|')) return lower.includes(alternatives);
  for (const one of alternatives.split('|')) if (lower.includes(one)) return true;
  return false;
};

/** How far from a literal a word may stand that denies it, in UTF-16 units: farther off it speaks of something else. */
const GUARD_WINDOW = 20;
const BEFORE_WORD = /[\w/\\-]/;
const AFTER_WORD = /[\w-]/;

const standsIn = (text: string, word: string, from: number, to: number): boolean => {
  for (let at = text.indexOf(word, from); at >= 0 && at < to; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    const opens = !BEFORE_WORD.test(word.charAt(0)) || !BEFORE_WORD.test(text.charAt(at - 1));
    if (opens && (!BEFORE_WORD.test(word.charAt(word.length - 1)) || !AFTER_WORD.test(text.charAt(end)))) return true;
  }
  return false;
};

const isDenied = (lower: string, not: readonly string[], { at, end }: Hit): boolean => {
  const from = Math.max(0, at - GUARD_WINDOW);
  for (const word of not) if (standsIn(lower, word, from, end + GUARD_WINDOW)) return true;
  return false;
};

/** Whether a line says what a signature stands for, and whether one of its sure literals says it. */
const matches = (
  { all, not, pattern, pairs }: Signature,
  text: string,
  lower: string,
  hits: readonly Hit[],
): 'surely' | 'perhaps' | undefined => {
  if (all?.every((one) => holds(lower, one)) === false) return undefined;
  const valid = not === undefined ? hits : hits.filter((hit) => !isDenied(lower, not, hit));
  if (valid.length === 0) return undefined;
  if (valid.some(({ sure }) => sure)) return 'surely';
  const follows = (pattern === undefined && pairs === undefined) || pattern?.test(text) === true;
  return follows || pairs?.some((pair) => followEachOther(lower, pair)) === true ? 'perhaps' : undefined;
};

/** Where a text stands: `information` = marked as such, `plain` = not marked, `error` = an error by level, shape or place. */
export type Standing = 'information' | 'plain' | 'error';

/** The first signature that a text matches and that may be believed, by where it stands. */
export type Matches = { [standing in Standing]?: Signature };

const NONE: Matches = {};

/** Asks the signatures, in the order of the catalogue, what a text says. */
export function matchSignatures(text: string, lower: string): Matches {
  let hits: Map<number, Hit[]> | undefined;
  gate.scan(lower, ({ order, sure }, literal, at) => {
    hits ??= new Map();
    const hit = { order, sure, at, end: at + literal.length };
    const others = hits.get(order);
    if (others === undefined) hits.set(order, [hit]);
    else if (others.length < 12) others.push(hit);
  });
  if (hits === undefined) return NONE;
  const found: Matches = {};
  for (const [order, own] of [...hits].sort(([a], [b]) => a - b)) {
    const signature = SIGNATURES[order];
    if (signature === undefined) continue;
    const { reach = 'plain' } = signature;
    const match = matches(signature, text, lower, own);
    if (match === undefined) continue;
    found.error ??= signature;
    if (reach !== 'error' || match === 'surely') found.plain ??= signature;
    if (reach !== 'any') continue;
    found.information = signature;
    break;
  }
  return found;
}

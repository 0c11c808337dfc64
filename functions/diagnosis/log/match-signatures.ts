import { followEachOther } from './follow-each-other.ts';
import { makeLiteralGate } from './literal-gate.ts';
import { SIGNATURES } from './signatures/catalogue.ts';
import type { Reach, Signature } from './signatures/signature.ts';

const gate = makeLiteralGate(
  SIGNATURES.flatMap((signature, owner) => signature.any.map((literal) => ({ literal, owner }))),
);

const REACH: Readonly<Record<Reach, number>> = { any: 0, plain: 1, error: 2 };

const holds = (lower: string, alternatives: string): boolean => {
  if (!alternatives.includes('|')) return lower.includes(alternatives);
  for (const one of alternatives.split('|')) if (lower.includes(one)) return true;
  return false;
};

const matches = (signature: Signature, text: string, lower: string): boolean =>
  (signature.all?.every((one) => holds(lower, one)) ?? true) &&
  !(signature.not?.some((one) => lower.includes(one)) ?? false) &&
  ((signature.pattern === undefined && signature.pairs === undefined) ||
    signature.pattern?.test(text) === true ||
    signature.pairs?.some((pair) => followEachOther(lower, pair)) === true);

/** Where a text stands: `information` = marked as such, `plain` = not marked, `error` = an error by level, shape or place. */
export type Standing = 'information' | 'plain' | 'error';
const STANDING: Readonly<Record<Standing, number>> = { information: 0, plain: 1, error: 2 };

/** The first signature, in the order of the catalogue, that a text matches and that may be believed where it stands. */
export function matchSignatures(text: string, lower: string, standing: Standing): Signature | undefined {
  let owners: number[] | undefined;
  gate.scan(lower, (owner) => {
    owners ??= [];
    if (!owners.includes(owner)) owners.push(owner);
  });
  if (owners === undefined) return undefined;
  const allowed = STANDING[standing];
  for (const owner of owners.sort((a, b) => a - b)) {
    const signature = SIGNATURES[owner];
    if (signature === undefined || REACH[signature.reach ?? 'plain'] > allowed) continue;
    if (matches(signature, text, lower)) return signature;
  }
  return undefined;
}

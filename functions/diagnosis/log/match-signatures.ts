import { followEachOther } from './follow-each-other.ts';
import { makeLiteralGate } from './literal-gate.ts';
import { SIGNATURES } from './signatures/catalogue.ts';
import type { Signature } from './signatures/signature.ts';

const gate = makeLiteralGate(
  SIGNATURES.flatMap((signature, owner) => signature.any.map((literal) => ({ literal, owner }))),
);

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

/** The first signature that a text matches and that may be believed, by where it stands. */
export type Matches = { [standing in Standing]?: Signature };

const NONE: Matches = {};

/** Asks the signatures, in the order of the catalogue, what a text says. */
export function matchSignatures(text: string, lower: string): Matches {
  let owners: number[] | undefined;
  gate.scan(lower, (owner) => {
    owners ??= [];
    if (!owners.includes(owner)) owners.push(owner);
  });
  if (owners === undefined) return NONE;
  const found: Matches = {};
  for (const owner of owners.sort((a, b) => a - b)) {
    const signature = SIGNATURES[owner];
    if (signature === undefined) continue;
    const { reach = 'plain' } = signature;
    if (reach === 'error' && found.error !== undefined) continue;
    if (reach === 'plain' && found.plain !== undefined) continue;
    if (!matches(signature, text, lower)) continue;
    found.error ??= signature;
    if (reach !== 'error') found.plain ??= signature;
    if (reach !== 'any') continue;
    found.information = signature;
    break;
  }
  return found;
}

import type { Subject, SubjectType } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup } from './find-token.ts';

/** Makes a subject of a value and of those of its parts that are known; undefined without a value. */
export function makeSubject(
  type: SubjectType,
  value: string | undefined,
  parts: Readonly<Record<string, string | undefined>> = {},
): Subject | undefined {
  if (value === undefined || value === '') return undefined;
  const known = definedParts(parts);
  return Object.keys(known).length === 0 ? { type, value } : { type, value, parts: known };
}

/** Leaves out the parts that are not known. */
export function definedParts(parts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(parts)) if (value !== undefined && value !== '') defined[name] = value;
  return defined;
}

/** Makes a reader whose subject is a pattern's first group. */
export const subjectOf =
  (type: SubjectType, pattern: RegExp) =>
  (reason: NormalisedReason): Subject | undefined =>
    makeSubject(type, firstGroup(reason, pattern));

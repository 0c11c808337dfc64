import type { CauseId } from '../causes.ts';
import type { Confidence, Subject } from '../opinion.ts';
import { mentionsAny } from './mentions-any.ts';
import type { NormalisedReason } from './normalise-reason.ts';
import type { ReasonPhase } from './reason-phase.ts';

/** Where a text of ECS stood. */
export type ReasonPlace = 'task' | 'container' | 'attachment';

/** What is known beside the text. */
export interface ReasonContext {
  readonly where: ReasonPlace;
  readonly stopCode?: string;
  readonly launchType?: string;
}

/** When a rule applies; everything given must hold. */
export interface ReasonMatcher {
  /** The text speaks of one of these phases; absent = whatever the phase. */
  readonly phases?: readonly ReasonPhase[];
  readonly where?: readonly ReasonPlace[];
  readonly stopCodes?: readonly string[];
  /** Lower-case literals of which at least one is in the text; looked for before `pattern`, so they keep it cheap. */
  readonly any?: readonly string[];
  /** Lower-case literals that are all in the text. */
  readonly all?: readonly string[];
  /** Lower-case literals of which none is in the text. */
  readonly none?: readonly string[];
  /** Tested on the normalised lower-case text. */
  readonly pattern?: RegExp;
}

/** One wording of ECS, Docker or containerd, and what it means. */
export interface ReasonRule {
  readonly id: string;
  readonly cause: CauseId;
  readonly confidence: Confidence;
  readonly when: ReasonMatcher;
  /** Reads the thing at fault off the text. */
  readonly subject?: (reason: NormalisedReason) => Subject | undefined;
  /** The head word decided because the tail says nothing, or was cut. */
  readonly fallback?: true;
}

/** Tells whether a rule's condition holds; its `phases` are the caller's to compare. */
export function matches(when: ReasonMatcher, { lower }: NormalisedReason, context: ReasonContext): boolean {
  const { where, stopCodes, any, all, none, pattern } = when;
  if (where !== undefined && !where.includes(context.where)) return false;
  if (stopCodes !== undefined && !stopCodes.includes(context.stopCode ?? '')) return false;
  if (any !== undefined && !mentionsAny(lower, any)) return false;
  if (all !== undefined && !all.every((word) => lower.includes(word))) return false;
  if (none !== undefined && mentionsAny(lower, none)) return false;
  return pattern === undefined || pattern.test(lower);
}

import type { CauseId } from '../../causes.ts';
import type { Confidence, SubjectType } from '../../opinion.ts';

/**
 * Where a signature may be believed: `any` = whatever the level of the line, `plain` = unless the line is marked as
 * information, `error` = only on a line that is an error by its level, its shape or its place.
 */
export type Reach = 'any' | 'plain' | 'error';

/** What one family of log lines says, as data. */
export interface Signature {
  /** Kebab-case, unique, never reused. */
  readonly id: string;
  readonly cause: CauseId;
  readonly confidence: Confidence;
  /** Lower-case literals of four characters or more, one of which the line holds: the gate before anything else is tried. */
  readonly any?: readonly string[];
  /** Such literals that need no more than themselves: neither `pattern` nor `pairs`, nor that the line is an error. */
  readonly sure?: readonly string[];
  /** Lower-case literals that the line holds too, all of them; `a|b` = one of these. */
  readonly all?: readonly string[];
  /** Lower-case words that deny a literal of `any` or `sure` next to them. */
  readonly not?: readonly string[];
  /** Alternatives to `pairs`; matched on the text as it is. */
  readonly pattern?: RegExp;
  /** Alternatives to `pattern`: lower-case literals that follow each other in the line, `first…second`. */
  readonly pairs?: readonly string[];
  /** Found in the lines below the head of an error, it is the head that is quoted. */
  readonly provesHead?: true;
  /** @default 'plain' */
  readonly reach?: Reach;
  /** What to name as being at fault: the first group that matched in the line, else in the lines around it. */
  readonly subject?: { readonly type: SubjectType; readonly pattern: RegExp };
}

import type { CauseId } from '../causes.ts';
import type { SubjectType } from '../opinion.ts';

/** Where a signature's pattern is tried: on the lines of the log, or on the reasons that ECS gives. */
export type AppliesTo = 'log' | 'reason';

/** One kind of failure that a team knows. */
export interface TeamSignature {
  /** Kebab-case, unique within the file. */
  readonly id: string;
  readonly applies: AppliesTo;
  readonly pattern: RegExp;
  /** `application-exit` where the team gave a label only. */
  readonly cause: CauseId;
  /** The title to show in place of the cause's. */
  readonly label?: string;
  readonly explanation?: string;
  /** What to change. */
  readonly change?: string;
  /** A URL. */
  readonly runbook?: string;
  readonly owner?: string;
  /** The thing at fault: what the named group of the pattern matched. */
  readonly subject?: { readonly type: SubjectType; readonly group: string };
  /** Names of services, with `*` for any text, or of families for tasks outside a service; every one where absent. */
  readonly services?: readonly string[];
}

/** What a team knows of its own failures. */
export interface Knowledge {
  /** In the order they are tried. */
  readonly signatures: readonly TeamSignature[];
  /** URLs by cause. */
  readonly runbooks: { readonly [cause in CauseId]?: string };
  /** Why it could not be read, in words that name the fix; then it is empty. */
  readonly unreadable?: string;
}

/** Nothing is known. */
export const NO_KNOWLEDGE: Knowledge = { signatures: [], runbooks: {} };

/** Where to read on about a cause. */
export interface Runbook {
  readonly url: string;
  /** Who keeps it. */
  readonly owner?: string;
}

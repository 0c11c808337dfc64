import type { CauseId } from './causes.ts';

/**
 * How sure a cause is: `certain` = the text says it in so many words, `high` = the text leaves one reading,
 * `medium` = the best of several readings, `low` = an inference from what is not there.
 */
export type Confidence = 'certain' | 'high' | 'medium' | 'low';

/** The kinds of things that can be at fault. */
export type SubjectType =
  | 'image'
  | 'secret'
  | 'parameter'
  | 'role'
  | 'action'
  | 'log-group'
  | 'log-option'
  | 'target-group'
  | 'subnet'
  | 'network-interface'
  | 'security-group'
  | 'endpoint'
  | 'volume'
  | 'file-system'
  | 'container'
  | 'entry-point'
  | 'memory'
  | 'architecture'
  | 'deployment'
  | 'instance'
  | 'port'
  | 'variable'
  | 'module'
  | 'file'
  | 'host'
  | 'database'
  | 'user'
  | 'table'
  | 'migration'
  | 'certificate'
  | 'option'
  | 'resource'
  | 'limit';

/** The very thing at fault. */
export interface Subject {
  readonly type: SubjectType;
  /** As a person would name it: `orders:v42`, `prod/orders/db`, `DATABASE_URL`, `db.internal:5432`. */
  readonly value: string;
  /** Its parts where it has any: `registry`, `repository`, `tag`, `digest`, `arn`, `jsonKey`, `action`, `resource`, `principal`, `host`, `port`, … */
  readonly parts?: Readonly<Record<string, string>>;
}

/** What one reading of one text says. */
export interface Opinion {
  readonly cause: CauseId;
  readonly confidence: Confidence;
  readonly subject?: Subject;
  /** The id of the rule that decided, for tests, docs and the accuracy board. */
  readonly rule: string;
}

/** What a log says: an opinion that points at the line that proves it. */
export interface LogOpinion extends Opinion {
  /** Index of the proving line in the lines that were read. */
  readonly decisive: number;
  /** First and last index of the block of lines that belong to the failure. */
  readonly block: readonly [from: number, to: number];
}

/** One line of a quoted excerpt. */
export interface ExcerptLine {
  /** Cleaned of colours and control characters, JSON flattened, one physical line. */
  readonly text: string;
  readonly decisive: boolean;
  /** This line stands for so many folded lines (frames of libraries, repeats); 0 for a quoted one. */
  readonly folded: number;
  /** Index in the lines that were read; absent for a folding line. */
  readonly index?: number;
}

/** What was understood of one container's log. */
export interface LogReading {
  readonly opinion?: LogOpinion;
  /** A second cause that came with the first, root first. */
  readonly secondary?: LogOpinion;
  /** The lines to quote, at most the number asked for, oldest first. */
  readonly excerpt: readonly ExcerptLine[];
  /** The lines end in an orderly shutdown on a signal, with no failure before it. */
  readonly orderlyShutdown: boolean;
  /** Ports that the application said it listens on. */
  readonly listening: readonly number[];
}

import { isRemark, type Role } from './line-role.ts';
import { type Matches, matchSignatures, type Standing } from './match-signatures.ts';
import type { ParsedLine } from './parse-line.ts';
import type { Signature } from './signatures/signature.ts';

/** How grave a failure is by its structure: 4 = only a process that ends prints it, 3 = an error, 2 = perhaps, 1 = a remark. */
export type Tier = 1 | 2 | 3 | 4;

/** A block of lines that belong to one failure; positions count physical lines. */
export interface Failure {
  readonly from: number;
  to: number;
  tier: Tier;
  /** Lines that name an error, as printed. */
  readonly heads: number[];
  /** Lines that say more about it. */
  readonly details: number[];
  /** The last head is the root, not the first. */
  deepestLast: boolean;
  frames: number;
}

/** The lines of a log with their roles. */
export interface ReadLine extends ParsedLine {
  readonly role: Role;
}

const INDENT = /^\s*/;
const indentOf = (text: string): number => INDENT.exec(text)?.[0].length ?? 0;

/** What ends a Python traceback: a name, perhaps with modules and a message. */
const PYTHON_EXCEPTION = /^[A-Za-z_][\w.]{0,160}(?:: |:?$|\(| \()/;
const DETAIL =
  /^\s|^(?:DETAIL|HINT|LINE|CONTEXT|Description|Action|Reason|Message|MESSAGE|code|Details?|Error|error|- |\* |\d\) )/;
/** Announces what the next lines say, each of which may be an event, and an error, of its own. */
const HEADING = /APPLICATION FAILED TO START|FATAL CONFIG FILE ERROR/;
const IGNORED = /^Exception ignored (?:in|on)\b/;
const CLIENTS_ERROR = /\bERROR: {2}/;
const LEVELED_HEAD: Readonly<Record<string, Tier>> = { fatal: 4, error: 3, warn: 2, none: 3, info: 1, debug: 1 };

const standingOf = (line: ReadLine): Standing => {
  if (
    line.level === 'error' ||
    line.level === 'fatal' ||
    line.role === 'fatal' ||
    line.role === 'exception' ||
    line.role === 'deeper'
  )
    return 'error';
  return line.level === 'info' || line.level === 'debug' ? 'information' : 'plain';
};

/** Collects the failures that a log shows, in its order. */
export function findFailures(lines: readonly ReadLine[]): {
  readonly failures: readonly Failure[];
  readonly matchAt: (position: number, standing?: Standing) => Signature | undefined;
} {
  const failures: Failure[] = [];
  const cache: (Matches | undefined)[] = new Array(lines.length);
  const matchAt = (position: number, standing?: Standing): Signature | undefined => {
    const line = lines[position];
    if (line === undefined) return undefined;
    cache[position] ??= matchLine(line);
    return cache[position]?.[standing ?? standingOf(line)];
  };
  let current: Failure | undefined;
  let joined = false;
  let tracing = false;
  let afterFile = false;

  const open = (at: number, tier: Tier, head: boolean): Failure => {
    const failure: Failure = {
      from: at,
      to: at,
      tier,
      heads: head ? [at] : [],
      details: [],
      deepestLast: false,
      frames: 0,
    };
    failures.push(failure);
    current = failure;
    tracing = false;
    return failure;
  };
  const near = (at: number, gap: number): Failure | undefined =>
    current !== undefined && at - current.to <= gap ? current : undefined;

  // A line that explains itself as the one before did is the next failure, not more of the same.
  const saysItAll = (before: Failure, at: number): boolean => {
    const found = matchAt(at, 'error');
    return found !== undefined && before.heads.some((head) => matchAt(head, 'error') === found);
  };

  for (const [i, line] of lines.entries()) {
    const { role, text, level } = line;
    if (role === 'blank') continue;
    if (role === 'frame') {
      const block = near(i, 4) ?? (text.includes('File "') ? open(i, 3, false) : undefined);
      if (block !== undefined) {
        block.to = i;
        block.frames++;
      }
      if (text.trimStart().startsWith('File "')) {
        tracing = true;
        afterFile = true;
      }
      continue;
    }
    if (role === 'traceback') {
      const before = near(i, 1);
      if (joined && current !== undefined) current.to = i;
      else if (
        before !== undefined &&
        before.frames === 0 &&
        lines[before.heads.at(-1) ?? -1]?.level !== 'none' &&
        before.heads.length > 0
      ) {
        // What the logger said about the exception is less than what the exception says.
        before.details.push(...before.heads.splice(0));
        before.to = i;
      } else if (IGNORED.test(lines[i - 1]?.text ?? '')) open(i, 2, false);
      else open(i, level === 'error' || level === 'fatal' ? 3 : level === 'none' ? 4 : 2, false);
      joined = false;
      tracing = true;
      afterFile = false;
      continue;
    }
    if (role === 'joiner') {
      joined = true;
      if (current !== undefined) current.to = i;
      else open(i, 4, false);
      continue;
    }
    if (tracing && current !== undefined && i - current.to <= 4) {
      const indented = indentOf(text) > 0;
      if (
        afterFile &&
        (indented || role === 'text') &&
        level === 'none' &&
        !(PYTHON_EXCEPTION.test(text) && role !== 'text')
      ) {
        current.to = i;
        afterFile = false;
        continue;
      }
      if (indented && level === 'none' && role !== 'exception') {
        current.to = i;
        continue;
      }
      if (
        (role === 'exception' || (level === 'none' && current.frames > 0) || PYTHON_EXCEPTION.test(text)) &&
        role !== 'access' &&
        (role !== 'wrapper' || PYTHON_EXCEPTION.test(text))
      ) {
        current.heads.push(i);
        current.to = i;
        tracing = false;
        joined = false;
        continue;
      }
    }
    if (role === 'deeper') {
      const block = near(i, 6) ?? open(i, text.startsWith('** (') ? 4 : 3, false);
      block.heads.push(i);
      block.deepestLast = true;
      block.to = i;
      continue;
    }
    if (role === 'fatal') {
      const before = near(i, 1);
      if (text.includes('what():') && before !== undefined) {
        before.heads.unshift(i);
        before.to = i;
      } else open(i, 4, true);
      continue;
    }
    if (role === 'exception') {
      const before = near(i, 2);
      // What follows a warning without a level of its own belongs to the warning.
      if (level === 'none' && lines[i - 1]?.level === 'warn' && before?.to !== i - 1) open(i, 2, true);
      else if (
        before !== undefined &&
        before.frames === 0 &&
        before.heads.length < 4 &&
        (level === 'none' || level === lines[before.from]?.level) &&
        !saysItAll(before, i)
      ) {
        before.heads.push(i);
        before.to = i;
      } else if (level !== 'info' && level !== 'debug') open(i, LEVELED_HEAD[level] ?? 3, true);
      continue;
    }
    if (role === 'wrapper') {
      if (current !== undefined && i - current.to <= 2) current.to = i;
      continue;
    }
    if (role === 'access' || role === 'stop' || role === 'ready') {
      current = undefined;
      tracing = false;
      continue;
    }
    if (level === 'fatal' || level === 'error') {
      const heading = near(i, 3);
      if (heading !== undefined && heading.details.length < 14 && HEADING.test(lines[heading.from]?.text ?? '')) {
        heading.details.push(i);
        heading.to = i;
        continue;
      }
      // What a database tells of its clients' statements does not stop the database.
      open(i, level === 'fatal' ? 4 : CLIENTS_ERROR.test(text) ? 2 : 3, true);
      continue;
    }
    const block = near(i, 2);
    if (
      level === 'none' &&
      block !== undefined &&
      block.details.length < 14 &&
      (DETAIL.test(text) || block.tier >= 3)
    ) {
      const found = DETAIL.test(text) ? undefined : matchAt(i, 'error');
      const again =
        found !== undefined &&
        block.heads.some(
          (head) => lines[head]?.text.slice(0, 12) === text.slice(0, 12) && matchAt(head, 'error') === found,
        );
      if (again) open(i, block.tier, true);
      else if (found !== undefined && block.frames > 0 && matchAt(i) !== undefined) open(i, 2, true);
      else {
        block.details.push(i);
        block.to = i;
      }
      continue;
    }
    const found = matchAt(i);
    if (found !== undefined) open(i, level === 'info' || level === 'debug' || isRemark(text) ? 1 : 2, true);
    else if (level === 'info' || level === 'debug') {
      current = undefined;
      tracing = false;
    }
  }
  return { failures, matchAt };
}

const NESTED = '; nested exception is ';

function matchLine(line: ParsedLine): Matches {
  const at = line.text.lastIndexOf(NESTED);
  if (at >= 0) {
    const found = matchSignatures(line.text.slice(at), line.lower.slice(at));
    if (found.error !== undefined) return found;
  }
  return matchSignatures(line.text, line.lower);
}

import type { TaskTimes } from '../event/stopped-task.ts';
import type { LogLine, LogTail } from './evidence.ts';
import { roleOf } from './log/line-role.ts';
import { findListening } from './log/listening.ts';
import { parseLine } from './log/parse-line.ts';

/** How long a container took until it served, as far as its log says. */
export type StartUp =
  | {
      readonly kind: 'took';
      readonly seconds: number;
      /** The line that says that it is up. */
      readonly line: string;
    }
  /** The whole log was read, and no line of it says that the application is up. */
  | { readonly kind: 'never-said' }
  | { readonly kind: 'unknown' };

/** `Started Orders in 42.1 seconds`, `Server startup in [4211] milliseconds`, `started in 1.2s. Listening on`, `Ready in 900ms`. */
const UP_AT_LAST = /\b(?:started|start-?up|ready)\b/i;
const TOOK = / in:? \[?(\d{1,7}(?:[.,]\d{1,6})?)\]? ?(ms|milliseconds|s|secs?|seconds)\b/i;

/** So near behind the announcement its duration stands. */
const NEAR = 100;

/** Words of lines that tell of something else, or of something that is still to come. */
const NOT_UP = /\b(?:not|retry\w{0,5}|wait\w{0,5}|will|again|jobs?|migrations?|tasks?|connect(?:ed|ing))\b/i;

const UP = /startup complete|ready|started|running/;

/** Announces what is still to come, unless the line says too that it has come. */
const EARLY = /\b(?:initiali[sz]\w{1,6}|starting|launching|booting|configur\w{1,8}|using|will)\b/i;
const SERVES = /\b(?:listening|started|running|serving|ready|accepting)\b/i;

/** The patterns of this file, for the proof that they take linear time. */
export const START_UP_PATTERNS: readonly RegExp[] = [UP_AT_LAST, TOOK, NOT_UP, UP, EARLY, SERVES];

/** Reads from a container's log how long its start took, counted from the moment the task was RUNNING where the lines have times. */
export function startUpOf(tail: LogTail | undefined, { startedAt }: TaskTimes): StartUp {
  if (tail?.kind !== 'lines') return { kind: 'unknown' };
  const up =
    tail.lines.find(({ text }) => secondsNamedIn(text) !== undefined && !NOT_UP.test(text)) ??
    tail.lines.find((line) => saysThatItListens(line) && (SERVES.test(line.text) || !EARLY.test(line.text))) ??
    tail.lines.find(saysThatItIsUp);
  if (up === undefined)
    return { kind: tail.truncated || tail.lines.some(saysThatItListens) ? 'unknown' : 'never-said' };
  const counted = up.at === undefined || startedAt === undefined ? undefined : (up.at - startedAt) / 1_000;
  const named = secondsNamedIn(up.text);
  // The program counts from its own beginning, the task from the moment that all its containers ran.
  const longest = Math.max(counted ?? 0, named ?? 0);
  if (counted === undefined && named === undefined) return { kind: 'unknown' };
  return { kind: 'took', seconds: Math.round(longest), line: (parseLine(0, up.text)[0]?.text ?? '').trim() };
}

function secondsNamedIn(text: string): number | undefined {
  const at = text.search(UP_AT_LAST);
  const [, number, unit = 's'] = (at < 0 ? undefined : TOOK.exec(text.slice(at, at + NEAR))) ?? [];
  if (number === undefined) return undefined;
  return Number(number.replace(',', '.')) / (unit.toLowerCase().startsWith('m') ? 1_000 : 1);
}

const read = ({ text }: LogLine) => parseLine(0, text).map((line) => ({ ...line, role: roleOf(line) }));

const saysThatItListens = (line: LogLine): boolean => findListening(read(line)).length > 0;

const saysThatItIsUp = (line: LogLine): boolean =>
  read(line).some(({ role, lower }) => role === 'ready' && UP.test(lower) && !NOT_UP.test(lower));

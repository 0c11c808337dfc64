import type { LogLine } from '../evidence.ts';
import { chooseFailure, findStop, type Proof, STOP_CODES } from '../log/choose-failure.ts';
import { withoutCollectorsLevel } from '../log/collectors-level.ts';
import { quoteLines } from '../log/excerpt.ts';
import { type Failure, findFailures, type ReadLine, type Tier } from '../log/find-failures.ts';
import { roleOf } from '../log/line-role.ts';
import { isNewestFirst, parseInOrder } from '../log/order-lines.ts';
import { cleanText } from '../log/parse-line.ts';
import type { LogReading } from '../opinion.ts';
import type { TeamSignature } from './knowledge.ts';

/** A log with what is known of its container. */
export interface OwnLog {
  readonly lines: readonly LogLine[];
  /** What the built-in signatures made of it. */
  readonly reading: LogReading;
  readonly exitCode: number | undefined;
  readonly excerptLines: number;
}

/** A signature that explains a log. */
export interface LogMatch {
  readonly signature: TeamSignature;
  readonly match: RegExpExecArray;
  /** Index of the matching line in the lines that were read. */
  readonly decisive: number;
  /** The lines to quote around it. */
  readonly excerpt: LogReading['excerpt'];
}

interface Candidate extends LogMatch {
  readonly proof: Proof;
}

/** Requests and remarks after which a program that failed has gone on with its work. */
const MOST_LIVELY = 8;

/**
 * Finds the line of a log that a team's signature explains: the gravest that matches, of equals the newest, by the same
 * weighing as the built-in signatures. A line that the program got over does not count.
 */
export function matchLog(signatures: readonly TeamSignature[], log: OwnLog): LogMatch | undefined {
  if (signatures.length === 0) return undefined;
  const read = prepare(log);
  const candidates = candidatesOf(signatures, log, read).filter((one) => !isOvercome(one, read, log.reading));
  if (candidates.length === 0) return undefined;
  const proofs = candidates.map(({ proof }) => proof);
  const chosen = chooseFailure(proofs, read, findStop(read), log.exitCode, () => undefined);
  return candidates.find(({ proof }) => proof === chosen);
}

/** As the built-in reading sees the lines: oldest first, without the levels of a collector. */
function prepare({ lines, exitCode }: OwnLog): readonly ReadLine[] {
  const printed: readonly ReadLine[] = parseInOrder(lines).map((line) => ({ ...line, role: roleOf(line) }));
  const levelled = withoutCollectorsLevel(printed, exitCode !== undefined && !STOP_CODES.has(exitCode));
  return isNewestFirst(levelled) ? levelled.toReversed() : levelled;
}

function candidatesOf(
  signatures: readonly TeamSignature[],
  { lines, excerptLines }: OwnLog,
  read: readonly ReadLine[],
): readonly Candidate[] {
  let failures: readonly Failure[] | undefined;
  return read.flatMap((line, at): Candidate[] => {
    if (line.role === 'blank') return [];
    const printed = asPrinted(line, lines);
    for (const signature of signatures) {
      const { id, cause, pattern } = signature;
      const match = pattern.exec(line.text) ?? (printed === undefined ? null : pattern.exec(printed));
      if (match === null) continue;
      failures ??= findFailures(read).failures;
      const failure = failures.find(({ from, to }) => from <= at && at <= to) ?? ownFailure(at, line);
      const proof: Proof = { failure, at, signature: { id, cause, confidence: 'certain' }, cause };
      const excerpt = quoteLines(read, { from: failure.from, to: failure.to, decisive: at }, excerptLines);
      return [{ signature, match, decisive: line.index, excerpt, proof }];
    }
    return [];
  });
}

/** The whole line, where it says more: a pattern may name what a logger put in front of the message, or a key of an entry. */
function asPrinted({ index, text }: ReadLine, lines: readonly LogLine[]): string | undefined {
  const printed = cleanText((lines[index]?.text ?? '').slice(0, LONGEST)).split(/[\r\n]/);
  // Of an event of several lines, the one that this line came from.
  const line = printed.length === 1 ? printed[0] : printed.find((one) => one.includes(text));
  return line === text ? undefined : line;
}

const LONGEST = 6_000;

const TIERS: Readonly<Record<ReadLine['level'], Tier>> = { fatal: 4, error: 3, warn: 2, none: 2, info: 1, debug: 1 };

const ownFailure = (at: number, { level }: ReadLine): Failure => ({
  from: at,
  to: at,
  tier: TIERS[level],
  heads: [at],
  details: [],
  deepestLast: false,
  frames: 0,
});

/** A later start or a lot of work shows that the program got over it; a grave line is believed where nothing failed later. */
function isOvercome({ proof: { failure } }: Candidate, read: readonly ReadLine[], { opinion }: LogReading): boolean {
  const nextAt = opinion === undefined ? -1 : read.findIndex(({ index }) => isIn(index, opinion.block));
  const failedLater = nextAt > failure.to;
  const later = read.slice(failure.to + 1, failedLater ? nextAt : read.length);
  const recovered = later.some(({ role }) => role === 'ready');
  if (failure.tier < 3 && recovered) return true;
  const lively = later.filter(({ role, level }) => role === 'access' || level === 'info' || level === 'debug').length;
  return failedLater && saysWhy(opinion?.rule) && (recovered || (failure.tier < 4 && lively > MOST_LIVELY));
}

const isIn = (index: number, [from, to]: readonly [from: number, to: number]): boolean => from <= index && index <= to;

/** What is said for want of a failure is no later failure. */
const saysWhy = (rule: string | undefined): boolean => !ENDINGS.has(rule);
const ENDINGS = new Set<string | undefined>([
  'log/last-error',
  'log/ended-plainly',
  'log/stopped-on-order',
  'log/killed-after-stop-order',
]);

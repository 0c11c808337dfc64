import type { LogLine } from '../evidence.ts';
import type { LogOpinion, LogReading, Subject } from '../opinion.ts';
import { chooseFailure, findStop, type Proof, proveFailure, proveLastWords, STOP_CODES } from './choose-failure.ts';
import { withoutCollectorsLevel } from './collectors-level.ts';
import { quoteLines } from './excerpt.ts';
import { type Failure, findFailures, type ReadLine } from './find-failures.ts';
import { roleOf } from './line-role.ts';
import { findListening } from './listening.ts';
import { isNewestFirst, parseInOrder } from './order-lines.ts';
import type { Signature } from './signatures/signature.ts';

/** What is known of the container besides its log. */
export interface LogContext {
  readonly exitCode?: number;
  /** @default 12 */
  readonly excerptLines?: number;
}

const ERROR_LIKE = /error|fail|fatal|exception|✗|✖|cannot|unable|exited with|abort|denied|refused|invalid/;

/** Codes of the shell and of signals name a cause without the log. */
const saysByItself = (exitCode: number): boolean => exitCode >= 126 && exitCode < 160;

/** The next grave failure of another cause, shortly after the first. */
const consequenceOf = (root: Proof, proofs: readonly Proof[]): Proof | undefined =>
  proofs.find(
    ({ failure, cause, signature }) =>
      failure.tier >= 3 &&
      failure.from > root.failure.from &&
      failure.from - root.failure.to <= 15 &&
      signature !== undefined &&
      cause !== root.cause,
  );

const textAround = (failure: Failure, lines: readonly ReadLine[]): string =>
  lines
    .slice(failure.from, Math.min(failure.to, failure.from + 40) + 1)
    .filter((line) => line.role !== 'frame')
    .map((line) => line.text)
    .join('\n')
    .slice(0, 4_000);

const firstGroup = (pattern: RegExp, text: string): string | undefined =>
  pattern
    .exec(text)
    ?.slice(1)
    .find((group) => group !== undefined && group !== '');

const subjectOf = (signature: Signature, proof: Proof, lines: readonly ReadLine[]): Subject | undefined => {
  if (signature.subject === undefined) return undefined;
  const { type, pattern } = signature.subject;
  const value =
    firstGroup(pattern, lines[proof.at]?.text ?? '') ?? firstGroup(pattern, textAround(proof.failure, lines));
  return value === undefined ? undefined : { type, value };
};

const toOpinion = (proof: Proof, lines: readonly ReadLine[]): LogOpinion | undefined => {
  if (proof.cause === undefined) return undefined;
  const subject = proof.signature === undefined ? undefined : subjectOf(proof.signature, proof, lines);
  const indexAt = (position: number): number => lines[position]?.index ?? 0;
  const from = indexAt(proof.failure.from);
  const to = indexAt(proof.failure.to);
  return {
    cause: proof.cause,
    confidence: proof.signature?.confidence ?? 'medium',
    ...(subject === undefined ? {} : { subject }),
    rule: `log/${proof.signature?.id ?? 'crash'}`,
    decisive: indexAt(proof.at),
    block: [Math.min(from, to), Math.max(from, to)],
  };
};

/**
 * Reads the end of one container's log: the root cause, the line that proves it, and what to quote. Pure, and linear in the
 * input.
 */
export function readLog(lines: readonly LogLine[], context: LogContext = {}): LogReading {
  const { exitCode, excerptLines = 12 } = context;
  const printed: readonly ReadLine[] = parseInOrder(lines).map((line) => ({ ...line, role: roleOf(line) }));
  const failed = exitCode !== undefined && exitCode !== 0 && !saysByItself(exitCode);
  const levelled = withoutCollectorsLevel(printed, exitCode !== undefined && !STOP_CODES.has(exitCode));
  const read = isNewestFirst(levelled) ? levelled.toReversed() : levelled;
  const listening = findListening(read);
  const { failures, matchAt } = findFailures(read);
  const proofs = failures.map((failure) => proveFailure(failure, read, matchAt));
  const stopAt = findStop(read);
  const best = chooseFailure(proofs, read, stopAt, exitCode, matchAt);
  const overcome =
    best !== undefined && best.failure.tier <= 2 && read.some(({ role }, i) => i > best.failure.to && role === 'ready');
  const chosen = failed && (best?.cause === undefined || overcome) ? (proveLastWords(read, matchAt) ?? best) : best;
  const opinion =
    (chosen === undefined ? undefined : toOpinion(chosen, read)) ?? ending(read, stopAt, chosen, exitCode);
  const decisive = opinion === undefined ? -1 : read.findIndex((line) => line.index === opinion.decisive);
  const at = chosen !== undefined && chosen.cause !== undefined ? chosen.at : decisive;
  const block =
    opinion === undefined
      ? undefined
      : { from: chosen?.failure.from ?? at, to: Math.max(chosen?.failure.to ?? at, at), decisive: at };
  const next = chosen === undefined ? undefined : consequenceOf(chosen, proofs);
  const secondary = next === undefined ? undefined : toOpinion(next, read);
  return {
    ...(opinion === undefined ? {} : { opinion }),
    ...(secondary === undefined ? {} : { secondary }),
    excerpt: quoteLines(read, block, excerptLines),
    orderlyShutdown: stopAt >= 0 && (chosen === undefined || chosen.failure.from >= stopAt),
    listening,
  };
}

/** What is left to say where no failure ended the container. */
function ending(
  lines: readonly ReadLine[],
  stopAt: number,
  chosen: Proof | undefined,
  exitCode: number | undefined,
): LogOpinion | undefined {
  const say = (cause: LogOpinion['cause'], confidence: LogOpinion['confidence'], rule: string, at: number) => {
    const index = lines[at]?.index ?? 0;
    return { cause, confidence, rule, decisive: index, block: [index, index] as const };
  };
  if (stopAt >= 0 && chosen === undefined) {
    if (exitCode === 137) return say('killed', 'medium', 'log/killed-after-stop-order', stopAt);
    return say('terminated', 'high', 'log/stopped-on-order', stopAt);
  }
  if (exitCode === 0) {
    const last = lines.findLastIndex((line) => line.role !== 'blank' && line.role !== 'access');
    return last < 0 ? undefined : say('completed', 'medium', 'log/ended-plainly', last);
  }
  if (exitCode !== undefined && saysByItself(exitCode)) return undefined;
  const last = chosen?.at ?? lines.findLastIndex((line) => line.role !== 'access' && ERROR_LIKE.test(line.lower));
  return last < 0 ? undefined : say('application-exit', 'low', 'log/last-error', last);
}

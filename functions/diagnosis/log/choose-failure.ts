import type { CauseId } from '../causes.ts';
import type { Failure, ReadLine } from './find-failures.ts';
import { isProbe, isRemark, isStopOrder } from './line-role.ts';
import type { Standing } from './match-signatures.ts';
import type { Signature } from './signatures/signature.ts';

/** A failure with the line that proves it and what that line says. */
export interface Proof {
  readonly failure: Failure;
  /** Position of the proving line. */
  readonly at: number;
  readonly signature?: Signature;
  readonly cause?: CauseId;
}

type MatchAt = (position: number, standing?: Standing) => Signature | undefined;

/** A signature that says no more than that the program broke. */
const isVague = (signature: Signature | undefined): boolean =>
  signature === undefined || signature.cause === 'unhandled-exception' || signature.confidence === 'low';

/** Walks a failure to its root as its runtime prints it. */
export function proveFailure(failure: Failure, lines: readonly ReadLine[], matchAt: MatchAt): Proof {
  const heads = failure.deepestLast ? [...failure.heads].reverse() : failure.heads;
  const standing: Standing | undefined = failure.tier >= 3 ? 'error' : undefined;
  let vague: Proof | undefined;
  let told: Proof | undefined;
  for (const at of heads) {
    const signature = matchAt(at, standing);
    if (signature === undefined) continue;
    const proof = { failure, at, signature, cause: signature.cause };
    if (signature.provesHead === true) return proof;
    if (isVague(signature)) vague ??= proof;
    else told ??= proof;
  }
  if (told !== undefined && told.cause !== 'invalid-configuration') return told;
  for (const detail of failure.details) {
    const signature = matchAt(detail, standing);
    if (signature === undefined) continue;
    const at = signature.provesHead === true ? (heads[0] ?? detail) : detail;
    const proof = { failure, at, signature, cause: signature.cause };
    if (told !== undefined && signature.provesHead !== true) continue;
    if (!isVague(signature)) return proof;
    vague ??= proof;
  }
  if (told !== undefined) return told;
  if (vague !== undefined) return vague;
  const at = failure.heads.at(-1) ?? failure.from;
  const line = lines[at];
  const crashed = failure.frames > 0 || line?.role === 'fatal' || line?.role === 'exception' || line?.role === 'deeper';
  return crashed ? { failure, at, cause: 'unhandled-exception' } : { failure, at };
}

const QUIET_ROLES = new Set(['blank', 'frame', 'wrapper', 'joiner', 'stop']);

/** The position where an order to stop begins that ends the log, or -1. */
export function findStop(lines: readonly ReadLine[]): number {
  let last = -1;
  let order = -1;
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (line?.role !== 'stop') continue;
    if (last < 0) last = i;
    if (isStopOrder(line.lower)) {
      order = i;
      break;
    }
  }
  const found = order >= 0 ? order : last;
  if (found < 0) return -1;
  for (let i = found + 1; i < lines.length; i++) if (lines[i]?.role === 'ready') return -1;
  let first = found;
  for (let i = found - 1; i >= Math.max(0, found - 6); i--) {
    const line = lines[i];
    if (line?.role === 'stop' && (order < 0 || isStopOrder(line.lower))) first = i;
  }
  return first;
}

/** Exit codes with which a container ends that was told to. */
export const STOP_CODES = new Set<number>([0, 129, 130, 131, 137, 143]);

/** Chooses the failure that ended the container, if one did. */
export function chooseFailure(
  proofs: readonly Proof[],
  lines: readonly ReadLine[],
  stopAt: number,
  exitCode: number | undefined,
  matchAt: MatchAt,
): Proof | undefined {
  const lively: number[] = new Array(lines.length + 1).fill(0);
  const ready: number[] = new Array(lines.length + 1).fill(0);
  const told: number[] = new Array(lines.length + 1).fill(0);
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    const alive =
      line?.role === 'access' ||
      line?.role === 'ready' ||
      (line?.role !== 'wrapper' && (line?.level === 'info' || line?.level === 'debug'));
    lively[i] = (lively[i + 1] ?? 0) + (alive ? 1 : 0);
    ready[i] = (ready[i + 1] ?? 0) + (line?.role === 'ready' ? 1 : 0);
    told[i] = (told[i + 1] ?? 0) + (line !== undefined && !QUIET_ROLES.has(line.role) ? 1 : 0);
  }
  const gentle = exitCode === undefined ? stopAt >= 0 : STOP_CODES.has(exitCode);
  const length = lengthWithoutRequests(lines, exitCode, gentle);
  let best: Proof | undefined;
  let bestScore = 0;
  for (const proof of proofs) {
    const { failure } = proof;
    const vague = proof.signature === undefined || isVague(proof.signature);
    const livelyAfter = (lively[failure.to + 1] ?? 0) - (lively[length] ?? 0);
    const lastWords = (told[failure.to + 1] ?? 0) === (told[length] ?? 0);
    if (exitCode === 137 && failure.tier < 4 && proof.cause !== 'out-of-memory' && proof.cause !== 'heap-exhausted')
      continue;
    if (stopAt >= 0 && gentle) {
      if (failure.from >= stopAt) continue;
      const between = (lively[failure.to + 1] ?? 0) - (lively[stopAt] ?? 0);
      if (failure.tier < 4 || between > 0 || stopAt - failure.to > 8) continue;
    } else if (gentle && exitCode !== undefined) {
      if (exitCode !== 137 && (livelyAfter > 3 || (failure.tier < 4 && (exitCode !== 0 || livelyAfter > 0 || vague))))
        continue;
    }
    if (failure.tier === 1 && proof.signature === undefined) continue;
    let score =
      failure.tier * 10 + (proof.cause === undefined ? -8 : vague ? (proof.signature === undefined ? 1 : 3) : 6);
    if (proof.signature?.confidence === 'low') score -= 10;
    if (lastWords) score += failure.tier < 3 ? 4 : 8;
    if (failure.frames > 2) score += 3;
    if ((ready[failure.to + 1] ?? 0) > 0 && failure.tier < 4) score -= 4;
    if (livelyAfter > 8 && failure.tier < 4) score -= 2;
    score += (4 * failure.from) / Math.max(1, length);
    if (score >= bestScore) {
      best = proof;
      bestScore = score;
    }
  }
  if (best === undefined) return undefined;
  const root = findExhaustion(best, proofs, lively);
  if (root !== undefined) return root;
  const text = lines[best.at]?.text ?? '';
  if (ERLANG_TERM.test(text)) {
    const from = best.failure.from;
    const above = proofs.filter(({ failure }) => failure.from < from && from - failure.to < 16);
    const told = above.find(({ signature }) => signature !== undefined && !isVague(signature));
    const readable = told ?? above.findLast(({ at }) => lines[at]?.role === 'deeper');
    if (readable !== undefined) return readable;
  }
  return best.signature === undefined ||
    best.cause === 'aborted' ||
    best.signature.confidence === 'low' ||
    (isVague(best.signature) && SAYS_LITTLE.test(text))
    ? absorb(best, proofs, lively, lines, matchAt)
    : best;
}

/**
 * Where the log ends when the requests served at its end are left off: they make no failure before them older. An exit with
 * 0 after real requests may have overcome it; probes are answered by much that is broken.
 */
function lengthWithoutRequests(lines: readonly ReadLine[], exitCode: number | undefined, gentle: boolean): number {
  if (exitCode === 0) return lines.findLastIndex((line) => !isProbe(line)) + 1;
  return gentle ? lines.length : lines.findLastIndex(({ role }) => role !== 'access') + 1;
}

const FAILED = /error|fail|refused|denied|exception|unable|cannot|could not|panic|no such/;
const ERRORISH =
  /err|fail|refus|denied|exception|unable|cannot|can't|could not|couldn't|not found|invalid|panic|no such|unknown|unrecogni|missing|must|required|not set|bad /;
/** Erlang ends with a term that says again, cut and quoted, what stands above it. */
const ERLANG_TERM = /Kernel pid terminated|init terminating in do_boot|Runtime terminating during boot/;
const SAYS_LITTLE =
  /Kernel pid terminated|failed to start|Application run failed|Error starting ApplicationContext|could not start|\(\*?\w{1,40}\.?\w{1,40}\) \(?0x|HaltServer/i;

const EXHAUSTIONS = new Set<CauseId | undefined>([
  'ephemeral-storage-full',
  'file-descriptors-exhausted',
  'heap-exhausted',
]);

/** What ran out shortly before is the root of what failed then. */
function findExhaustion(best: Proof, proofs: readonly Proof[], lively: readonly number[]): Proof | undefined {
  if (EXHAUSTIONS.has(best.cause)) return undefined;
  for (let i = proofs.indexOf(best) - 1; i >= 0; i--) {
    const earlier = proofs[i];
    if (earlier === undefined || best.failure.from - earlier.failure.to > 15) return undefined;
    if ((lively[earlier.failure.to + 1] ?? 0) > (lively[best.failure.from] ?? 0)) return undefined;
    if (EXHAUSTIONS.has(earlier.cause)) return earlier;
  }
  return undefined;
}

/**
 * A failure that names nothing gives way to the one right before it that does, to the lines above it, or, where it never got
 * so far as to name its error, to the one right after it.
 */
function absorb(
  vague: Proof,
  proofs: readonly Proof[],
  lively: readonly number[],
  lines: readonly ReadLine[],
  matchAt: MatchAt,
): Proof {
  for (let i = proofs.indexOf(vague) - 1; i >= 0; i--) {
    const earlier = proofs[i];
    if (earlier === undefined) break;
    const between = (lively[earlier.failure.to + 1] ?? 0) - (lively[vague.failure.from] ?? 0);
    if (between > 1 || vague.failure.from - earlier.failure.to > 12) break;
    if (earlier.signature !== undefined && !isVague(earlier.signature) && earlier.failure.tier >= 2) return earlier;
  }
  for (let at = vague.failure.from - 1; at >= Math.max(0, vague.failure.from - 3); at--) {
    const line = lines[at];
    if (line === undefined || line.role === 'access' || line.role === 'frame' || isRemark(line.text)) continue;
    if (!ERRORISH.test(line.lower)) continue;
    const signature = matchAt(at, 'error');
    if (signature !== undefined && !isVague(signature)) {
      return { failure: { ...vague.failure, from: at }, at, signature, cause: signature.cause };
    }
  }
  const namesNothing = vague.failure.heads.length === 0 || SAYS_LITTLE.test(lines[vague.at]?.text ?? '');
  return namesNothing && vague.signature === undefined ? (nextOf(vague, proofs, lively) ?? vague) : vague;
}

/** The error itself stands below its announcement, and may be parted from it: lines of one moment come in any order. */
function nextOf(vague: Proof, proofs: readonly Proof[], lively: readonly number[]): Proof | undefined {
  for (let i = proofs.indexOf(vague) + 1; i < proofs.length; i++) {
    const later = proofs[i];
    if (later === undefined || later.failure.from - vague.failure.to > 4) return undefined;
    if ((lively[vague.failure.to + 1] ?? 0) - (lively[later.failure.from] ?? 0) > 2) return undefined;
    if (later.failure.tier >= 3 && !isVague(later.signature)) return later;
  }
  return undefined;
}

/** The last words of a container that failed: what no structure marks as an error may still be one. */
export function proveLastWords(lines: readonly ReadLine[], matchAt: MatchAt): Proof | undefined {
  let looked = 0;
  for (let at = lines.length - 1; at >= 0 && looked < 8; at--) {
    const line = lines[at];
    if (
      line === undefined ||
      line.role === 'blank' ||
      line.role === 'access' ||
      line.role === 'frame' ||
      line.role === 'wrapper' ||
      line.role === 'stop' ||
      isRemark(line.text)
    )
      continue;
    looked++;
    if ((line.level === 'info' || line.level === 'debug') && !FAILED.test(line.lower)) continue;
    const signature = matchAt(at, 'error');
    if (signature === undefined || isVague(signature)) continue;
    const failure: Failure = { from: at, to: at, tier: 2, heads: [at], details: [], deepestLast: false, frames: 0 };
    return { failure, at, signature, cause: signature.cause };
  }
  return undefined;
}

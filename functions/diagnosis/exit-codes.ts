import type { CauseId } from './causes.ts';
import type { Confidence } from './opinion.ts';

interface ExitCodeMeaning {
  /** In words, for a reader who does not know the number by heart. */
  readonly words: string;
  readonly cause: CauseId;
  readonly confidence: Confidence;
}

const meaning = (words: string, cause: CauseId = 'application-exit', confidence: Confidence = 'high') => ({
  words,
  cause,
  confidence,
});

/**
 * Exit codes that mean the same in every container: POSIX's shell codes, BSD's sysexits and 128 + the signal's number.
 * Codes that only one runtime gives a meaning to name it in words, and stay `application-exit` unless that meaning is the
 * usual one or the runtime is known.
 */
const MEANINGS: Readonly<Record<number, ExitCodeMeaning>> = {
  0: meaning('success', 'completed'),
  1: meaning('general failure'),
  2: meaning('usage error, or a Go panic'),
  3: meaning('failure; of Gunicorn: a worker failed to boot'),
  4: meaning('failure; of Gunicorn: the application failed to load'),
  7: meaning('failure; of Node.js: its handler of uncaught exceptions threw'),
  9: meaning('failure, not SIGKILL; of Node.js: invalid argument'),
  12: meaning('failure; of Node.js: invalid debug argument'),
  13: meaning('failure; of Node.js: a top-level await never settled'),
  64: meaning('usage error'),
  65: meaning('bad input data'),
  66: meaning('no input'),
  69: meaning('service unavailable'),
  70: meaning('internal error'),
  71: meaning('operating system error'),
  73: meaning('cannot create output'),
  74: meaning('input or output error'),
  75: meaning('temporary failure'),
  77: meaning('permission denied'),
  78: meaning('configuration error', 'invalid-configuration', 'low'),
  101: meaning('Rust panic', 'unhandled-exception', 'medium'),
  124: meaning('the timeout command expired'),
  125: meaning('the container runtime failed', 'container-start-failed', 'medium'),
  126: meaning('command found but not executable', 'entrypoint-not-executable'),
  127: meaning('command not found', 'entrypoint-not-found'),
  128: meaning('the runtime could not start the process', 'container-start-failed', 'low'),
  129: meaning('SIGHUP', 'terminated'),
  130: meaning('SIGINT', 'terminated'),
  131: meaning('SIGQUIT', 'terminated'),
  132: meaning('SIGILL, illegal instruction', 'segmentation-fault'),
  133: meaning('SIGTRAP, runtime abort', 'aborted'),
  134: meaning('SIGABRT', 'aborted'),
  135: meaning('SIGBUS, bus error', 'segmentation-fault'),
  136: meaning('SIGFPE, arithmetic error', 'aborted'),
  // The signal is certain, who sent it is not.
  137: meaning('SIGKILL', 'killed', 'medium'),
  139: meaning('SIGSEGV, segmentation fault', 'segmentation-fault'),
  141: meaning('SIGPIPE'),
  143: meaning('SIGTERM', 'terminated'),
  152: meaning('SIGXCPU, CPU time limit'),
  153: meaning('SIGXFSZ, file size limit'),
  159: meaning('SIGSYS, system call refused by seccomp', 'container-start-failed', 'medium'),
  255: meaning('exit code out of range, or -1'),
  3221225477: meaning('Windows access violation', 'segmentation-fault'),
  3221225786: meaning('Windows Ctrl-C', 'terminated'),
  1073807364: meaning('Windows terminated at shutdown', 'terminated'),
  2147516547: meaning('Windows terminated at shutdown', 'terminated'),
};

/** Says an exit code in words: `137 (SIGKILL)`; `none` for a container that has no code. */
export function describeExitCode(code: number | undefined): string {
  if (code === undefined) return 'none';
  const words = MEANINGS[code]?.words ?? (code > 128 && code < 160 ? `signal ${code - 128}` : undefined);
  return words === undefined ? String(code) : `${code} (${words})`;
}

/** Codes of one runtime, known by the words that start it. */
const OF_RUNTIME: readonly {
  readonly startedBy: RegExp;
  readonly causes: Readonly<Record<number, readonly [CauseId, Confidence]>>;
}[] = [
  {
    startedBy: /(?:^|[\s/])(?:node|nodejs|npm|npx|yarn|pnpm|tsx)(?=[\s:@-]|$)/,
    causes: {
      7: ['unhandled-exception', 'medium'],
      9: ['invalid-configuration', 'medium'],
      12: ['invalid-configuration', 'medium'],
    },
  },
  { startedBy: /-XX:\+ExitOnOutOfMemoryError\b/, causes: { 3: ['heap-exhausted', 'high'] } },
  { startedBy: /-XX:\+CrashOnOutOfMemoryError\b/, causes: { 134: ['heap-exhausted', 'medium'] } },
];

/** The patterns of this file, for the proof that they take linear time. */
export const EXIT_CODE_PATTERNS: readonly RegExp[] = OF_RUNTIME.map(({ startedBy }) => startedBy);

/**
 * The cause that an exit code alone supports.
 *
 * @param startedBy - image, entry point and command of the container, which tell its runtime.
 */
export function causeOfExitCode(
  code: number,
  startedBy = '',
): { readonly cause: CauseId; readonly confidence: Confidence } {
  for (const runtime of OF_RUNTIME) {
    const [cause, confidence] = runtime.causes[code] ?? [];
    if (cause !== undefined && confidence !== undefined && runtime.startedBy.test(startedBy))
      return { cause, confidence };
  }
  const known = MEANINGS[code];
  return { cause: known?.cause ?? 'application-exit', confidence: known?.confidence ?? 'high' };
}

/** The process was ended by a signal that only a crash sends: SIGILL, SIGABRT, SIGBUS, SIGSEGV. */
export const isCrashSignal = (code: number | undefined): boolean =>
  code === 132 || code === 134 || code === 135 || code === 139 || code === 3221225477;

/** The codes a container ends with when it is told to stop: by itself, on a signal, or killed after the stop timeout. */
export const isStopExit = (code: number | undefined): boolean =>
  code === undefined || code === 0 || code === 129 || code === 130 || code === 131 || code === 137 || code === 143;

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type FunctionConfiguration, functionEnvironment } from './function-environment.ts';
import { type FunctionLogLine, makeFunctionLog } from './function-log.ts';
import { type Json, parseJson } from './json.ts';
import { type FunctionError, type PendingInvocation, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = join(import.meta.dirname, 'runtime-bootstrap.mjs');
/** How long Lambda lets a function initialise. */
const INIT_TIMEOUT_MS = 10_000;

/** How an invocation ended. */
export type Outcome =
  | { readonly ok: true; readonly result: Json }
  | { readonly ok: false; readonly error: FunctionError };

/** One execution environment: a process that has loaded the function, or is loading it. */
export interface ExecutionEnvironment {
  /** Whether it can take another invocation. */
  isAlive(): boolean;
  /** Runs one invocation; an environment takes one at a time. */
  run(
    payload: string,
    invocation: { requestId: string; functionArn: string; timeoutMs: number },
  ): Promise<{ outcome: Outcome; log: readonly FunctionLogLine[]; initMs: number; durationMs: number }>;
  close(): Promise<void>;
}

/** What an environment has for itself, and what it shares with others. */
export interface EnvironmentOptions {
  /** Names the environment in the signatures of its calls. */
  readonly accessKeyId: string;
  /** Where the environment puts, while its process runs, what kills it; by access key. */
  readonly running: Map<string, () => void>;
  /**
   * The process sees this clock in place of the real one.
   * @default the real one
   */
  readonly now?: () => number;
}

/** Starts a process with the function and waits until it is initialised, or has failed to. */
export async function startEnvironment(
  configuration: FunctionConfiguration,
  { accessKeyId, running, now }: EnvironmentOptions,
): Promise<ExecutionEnvironment> {
  const log = makeFunctionLog();
  const startedAt = performance.now();
  let initMs: number | undefined;
  let current: { requestId: string; settle: (outcome: Outcome) => void } | undefined;
  let deathOf: Outcome | undefined;
  const initialised = Promise.withResolvers<void>();

  const settle = (requestId: string, outcome: Outcome): void => {
    if (current?.requestId === requestId) current.settle(outcome);
  };
  const api: RuntimeApi = await startRuntimeApi({
    onReady() {
      initMs ??= performance.now() - startedAt;
      initialised.resolve();
    },
    onInitError(error) {
      deathOf = { ok: false, error };
    },
    onResponse: (requestId, payload) => settle(requestId, { ok: true, result: parseJson(payload) }),
    onError: (requestId, error) => settle(requestId, { ok: false, error }),
  });

  let child: ChildProcess;
  try {
    child = startChild(
      configuration,
      functionEnvironment(configuration, { runtimeApi: api.address, accessKeyId }),
      now,
    );
  } catch (error) {
    await api.close();
    throw error;
  }
  const output = (stream: NodeJS.ReadableStream | null): void => {
    stream?.setEncoding('utf8').on('data', log.writer());
  };
  output(child.stdout);
  output(child.stderr);
  const gone = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(accessKeyId);
      deathOf ??= failure('Runtime.ExitError', exitText(code, signal));
      log.end();
      initialised.resolve();
      current?.settle(prefixed(deathOf, current.requestId));
      resolve();
    });
  });
  const kill = (outcome: Outcome): void => {
    deathOf ??= outcome;
    child.kill('SIGKILL');
  };
  running.set(accessKeyId, () => kill(failure('Runtime.ExitError', exitText(null, 'SIGKILL'))));

  const initTimer = setTimeout(() => kill(failure('Sandbox.Timedout', timedOut(INIT_TIMEOUT_MS))), INIT_TIMEOUT_MS);
  await initialised.promise;
  clearTimeout(initTimer);

  return {
    isAlive: () => deathOf === undefined,
    async run(payload, { requestId, functionArn, timeoutMs }) {
      const begunAt = performance.now();
      const outcome = await new Promise<Outcome>((resolve) => {
        if (deathOf !== undefined) {
          resolve(prefixed(deathOf, requestId));
          return;
        }
        const timer = setTimeout(() => kill(failure('Sandbox.Timedout', timedOut(timeoutMs))), timeoutMs);
        current = {
          requestId,
          settle(settled) {
            clearTimeout(timer);
            current = undefined;
            resolve(settled);
          },
        };
        const virtualNow = now?.();
        const pending: PendingInvocation = {
          requestId,
          payload,
          functionArn,
          deadlineMs: (virtualNow ?? Date.now()) + timeoutMs,
          ...(virtualNow === undefined ? {} : { nowMs: virtualNow }),
        };
        api.dispatch(pending);
      });
      const durationMs = performance.now() - begunAt;
      return { outcome, log: await log.linesOf(requestId), initMs: initMs ?? begunAt - startedAt, durationMs };
    },
    async close() {
      kill(failure('Runtime.ExitError', exitText(null, 'SIGKILL')));
      await gone;
      await api.close();
    },
  };
}

function startChild(
  { memoryMiB, bundleDir }: FunctionConfiguration,
  env: Readonly<Record<string, string>>,
  now: (() => number) | undefined,
): ChildProcess {
  const heapMiB = Math.floor(memoryMiB * 0.9);
  // The environment is Lambda's alone, so the time goes in as an argument.
  const time = now === undefined ? [] : [String(now())];
  return spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, BOOTSTRAP, ...time], {
    env,
    cwd: bundleDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const failure = (errorType: string, errorMessage: string): Outcome => ({
  ok: false,
  error: { errorType, errorMessage, stackTrace: [] },
});

const timedOut = (timeoutMs: number): string => `Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;

function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Error: Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0
    ? 'Error: Runtime exited without providing a reason'
    : `Error: Runtime exited with error: exit status ${code}`;
}

/** Lambda names the request in the errors of its own, not in the function's. */
function prefixed(outcome: Outcome, requestId: string): Outcome {
  if (outcome.ok || outcome.error.stackTrace.length > 0) return outcome;
  const { errorType, errorMessage } = outcome.error;
  return failure(errorType, `RequestId: ${requestId} ${errorMessage}`);
}

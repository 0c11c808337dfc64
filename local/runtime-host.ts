import { randomUUID } from 'node:crypto';
import { type ExecutionEnvironment, type Outcome, startEnvironment } from './execution-environment.ts';
import type { FunctionLogLine } from './function-log.ts';
import type { Json } from './json.ts';

/** What a function is and how it is configured. */
export interface RuntimeOptions {
  /** The folder of the built bundle, absolute. */
  readonly bundleDir: string;
  /** @default 'index.handler' */
  readonly handler?: string;
  /** @default no variables but Lambda's own */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 30000 */
  readonly timeoutMs?: number;
  /** @default 512 */
  readonly memoryMiB?: number;
  /** @default 'responder' */
  readonly functionName?: string;
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** @default '111122223333' */
  readonly account?: string;
  /**
   * Execution environments that may run at the same time; further invocations wait.
   * @default 1
   */
  readonly concurrency?: number;
  /**
   * The clock of the function's processes and of their deadlines; timers go by the real time all the same.
   *
   * A process takes the time over at the beginning of each invocation and goes on from there as the real clock does.
   * @default the real clock
   */
  readonly now?: () => number;
}

/** How one invocation went. */
export type Invocation = Outcome & {
  readonly requestId: string;
  /** What the function printed, its initialisation's output first where the start was cold. */
  readonly log: readonly FunctionLogLine[];
  readonly durationMs: number;
  /** Whether an execution environment had to be made for it. */
  readonly cold: boolean;
  /** From the start of the process until it asked for work; absent when warm. */
  readonly initMs?: number;
};

/** A function that can be invoked. */
export interface Runtime {
  readonly functionArn: string;
  /**
   * Invokes the function; a failure of the function is an answer, not an exception.
   *
   * @param requestId - the id of an invocation that is tried again; a new one where it is left out.
   */
  invoke(event: Json, requestId?: string): Promise<Invocation>;
  /**
   * Kills the process whose calls are signed with this access key, whatever it is doing; its invocation fails and the next
   * one starts cold. Answers whether there is such a process.
   */
  kill(accessKeyId: string): boolean;
  /** Ends every execution environment, so that the next invocation starts cold. */
  recycle(): Promise<void>;
  /** Ends everything; the runtime cannot be used again. */
  close(): Promise<void>;
}

/**
 * Runs a built bundle as Lambda does: in a process of its own that sees Lambda's environment and nothing of this one,
 * over the Runtime API, killed when it takes too long and made anew after a crash. Starts nothing before the first invocation.
 */
export function startRuntime(options: RuntimeOptions): Runtime {
  const { timeoutMs = 30_000, concurrency = 1, region = 'eu-west-1', account = '111122223333' } = options;
  const functionName = options.functionName ?? 'responder';
  const functionArn = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
  const configuration = {
    bundleDir: options.bundleDir,
    handler: options.handler ?? 'index.handler',
    functionName,
    memoryMiB: options.memoryMiB ?? 512,
    region,
    environment: options.environment ?? {},
  };
  const running = new Map<string, () => void>();
  let started = 0;
  let idle: ExecutionEnvironment[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  const enter = async (): Promise<void> => {
    if (busy >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  const leave = (): void => {
    // The place goes straight to the next in line, so that nobody slips in between.
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  const startCold = (): Promise<ExecutionEnvironment> => {
    started += 1;
    const accessKeyId = `ASIASTANDIN${String(started).padStart(9, '0')}`;
    return startEnvironment(configuration, {
      accessKeyId,
      running,
      ...(options.now === undefined ? {} : { now: options.now }),
    });
  };
  const recycle = async (): Promise<void> => {
    await Promise.all(idle.splice(0).map((environment) => environment.close()));
  };
  const takeWarm = async (): Promise<ExecutionEnvironment | undefined> => {
    // A process may have died of something it left running after its last answer.
    const dead = idle.filter((environment) => !environment.isAlive());
    idle = idle.filter((environment) => environment.isAlive());
    await Promise.all(dead.map((environment) => environment.close()));
    return idle.pop();
  };

  return {
    functionArn,
    kill(accessKeyId) {
      const killProcess = running.get(accessKeyId);
      killProcess?.();
      return killProcess !== undefined;
    },
    recycle,
    close: recycle,
    async invoke(event, requestId = randomUUID()) {
      await enter();
      try {
        const warm = await takeWarm();
        const environment = warm ?? (await startCold());
        const run = await environment.run(JSON.stringify(event), { requestId, functionArn, timeoutMs });
        if (environment.isAlive()) idle.push(environment);
        else await environment.close();
        const { outcome, log, durationMs, initMs } = run;
        const cold = warm === undefined;
        return { ...outcome, requestId, log, durationMs, cold, ...(cold ? { initMs } : {}) };
      } finally {
        leave();
      }
    },
  };
}

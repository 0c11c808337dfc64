import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildResponder } from '../../functions/build.ts';
import type { EcsPostmortemStackProps } from '../../lib/ecs-postmortem-stack.ts';
import { type Clock, makeClock } from '../../local/clock.ts';
import type { Delivery } from '../../local/event-bus.ts';
import type { JsonObject } from '../../local/json.ts';
import { deployLocally, type LocalDeployment } from '../../local/local-deployment.ts';
import { makeServiceEvent } from '../../local/story/service-event.ts';
import { putStopInTime, type StopInTime } from '../../local/story/stop-in-time.ts';
import { PLACE } from '../../local/story/story-stop.ts';
import { synthesiseStack } from '../../local/synthesise.ts';

export { taskId } from '../../local/story/stop-in-time.ts';

/** When every world begins: a Tuesday morning, an hour after the digest of the day before. */
export const BEGIN = Date.UTC(2026, 10, 24, 8, 0, 0);

/** A built bundle that several worlds can run. */
export interface Bundle {
  readonly dir: string;
  remove(): Promise<void>;
}

/** Builds the function once. */
export async function buildBundle(): Promise<Bundle> {
  const dir = await mkdtemp(join(tmpdir(), 'ecs-postmortem-bundle-'));
  await buildResponder({ outDir: dir });
  return {
    dir,
    async remove() {
      await rm(dir, { recursive: true, force: true });
      await rm(`${dir}.map`, { recursive: true, force: true });
    },
  };
}

/** How a world is set up. */
export interface WorldOptions {
  readonly props?: EcsPostmortemStackProps;
  readonly environment?: Readonly<Record<string, string>>;
  /** Execution environments. @default 1 */
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  /** @default 1: waits are as long as on AWS, by the world's clock */
  readonly waitFactor?: number;
  /** @default BEGIN */
  readonly begin?: number;
  /** Changes the template before it is deployed. @default as synthesised */
  readonly template?: (template: unknown) => unknown;
}

/** What is told of one stop. */
export interface StopOfWorld extends Omit<StopInTime, 'at'> {
  /** When the task stopped. @default now */
  readonly at?: number;
}

/** An account that runs the stack on the stand-in, with a clock that can be put forward. */
export interface World {
  readonly deployment: LocalDeployment;
  readonly clock: Clock;
  readonly tableName: string;
  /** Makes the event of a stop, and what its account knows of it. */
  stop(stop: StopOfWorld): JsonObject;
  put(event: JsonObject): Promise<Delivery>;
  /** Invokes the watch once. */
  watch(): Promise<void>;
  /** Lets time go by, the watch looking each minute. */
  pass(ms: number): Promise<void>;
  /** Subjects of the mails so far. */
  subjects(): readonly string[];
  /** First lines of the mails so far, on one line each. */
  headlines(): readonly string[];
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

/** Synthesises the stack and runs it. */
export async function makeWorld({ dir }: Bundle, options: WorldOptions = {}): Promise<World> {
  const clock = makeClock(options.begin ?? BEGIN);
  const synthesised = synthesiseStack({ emails: ['oncall@example.com'], code: Code.fromAsset(dir), ...options.props });
  const deployment = await deployLocally({
    template: options.template?.(synthesised) ?? synthesised,
    bundleDir: dir,
    region: PLACE.region,
    account: PLACE.account,
    environment: { LATE_LOG_WAIT_MS: '0', ...options.environment },
    now: clock.now,
    waitFactor: options.waitFactor ?? 1,
    concurrency: options.concurrency ?? 1,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const { standIn, bus } = deployment;
  return {
    deployment,
    clock,
    tableName: deployment.function.environment['TABLE_NAME'] ?? '',
    stop: (stop) => putStopInTime(standIn, { ...stop, at: stop.at ?? clock.now() }),
    put: (event) => bus.put(event),
    async watch() {
      await bus.fire();
    },
    async pass(ms) {
      for (let left = ms; left > 0; left -= MINUTE_MS) {
        clock.advance(Math.min(left, MINUTE_MS));
        await bus.fire();
      }
    },
    subjects: () => standIn.sns.mails.map(({ subject }) => subject),
    headlines: () => standIn.sns.mails.map(({ body }) => (body.split('\n\n')[0] ?? '').replace(/\s+/g, ' ')),
    close: () => deployment.close(),
  };
}

/** An event "ECS Service Action" or "ECS Deployment State Change" of a service in the world. */
export const serviceEvent = (
  world: World,
  service: string,
  eventName: string,
  others: Readonly<Record<string, string>> = {},
  eventType = 'ERROR',
): JsonObject => makeServiceEvent({ service, eventName, eventType, at: world.clock.now(), others });

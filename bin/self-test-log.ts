import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';

const trial = {
  ms: v.number(),
  ok: v.boolean(),
  error: v.optional(v.object({ name: v.string(), message: v.string() })),
};

const TestLine = v.object({
  outcome: v.literal('self-test'),
  test: v.object({ id: v.string() }),
  table: v.optional(v.object(trial)),
  topics: v.array(v.object({ ...trial, topicArn: v.string(), messageId: v.optional(v.string()) })),
});

const FailedLine = v.object({
  outcome: v.literal('failed'),
  test: v.object({ id: v.string() }),
  error: v.object({ name: v.string(), message: v.string() }),
});

/** What the function logged of the test. */
export type LoggedTest =
  | { readonly kind: 'done'; readonly at: number; readonly line: v.InferOutput<typeof TestLine> }
  | { readonly kind: 'failed'; readonly at: number; readonly line: v.InferOutput<typeof FailedLine> };

/** Where and since when to look. */
export interface LogSearch {
  readonly logGroup: string;
  readonly id: string;
  /** When the event was put, by the clock of this machine. */
  readonly putAt: number;
  readonly waitMs: number;
}

const POLL_MS = 1_000;
/** The clock of this machine may be wrong; the id is not. */
const CLOCK_MARGIN_MS = 10 * 60_000;

/** Waits for the function's line of the test; undefined where none comes in time. */
export async function findTestLine(
  logs: CloudWatchLogsClient,
  { logGroup, id, putAt, waitMs }: LogSearch,
  signal: AbortSignal,
): Promise<LoggedTest | undefined> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const events = await filter(logs, logGroup, `"${id}"`, putAt - CLOCK_MARGIN_MS, signal);
    const found = events.map(readLine).find((logged) => logged?.line.test.id === id);
    if (found !== undefined) return found;
    if (performance.now() >= deadline) return undefined;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** The newest error that the function logged since the test began; it need not be of the test. */
export async function findError(
  logs: CloudWatchLogsClient,
  { logGroup, putAt }: Pick<LogSearch, 'logGroup' | 'putAt'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const events = await filter(logs, logGroup, '?ERROR ?FATAL ?errorType ?"Task timed out"', putAt - 5_000, signal);
  return events.at(-1)?.message?.trim();
}

async function filter(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  filterPattern: string,
  startTime: number,
  signal: AbortSignal,
): Promise<readonly FilteredLogEvent[]> {
  const all: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new FilterLogEventsCommand({
        logGroupName,
        filterPattern,
        startTime,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
      { abortSignal: signal },
    );
    all.push(...(page.events ?? []));
    nextToken = page.nextToken;
    // A page may be empty while more follow.
  } while (nextToken !== undefined);
  return all;
}

function readLine({ message = '', timestamp = 0 }: FilteredLogEvent): LoggedTest | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(message);
  } catch {
    return undefined;
  }
  const done = v.safeParse(TestLine, fields);
  if (done.success) return { kind: 'done', at: timestamp, line: done.output };
  const failed = v.safeParse(FailedLine, fields);
  return failed.success ? { kind: 'failed', at: timestamp, line: failed.output } : undefined;
}

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogAbsence, LogLine, LogLocation, LogTail } from '../diagnosis/evidence.ts';
import type { Place } from './account-clients.ts';
import { RoleNotAssumedError } from './member-sessions.ts';
import type { LogTails, TailBounds } from './ports.ts';
import { describeError, failureOf } from './service-errors.ts';

/** What is read of one stream at most; a page of GetLogEvents holds no more. */
const MOST_BYTES = 1_048_576;

/** An empty page does not mean the end of a stream: the token that comes back unchanged does. */
const MOST_EMPTY_PAGES = 5;

/** Waits before looking again for lines that have not arrived. */
const LATE_WAITS_MS = [1_000, 2_000, 3_000, 4_000];

/**
 * Reads ends of log streams from CloudWatch Logs.
 *
 * @param clientFor - a client for the account of a task and the Region of its stream, which may differ from the task's.
 */
export function cloudWatchLogTails(clientFor: (place: Place) => CloudWatchLogsClient): LogTails {
  return {
    async read(account, location, bounds, signal): Promise<LogTail> {
      const client = clientFor({ account, region: location.region });
      const until = performance.now() + bounds.waitMs;
      try {
        for (let attempt = 0; ; attempt += 1) {
          const found = await newestLines(client, location, bounds, signal);
          if (found.kind === 'lines') return found;
          const waitMs = Math.min(LATE_WAITS_MS[attempt] ?? 4_000, until - performance.now());
          if (waitMs <= 0) return found;
          await sleep(waitMs, undefined, { signal });
        }
      } catch (error) {
        return { kind: 'absent', why: whyUnread(location, error) };
      }
    },
  };
}

async function newestLines(
  client: CloudWatchLogsClient,
  location: LogLocation,
  { lines, nonBlocking }: TailBounds,
  signal: AbortSignal,
): Promise<LogTail> {
  let nextToken: string | undefined;
  for (let page = 0; page <= MOST_EMPTY_PAGES; page += 1) {
    let answer: GetLogEventsCommandOutput;
    try {
      answer = await client.send(
        new GetLogEventsCommand({
          logGroupName: location.group,
          logStreamName: location.stream,
          limit: lines,
          startFromHead: false,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
        { abortSignal: signal },
      );
    } catch (error) {
      // The stream is made when the first line arrives, so a missing one may still come; a missing group does not.
      if (!isMissingStream(error)) throw error;
      return { kind: 'absent', why: { kind: 'stream-missing', location, nonBlocking } };
    }
    const events = answer.events ?? [];
    if (events.length > 0) return tailOf(events, location, lines);
    if (answer.nextBackwardToken === undefined || answer.nextBackwardToken === nextToken) break;
    nextToken = answer.nextBackwardToken;
  }
  return { kind: 'absent', why: { kind: 'nothing-printed', location, nonBlocking } };
}

/** Keeps the newest lines within the bounds, oldest first. */
function tailOf(events: readonly OutputLogEvent[], location: LogLocation, most: number): LogTail {
  const kept: LogLine[] = [];
  let bytes = 0;
  for (const { message = '', timestamp } of events.slice(-most).reverse()) {
    bytes += Buffer.byteLength(message);
    if (bytes > MOST_BYTES && kept.length > 0) break;
    kept.push({ text: message, ...(timestamp === undefined ? {} : { at: timestamp }) });
  }
  kept.reverse();
  return { kind: 'lines', lines: kept, location, truncated: kept.length < events.length || kept.length === most };
}

const isMissingStream = (error: unknown): boolean =>
  failureOf(error) === 'not-found' && error instanceof Error && /log stream/i.test(error.message);

function whyUnread(location: LogLocation, error: unknown): LogAbsence {
  if (error instanceof RoleNotAssumedError) return { kind: 'read-failed', location, message: error.message };
  const failure = failureOf(error);
  switch (failure) {
    case 'not-found':
      return { kind: 'group-missing', group: location.group, region: location.region };
    case 'access-denied':
      return {
        kind: 'access-denied',
        action: 'logs:GetLogEvents',
        resource: `log group ${location.group} (${location.region})`,
      };
    case 'throttled':
      return { kind: 'throttled', location };
    case 'out-of-time':
      return { kind: 'out-of-time', location };
    case 'failed':
      return { kind: 'read-failed', location, message: describeError(error) };
    default:
      return failure satisfies never;
  }
}

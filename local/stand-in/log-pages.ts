import { AwsError } from './aws-error.ts';
import { inOrder, type StoredEvent } from './log-store.ts';

const MAX_PAGE_BYTES = 1_048_576;
const MAX_PAGE_EVENTS = 10_000;
/** What CloudWatch Logs counts for an event beside its text. */
const EVENT_OVERHEAD_BYTES = 26;

const TOKEN = /^([bf])\/(\d{20})(\d{10})(\d{6})\/s$/;

interface Place {
  readonly timestamp: number;
  readonly sequence: number;
  /** Empty pages already answered on the way here. */
  readonly emptyPages: number;
}

/** One page of a stream, oldest event first. */
export interface LogPage {
  readonly events: readonly StoredEvent[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}

const writeToken = (direction: 'b' | 'f', { timestamp, sequence, emptyPages }: Place): string =>
  `${direction}/${String(timestamp).padStart(20, '0')}${String(sequence).padStart(10, '0')}${String(emptyPages).padStart(6, '0')}/s`;

function readToken(token: string): { direction: 'b' | 'f'; place: Place } {
  const [, direction, timestamp, sequence, emptyPages] = TOKEN.exec(token) ?? [];
  if (direction !== 'b' && direction !== 'f') {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  return {
    direction,
    place: { timestamp: Number(timestamp), sequence: Number(sequence), emptyPages: Number(emptyPages) },
  };
}

/**
 * Cuts the page that `GetLogEvents` answers: at most `limit` events and 1 MB, from the newest unless `startFromHead`.
 *
 * At the end of the stream the token answered equals the one sent.
 */
export function logPage(
  events: readonly StoredEvent[],
  request: { limit?: number; startFromHead?: boolean; nextToken?: string; emptyPagesFirst: number },
): LogPage {
  const { limit = MAX_PAGE_EVENTS, startFromHead = false, nextToken, emptyPagesFirst } = request;
  const token = nextToken === undefined ? undefined : readToken(nextToken);
  if (token?.direction === 'f' && !startFromHead) {
    throw new AwsError('InvalidParameterException', 'startFromHead must be true when nextToken is a nextForwardToken.');
  }
  const forward = token === undefined ? startFromHead : token.direction === 'f';
  const from = token?.place ?? outside(events, forward);
  if (from.emptyPages < emptyPagesFirst) {
    const moved = { ...from, emptyPages: from.emptyPages + 1 };
    return { events: [], nextForwardToken: writeToken('f', moved), nextBackwardToken: writeToken('b', moved) };
  }

  const ahead = forward
    ? events.filter((event) => inOrder(event, from) >= 0)
    : events.filter((event) => inOrder(event, from) < 0).reverse();
  const page = fitting(ahead, limit);
  if (!forward) page.reverse();
  const [first] = page;
  const last = page.at(-1);
  if (first === undefined || last === undefined) {
    return { events: [], nextForwardToken: writeToken('f', from), nextBackwardToken: writeToken('b', from) };
  }
  const { emptyPages } = from;
  return {
    events: page,
    nextForwardToken: writeToken('f', { timestamp: last.timestamp, sequence: last.sequence + 1, emptyPages }),
    nextBackwardToken: writeToken('b', { timestamp: first.timestamp, sequence: first.sequence, emptyPages }),
  };
}

function outside(events: readonly StoredEvent[], forward: boolean): Place {
  const newest = events.at(-1);
  if (forward || newest === undefined) return { timestamp: 0, sequence: 0, emptyPages: 0 };
  return { timestamp: newest.timestamp, sequence: newest.sequence + 1, emptyPages: 0 };
}

function fitting(events: readonly StoredEvent[], limit: number): StoredEvent[] {
  const page: StoredEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    if (page.length === limit || (page.length > 0 && bytes > MAX_PAGE_BYTES)) break;
    page.push(event);
  }
  return page;
}

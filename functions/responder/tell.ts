import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingMessage } from '../aws/ports.ts';
import { describeError, failureOf } from '../aws/service-errors.ts';
import type { Board, Claim } from '../incident/board.ts';
import { type Failure, refOf } from '../incident/failure.ts';
import { type Standing, standingOf } from '../incident/standing.ts';
import type { IncidentId, IncidentStore } from '../incident/store.ts';
import { isMuted } from '../incident/watch-plan.ts';
import type { Invocation } from './invocation.ts';
import { type Outlet, publishAll, publishError } from './publish.ts';

/** What telling a failure takes. */
export interface Teller extends Outlet {
  /** Absent where the function has no table: then every failure is told by itself. */
  readonly store?: IncidentStore;
  readonly now: () => number;
}

/** What became of a failure that is worth a message, or a line in the digest. */
export type TellingOutcome =
  /** It opened its incident, and its message left. */
  | 'told'
  /** Its message left, though nobody knows whether the incident was told before. */
  | 'ungrouped'
  /** Its incident is told; it was counted. */
  | 'repeat'
  /** It happened before its incident was closed; it was counted. */
  | 'late'
  /** The next message of many tells it. */
  | 'held'
  | 'muted'
  /** The daily digest tells it. */
  | 'digest'
  /** A second copy of an event whose message had left. */
  | 'duplicate';

/** What became of a failure, with the topics its message went to. */
export interface Telling {
  readonly outcome: TellingOutcome;
  readonly published: readonly string[];
  /** An earlier attempt may have sent the same message before it died: whether it had cannot be known. */
  readonly again?: true;
}

/** What a message may have to say beside the failure. */
export interface TellingContext {
  /** Why repeats of the failure are not followed, in words. */
  readonly ungrouped?: string;
  /** What else is open; absent where the table does not say. */
  readonly board?: Board;
}

/** Makes the messages of a failure. */
export type ComposeMessages = (
  context: TellingContext,
) => readonly OutgoingMessage[] | Promise<readonly OutgoingMessage[]>;

/** The first message of an incident that another invocation is just sending; the retry looks at it again. */
export class BeingToldError extends Error {
  override readonly name = 'BeingToldError';
}

/** How long the table may take; a slow one must not eat the time of the message. */
const TABLE_TIMEOUT_MS = 3_000;
/** Clocks of two machines differ. */
const CLOCK_MARGIN_MS = 1_000;
/** Who is just publishing is done within moments; longer waits are for the retry. */
const WAIT_FOR_OTHER_MS = 3_000;
const POLL_MS = 250;

/**
 * Tells a failure exactly as often as needed: one conditional write on the board decides whether it opens an incident, and
 * its record confirms that the message left.
 *
 * Whatever happens in between is repaired by whoever comes next: a claim whose invocation is dead is taken over by the
 * retry or by the watch; only a crash between publishing and recording makes a message leave twice.
 *
 * @throws what publishing threw, so that Lambda retries; BeingToldError where another copy of the event is being told.
 */
export async function tell(
  teller: Teller,
  failure: Failure,
  compose: ComposeMessages,
  invocation: Invocation,
): Promise<Telling> {
  const { store } = teller;
  if (store === undefined) return tellUngrouped(teller, failure, compose, invocation);
  if (failure.treatment === 'digest') {
    await store.record(failure, invocation.signal);
    return { outcome: 'digest', published: [] };
  }
  // A lost host takes all its tasks along within moments; the watch tells it once, with all of them.
  if (failure.workload.kind === 'host') return hold(teller, store, failure, compose, invocation);

  const token = randomUUID();
  const now = teller.now();
  let answer: Awaited<ReturnType<IncidentStore['claim']>>;
  try {
    answer = await store.claim(
      { failure, now, until: now + invocation.remainingMs() + CLOCK_MARGIN_MS, token },
      inTime(invocation),
    );
  } catch (error) {
    return tellUngrouped(teller, failure, compose, invocation, whyUnreachable(error));
  }
  if (answer.granted) {
    const mine = { ...failure, token, claimedAt: now };
    return tellClaimed(teller, store, failure, answer.board, mine, [], compose, invocation);
  }
  const standing = standingOf(answer.board, failure, now);
  switch (standing.kind) {
    case 'repeat':
    case 'late':
      await store.record(marked(failure, answer.board, now), invocation.signal);
      return { outcome: standing.kind, published: [] };
    case 'held':
      return isMuted(answer.board, failure, now)
        ? recordMuted(store, failure, invocation)
        : hold(teller, store, failure, compose, invocation);
    case 'own':
      return settleOwn(teller, store, failure, standing, answer.board, compose, invocation);
    case 'unwatched':
      return isMuted(answer.board, failure, now)
        ? recordMuted(store, failure, invocation)
        : tellUngrouped(teller, failure, compose, invocation, unwatched(standing));
    default:
      return standing satisfies never;
  }
}

const marked = (failure: Failure, board: Board, now: number): Failure =>
  isMuted(board, failure, now) ? { ...failure, muted: true } : failure;

async function recordMuted(store: IncidentStore, failure: Failure, { signal }: Invocation): Promise<Telling> {
  await store.record({ ...failure, muted: true }, signal);
  return { outcome: 'muted', published: [] };
}

async function tellClaimed(
  teller: Teller,
  store: IncidentStore,
  failure: Failure,
  board: Board,
  claim: IncidentId & Pick<Claim, 'token' | 'claimedAt'>,
  alreadyServed: readonly string[],
  compose: ComposeMessages,
  invocation: Invocation,
): Promise<Telling> {
  if (isMuted(board, failure, teller.now())) {
    await store.withdraw(claim, invocation.signal);
    return recordMuted(store, failure, invocation);
  }
  const due = (await compose({ board })).filter(({ topicArn }) => !alreadyServed.includes(topicArn));
  const { served, failures } = await publishAll(teller, due, invocation);
  if (failures.length > 0) {
    // Where this fails too, the claim runs out by itself, and the retry waits for that.
    await store.giveBack(claim, [...alreadyServed, ...served], inTime(invocation)).catch(() => undefined);
    throw publishError(failures);
  }
  await confirm(teller, store, failure, invocation);
  return { outcome: 'told', published: served };
}

/** The message has left: not even a failing table may make the invocation fail, and so the message leave again. */
async function confirm(teller: Teller, store: IncidentStore, failure: Failure, invocation: Invocation): Promise<void> {
  try {
    await store.record({ ...failure, toldAt: teller.now() }, inTime(invocation));
  } catch {
    await store.record({ ...failure, toldAt: teller.now() }, inTime(invocation)).catch(() => undefined);
  }
}

async function settleOwn(
  teller: Teller,
  store: IncidentStore,
  failure: Failure,
  { claim }: Extract<Standing, { kind: 'own' }>,
  board: Board,
  compose: ComposeMessages,
  invocation: Invocation,
): Promise<Telling> {
  const deadline = teller.now() + WAIT_FOR_OTHER_MS;
  for (;;) {
    if ((await store.find(refOf(failure), invocation.signal)) !== undefined) {
      return { outcome: 'duplicate', published: [] };
    }
    // The watch told it in its place; where a topic had been served before, the retry owes the others still.
    if (claim.told !== undefined && (claim.served ?? []).length === 0) {
      await store.record(marked(failure, board, teller.now()), invocation.signal);
      return { outcome: 'repeat', published: [] };
    }
    const now = teller.now();
    if (now > claim.until) {
      const token = randomUUID();
      const until = now + invocation.remainingMs() + CLOCK_MARGIN_MS;
      const isMine = await store.takeOver(claim, { until, token }, invocation.signal);
      if (!isMine) throw beingTold(failure);
      const mine = { ...(claim satisfies Claim), token };
      const telling = await tellClaimed(teller, store, failure, board, mine, claim.served ?? [], compose, invocation);
      // Who gave its claim back knows what it had served; who died does not.
      return telling.outcome === 'told' && claim.served === undefined ? { ...telling, again: true } : telling;
    }
    if (now > deadline) throw beingTold(failure);
    await sleep(POLL_MS, undefined, { signal: invocation.signal });
  }
}

const beingTold = ({ id }: Failure): BeingToldError =>
  new BeingToldError(
    `Another copy of the event of ${id} is being told just now, and whether its message left is not known yet. The retry looks again.`,
  );

async function hold(
  teller: Teller,
  store: IncidentStore,
  failure: Failure,
  compose: ComposeMessages,
  invocation: Invocation,
): Promise<Telling> {
  try {
    await store.hold(failure, inTime(invocation));
    return { outcome: 'held', published: [] };
  } catch (error) {
    return tellUngrouped(teller, failure, compose, invocation, whyUnreachable(error));
  }
}

async function tellUngrouped(
  teller: Teller,
  failure: Failure,
  compose: ComposeMessages,
  invocation: Invocation,
  why?: string,
): Promise<Telling> {
  const messages = await compose(why === undefined ? {} : { ungrouped: why });
  const { served, failures } = await publishAll(teller, messages, invocation);
  if (failures.length > 0) throw publishError(failures);
  // The claim may have been made though its answer was lost; the record keeps the watch from telling it again.
  await teller.store?.record({ ...failure, toldAt: teller.now() }, inTime(invocation)).catch(() => undefined);
  return { outcome: 'ungrouped', published: served };
}

const inTime = ({ signal }: Invocation): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(TABLE_TIMEOUT_MS)]);

const UNGROUPED = 'This message stands by itself: repeats of the failure may come as messages of their own, since';

function whyUnreachable(error: unknown): string {
  const kind = failureOf(error);
  switch (kind) {
    case 'access-denied':
      return `${UNGROUPED} the function may not write to its table. Deploy the stack again, or allow dynamodb:UpdateItem and dynamodb:PutItem on it.`;
    case 'not-found':
      return `${UNGROUPED} the table of incidents does not exist any more. Deploy the stack again.`;
    case 'throttled':
      return `${UNGROUPED} DynamoDB throttled the table of incidents.`;
    case 'out-of-time':
      return `${UNGROUPED} the table of incidents did not answer in time.`;
    case 'failed':
      return `${UNGROUPED} the table of incidents could not be reached (${describeError(error)}).`;
    default:
      return kind satisfies never;
  }
}

const unwatched = ({ since }: Extract<Standing, { kind: 'unwatched' }>): string =>
  `${UNGROUPED} the watch that follows incidents has not run since ${new Date(since).toISOString().slice(0, 16)} UTC. Look at the rule that invokes the function each minute.`;

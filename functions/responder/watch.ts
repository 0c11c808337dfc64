import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../aws/service-errors.ts';
import type { Board, Claim } from '../incident/board.ts';
import { dayOf, type Failure, refOf } from '../incident/failure.ts';
import type { Incident } from '../incident/incident.ts';
import { claimFor } from '../incident/standing.ts';
import { summarise } from '../incident/summary.ts';
import { beginOf, incidentOf, isDue, isMuted, nextStep, toldBy } from '../incident/watch-plan.ts';
import { composeDigest } from '../report/notices/digest.ts';
import { composeRecovered } from '../report/notices/recovered.ts';
import { composeUpdate } from '../report/notices/update.ts';
import { healthyState } from './healthy-state.ts';
import type { Invocation } from './invocation.ts';
import type { Settings } from './settings.ts';
import { tellHeld } from './tell-held.ts';
import { makeRound, type Round, type ToldNotice, type Watcher } from './watch-round.ts';

/** What one look at the incidents came to. */
export interface WatchOutcome {
  /** Incidents that were open. */
  readonly open: number;
  readonly looked: number;
  /** Failures that had been held back. */
  readonly held: number;
  /** The messages that left. */
  readonly told: readonly ToldNotice[];
  /** What went wrong, and is tried again at the next watch. */
  readonly faults: readonly string[];
}

/** Time kept back for noting what was done, in milliseconds. */
const RESERVE_MS = 5_000;
/** How often the board is told that somebody looks, though nothing happens. */
const HEARTBEAT_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** Who was refused a message has recorded its failure within so long. */
const RECORDED_WITHIN_MS = 250;

const NOTHING: WatchOutcome = { open: 0, looked: 0, held: 0, told: [], faults: [] };

/**
 * Looks once at all that goes on: tells what was held back, how incidents go on and end, and the digest of the day before.
 * One watch at a time; each message is noted as soon as it has left, so that one that dies is taken up where it was. While
 * nothing goes on it costs two reads. Never rejects: what fails is told in `faults`, and tried again a minute later.
 */
export async function watch(watcher: Watcher, invocation: Invocation): Promise<WatchOutcome> {
  try {
    return await look(watcher, invocation);
  } catch (error) {
    // A retry would find the same table; the next minute looks anyway.
    return { ...NOTHING, faults: [describeError(error)] };
  }
}

async function look(watcher: Watcher, invocation: Invocation): Promise<WatchOutcome> {
  const { store, settings, now } = watcher;
  const { signal } = invocation;
  const [idle, held] = await Promise.all([store.board(signal), store.held(signal)]);
  const digestDue = isDigestDue(idle, settings, now());
  const isBusy = idle.claims.length > 0 || held.length > 0 || idle.storm !== undefined || digestDue;
  if (!isBusy && now() - (idle.watchedAt ?? 0) < HEARTBEAT_MS) return NOTHING;

  const until = now() + invocation.remainingMs();
  const board = await store.beginWatch(now(), until, signal);
  if (board === undefined) return NOTHING;
  const round = makeRound(watcher, board, until, signal);
  await round.attempt(() => tellHeld(round, held));
  for (const claim of longestUnseenFirst(board.claims)) {
    if (invocation.remainingMs() < RESERVE_MS) break;
    if (!round.looked.includes(claim) && isDue(claim, board, now(), settings))
      await round.attempt(() => follow(round, claim));
  }
  await round.attempt(() => reopen(round));
  const { looked, told, faults } = round;
  await store.endWatch({ watchedAt: now(), looked }, signal);
  if (digestDue) await round.attempt(() => tellDigest(round));
  return { open: board.claims.length, looked: looked.length, held: held.length, told, faults };
}

const isDigestDue = ({ digestDay }: Board, { digestHour }: Settings, now: number): boolean =>
  new Date(now).getUTCHours() >= digestHour && digestDay !== dayOf(now);

/** Where there is not the time for all, none waits for ever. */
const longestUnseenFirst = (claims: readonly Claim[]): readonly Claim[] =>
  claims.toSorted((a, b) => (a.lookedAt ?? a.claimedAt) - (b.lookedAt ?? b.claimedAt));

async function follow(round: Round, claim: Claim): Promise<void> {
  const { board, signal, watcher } = round;
  const { store, now } = watcher;
  const failures = await store.failuresOf({ workload: claim.workload, from: beginOf(claim, board), to: now() }, signal);
  const incident = incidentOf(claim, board, failures);
  const confirmedAt = failures.find((failure) => refOf(failure).key === claim.by.key)?.toldAt;
  const told = claim.told ?? toldBy(claim, confirmedAt);
  if (claim.told === undefined && told !== undefined) await store.markTold(claim, told, signal);
  const isSettled = await take(round, told === undefined ? claim : { ...claim, told }, incident);
  if (isSettled) round.noteLooked(claim);
}

/** Does what is to be done about an incident now; false where it has to wait for the cap. */
async function take(round: Round, claim: Claim, incident: Incident | undefined): Promise<boolean> {
  const { board, signal, watcher } = round;
  const { store, settings, now } = watcher;
  const step = nextStep({ claim, board, incident }, now(), settings);
  const tags = incident?.failures[0].tags;
  const muted = isMuted(board, { ...claim, ...(tags === undefined ? {} : { tags }) }, now());
  switch (step.kind) {
    case 'wait':
      return true;
    case 'withdraw':
      await store.withdraw(claim, signal);
      return true;
    case 'fade':
      await close(round, claim, incident, step.at);
      return true;
    case 'update': {
      if (muted) return true;
      // From here on the retry of who did not tell it finds that somebody else does.
      if (
        step.reason === 'first-lost' &&
        !(await store.takeOver(claim, { until: round.until, token: randomUUID() }, signal))
      )
        return true;
      const before = claim.told ?? { at: claim.claimedAt, count: 0, cause: claim.cause };
      if (!(await round.send(composeUpdate(step.incident, before, step.reason, now()), 'follow-up'))) return false;
      const { count, telling } = summarise(step.incident);
      await store.markTold(claim, { at: now(), count, cause: telling.cause }, signal);
      return true;
    }
    case 'recovered': {
      const healthy = muted ? undefined : await healthyState(watcher, claim.workload, signal);
      if (
        !muted &&
        !(await round.send(composeRecovered(step.incident, step.how, step.at, healthy, now()), 'follow-up'))
      )
        return false;
      await close(round, claim, incident, step.at);
      return true;
    }
    default:
      return step satisfies never;
  }
}

/** Closes an incident under every name its failures had, so that late copies of their events are known for what they are. */
async function close(round: Round, claim: Claim, incident: Incident | undefined, at: number): Promise<void> {
  const { store } = round.watcher;
  const causes = new Set(incident?.failures.map(({ cause }) => cause));
  causes.delete(claim.cause);
  await store.closeAll(
    [...causes].map((cause) => ({ ...claim, cause, at })),
    round.signal,
  );
  await store.close(claim, at, round.signal);
  round.noteClosed(claim, at);
}

/**
 * A failure that was refused a message of its own for an incident that ended a moment later would never be told: it opens
 * the incident anew, as one whose first message was lost.
 */
async function reopen({ closed, signal, watcher: { store, now } }: Round): Promise<void> {
  if (closed.length === 0) return;
  await sleep(RECORDED_WITHIN_MS, undefined, { signal });
  const board = await store.board(signal);
  for (const { claim, at } of closed) {
    const later = await store.failuresOf({ workload: claim.workload, from: at + 1, to: now() }, signal);
    const first = later.find(
      (failure) =>
        failure.treatment === 'alert' &&
        failure.muted === undefined &&
        failure.toldAt === undefined &&
        claimFor({ claims: [claim] }, failure) !== undefined &&
        claimFor(board, failure) === undefined,
    );
    if (first !== undefined) await store.open([untoldClaim(first)], signal);
  }
}

function untoldClaim(failure: Failure): Claim {
  const { workload, cause, scope, title, at } = failure;
  return {
    workload,
    cause,
    ...(scope === undefined ? {} : { scope }),
    title,
    by: refOf(failure),
    openedAt: at,
    claimedAt: at,
    until: 0,
    token: randomUUID(),
  };
}

/** Sends the digest of the day before, where there is something in it that was not told. */
async function tellDigest(round: Round): Promise<void> {
  const { store, now } = round.watcher;
  const day = dayOf(now() - DAY_MS);
  const [failures, before] = await Promise.all([
    store.failuresOfDay(day, {}, round.signal),
    store.failuresOfDay(dayOf(now() - 2 * DAY_MS), {}, round.signal),
  ]);
  const mutedCount = failures.filter(({ muted }) => muted === true).length;
  const isWanted = mutedCount > 0 || failures.some(({ treatment }) => treatment === 'digest');
  if (isWanted && !(await round.send(composeDigest({ day, failures, before, mutedCount }), 'follow-up'))) return;
  await store.endWatch({ watchedAt: now(), looked: [], digestDay: dayOf(now()) }, round.signal);
}

import { describeError } from '../aws/service-errors.ts';
import type { Board, Claim } from '../incident/board.ts';
import { dayOf, refOf } from '../incident/failure.ts';
import type { Incident } from '../incident/incident.ts';
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

  const board = await store.beginWatch(now(), now() + invocation.remainingMs(), signal);
  if (board === undefined) return NOTHING;
  const round = makeRound(watcher, board, signal);
  await round.attempt(() => tellHeld(round, held));
  for (const claim of board.claims) {
    if (invocation.remainingMs() < RESERVE_MS) break;
    if (!round.looked.includes(claim) && isDue(claim, board, now(), settings))
      await round.attempt(() => follow(round, claim));
  }
  let digestDay: string | undefined;
  if (digestDue) {
    await round.attempt(async () => {
      if (await tellDigest(round)) digestDay = dayOf(now());
    });
  }
  const { looked, told, faults } = round;
  await store.endWatch({ watchedAt: now(), looked, ...(digestDay === undefined ? {} : { digestDay }) }, signal);
  return { open: board.claims.length, looked: looked.length, held: held.length, told, faults };
}

const isDigestDue = ({ digestDay }: Board, { digestHour }: Settings, now: number): boolean =>
  new Date(now).getUTCHours() >= digestHour && digestDay !== dayOf(now);

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
  const muted = isMuted(board, claim, now());
  switch (step.kind) {
    case 'wait':
      return true;
    case 'withdraw':
      await store.withdraw(claim, signal);
      return true;
    case 'fade':
      await store.close(claim, step.at, signal);
      return true;
    case 'update': {
      if (muted) return true;
      const before = claim.told ?? { at: claim.claimedAt, count: 0, cause: claim.cause };
      if (!(await round.send(composeUpdate(step.incident, before, step.reason, now())))) return false;
      const { count, telling } = summarise(step.incident);
      await store.markTold(claim, { at: now(), count, cause: telling.cause }, signal);
      return true;
    }
    case 'recovered': {
      const healthy = muted ? undefined : await healthyState(watcher, claim.workload, signal);
      if (!muted && !(await round.send(composeRecovered(step.incident, step.how, step.at, healthy, now()))))
        return false;
      await store.close(claim, step.at, signal);
      return true;
    }
    default:
      return step satisfies never;
  }
}

/** Sends the digest of the day before, where there is something in it that was not told; false where it has to wait. */
async function tellDigest(round: Round): Promise<boolean> {
  const { store, now } = round.watcher;
  const day = dayOf(now() - DAY_MS);
  const [failures, before] = await Promise.all([
    store.failuresOfDay(day, {}, round.signal),
    store.failuresOfDay(dayOf(now() - 2 * DAY_MS), {}, round.signal),
  ]);
  const mutedCount = failures.filter(({ muted }) => muted === true).length;
  const isWanted = mutedCount > 0 || failures.some(({ treatment }) => treatment === 'digest');
  return !isWanted || round.send(composeDigest({ day, failures, before, mutedCount }));
}

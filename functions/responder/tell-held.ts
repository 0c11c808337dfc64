import { randomUUID } from 'node:crypto';
import type { Claim } from '../incident/board.ts';
import { type Failure, refOf } from '../incident/failure.ts';
import { groupBy } from '../incident/group-by.ts';
import type { Incident } from '../incident/incident.ts';
import { incidentTag, type StormRecord } from '../incident/store.ts';
import { absorbedBy, allNamed, grow, isStorm, newStorm, planHeld, stormPhase } from '../incident/storm.ts';
import { beginOf, incidentOf, isMuted } from '../incident/watch-plan.ts';
import { composeHeldBack, composeStorm } from '../report/notices/storm.ts';
import { composeUpdate } from '../report/notices/update.ts';
import type { Round } from './watch-round.ts';

/** What one watch has the time to move; the rest is for the next. */
const MOST_AT_ONCE = 10_000;

/**
 * Tells what was held back: each lost host with its tasks, the rest as one message, or as a storm where they are many.
 * What a message has told is noted before it is moved, so that a watch that dies in between is not told twice.
 */
export async function tellHeld(round: Round, all: readonly Failure[]): Promise<void> {
  const held = all.slice(0, MOST_AT_ONCE);
  const { store, settings, now } = round.watcher;
  const known = await store.known(held, round.signal);
  const copies = held.filter((failure) => known.has(refOf(failure).key));
  await store.drop(copies, round.signal);
  const { settled, fresh } = planHeld(
    held.filter((failure) => !copies.includes(failure)),
    round.board,
  );
  await store.settle(settled, round.signal);
  const [muted, due] = partition(fresh, (failure) => isMuted(round.board, failure, now()));
  await store.settle(
    muted.map((failure): Failure => ({ ...failure, muted: true })),
    round.signal,
  );

  const [hosts, others] = partition(due, ({ workload }) => workload.kind === 'host');
  for (const ofHost of groupBy(hosts, incidentTag)) await tellLostHost(round, ofHost);
  if (round.board.storm !== undefined || isStorm(others, settings.stormFrom)) return tellStorm(round, others);
  if (others.length > 0 && (await round.send(composeHeldBack(others, now()), 'first'))) await openAll(round, others);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

async function tellLostHost(round: Round, failures: readonly [Failure, ...Failure[]]): Promise<void> {
  const [{ workload, cause, at }] = failures;
  const incident: Incident = { workload, cause, openedAt: at, failures };
  const notice = composeUpdate(incident, { at, count: 0, cause }, 'host-lost', round.watcher.now());
  if (await round.send(notice, 'first')) await openAll(round, failures);
}

/** Opens the incidents that a message has just told, then moves their failures to the history. */
async function openAll({ watcher: { store, now }, signal }: Round, failures: readonly Failure[]): Promise<void> {
  await store.open(
    groupBy(failures, incidentTag).map((group) => claimOf(group, now())),
    signal,
  );
  await store.settle(
    failures.map((failure) => ({ ...failure, toldAt: now() })),
    signal,
  );
}

function claimOf(failures: readonly [Failure, ...Failure[]], now: number): Claim {
  const [first] = failures;
  const { workload, cause, scope, at } = first;
  return {
    workload,
    cause,
    ...(scope === undefined ? {} : { scope }),
    title: first.title,
    by: refOf(first),
    openedAt: at,
    claimedAt: now,
    until: 0,
    token: randomUUID(),
    told: { at: now, count: failures.length, cause },
    lookedAt: now,
  };
}

async function tellStorm(round: Round, fresh: readonly Failure[]): Promise<void> {
  const { store, settings, now } = round.watcher;
  const { signal } = round;
  const known = round.board.storm === undefined ? undefined : await store.storm(round.board.storm.id, signal);
  const { storm: begun, claims } = known === undefined ? await beginStorm(round) : { storm: known, claims: [] };
  const grown = grow(begun, fresh, now());
  const phase = stormPhase(grown, now(), settings.updateIntervalMs);
  const left = phase !== undefined && (await round.send(composeStorm(grown, phase, now()), 'first'));
  // Without its first message there is no storm yet: everything stays held back for the next watch.
  if (phase === 'opened' && !left) return;
  await store.saveStorm(left ? allNamed(grown, now()) : grown, !(left && phase === 'over'), signal);
  for (const { claim, at } of claims) {
    await store.close(claim, at, signal);
    round.noteLooked(claim);
  }
  await store.settle(
    fresh.map((failure) => ({ ...failure, toldAt: now() })),
    signal,
  );
  if (left && phase === 'over') {
    // A late copy of a member's event must not be taken for a new failure.
    await store.closeAll(
      grown.members.map(({ failure, lastAt }) => ({ ...failure, at: lastAt })),
      signal,
    );
  }
}

/** What was told singly just before belongs to the storm, and is followed by it from here on. */
async function beginStorm(round: Round): Promise<{
  readonly storm: StormRecord;
  readonly claims: readonly { readonly claim: Claim; readonly at: number }[];
}> {
  const { store, now } = round.watcher;
  const claims: { claim: Claim; at: number }[] = [];
  let storm = newStorm(now());
  for (const claim of absorbedBy(round.board, now())) {
    const failures = await store.failuresOf(
      { workload: claim.workload, from: beginOf(claim, round.board), to: now() },
      round.signal,
    );
    const incident = incidentOf(claim, round.board, failures);
    // What nobody has recorded yet may still be told by its own invocation.
    if (incident === undefined) continue;
    storm = grow(storm, incident.failures, now(), false);
    claims.push({ claim, at: Math.max(...incident.failures.map(({ at }) => at)) });
  }
  return { storm, claims };
}

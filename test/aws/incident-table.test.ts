import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../functions/incident/board.ts';
import { type Failure, refOf } from '../../functions/incident/failure.ts';
import type { IncidentStore } from '../../functions/incident/store.ts';
import { allNamed, grow, newStorm } from '../../functions/incident/storm.ts';
import { type ATable, aTable } from '../incident/a-table.ts';
import { aFailure, aWorkload, MINUTE, refused, repeated, SECOND } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let table: ATable;
let store: IncidentStore;
beforeEach(async () => {
  table = await aTable();
  ({ store } = table);
});
afterEach(() => table.close());

const signal = (): AbortSignal => AbortSignal.timeout(60_000);
let tokens = 0;
const claim = (failure: Failure, now = NOON, by = store) => {
  tokens += 1;
  return by.claim({ failure, now, until: now + 30_000, token: `token-${tokens}` }, signal());
};
const granted = async (failure: Failure, now = NOON, by = store): Promise<boolean> =>
  (await claim(failure, now, by)).granted;
const theClaim = async (): Promise<Claim> => {
  const [first] = (await store.board(signal())).claims;
  if (first === undefined) throw new Error('No incident is open.');
  return first;
};
const named = (name: string, others: Partial<Failure> = {}): Failure =>
  aFailure({ workload: aWorkload({ name }), ...others });

describe('a claim', () => {
  it('is granted to the first, and the refused see who has it', async () => {
    const failure = aFailure();
    expect(await granted(failure)).toBe(true);
    const { granted: again, board } = await claim(aFailure({ id: 'another' }), NOON + MINUTE);
    expect(again).toBe(false);
    expect(board.claims).toEqual([
      {
        workload: failure.workload,
        cause: 'out-of-memory',
        title: 'out of memory',
        by: refOf(failure),
        openedAt: failure.at,
        claimedAt: NOON,
        until: NOON + 30_000,
        token: expect.any(String),
      },
    ]);
  });

  it('is granted to one of many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, nth) => granted(aFailure({ id: `${nth}` }))));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('is refused under another name of the same failure, and granted for another failure', async () => {
    expect(await granted(aFailure({ cause: 'application-exit' }))).toBe(true);
    expect(await granted(aFailure({ cause: 'connection-refused' }))).toBe(false);
    expect(await granted(aFailure({ cause: 'image-not-found' }))).toBe(true);
    expect(await granted(named('billing', { cause: 'connection-refused' }))).toBe(true);
    expect(await granted(named('billing', { cause: 'port-in-use' }))).toBe(true);
  });

  it('of what is only a consequence is refused where anything of its service is open', async () => {
    const impaired = aFailure({ kind: 'start-impaired', cause: 'unknown', id: 'impaired' });
    await claim(aFailure({ cause: 'image-not-found' }));
    expect(await granted(impaired)).toBe(false);
    expect(await granted({ ...impaired, workload: aWorkload({ name: 'billing' }) })).toBe(true);
  });

  it('keeps apart what has a scope of its own', async () => {
    const failed = (scope: string) => aFailure({ kind: 'deployment-failed', scope, id: scope });
    expect(await granted(aFailure())).toBe(true);
    expect(await granted(failed('ecs-svc/1'))).toBe(true);
    expect(await granted(failed('ecs-svc/2'))).toBe(true);
    expect(await granted(failed('ecs-svc/2'))).toBe(false);
  });

  it('is refused for what happened up to the end of the incident, and granted after', async () => {
    await claim(aFailure());
    await store.close(await theClaim(), NOON + 5 * MINUTE, signal());
    expect(await granted(aFailure({ at: NOON + 5 * MINUTE }), NOON + HOUR)).toBe(false);
    expect(await granted(aFailure({ at: NOON + 5 * MINUTE + 1 }), NOON + HOUR)).toBe(true);
  });

  it('is refused while a storm goes on', async () => {
    const storm = newStorm(NOON);
    await store.saveStorm(storm, true, signal());
    const { granted: during, board } = await claim(aFailure());
    expect([during, board.storm]).toEqual([false, { id: storm.id, openedAt: NOON }]);
    await store.saveStorm(storm, false, signal());
    expect(await granted(aFailure())).toBe(true);
  });

  it.each([
    ['second', { cap: { perSecond: 4, perTenMinutes: 3_000 } }, 2, SECOND],
    ['minute', { stormFrom: 6 }, 3, MINUTE],
    ['five minutes', { cap: { perSecond: 100, perTenMinutes: 36 } }, 7, 5 * MINUTE],
    ['five minutes of a small cap', { cap: { perSecond: 100, perTenMinutes: 6 } }, 1, 5 * MINUTE],
  ] as const)('is refused where the messages of the %s are spent', async (_window, options, most, ms) => {
    const capped = table.storeOf(options);
    for (let nth = 0; nth < most; nth += 1) expect(await granted(named(`service-${nth}`), NOON, capped)).toBe(true);
    expect(await granted(named('late'), NOON + ms - 1, capped)).toBe(false);
    expect(await granted(named('late'), NOON + ms, capped)).toBe(true);
  });

  it('survives that its answer is lost: the SDK’s second write finds the first', async () => {
    table.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when: 'after' }, { times: 1 });
    expect(await granted(aFailure())).toBe(true);
    expect(table.standIn.calls.filter(({ operation }) => operation === 'UpdateItem')).toHaveLength(2);
  });

  it('rejects where the table fails', async () => {
    table.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'access-denied' });
    await expect(claim(aFailure())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('taking over', () => {
  it('succeeds for one of two', async () => {
    await claim(aFailure());
    const before = await theClaim();
    const all = await Promise.all(
      ['a', 'b'].map((token) => store.takeOver(before, { until: NOON + HOUR, token }, signal())),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await theClaim()).toEqual({ ...before, until: NOON + HOUR, token: all[0] ? 'a' : 'b' });
  });

  it('survives that its answer is lost', async () => {
    await claim(aFailure());
    table.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when: 'after' }, { times: 1 });
    expect(await store.takeOver(await theClaim(), { until: NOON + HOUR, token: 'mine' }, signal())).toBe(true);
  });

  it('fails where the claim is gone', async () => {
    await claim(aFailure());
    const gone = await theClaim();
    await store.withdraw(gone, signal());
    expect(await store.takeOver(gone, { until: NOON, token: 'mine' }, signal())).toBe(false);
    expect((await store.board(signal())).claims).toEqual([]);
  });

  it('is for who still has it: a claim taken over is neither given back nor withdrawn by who had it', async () => {
    await claim(aFailure());
    const before = await theClaim();
    await store.takeOver(before, { until: NOON + HOUR, token: 'mine' }, signal());
    await store.giveBack(before, ['topic'], signal());
    await store.withdraw(before, signal());
    expect(await theClaim()).toEqual({ ...before, until: NOON + HOUR, token: 'mine' });
    await store.giveBack(await theClaim(), ['topic'], signal());
    expect(await theClaim()).toEqual({ ...before, until: 0, token: 'mine', served: ['topic'] });
  });
});

describe('withdrawing', () => {
  it('leaves no trace: neither of the incident nor of its message', async () => {
    const capped = table.storeOf({ stormFrom: 4 });
    for (let nth = 0; nth < 5; nth += 1) {
      expect(await granted(aFailure({ id: `${nth}` }), NOON, capped)).toBe(true);
      await capped.withdraw(await theClaim(), signal());
    }
    expect((await store.board(signal())).claims).toEqual([]);
    expect(await granted(aFailure({ cause: 'application-exit' }), NOON, capped)).toBe(true);
  });
});

describe('records', () => {
  it('are put once: a second copy changes nothing', async () => {
    const failure = aFailure({ toldAt: NOON + 1 });
    await store.record(failure, signal());
    await store.record({ ...failure, headline: 'another' }, signal());
    expect(await store.find(refOf(failure), signal())).toEqual(failure);
    expect(await store.find(refOf(aFailure({ id: 'another' })), signal())).toBeUndefined();
  });

  it('are kept for as many days as set, from the failure on', async () => {
    await table.storeOf({ historyDays: 30 }).record(aFailure(), signal());
    await table.storeOf({ historyDays: 30 }).hold(aFailure(), signal());
    const ttl = NOON / 1_000 + 30 * 86_400;
    expect((await table.items('STOPS#2026-11-24')).map((item) => item['ttl'])).toEqual([ttl]);
    expect((await table.items('HELD')).map((item) => item['ttl'])).toEqual([ttl]);
  });

  it('are found over midnight, in order, of this workload alone', async () => {
    const midnight = Date.UTC(2026, 10, 25);
    const times = [-2 * HOUR, -1, 0, 1, 26 * HOUR].map((after) => midnight + after);
    for (const at of times.toReversed()) await store.record(aFailure({ at, id: `${at}` }), signal());
    for (const other of ['order', 'orders-2', 'ordersx']) {
      await store.record(named(other, { at: midnight, id: other }), signal());
    }
    await store.record(aFailure({ at: midnight, id: 'job', workload: aWorkload({ kind: 'family' }) }), signal());
    const found = (from: number, to: number) =>
      store.failuresOf({ workload: aWorkload(), from, to }, signal()).then((all) => all.map(({ at }) => at));
    expect(await found(midnight - 3 * HOUR, midnight + 30 * HOUR)).toEqual(times);
    expect(await found(midnight - 1, midnight)).toEqual([midnight - 1, midnight]);
    expect(await found(midnight + 2, midnight + 3)).toEqual([]);
  });

  it('are found by their day, and by the beginning of the workload’s name', async () => {
    await store.record(aFailure(), signal());
    await store.record(named('billing', { id: 'b' }), signal());
    await store.record(aFailure({ at: NOON + DAY }), signal());
    expect((await store.failuresOfDay('2026-11-24', {}, signal())).map(({ workload }) => workload.name)).toEqual([
      'billing',
      'orders',
    ]);
    expect(await store.failuresOfDay('2026-11-24', { keyPrefix: 'service/ord' }, signal())).toHaveLength(1);
    expect(await store.failuresOfDay('2026-11-26', {}, signal())).toEqual([]);
  });
});

describe('what is held back', () => {
  it('is settled, found and dropped however much it is', async () => {
    const many = repeated(230, HOUR);
    await Promise.all(many.map((failure) => store.hold(failure, signal())));
    await store.hold({ ...(many[0] ?? aFailure()), headline: 'a copy' }, signal());
    expect(await store.held(signal())).toEqual(many);
    const [settled, left] = [many.slice(0, 120), many.slice(120)];
    await store.settle(settled, signal());
    expect(await store.held(signal())).toEqual(left);
    expect([...(await store.known(many, signal()))].toSorted()).toEqual(
      settled.map((failure) => refOf(failure).key).toSorted(),
    );
    await store.drop(left, signal());
    expect(await store.held(signal())).toEqual([]);
    expect(await table.items('STOPS#2026-11-24')).toHaveLength(120);
  });

  it('is in the history before it is forgotten', async () => {
    const failures = repeated(30, HOUR);
    for (const failure of failures) await store.hold(failure, signal());
    table.standIn.faults.inject(
      'dynamodb',
      'BatchWriteItem',
      { kind: 'access-denied' },
      { when: (input) => JSON.stringify(input).includes('DeleteRequest') },
    );
    await expect(store.settle(failures, signal())).rejects.toThrow();
    expect(await store.held(signal())).toHaveLength(30);
    expect(await table.items('STOPS#2026-11-24')).toHaveLength(30);
  });

  it('is written again where DynamoDB left some of it', async () => {
    await store.known([], signal());
    await store.settle([], signal());
    await store.drop([], signal());
    expect(table.standIn.calls).toHaveLength(0);
  });
});

describe('the watch', () => {
  it('is one at a time', async () => {
    expect(await store.beginWatch(NOON, NOON + 30_000, signal())).toBeDefined();
    expect(await store.beginWatch(NOON + 30_000, NOON + HOUR, signal())).toBeUndefined();
    expect(await store.beginWatch(NOON + 30_001, NOON + MINUTE, signal())).toBeDefined();
    await store.endWatch({ watchedAt: NOON + 31_000, looked: [] }, signal());
    expect(await store.beginWatch(NOON + 31_000, NOON + MINUTE, signal())).toMatchObject({
      watchedAt: NOON + 31_000,
    });
  });

  it('notes what it has looked at, and what it has told', async () => {
    await claim(aFailure());
    await claim(named('billing'));
    const claims = (await store.board(signal())).claims;
    await store.endWatch({ watchedAt: NOON + MINUTE, looked: claims.slice(0, 1), digestDay: '2026-11-24' }, signal());
    const board = await store.board(signal());
    expect(board).toMatchObject({ watchedAt: NOON + MINUTE, digestDay: '2026-11-24' });
    expect(board.claims.map(({ lookedAt }) => lookedAt).toSorted()).toEqual([NOON + MINUTE, undefined]);
    const told = { at: NOON + 1, count: 3, cause: 'out-of-memory' as const };
    await store.markTold(claims[0] ?? (await theClaim()), told, signal());
    expect((await store.board(signal())).claims.map((one) => one.told)).toContainEqual(told);
  });

  it('notes hundreds of incidents at once', async () => {
    await claim(aFailure());
    const one = await theClaim();
    await store.open(
      Array.from({ length: 449 }, (_, nth) => ({ ...one, workload: aWorkload({ name: `service-${nth}` }) })),
      signal(),
    );
    const { claims } = await store.board(signal());
    expect(claims).toHaveLength(450);
    await store.beginWatch(NOON, NOON + 30_000, signal());
    await store.endWatch({ watchedAt: NOON + MINUTE, looked: claims }, signal());
    const board = await store.board(signal());
    expect(board.watchedAt).toBe(NOON + MINUTE);
    expect(new Set(board.claims.map(({ lookedAt }) => lookedAt))).toEqual(new Set([NOON + MINUTE]));
  }, 60_000);

  it('runs on a board that is full', async () => {
    await store.beginWatch(NOON, NOON + 30_000, signal());
    await store.endWatch({ watchedAt: NOON, looked: [] }, signal());
    await claim(aFailure());
    const fits = (id: string, bytes: number) =>
      store.putMute({ id, until: NOON + HOUR, reason: 'x'.repeat(bytes) }, signal()).then(
        () => true,
        () => false,
      );
    let bytes = 0;
    for (let step = 262_144; step >= 1; step /= 2) if (await fits('long', bytes + step)) bytes += step;
    expect(bytes).toBeGreaterThan(300_000);
    await expect(claim(named('billing'), NOON + MINUTE)).rejects.toThrow(/size/i);
    const board = await store.beginWatch(NOON + 2 * MINUTE, NOON + 3 * MINUTE, signal());
    expect(board?.claims).toHaveLength(1);
    await store.close(await theClaim(), NOON + MINUTE, signal());
    await store.endWatch({ watchedAt: NOON + 2 * HOUR, looked: [] }, signal());
    expect((await store.board(signal())).mutes).toEqual([]);
    expect(await granted(named('billing'), NOON + 2 * HOUR)).toBe(true);
  }, 60_000);

  it('forgets what is spent, and keeps what is not', async () => {
    await claim(aFailure());
    await claim(named('billing'));
    await claim(named('search'));
    await store.noteSteady(aWorkload({ name: 'billing' }), NOON, signal());
    await store.noteSteady(aWorkload({ name: 'search' }), NOON + DAY, signal());
    for (const [name, at] of [
      ['billing', NOON],
      ['search', NOON + DAY],
    ] as const) {
      const { claims } = await store.board(signal());
      const one = claims.find(({ workload }) => workload.name === name);
      if (one !== undefined) await store.close(one, at, signal());
    }
    await store.noteDeployment(aWorkload({ name: 'a' }), NOON + HOUR, signal());
    await store.noteDeployment(aWorkload({ name: 'b' }), NOON + 3 * DAY, signal());
    await store.putMute({ id: 'ended', until: NOON + HOUR }, signal());
    await store.putMute({ id: 'lasts', until: NOON + 3 * DAY, services: ['orders'], reason: 'maintenance' }, signal());
    await store.saveStorm(newStorm(NOON), true, signal());
    const now = NOON + DAY + HOUR;
    await claim(named('late'), now);
    await store.endWatch({ watchedAt: now, looked: [] }, signal());
    const board = await store.board(signal());
    expect(board.claims.map(({ workload }) => workload.name)).toEqual(['orders']);
    expect([...board.closedAt.values()]).toEqual([NOON + DAY]);
    expect([...board.steadyAt.values()]).toEqual([NOON + DAY]);
    expect([...board.deployingUntil.values()]).toEqual([NOON + 3 * DAY]);
    expect(board.mutes).toEqual([{ id: 'lasts', until: NOON + 3 * DAY, services: ['orders'], reason: 'maintenance' }]);
    expect(board.storm).toBeDefined();
    const [item] = await table.items('BOARD');
    expect(Object.keys(item ?? {}).filter((name) => name.startsWith('r'))).toEqual([]);
  });

  it('takes messages of the cap, of which some are kept for what nobody has been told of', async () => {
    const capped = table.storeOf({ cap: { perSecond: 100, perTenMinutes: 36 } });
    for (let nth = 0; nth < 7; nth += 1) expect(await capped.takeSlot(NOON, 'follow-up', signal())).toBe(true);
    expect(await capped.takeSlot(NOON, 'follow-up', signal())).toBe(false);
    for (let nth = 0; nth < 5; nth += 1) expect(await capped.takeSlot(NOON, 'first', signal())).toBe(true);
    expect(await capped.takeSlot(NOON, 'first', signal())).toBe(false);
    expect(await capped.takeSlot(NOON + 5 * MINUTE, 'follow-up', signal())).toBe(true);
  });
});

describe('opening and closing', () => {
  it('opens what is not open, and leaves alone what is', async () => {
    await claim(aFailure());
    const mine = await theClaim();
    const told = { at: NOON, count: 2, cause: 'out-of-memory' as const };
    const { workload } = named('billing');
    const ofBilling = { ...mine, workload, by: { ...mine.by, key: mine.by.key.replace('orders', 'billing') } };
    await store.open(
      [
        { ...mine, token: 'x', told },
        { ...ofBilling, token: 'y', told },
      ],
      signal(),
    );
    const { claims } = await store.board(signal());
    expect(new Map(claims.map((one) => [one.workload.name, one]))).toEqual(
      new Map([
        ['orders', mine],
        ['billing', { ...ofBilling, token: 'y', told }],
      ]),
    );
  });

  it('marks and closes no incident that is not open', async () => {
    await claim(aFailure());
    const one = await theClaim();
    await store.close(one, NOON + MINUTE, signal());
    await store.markTold(one, { at: NOON, count: 1, cause: 'out-of-memory' }, signal());
    await store.close(one, NOON + HOUR, signal());
    const board = await store.board(signal());
    expect(board.claims).toEqual([]);
    expect([...board.closedAt.values()]).toEqual([NOON + MINUTE]);
  });

  it('lets a service with two incidents keep the one that is not closed', async () => {
    await claim(aFailure());
    await claim(aFailure({ cause: 'port-in-use' }));
    const { claims } = await store.board(signal());
    const memory = claims.find(({ cause }) => cause === 'out-of-memory') ?? (await theClaim());
    await store.close(memory, NOON, signal());
    expect(await granted(aFailure({ cause: 'application-exit', at: NOON + 1 }), NOON + HOUR)).toBe(false);
    expect(await granted(aFailure({ at: NOON + 1 }), NOON + HOUR)).toBe(true);
  });

  it('closes hundreds that a storm told of', async () => {
    const ids = Array.from({ length: 400 }, (_, nth) => ({ ...named(`service-${nth}`), at: NOON + nth }));
    await store.closeAll(ids, signal());
    expect((await store.board(signal())).closedAt.size).toBe(400);
    expect(await granted(named('service-399', { at: NOON + 399 }))).toBe(false);
    expect(await granted(named('service-399', { at: NOON + 400 }))).toBe(true);
  });
});

describe('notes', () => {
  it('say that a service is steady only where it has an open incident', async () => {
    await store.noteSteady(aWorkload(), NOON, signal());
    expect(await table.items('BOARD')).toEqual([]);
    await claim(aFailure());
    await store.noteSteady(aWorkload(), NOON, signal());
    await store.noteSteady(aWorkload({ name: 'billing' }), NOON, signal());
    expect([...(await store.board(signal())).steadyAt.values()]).toEqual([NOON]);
  });

  it('say that a deployment is under way, and that it is not', async () => {
    await store.noteDeployment(aWorkload(), NOON + HOUR, signal());
    expect([...(await store.board(signal())).deployingUntil.values()]).toEqual([NOON + HOUR]);
    await store.noteDeployment(aWorkload(), undefined, signal());
    expect((await store.board(signal())).deployingUntil.size).toBe(0);
  });

  it('say since when services are short, hundreds of them', async () => {
    const shorts = new Map(Array.from({ length: 140 }, (_, nth) => [`tag-${nth}`, NOON + nth] as const));
    await store.noteShort(await store.board(signal()), shorts, signal());
    expect(new Map((await store.board(signal())).shortSince)).toEqual(shorts);
    const others = new Map(Array.from({ length: 140 }, (_, nth) => [`other-${nth}`, NOON] as const));
    await store.noteShort(await store.board(signal()), others, signal());
    expect(new Map((await store.board(signal())).shortSince)).toEqual(others);
    await store.noteShort(await store.board(signal()), new Map(), signal());
    expect((await store.board(signal())).shortSince.size).toBe(0);
    const before = table.standIn.calls.length;
    await store.noteShort(await store.board(signal()), new Map(), signal());
    expect(table.standIn.calls).toHaveLength(before + 1);
  });

  it('mute and end the mute', async () => {
    await store.putMute({ id: 'status', until: NOON, causes: ['dns-*'], duringDeployments: true }, signal());
    expect((await store.board(signal())).mutes).toEqual([
      { id: 'status', until: NOON, causes: ['dns-*'], duringDeployments: true },
    ]);
    expect(await store.removeMute('status', signal())).toBe(true);
    expect(await store.removeMute('status', signal())).toBe(false);
  });
});

describe('a storm', () => {
  it('is stored with all its members, and found again', async () => {
    const storm = allNamed(grow(newStorm(NOON), [aFailure(), refused('billing')], NOON), NOON + SECOND);
    await store.saveStorm(storm, true, signal());
    expect(await store.storm(storm.id, signal())).toEqual(storm);
    expect(await store.storm('another', signal())).toBeUndefined();
    expect(await table.items('STORM')).toMatchObject([{ sk: storm.id, ttl: NOON / 1_000 + 7 * 86_400 }]);
  });

  it('finds room in an item however many fail, and fail again', async () => {
    const failures = Array.from({ length: 10_000 }, (_, nth) =>
      named(`a-service-with-a-name-of-usual-length-${nth % 2_000}`, {
        id: (nth * 2_654_435_761).toString(16).padStart(32, '0'),
        at: NOON + nth,
        instance: (nth * 40_503).toString(16).padStart(32, '0'),
        image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/a-service-with-a-name-of-usual-length-${nth % 2_000}:1.4.1`,
      }),
    );
    const storm = grow(newStorm(NOON), failures, NOON);
    await store.saveStorm(storm, true, signal());
    const found = await store.storm(storm.id, signal());
    expect(found).toEqual(storm);
    expect(grow(found ?? newStorm(NOON), failures, NOON + MINUTE).count).toBe(10_000);
  }, 60_000);
});

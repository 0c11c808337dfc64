import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Failure } from '../../functions/incident/failure.ts';
import { type AResponder, aResponder } from '../incident/a-responder.ts';
import { aFailure, aWorkload, HOUR, MINUTE } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';

let responder: AResponder;
beforeEach(async () => {
  responder = await aResponder();
});
afterEach(() => responder.table.close());

const signal = () => AbortSignal.timeout(10_000);
const again = async (environment: Record<string, string>): Promise<void> => {
  await responder.table.close();
  responder = await aResponder({ environment });
};
let ids = 0;
/** A failure that happens now. */
const failing = (name = 'orders', others: Partial<Failure> = {}): Failure => {
  ids += 1;
  return aFailure({ workload: aWorkload({ name }), id: `${ids}`, at: responder.now, ...others });
};
const tellAll = async (names: readonly string[]): Promise<readonly string[]> => {
  const outcomes: string[] = [];
  for (const name of names) outcomes.push((await responder.tell(failing(name))).outcome);
  return outcomes;
};
const store = () => responder.table.store;
const text = () => responder.sent.map(({ body }) => body).join('\n');
const services = (from: number, to: number) => Array.from({ length: to - from }, (_, nth) => `service-${from + nth}`);

describe('an incident that ends', () => {
  it('loses no failure that comes while its end is told', async () => {
    await responder.tell(failing());
    responder.beforePublish = async ({ attributes }) => {
      if (attributes['kind'] !== 'recovered') return;
      responder.beforePublish = () => undefined;
      expect(await responder.tell(failing())).toMatchObject({ outcome: 'repeat' });
      responder.now += 1;
    };
    await responder.pass(61);
    expect(responder.kinds()).toEqual(['stopped', 'recovered']);
    await responder.pass(7);
    expect(responder.kinds()).toEqual(['stopped', 'recovered', 'update']);
  }, 60_000);

  it('is not opened anew by what was counted', async () => {
    for (let nth = 0; nth < 5; nth += 1) await responder.tell(failing());
    await responder.pass(90);
    expect(responder.kinds()).toEqual(['stopped', 'update', 'recovered']);
    expect((await store().board(signal())).claims).toEqual([]);
  }, 60_000);
});

describe('a watch', () => {
  it('that fails on one incident looks at all others', async () => {
    await tellAll(['broken', 'orders']);
    for (const name of ['broken', 'orders']) await tellAll(Array.from({ length: 10 }, () => name));
    responder.table.standIn.faults.inject(
      'dynamodb',
      'Query',
      { kind: 'access-denied' },
      { when: (input) => JSON.stringify(input).includes('service/broken') },
    );
    responder.now += MINUTE;
    expect(await responder.watch()).toMatchObject({ looked: 1, faults: [expect.stringMatching(/AccessDenied/)] });
    expect(responder.kinds()).toEqual(['stopped', 'stopped', 'update']);
    responder.table.standIn.faults.clear();
    await responder.pass(1);
    expect(responder.kinds()).toEqual(['stopped', 'stopped', 'update', 'update']);
  });

  it('looks first at what it has not seen for longest', async () => {
    await tellAll(services(0, 6));
    const before = responder.table.standIn.calls.length;
    const board = await store().board(signal());
    const [a, b] = board.claims;
    if (a === undefined || b === undefined) throw new Error('Too few incidents are open.');
    responder.now += 10 * MINUTE;
    await store().endWatch({ watchedAt: responder.now, looked: board.claims.filter((one) => one !== b) }, signal());
    responder.now += 2 * MINUTE;
    await responder.watch();
    const queried = responder.table.standIn.calls
      .slice(before)
      .filter(({ operation, input }) => operation === 'Query' && JSON.stringify(input).includes('service/'));
    expect(JSON.stringify(queried[0]?.input)).toContain(`service/${b.workload.name}#`);
  });

  it('that cannot note what it told holds back nothing else', async () => {
    await responder.tell(failing());
    responder.table.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'access-denied' });
    responder.now += MINUTE;
    expect((await responder.watch()).faults).toHaveLength(1);
    responder.table.standIn.faults.clear();
    await responder.pass(61);
    expect(responder.kinds()).toEqual(['stopped', 'recovered']);
  }, 60_000);

  it('follows incidents though the digest cannot be made', async () => {
    await responder.tell(failing());
    responder.table.standIn.faults.inject(
      'dynamodb',
      'Query',
      { kind: 'access-denied' },
      { when: (input) => JSON.stringify(input).includes('2026-11-22') },
    );
    await responder.pass(2);
    const board = await store().board(signal());
    expect([board.watchedAt, board.digestDay]).toEqual([NOON + 2 * MINUTE, undefined]);
  });
});

describe('the cap', () => {
  it('is not spent on updates where something new has to be told', async () => {
    await again({ MOST_PER_SECOND: '100', MOST_PER_TEN_MINUTES: '30', STORM_FROM: '100' });
    await tellAll(services(0, 5));
    for (let minute = 0; minute < 5; minute += 1) await responder.pass(1);
    await tellAll(services(5, 10));
    for (const name of services(0, 10)) await tellAll(Array.from({ length: 9 }, () => name));
    await responder.pass(5);
    const updates = responder.kinds().filter((kind) => kind === 'update').length;
    expect(updates).toBeGreaterThan(0);
    responder.beforePublish = () => undefined;
    expect(await tellAll(['new'])).toEqual(['held']);
    await responder.pass(1);
    expect(text()).toMatch(/\bnew\b/);
  }, 60_000);

  it('delays what it holds back, and loses none of it', async () => {
    await again({ MOST_PER_SECOND: '2', MOST_PER_TEN_MINUTES: '6', STORM_FROM: '100' });
    await tellAll(services(0, 8));
    expect(responder.sent.length).toBeLessThan(3);
    await responder.pass(11);
    for (const name of services(0, 8)) expect(text()).toContain(name === 'service-0' ? 'out of memory' : name);
    expect(await store().held(signal())).toEqual([]);
  }, 60_000);
});

describe('a storm', () => {
  beforeEach(() => again({ STORM_FROM: '4' }));
  const storms = () => responder.kinds().filter((kind) => kind === 'storm').length;
  const records = () => responder.table.items('STOPS#2026-11-24');

  it('is told once where the watch dies before it has moved what it told', async () => {
    await tellAll(services(0, 12));
    responder.table.standIn.faults.inject('dynamodb', 'BatchWriteItem', { kind: 'access-denied' });
    await responder.pass(2);
    expect(storms()).toBe(1);
    responder.table.standIn.faults.clear();
    await tellAll(services(12, 14));
    await responder.pass(3);
    expect(storms()).toBe(2);
    expect(text()).toMatch(/14 services failed 14 times|14 services/);
    expect(await records()).toHaveLength(14);
    expect(await store().held(signal())).toEqual([]);
  }, 60_000);

  it('keeps what it has to tell where no topic takes it', async () => {
    await tellAll(services(0, 12));
    const before = responder.sent.length;
    responder.beforePublish = () => {
      throw new Error('The topic is broken.');
    };
    await responder.pass(3);
    responder.beforePublish = () => undefined;
    expect(responder.sent).toHaveLength(before);
    await responder.pass(1);
    expect(storms()).toBe(1);
    for (const name of services(before, 12)) expect(text()).toMatch(new RegExp(`\\b${name}\\b`));
  }, 60_000);

  it('is over once, and then each fails by itself again', async () => {
    const late = failing('service-11');
    await tellAll(services(0, 11));
    await responder.tell(late);
    await responder.pass(20);
    expect(storms()).toBe(2);
    expect(await responder.tell(late)).toMatchObject({ outcome: 'late' });
    expect(await tellAll(['service-11'])).toEqual(['told']);
    await responder.pass(120);
    expect(storms()).toBe(2);
  }, 60_000);

  it('does not swallow one whose own message did not leave', async () => {
    responder.beforePublish = () => {
      throw new Error('The topic is broken.');
    };
    await expect(responder.tell(failing('unlucky'))).rejects.toThrow();
    await responder.tell(failing('unlucky'));
    responder.beforePublish = () => undefined;
    await tellAll(services(0, 12));
    await responder.pass(2);
    expect(text()).toMatch(/\bunlucky\b/);
  });
});

describe('the digest', () => {
  it('is sent once a day, with what was muted or wanted there', async () => {
    await again({ DIGEST_HOUR: '7' });
    await responder.tell(failing('orders', { treatment: 'digest' }));
    await responder.watch();
    responder.now += 20 * HOUR;
    await responder.pass(2);
    responder.now += 24 * HOUR;
    await responder.pass(2);
    expect(responder.kinds()).toEqual(['digest']);
  });

  it('waits for its hour by UTC', async () => {
    await responder.tell(failing('orders', { treatment: 'digest' }));
    await responder.watch();
    responder.now = Date.UTC(2026, 10, 25, 6, 58);
    await responder.pass(1);
    expect(responder.kinds()).toEqual([]);
    await responder.pass(1);
    expect(responder.kinds()).toEqual(['digest']);
  });
});

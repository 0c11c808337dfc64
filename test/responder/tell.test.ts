import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refOf } from '../../functions/incident/failure.ts';
import { type AResponder, aResponder } from '../incident/a-responder.ts';
import { aFailure, aWorkload, MINUTE } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';

let responder: AResponder;
beforeEach(async () => {
  responder = await aResponder();
});
afterEach(() => responder.table.close());

const signal = () => AbortSignal.timeout(10_000);
const again = async (options: Parameters<typeof aResponder>[0]): Promise<void> => {
  await responder.table.close();
  responder = await aResponder(options);
};
const nth = (number: number, others = {}) => aFailure({ id: `${number}`, at: NOON + number, ...others });
const board = () => responder.table.store.board(signal());
const mute = (minutes: number) =>
  responder.table.store.putMute({ id: 'm', until: responder.now + minutes * MINUTE, services: ['orders'] }, signal());
const calls = () => responder.table.standIn.calls.map(({ operation }) => operation);
/** The topics take nothing this time. */
const breakOnce = (isBroken: (topicArn: string) => boolean = () => true): void => {
  responder.beforePublish = ({ topicArn }) => {
    if (isBroken(topicArn)) throw new Error('The topic is broken.');
  };
};
const heal = (): void => {
  responder.beforePublish = () => undefined;
};

describe('a failure', () => {
  it('opens its incident, is repeated, and is known again, at two calls of the table each', async () => {
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'told' });
    expect(await responder.tell(nth(1))).toMatchObject({ outcome: 'repeat', published: [] });
    expect(calls()).toEqual(['UpdateItem', 'PutItem', 'UpdateItem', 'PutItem']);
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'duplicate' });
    expect(await responder.table.store.find(refOf(nth(0)), signal())).toMatchObject({ toldAt: NOON });
    expect(responder.kinds()).toEqual(['stopped']);
  });

  it('whose message did not leave is told by the retry', async () => {
    breakOnce();
    await expect(responder.tell(nth(0), 'request')).rejects.toThrow('The topic is broken.');
    heal();
    responder.now += MINUTE;
    expect(await responder.tell(nth(0), 'request')).toMatchObject({ outcome: 'told' });
    await responder.pass(10);
    expect(responder.kinds()).toEqual(['stopped']);
  });

  it('that one topic has taken is told to the other alone, though the watch looked in between', async () => {
    await again({ chat: true });
    breakOnce((topicArn) => topicArn.endsWith('alerts'));
    await expect(responder.tell(nth(0), 'request')).rejects.toThrow('The topic is broken.');
    heal();
    await responder.pass(1);
    responder.now += MINUTE;
    expect(await responder.tell(nth(0), 'request')).toMatchObject({ outcome: 'told' });
    expect(responder.sent.map(({ topicArn }) => topicArn.split(':').at(-1))).toEqual(['chat', 'alerts']);
  });

  it('that the watch told in the place of its invocation is not told again by a late retry', async () => {
    breakOnce();
    await expect(responder.tell(nth(0), 'request')).rejects.toThrow();
    heal();
    await responder.tell(nth(1));
    await responder.pass(6);
    expect(responder.kinds()).toEqual(['update']);
    expect(await responder.tell(nth(0), 'request')).toMatchObject({ outcome: 'repeat' });
    await responder.pass(31);
    expect(responder.kinds().filter((kind) => kind === 'stopped')).toEqual([]);
  });

  it('is told by one of the watch and the retry where both come at once', async () => {
    breakOnce();
    await expect(responder.tell(nth(0), 'request')).rejects.toThrow();
    heal();
    await responder.tell(nth(1));
    responder.now += 6 * MINUTE;
    const retries: Promise<unknown>[] = [];
    responder.beforePublish = async (message) => {
      if (message.attributes['kind'] === 'update') {
        retries.push(responder.tell(nth(0), 'request').catch((error: unknown) => error));
        await retries[0];
      }
    };
    const ticking = setInterval(() => {
      responder.now += 250;
    }, 50);
    await responder.watch();
    clearInterval(ticking);
    expect(await retries[0]).toMatchObject({ name: 'BeingToldError' });
    expect(responder.kinds()).toEqual(['update']);
  }, 15_000);

  it('is told though the answer of its claim is lost, and once', async () => {
    responder.table.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when: 'after' }, { times: 1 });
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'told' });
    await responder.pass(10);
    expect(responder.kinds()).toEqual(['stopped']);
  }, 15_000);

  it('is told by itself where the table does not answer; what its claim left behind is not told again', async () => {
    responder.table.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when: 'after' }, { times: 3 });
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'ungrouped' });
    responder.table.standIn.faults.clear();
    expect((await board()).claims).toHaveLength(1);
    await responder.pass(10);
    expect(await responder.tell(nth(1))).toMatchObject({ outcome: 'repeat' });
    expect(responder.kinds()).toEqual(['stopped']);
  }, 20_000);

  it('under another name is known when its copy comes after the end', async () => {
    await responder.tell(nth(0));
    const exit = nth(1, { cause: 'application-exit', title: 'exit code 1' });
    expect(await responder.tell(exit)).toMatchObject({ outcome: 'repeat' });
    await responder.pass(70);
    expect(responder.kinds().at(-1)).toBe('recovered');
    expect(await responder.tell(exit)).toMatchObject({ outcome: 'late' });
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'late' });
  }, 60_000);
});

describe('a muted failure', () => {
  it('is recorded, and told neither now nor after the mute', async () => {
    await mute(10);
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'muted' });
    expect((await board()).claims).toEqual([]);
    expect(await responder.table.store.find(refOf(nth(0)), signal())).toMatchObject({ muted: true });
    await responder.pass(11);
    expect(responder.kinds()).toEqual([]);
    expect(await responder.tell(aFailure({ id: 'later', at: responder.now }))).toMatchObject({ outcome: 'told' });
  });

  it('takes nobody’s place: others are told at once', async () => {
    await again({ environment: { STORM_FROM: '5', MOST_PER_TEN_MINUTES: '60' } });
    await mute(10);
    for (let number = 0; number < 40; number += 1) await responder.tell(nth(number));
    expect(await responder.tell(aFailure({ workload: aWorkload({ name: 'billing' }) }))).toMatchObject({
      outcome: 'told',
    });
  });

  it('is silent where nobody watches, too', async () => {
    await responder.tell(nth(0));
    await responder.watch();
    responder.now += 20 * MINUTE;
    expect(await responder.tell(nth(1))).toMatchObject({ outcome: 'ungrouped' });
    await mute(10);
    expect(await responder.tell(nth(2))).toMatchObject({ outcome: 'muted' });
  });

  it('in the middle of an incident is counted, and its count told after the mute', async () => {
    await responder.tell(nth(0));
    await mute(20);
    for (let number = 1; number < 12; number += 1) await responder.tell(nth(number));
    await responder.pass(19);
    expect(responder.kinds()).toEqual(['stopped']);
    await responder.pass(3);
    expect(responder.kinds()).toEqual(['stopped', 'update']);
  });
});

describe('an event of days ago', () => {
  it('is told once, in the history of its own day', async () => {
    const old = nth(0, { at: NOON - 3 * 24 * 60 * MINUTE });
    expect(await responder.tell(old)).toMatchObject({ outcome: 'told' });
    expect(await responder.tell({ ...old, id: 'next', at: old.at + MINUTE })).toMatchObject({ outcome: 'repeat' });
    expect(refOf(old).day).toBe('2026-11-21');
    await responder.pass(3);
    expect(responder.kinds()).toEqual(['stopped', 'recovered']);
    expect(await responder.tell(nth(0))).toMatchObject({ outcome: 'told' });
  });
});

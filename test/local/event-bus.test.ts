import { describe, expect, it } from '@jest/globals';
import { type BusRule, type EventBusOptions, makeEventBus } from '../../local/event-bus.ts';
import type { Json } from '../../local/json.ts';
import type { Invocation, Runtime } from '../../local/runtime-host.ts';

const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:responder';
const STOPPED = { source: 'aws.ecs', detail: { lastStatus: 'STOPPED' } };
const PATTERN = { source: ['aws.ecs'], detail: { lastStatus: ['STOPPED'] } };

/** A function that fails the given number of times before it succeeds, and keeps the events it got. */
function functionThatFails(times: number): { runtime: Pick<Runtime, 'invoke' | 'functionArn'>; events: Json[] } {
  const events: Json[] = [];
  return {
    events,
    runtime: {
      functionArn: FUNCTION_ARN,
      invoke: async (event): Promise<Invocation> => {
        events.push(event);
        const common = { requestId: `r${events.length}`, log: [], durationMs: 1, cold: false };
        const error = { errorType: 'Error', errorMessage: `failure ${events.length}`, stackTrace: ['Error: x'] };
        return events.length <= times ? { ok: false, error, ...common } : { ok: true, result: null, ...common };
      },
    },
  };
}

const RULE: BusRule = { pattern: PATTERN, deadLetter: true, maximumRetryAttempts: 3, arn: 'arn:rule' };

function busOver(times: number, options: Partial<EventBusOptions> = {}) {
  const { runtime, events } = functionThatFails(times);
  const bus = makeEventBus({
    rules: [RULE],
    runtime,
    asynchronous: { onFailure: true },
    ...options,
  });
  return { bus, events };
}

describe('an event that the rule does not match', () => {
  it('invokes nothing', async () => {
    const { bus, events } = busOver(0);
    expect(await bus.put({ source: 'aws.ecs', detail: { lastStatus: 'RUNNING' } })).toEqual({ kind: 'not-matched' });
    expect(events).toEqual([]);
  });
});

describe('an event that the rule matches', () => {
  it('reaches the function as it is, once', async () => {
    const { bus, events } = busOver(0);
    expect(await bus.put(STOPPED)).toMatchObject({ kind: 'handled', invocations: [{ ok: true }] });
    expect(events).toEqual([STOPPED]);
  });

  it('is retried until it is handled', async () => {
    const { bus, events } = busOver(2);
    expect(await bus.put(STOPPED)).toMatchObject({
      kind: 'handled',
      invocations: [{ ok: false }, { ok: false }, { ok: true }],
    });
    expect(events).toHaveLength(3);
    expect(bus.failures).toEqual([]);
  });

  it('lands in the on-failure queue, as Lambda records it, when the retries are used up', async () => {
    const { bus, events } = busOver(9);
    expect(await bus.put(STOPPED)).toMatchObject({ kind: 'failed' });
    expect(events).toHaveLength(3);
    expect(bus.failures).toEqual([
      {
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-/),
        requestContext: {
          requestId: expect.any(String),
          functionArn: `${FUNCTION_ARN}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: STOPPED,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'failure 3', trace: ['Error: x'] },
      },
    ]);
    expect(bus.deadLetters).toEqual([]);
  });

  it('is retried as often as the function is set to', async () => {
    const { bus, events } = busOver(9, { asynchronous: { onFailure: true, maximumRetryAttempts: 0 } });
    await bus.put(STOPPED);
    expect(events).toHaveLength(1);
  });

  it('is given up when it is older than the function accepts', async () => {
    const { bus } = busOver(9, { asynchronous: { onFailure: true, maximumEventAgeSeconds: 100 } });
    await bus.put(STOPPED);
    expect(bus.failures).toMatchObject([
      { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 } },
    ]);
  });

  it('is lost without an on-failure queue', async () => {
    const { bus } = busOver(9, { asynchronous: {} });
    expect(await bus.put(STOPPED)).toMatchObject({ kind: 'failed' });
    expect(bus.failures).toEqual([]);
  });

  it('waits between attempts in proportion to Lambda’s minute and two', async () => {
    const { bus } = busOver(2, { waitFactor: 0.001 });
    const before = performance.now();
    await bus.put(STOPPED);
    expect(performance.now() - before).toBeGreaterThanOrEqual(179);
  });
});

describe('a clock of the test’s own', () => {
  it('decides when the waits between attempts are over', async () => {
    const clock = { now: 0 };
    const { bus, events } = busOver(2, { waitFactor: 1, now: () => clock.now });
    const attempts: number[] = [];
    const handled = bus.put(STOPPED);
    for (const now of [0, 59_999, 60_000, 179_999, 180_000]) {
      clock.now = now;
      await new Promise((resolve) => setTimeout(resolve, 50));
      attempts.push(events.length);
    }
    expect(attempts).toEqual([1, 1, 2, 2, 3]);
    expect(await handled).toMatchObject({ kind: 'handled' });
  });
});

describe('a target that refuses events', () => {
  const denied = { errorCode: 'NO_PERMISSIONS', errorMessage: 'not allowed to invoke', retryable: false };
  const throttled = { errorCode: 'THROTTLING', errorMessage: 'Rate exceeded', retryable: true };

  it('sends them to the rule’s dead-letter queue at once where trying again is of no use', async () => {
    const { bus, events } = busOver(0);
    bus.refuse(denied);
    expect(await bus.put(STOPPED)).toEqual({ kind: 'undelivered', refusal: denied });
    expect(events).toEqual([]);
    expect(bus.deadLetters).toEqual([
      {
        body: STOPPED,
        attributes: {
          RULE_ARN: 'arn:rule',
          TARGET_ARN: FUNCTION_ARN,
          ERROR_CODE: 'NO_PERMISSIONS',
          ERROR_MESSAGE: 'not allowed to invoke',
          RETRY_ATTEMPTS: 0,
        },
      },
    ]);
  });

  it('sends them there after the rule’s retries where it might have helped', async () => {
    const { bus } = busOver(0);
    bus.refuse(throttled);
    await bus.put(STOPPED);
    expect(bus.deadLetters[0]?.attributes).toMatchObject({
      RETRY_ATTEMPTS: 3,
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  });

  it('gets them after all when it accepts again in time', async () => {
    const { bus, events } = busOver(0);
    bus.refuse(throttled, 3);
    expect(await bus.put(STOPPED)).toMatchObject({ kind: 'handled' });
    bus.refuse(denied);
    bus.accept();
    expect(await bus.put(STOPPED)).toMatchObject({ kind: 'handled' });
    expect(events).toHaveLength(2);
  });

  it('loses them without a dead-letter queue', async () => {
    const { bus } = busOver(0, { rules: [{ pattern: PATTERN }] });
    bus.refuse(denied);
    await bus.put(STOPPED);
    expect(bus.deadLetters).toEqual([]);
  });
});

describe('several rules', () => {
  const WATCH: BusRule = { schedule: 'rate(1 minute)', input: { watch: true }, arn: 'arn:watch' };
  const SERVICE: BusRule = { pattern: { 'detail-type': ['ECS Service Action'] } };

  it('deliver an event to the function once for each that matches', async () => {
    const { bus, events } = busOver(0, { rules: [SERVICE, RULE, WATCH, { ...RULE, input: 'constant' }] });
    const delivery = await bus.put(STOPPED);
    expect(delivery).toMatchObject({ kind: 'handled', also: [{ kind: 'handled' }] });
    expect(events).toEqual([STOPPED, 'constant']);
    const one = await bus.put({ 'detail-type': 'ECS Service Action' });
    expect(one).toMatchObject({ kind: 'handled', invocations: [{ ok: true }] });
    expect(one).not.toHaveProperty('also');
    expect(await bus.put({ source: 'other' })).toEqual({ kind: 'not-matched' });
    expect(events).toHaveLength(3);
  });

  it('retry apart from each other', async () => {
    const { bus, events } = busOver(1, { rules: [RULE, { ...RULE, input: 'constant' }] });
    expect(await bus.put(STOPPED)).toMatchObject({
      invocations: [{ ok: false }, { ok: true }],
      also: [{ invocations: [{ ok: true }] }],
    });
    expect(events).toEqual([STOPPED, 'constant', STOPPED]);
  });

  it('deliver nothing while they are disabled', async () => {
    const { bus, events } = busOver(0, { rules: [{ ...RULE, enabled: false }] });
    expect(await bus.put(STOPPED)).toEqual({ kind: 'not-matched' });
    expect(events).toEqual([]);
  });

  it('deliver their constant input when their schedule is fired', async () => {
    const daily = { schedule: 'rate(1 day)', input: 'daily' };
    const { bus, events } = busOver(0, { rules: [RULE, WATCH, daily] });
    expect(await bus.fire('rate(1 minute)')).toMatchObject([{ kind: 'handled' }]);
    expect(events).toEqual([{ watch: true }]);
    expect(await bus.fire()).toHaveLength(2);
    expect(events).toEqual([{ watch: true }, { watch: true }, 'daily']);
  });

  it('deliver EventBridge’s own event where a schedule has no input', async () => {
    const { bus, events } = busOver(0, {
      rules: [{ schedule: 'rate(1 minute)', arn: 'arn:watch' }],
      now: () => Date.UTC(2026, 10, 24, 9, 30),
    });
    await bus.fire();
    expect(events).toMatchObject([
      {
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '111122223333',
        region: 'eu-west-1',
        time: '2026-11-24T09:30:00Z',
        resources: ['arn:watch'],
      },
    ]);
  });

  it('retry a schedule’s event as any other, and keep what never arrived', async () => {
    const { bus, events } = busOver(9, { rules: [{ ...WATCH, deadLetter: true }] });
    expect(await bus.fire()).toMatchObject([{ kind: 'failed' }]);
    expect(events).toHaveLength(3);
    expect(bus.failures).toMatchObject([{ requestPayload: { watch: true } }]);
    bus.refuse({ errorCode: 'NO_PERMISSIONS', errorMessage: 'not allowed to invoke', retryable: false });
    expect(await bus.fire()).toMatchObject([{ kind: 'undelivered' }]);
    expect(bus.deadLetters).toMatchObject([{ body: { watch: true }, attributes: { RULE_ARN: 'arn:watch' } }]);
  });

  it('have no schedule to fire, or not that one', async () => {
    const { bus } = busOver(0, { rules: [RULE, WATCH] });
    await expect(bus.fire('rate(5 minutes)')).rejects.toThrow('No enabled rule has rate(5 minutes).');
    await expect(busOver(0).bus.fire()).rejects.toThrow('No enabled rule has a schedule.');
  });
});

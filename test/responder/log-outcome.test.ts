import { describe, expect, it } from '@jest/globals';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { logOutcome } from '../../functions/responder/log-outcome.ts';
import { METRIC_UNITS, type MetricOptions } from '../../functions/responder/metrics.ts';
import type { Outcome } from '../../functions/responder/respond.ts';
import type { StopOutcome } from '../../functions/responder/respond-to-stop.ts';
import { BeingToldError } from '../../functions/responder/tell.ts';
import { aPostMortem, someTaskFacts } from '../report/a-post-mortem.ts';
import { anyPostMortem } from '../report/any-post-mortem.ts';
import { emfFaults, metricsIn } from './embedded-metrics.ts';

const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'responder',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:responder',
  memoryLimitInMB: '512',
  awsRequestId: '5f0e7a5c-1111-4222-8333-444455556666',
  logGroupName: '/aws/lambda/responder',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** The lines that an invocation leaves. */
async function linesOf(work: () => Outcome, options: MetricOptions = {}): Promise<readonly Record<string, unknown>[]> {
  const lines: string[] = [];
  const handler = middy<unknown, Outcome, Error, Context>()
    .use(logOutcome((line) => lines.push(line), options))
    .handler(async () => work());
  await Promise.allSettled([(async () => handler({}, CONTEXT))()]);
  return lines.map((line) => JSON.parse(line));
}

const aStop = (changes: Partial<StopOutcome> = {}): StopOutcome => ({
  kind: 'stop',
  outcome: 'told',
  postMortem: aPostMortem(),
  published: ['arn:aws:sns:eu-west-1:111122223333:alerts'],
  ...changes,
});

const metricsOf = async (outcome: Outcome, options: MetricOptions = {}) => {
  const [line] = await linesOf(() => outcome, options);
  return line?.['_aws'] === undefined ? {} : metricsIn(line);
};

const WATCH = { kind: 'watch', open: 0, looked: 0, held: 0, told: [], faults: [] } as const;

describe('the line of a stop', () => {
  it('makes metrics, and still is the whole diagnosis', async () => {
    const postMortem = aPostMortem();
    const [line, ...others] = await linesOf(() => aStop({ postMortem }));
    expect(others).toEqual([]);
    expect(emfFaults(line)).toEqual([]);
    expect(line).toMatchObject(JSON.parse(JSON.stringify(postMortem)));
  });

  it('is so whatever the diagnosis holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyPostMortem, async (postMortem) => {
        const [line] = await linesOf(() => aStop({ postMortem }), { metricsPerService: true });
        expect(emfFaults(line)).toEqual([]);
        expect(line).toMatchObject(JSON.parse(JSON.stringify(postMortem)));
      }),
      { numRuns: 200 },
    );
  });

  it('names its metrics as no field of a diagnosis is named', () => {
    const names = [...Object.keys(METRIC_UNITS), 'Cause', 'Cluster', 'Service', 'Kind'];
    expect(names.filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
    expect(Object.keys(aPostMortem()).filter((name) => !/^[a-z]/.test(name))).toEqual([]);
  });

  it('counts an alert, by cause and kind, with the time from the stop to the message', async () => {
    const postMortem = aPostMortem({ task: someTaskFacts({ stoppedAt: Date.now() - 60_000 }) });
    const { TimeToMessage: ms, ...counts } = await metricsOf(aStop({ postMortem }));
    expect(counts).toEqual({
      Stops: 1,
      'Stops{Cause=connection-refused}': 1,
      Alerts: 1,
      'Messages{Kind=stopped}': 1,
    });
    expect(ms).toBeGreaterThanOrEqual(60_000);
  });

  it.each([
    ['quiet', { QuietStops: 1 }],
    ['muted', { QuietStops: 1 }],
    ['digest', { QuietStops: 1 }],
    ['repeat', { Repeats: 1 }],
    ['late', { Repeats: 1 }],
    ['held', { Held: 1 }],
  ] as const)('counts a stop that was %s', async (outcome, counts) => {
    expect(await metricsOf(aStop({ outcome, published: [] }))).toEqual({
      Stops: 1,
      'Stops{Cause=connection-refused}': 1,
      ...counts,
    });
  });

  it('counts an alert that stands by itself, and one that may have left twice', async () => {
    expect(await metricsOf(aStop({ outcome: 'ungrouped' }))).toMatchObject({ Alerts: 1, Ungrouped: 1 });
    expect(await metricsOf(aStop({ again: true }))).toMatchObject({ Alerts: 1, MaySecond: 1 });
  });

  it('counts a second copy of an event not at all', async () => {
    expect(await metricsOf(aStop({ outcome: 'duplicate', published: [] }))).toEqual({});
  });

  it('counts by cluster and service only where that is wanted', async () => {
    expect(await metricsOf(aStop(), { metricsPerService: true })).toMatchObject({
      'Stops{Cluster=prod,Service=orders}': 1,
    });
    expect(JSON.stringify(await metricsOf(aStop()))).not.toContain('Cluster');
  });

  it('tells that the diagnosis did not reach the event bus, without its secrets', async () => {
    const [line] = await linesOf(() => aStop({ faults: ['Error: password=hunter2-hunter2'] }));
    expect(line).toMatchObject({ level: 'ERROR', outcome: 'published', EventsLost: 1 });
    expect(JSON.stringify(line?.['faults'])).not.toContain('hunter2');
  });
});

describe('the line of a watch', () => {
  it('is not there where nothing goes on', async () => {
    expect(await linesOf(() => WATCH)).toEqual([]);
    expect(await linesOf(() => ({ ...WATCH, counts: { short: 0, faults: [] } }))).toEqual([]);
  });

  it('counts what is open, and what failed', async () => {
    expect(await metricsOf({ ...WATCH, open: 3, faults: ['Error: slow'] })).toEqual({ OpenIncidents: 3, Failures: 1 });
  });

  it('has others beside it where messages of several kinds left', async () => {
    const told = [
      { kind: 'update', headline: 'a' },
      { kind: 'recovered', headline: 'b' },
      { kind: 'update', headline: 'c' },
    ] as const;
    const lines = await linesOf(() => ({ ...WATCH, open: 2, told }));
    expect(lines.map(metricsIn)).toEqual([
      { OpenIncidents: 2, 'Messages{Kind=update}': 2 },
      { 'Messages{Kind=recovered}': 1 },
    ]);
    expect(lines[0]).toMatchObject({ outcome: 'watch', told });
  });

  it('tells how many mail addresses get no alerts, that none is too', async () => {
    expect(await metricsOf({ ...WATCH, subscriptions: { confirmed: 1, unconfirmed: 2 } })).toEqual({
      UnconfirmedSubscriptions: 2,
    });
    expect(await metricsOf({ ...WATCH, subscriptions: { confirmed: 1, unconfirmed: 0 } })).toEqual({
      UnconfirmedSubscriptions: 0,
    });
  });
});

describe('the line of a failed invocation', () => {
  const failing = (error: Error) => () => {
    throw error;
  };

  it('counts the failure', async () => {
    const [line] = await linesOf(failing(new Error('no')));
    expect(line).toMatchObject({ level: 'ERROR', outcome: 'failed' });
    expect(metricsIn(line)).toEqual({ Failures: 1 });
  });

  it('counts none where the retry only waits for another copy of the event', async () => {
    const [line] = await linesOf(failing(new BeingToldError('wait')));
    expect(line).toMatchObject({ outcome: 'failed' });
    expect(line).not.toHaveProperty('_aws');
  });
});

describe('the rules of the format', () => {
  it('find what CloudWatch refuses', () => {
    const directive = { Namespace: 'N', Dimensions: [['Cause']], Metrics: [{ Name: 'Stops', Unit: 'Count' }] };
    const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, Cause: 'x', Stops: 1 };
    expect(emfFaults(line)).toEqual([]);
    expect(emfFaults({ ...line, Cause: '' })).toHaveLength(1);
    expect(emfFaults({ ...line, Cause: '\u0007' })).toHaveLength(1);
    expect(emfFaults({ ...line, Stops: '1' })).toHaveLength(1);
    expect(emfFaults({ ...line, _aws: { ...line._aws, Timestamp: 1_764_000_000 } })).toHaveLength(1);
    expect(emfFaults({ ...line, _aws: { ...line._aws, CloudWatchMetrics: [] } })).toHaveLength(1);
  });
});

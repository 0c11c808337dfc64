import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildResponder } from '../../functions/build.ts';
import { type Clock, makeClock } from '../../local/clock.ts';
import type { JsonObject } from '../../local/json.ts';
import { deployLocally, type LocalDeployment } from '../../local/local-deployment.ts';
import { putStoryStop } from '../../local/story/put-story-stop.ts';
import { loggingContainer, taskEvent } from '../../local/story/story-stop.ts';
import { synthesiseStack } from '../../local/synthesise.ts';
import { emfFaults, metricsIn } from '../responder/embedded-metrics.ts';

let bundleDir: string;
let template: unknown;
let deployment: LocalDeployment;
let clock: Clock;

beforeAll(async () => {
  bundleDir = await mkdtemp(join(tmpdir(), 'ecs-postmortem-bundle-'));
  await buildResponder({ outDir: bundleDir });
  template = synthesiseStack({
    emails: ['oncall@example.com'],
    alarmEmail: 'platform@example.com',
    emitEvents: true,
    code: Code.fromAsset(bundleDir),
  });
}, 60_000);

afterAll(async () => {
  await rm(bundleDir, { recursive: true, force: true });
  await rm(`${bundleDir}.map`, { recursive: true, force: true });
});

beforeEach(async () => {
  clock = makeClock(Date.parse('2026-11-24T03:00:00Z'));
  deployment = await deployLocally({
    template,
    bundleDir,
    region: 'eu-west-1',
    account: '123456789012',
    now: clock.now,
    environment: { LATE_LOG_WAIT_MS: '0' },
  });
});
afterEach(() => deployment.close());

/** Puts a stop of the service on the bus; gives the lines that its one invocation leaves. */
async function play(service: string, stoppedReason?: string): Promise<readonly (JsonObject | undefined)[]> {
  const event = taskEvent({
    service,
    family: service,
    taskId: service.padEnd(32, '0').replace(/[^0-9a-f]/g, '1'),
    stopCode: stoppedReason === undefined ? 'EssentialContainerExited' : 'ServiceSchedulerInitiated',
    stoppedReason: stoppedReason ?? 'Essential container in task exited',
    containers: [{ name: 'app', exitCode: stoppedReason === undefined ? 1 : 0 }],
    ran: true,
  });
  putStoryStop(deployment.standIn, {
    title: '',
    event,
    containerDefinitions: [loggingContainer(service, 'app', `${service}:1`)],
    logs: { app: ['starting', 'Error: listen EADDRINUSE: address already in use :::8080'] },
  });
  const delivery = await deployment.bus.put(JSON.parse(JSON.stringify(event)));
  if (delivery.kind !== 'handled') throw new Error(delivery.kind);
  return delivery.invocations.flatMap(({ log }) => log.map(({ fields }) => fields));
}

const denied = () => deployment.standIn.calls.filter(({ outcome }) => outcome.includes('Access'));

describe('a stop, as the built function tells it to machines', () => {
  it('leaves one line that makes metrics and still is the diagnosis', async () => {
    const [line, ...others] = await play('orders');
    expect(others).toEqual([]);
    expect(emfFaults(line)).toEqual([]);
    expect(metricsIn(line)).toMatchObject({
      Stops: 1,
      'Stops{Cause=port-in-use}': 1,
      Alerts: 1,
      'Messages{Kind=stopped}': 1,
      TimeToMessage: expect.any(Number),
    });
    expect(line).toMatchObject({ schema: 'ecs-postmortem/1', outcome: 'published', cause: 'port-in-use' });
  });

  it('is an event on the bus, the very diagnosis of the line', async () => {
    const [line] = await play('orders');
    const [event, ...others] = deployment.standIn.events.put;
    expect(others).toEqual([]);
    expect(event).toMatchObject({ source: 'ecs-postmortem', detailType: 'ECS Task Post-mortem' });
    expect(event?.detail).toMatchObject({ schema: 'ecs-postmortem/1', cause: 'port-in-use', notify: 'alert' });
    expect(line).toMatchObject(event?.detail ?? {});
    expect(event?.resources).toEqual([expect.stringMatching(/^arn:aws:ecs:eu-west-1:123456789012:task\/prod\//)]);
    expect(denied()).toEqual([]);
  });

  it('is an event where it is quiet, too', async () => {
    const [line] = await play('orders', 'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)');
    expect(metricsIn(line)).toMatchObject({ Stops: 1, QuietStops: 1 });
    expect(deployment.standIn.events.put[0]?.detail).toMatchObject({ notify: 'quiet' });
    expect(deployment.standIn.sns.mails).toEqual([]);
  });

  it.each(['access-denied', 'throttled', 'server-error', 'connection-reset'] as const)(
    'costs no alert where the bus answers with %s, and is counted',
    async (kind) => {
      deployment.standIn.faults.inject('events', 'PutEvents', { kind });
      const [line, ...others] = await play('orders');
      expect(others).toEqual([]);
      expect(deployment.standIn.sns.mails).toHaveLength(1);
      expect(metricsIn(line)).toMatchObject({ Alerts: 1, EventsLost: 1 });
      expect(line).toMatchObject({ level: 'ERROR', outcome: 'published', cause: 'port-in-use' });
      expect(line?.['faults']).toEqual([expect.stringMatching(/^The diagnosis is not on the event bus: /)]);
    },
  );
});

describe('the watch', () => {
  it('looks once an hour whether the mail addresses are confirmed, and says nothing else while nothing goes on', async () => {
    const lines: (JsonObject | undefined)[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(60_000);
      for (const delivery of await deployment.bus.fire()) {
        if (delivery.kind === 'handled') {
          lines.push(...delivery.invocations.flatMap(({ log }) => log.map(({ fields }) => fields)));
        }
      }
    }
    expect(lines.map((line) => metricsIn(line))).toEqual([{ UnconfirmedSubscriptions: 0 }]);
    expect(denied()).toEqual([]);
  }, 60_000);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { playCrashLoop } from '../../bench/storm/crash-loop.ts';
import { playManyServices } from '../../bench/storm/many-services.ts';
import { playSchedules } from '../../bench/storm/schedules.ts';
import {
  type Bundle,
  buildBundle,
  makeWorld,
  type StopOfWorld,
  serviceEvent,
  taskId,
  type World,
  type WorldOptions,
} from '../../bench/storm/world.ts';
import type { JsonObject } from '../../local/json.ts';

const MINUTE = 60_000;
const CRASH = ['starting', 'Error: listen EADDRINUSE: address already in use :::8080'];

let bundle: Bundle;
let world: World;

beforeAll(async () => {
  bundle = await buildBundle();
}, 60_000);
afterAll(() => bundle.remove());

const begin = async (options: WorldOptions = {}): Promise<void> => {
  world = await makeWorld(bundle, options);
};
beforeEach(() => begin());
afterEach(() => world.close());

const again = async (options: WorldOptions): Promise<void> => {
  await world.close();
  await begin(options);
};

let tasks = 0;
const aStop = (stop: Partial<StopOfWorld> = {}): JsonObject => {
  tasks += 1;
  return world.stop({ service: 'orders', taskId: taskId(tasks), lines: CRASH, ...stop });
};
/** Stops of a crash loop, some seconds apart. */
const crash = async (times: number, stop: Partial<StopOfWorld> = {}, everyMs = 5_000): Promise<void> => {
  for (let nth = 0; nth < times; nth += 1) {
    await world.put(aStop(stop));
    world.clock.advance(everyMs);
  }
};

const calls = (service: string): readonly string[] =>
  world.deployment.standIn.calls.filter((call) => call.service === service).map(({ operation }) => operation);
const published = () => world.deployment.standIn.sns.published;
const kinds = (): readonly (string | undefined)[] => published().map(({ attributes }) => attributes['kind']?.value);
const lastMail = (): string =>
  (world.deployment.standIn.sns.mails.at(-1)?.body ?? '').split('\n--\n')[0]?.replace(/\s+/g, ' ') ?? '';
const records = async () =>
  (await world.deployment.standIn.dynamodb.items(world.tableName)).filter(({ pk }) => String(pk).startsWith('STOPS#'));
const outcomeOf = (delivery: Awaited<ReturnType<World['put']>>): unknown =>
  delivery.kind === 'handled' ? delivery.invocations.at(-1)?.log.at(-1)?.fields?.['outcome'] : delivery.kind;

describe('a crash loop', () => {
  it('is told at once, then counted, then told again at the tenth stop in the same conversation', async () => {
    await crash(1);
    expect(world.subjects()).toEqual(['orders: port in use (prod)']);
    await crash(8);
    await world.pass(2 * MINUTE);
    expect(kinds()).toEqual(['stopped']);
    await crash(3);
    await world.pass(2 * MINUTE);
    expect(world.subjects()).toEqual(['orders: port in use (prod)', 'Re: orders: port in use (prod)']);
    expect(kinds()).toEqual(['stopped', 'update']);
    expect(lastMail()).toMatch(/^orders stopped 12 times in .*: port in use/);
    expect(lastMail()).toContain('> Error: listen EADDRINUSE');
    expect(await records()).toHaveLength(12);
  });

  it('is told again after the interval while it goes on, and not when it does not', async () => {
    await crash(3);
    await world.pass(31 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'update']);
    await world.pass(20 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'update']);
  });

  it('keeps one chat thread', async () => {
    await again({ props: { chat: true } });
    await crash(10);
    await world.pass(2 * MINUTE);
    const threads = world.deployment.standIn.sns.chat.map((message) =>
      message.kind === 'notification' ? message.notification.metadata?.threadId : undefined,
    );
    expect(threads).toHaveLength(2);
    expect(new Set(threads).size).toBe(1);
  });

  it('costs two calls of the table a stop', async () => {
    await crash(1);
    expect(calls('dynamodb')).toEqual(['UpdateItem', 'PutItem']);
    await crash(1);
    expect(calls('dynamodb')).toEqual(['UpdateItem', 'PutItem', 'UpdateItem', 'PutItem']);
  });

  it('tells two causes of one service apart, but not two names of one failure', async () => {
    await crash(1);
    await crash(1, {
      containers: [{ name: 'app', exitCode: 1 }],
      lines: ['Error: connect ECONNREFUSED 10.0.0.5:5432'],
    });
    expect(world.subjects()).toEqual(['orders: port in use (prod)', 'orders: connection refused (prod)']);
    await crash(1, { lines: [] });
    expect(published()).toHaveLength(2);
  });

  it('says when a later log tells why', async () => {
    await crash(1, { lines: ['ready'] });
    expect(kinds()).toEqual(['stopped']);
    await crash(1);
    await world.pass(2 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'update']);
    expect(world.subjects()[1]).toBe(`Re: ${world.subjects()[0]}`);
    expect(lastMail()).toMatch(/port in use|Port 8080/);
  });
});

describe('recovery', () => {
  it('is told once, with what differs between what failed and what runs', async () => {
    await crash(4);
    await world.pass(2 * MINUTE);
    world.stop({ service: 'orders', taskId: taskId(99_999), revision: 43 });
    world.deployment.standIn.ecs.putService({
      serviceName: 'orders',
      serviceArn: 'arn:aws:ecs:eu-west-1:123456789012:service/prod/orders',
      clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod',
      status: 'ACTIVE',
      taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:43',
      desiredCount: 1,
      runningCount: 1,
    });
    await world.put(serviceEvent(world, 'orders', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    await world.pass(5 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'recovered']);
    expect(lastMail()).toMatch(/steady again.*4 stops/);
    expect(lastMail()).toMatch(/revision 43/);
    expect(lastMail()).toMatch(/orders:1\.42/);
    await world.put(serviceEvent(world, 'orders', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    await world.pass(90 * MINUTE);
    expect(kinds()).toHaveLength(2);
    await crash(1);
    expect(kinds()).toEqual(['stopped', 'recovered', 'stopped']);
  });

  it('is not believed while tasks still fail', async () => {
    await crash(2);
    await world.put(serviceEvent(world, 'orders', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    await crash(2);
    await world.pass(10 * MINUTE);
    expect(kinds()).toEqual(['stopped']);
  });

  it('is told after an hour without a failure where ECS says nothing', async () => {
    await crash(1);
    await world.pass(70 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'recovered']);
  });

  it('is not told of tasks outside services: their incidents expire', async () => {
    tasks += 1;
    const job = () => world.stop({ family: 'nightly', taskId: taskId(tasks), lines: CRASH });
    await world.put(job());
    await world.pass(120 * MINUTE);
    expect(kinds()).toEqual(['stopped']);
    tasks += 1;
    await world.put(job());
    expect(kinds()).toEqual(['stopped', 'stopped']);
  });

  it('makes no table call more than one for a service without an incident', async () => {
    await world.put(serviceEvent(world, 'billing', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    expect(calls('dynamodb')).toEqual(['UpdateItem']);
    expect(await world.deployment.standIn.dynamodb.items(world.tableName)).toEqual([]);
  });
});

describe('copies of an event', () => {
  it('are told once, however late they come', async () => {
    const event = aStop();
    await world.put(event);
    expect(outcomeOf(await world.put(event))).toBe('duplicate');
    const repeat = aStop();
    await world.put(repeat);
    await world.put(repeat);
    await world.pass(70 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'update', 'recovered']);
    expect(lastMail()).toMatch(/2 stops/);
    expect(outcomeOf(await world.put(event))).toBe('late');
    await world.pass(2 * MINUTE);
    expect(published()).toHaveLength(3);
    expect(await records()).toHaveLength(2);
  });

  it('are told once when they come at the same time', async () => {
    await again({ concurrency: 4 });
    const event = aStop();
    await Promise.all([world.put(event), world.put(event), world.put(event), world.put(event)]);
    expect(kinds()).toEqual(['stopped']);
  });
});

describe('many services at once', () => {
  it('are told as one storm that names each, and the storm is told to be over', async () => {
    for (let nth = 0; nth < 30; nth += 1) await crash(1, { service: `service-${nth}` }, 500);
    await world.pass(3 * MINUTE);
    expect(kinds().filter((kind) => kind === 'stopped').length).toBeLessThanOrEqual(5);
    expect(kinds().filter((kind) => kind === 'storm').length).toBeGreaterThanOrEqual(1);
    expect(published().length).toBeLessThanOrEqual(8);
    const text = published()
      .map(({ message }) => message)
      .join('\n');
    for (let nth = 0; nth < 30; nth += 1) expect(text).toMatch(new RegExp(`\\bservice-${nth}\\b`));
    const before = published().length;
    await world.pass(15 * MINUTE);
    expect(published().length).toBe(before + 1);
    expect(lastMail()).toMatch(/over|ended/i);
    expect(await records()).toHaveLength(30);
    await world.pass(180 * MINUTE);
    expect(published().length).toBe(before + 1);
  });

  it('reach a subscription that filters by one of the services', async () => {
    for (let nth = 0; nth < 12; nth += 1) await crash(1, { service: `service-${nth}` }, 300);
    await world.pass(2 * MINUTE);
    const storm = published().find(({ attributes }) => attributes['kind']?.value === 'storm');
    expect(storm?.attributes['service']?.dataType).toBe('String.Array');
    expect(JSON.parse(storm?.attributes['service']?.value ?? '')).toContain('service-11');
  });

  it('never exceed the cap, and what it held back is told a minute later', async () => {
    await again({ props: { maxPublishesPerSecond: 2, stormFrom: 50 } });
    for (let nth = 0; nth < 4; nth += 1) await crash(1, { service: `service-${nth}` }, 0);
    const told = published().length;
    expect(told).toBeLessThan(4);
    await world.pass(2 * MINUTE);
    expect(published()).toHaveLength(told + 1);
    const text = published()
      .map(({ message }) => message)
      .join('\n');
    for (let nth = 0; nth < 4; nth += 1) expect(text).toMatch(new RegExp(`\\bservice-${nth}\\b`));
  });
});

describe('a lost host', () => {
  it('is told once, with the tasks it took along', async () => {
    const lost: Partial<StopOfWorld> = {
      stopCode: 'TerminationNotice',
      stoppedReason: 'Host EC2 (instance i-0123456789abcdef0) terminated.',
      containers: [{ name: 'app' }],
      instance: '7f0a2c4e5d1b4c3e9a8b7c6d5e4f3a2b',
    };
    await crash(2, { ...lost, service: 'orders' }, 500);
    await crash(1, { ...lost, service: 'billing' }, 500);
    await world.pass(2 * MINUTE);
    expect(published()).toHaveLength(1);
    expect(lastMail()).toMatch(/7f0a2c4e5d1b4c3e9a8b7c6d5e4f3a2b/);
    expect(lastMail()).toMatch(/orders/);
    expect(lastMail()).toMatch(/billing/);
    await world.pass(120 * MINUTE);
    expect(published()).toHaveLength(1);
  });
});

describe('what ECS says of a service', () => {
  it('tells a failed deployment in the conversation of its tasks: revision, what killed them, rollback', async () => {
    const deployment = 'ecs-svc/4827361904417230985';
    await crash(3, { startedBy: deployment, revision: 43 });
    world.deployment.standIn.ecs.putService({
      serviceName: 'orders',
      serviceArn: 'arn:aws:ecs:eu-west-1:123456789012:service/prod/orders',
      clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod',
      status: 'ACTIVE',
      taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:42',
      deployments: [
        {
          id: 'ecs-svc/1111111111111111111',
          status: 'PRIMARY',
          taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:42',
        },
      ],
      desiredCount: 1,
    });
    const failed = serviceEvent(world, 'orders', 'SERVICE_DEPLOYMENT_FAILED', {
      deploymentId: deployment,
      reason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
    await world.put(failed);
    expect(kinds()).toEqual(['stopped', 'deployment-failed']);
    expect(world.subjects()).toEqual(['orders: port in use (prod)', 'Re: orders: port in use (prod)']);
    expect(lastMail()).toMatch(/^Deployment of orders failed and is rolled back/);
    expect(lastMail()).toMatch(/revision orders:43/);
    expect(lastMail()).toMatch(/revision orders:42/);
    expect(lastMail()).toContain('> Error: listen EADDRINUSE');
    await world.put(failed);
    await world.put(serviceEvent(world, 'orders', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    await world.pass(90 * MINUTE);
    expect(kinds()).toEqual(['stopped', 'deployment-failed', 'recovered']);
  });

  it('tells that the service is steady again after a failed deployment alone', async () => {
    await world.put(serviceEvent(world, 'orders', 'SERVICE_DEPLOYMENT_FAILED', { deploymentId: 'ecs-svc/1' }));
    world.clock.advance(30_000);
    await world.put(serviceEvent(world, 'orders', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    await world.pass(5 * MINUTE);
    expect(kinds()).toEqual(['deployment-failed', 'recovered']);
  });

  it('tells the next failed deployment too', async () => {
    for (const deploymentId of ['ecs-svc/1', 'ecs-svc/2']) {
      await world.put(
        serviceEvent(world, 'orders', 'SERVICE_DEPLOYMENT_FAILED', {
          deploymentId,
          reason: 'ECS deployment circuit breaker: task failed to start.',
        }),
      );
    }
    expect(kinds()).toEqual(['deployment-failed', 'deployment-failed']);
  });

  it('tells a placement failure once, with its reason decoded', async () => {
    for (let nth = 0; nth < 3; nth += 1) {
      await world.put(serviceEvent(world, 'orders', 'SERVICE_TASK_PLACEMENT_FAILURE', { reason: 'RESOURCE:MEMORY' }));
      world.clock.advance(30_000);
    }
    expect(kinds()).toEqual(['placement-failed']);
    expect(lastMail()).toMatch(/memory/i);
  });

  it('does not tell that tasks cannot start where their failure is told', async () => {
    await crash(1);
    await world.put(serviceEvent(world, 'orders', 'SERVICE_TASK_START_IMPAIRED', {}, 'WARN'));
    await world.put(serviceEvent(world, 'billing', 'SERVICE_TASK_START_IMPAIRED', {}, 'WARN'));
    expect(kinds()).toEqual(['stopped', 'start-impaired']);
  });

  it('looks at the counts where that is wanted', async () => {
    await again({ props: { checkDesiredCounts: true, clusters: ['prod'] } });
    const service = (runningCount: number) =>
      world.deployment.standIn.ecs.putService({
        serviceName: 'orders',
        serviceArn: 'arn:aws:ecs:eu-west-1:123456789012:service/prod/orders',
        clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod',
        status: 'ACTIVE',
        desiredCount: 2,
        runningCount,
        pendingCount: 0,
      });
    service(0);
    await world.pass(12 * MINUTE);
    expect(published()).toHaveLength(0);
    await world.pass(20 * MINUTE);
    expect(kinds()).toEqual(['below-desired-count']);
    expect(lastMail()).toMatch(/orders runs 0 of 2 tasks/);
    await world.pass(180 * MINUTE);
    expect(published()).toHaveLength(1);
    service(2);
    await world.pass(10 * MINUTE);
    expect(kinds()).toEqual(['below-desired-count', 'recovered']);
  }, 30_000);
});

describe('the plays of `npm run bench -- storm`, in small', () => {
  it('tells 150 stops in 10 minutes in a few messages, the last count exact', async () => {
    expect(await playCrashLoop(bundle, 150, 10)).toMatchObject({
      messages: 3,
      recoveredCount: 150,
      tableCallsOfAStop: 2,
    });
  }, 60_000);

  it('tells 60 services within a minute in a few messages that name each', async () => {
    const figures = await playManyServices(bundle, 60, 35_000);
    expect(figures).toMatchObject({ unnamed: [], records: 60, tableCallsOfAStop: 2 });
    expect(figures.messages).toBeLessThanOrEqual(10);
    expect(figures.mostInASecond).toBeLessThanOrEqual(5);
  }, 60_000);

  it('loses and doubles nothing over random schedules of copies, reorderings and crashes', async () => {
    const figures = await playSchedules(bundle, 24, 'in small');
    expect(figures).toMatchObject({ schedules: 24, lost: [], unexplained: [], retold: [], failed: 0 });
    expect(figures.crashes).toBeGreaterThan(5);
  }, 120_000);
});

describe('the failure queue', () => {
  it('can be sent to the function again as it is', async () => {
    const event = aStop();
    await world.deployment.runtime.invoke({
      version: '1.0',
      timestamp: new Date(world.clock.now()).toISOString(),
      requestContext: { requestId: 'a', functionArn: 'f', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {},
    });
    expect(kinds()).toEqual(['stopped']);
  });
});

describe('policy', () => {
  it('keeps quiet without a call, or in the digest with one', async () => {
    await again({
      props: {
        policy: [
          { services: ['batch-*'], treatment: 'quiet' },
          { causes: ['port-in-use'], treatment: 'digest' },
        ],
      },
    });
    await crash(1, { service: 'batch-7' });
    expect(world.deployment.standIn.calls).toHaveLength(0);
    await crash(1);
    expect(calls('dynamodb')).toEqual(['PutItem']);
    expect(published()).toHaveLength(0);
    await world.pass(24 * 60 * MINUTE);
    expect(kinds()).toEqual(['digest']);
    expect(lastMail()).toMatch(/port in use/);
    expect(lastMail()).toMatch(/orders/);
  }, 120_000);

  it('tells what is quiet by default where the team wants it', async () => {
    await again({ props: { policy: [{ causes: ['user-stopped'], treatment: 'alert' }] } });
    await crash(1, { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' });
    expect(kinds()).toEqual(['stopped']);
  });

  it('goes by the tags of the task where a rule names them', async () => {
    await again({ props: { policy: [{ tags: ['team=payments'], treatment: 'quiet' }] } });
    const event = aStop();
    const { taskArn, clusterArn } = event['detail'] as { taskArn: string; clusterArn: string };
    world.deployment.standIn.ecs.putTask({ taskArn, clusterArn, tags: [{ key: 'team', value: 'payments' }] });
    await world.put(event);
    expect(published()).toHaveLength(0);
    await crash(1);
    expect(published()).toHaveLength(1);
    expect(lastMail()).toMatch(/tags of the task could not be read/);
  });

  it('makes no table call for a quiet stop', async () => {
    await crash(1, { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' });
    expect(world.deployment.standIn.calls).toHaveLength(0);
  });
});

describe('the watch', () => {
  it('costs two reads while nothing goes on, and a heartbeat now and then', async () => {
    await world.watch();
    const before = world.deployment.standIn.calls.length;
    await world.watch();
    expect(
      world.deployment.standIn.calls
        .slice(before)
        .map(({ operation }) => operation)
        .toSorted(),
    ).toEqual(['GetItem', 'Query']);
  });

  it('is missed when it does not run: alerts then leave by themselves and say so', async () => {
    await crash(1);
    await world.watch();
    world.clock.advance(20 * MINUTE);
    await crash(1);
    expect(kinds()).toEqual(['stopped', 'stopped']);
    expect(lastMail()).toMatch(/This message stands by itself.*has not run since/);
  });
});

describe('when the table fails', () => {
  it.each([
    ['access-denied', /may not write to its table/],
    ['throttled', /throttled the table/],
    ['server-error', /could not be reached/],
    ['hang', /did not answer in time/],
  ] as const)(
    'the alert leaves by itself and says so: %s',
    async (kind, says) => {
      for (const operation of ['UpdateItem', 'PutItem'])
        world.deployment.standIn.faults.inject('dynamodb', operation, { kind });
      await crash(2);
      expect(kinds()).toEqual(['stopped', 'stopped']);
      expect(lastMail()).toMatch(says);
      expect(lastMail()).toMatch(/Error: listen EADDRINUSE/);
    },
    60_000,
  );

  it('and only the record cannot be written: the alert leaves once', async () => {
    world.deployment.standIn.faults.inject('dynamodb', 'PutItem', { kind: 'server-error' }, { times: 6 });
    await crash(1);
    expect(kinds()).toEqual(['stopped']);
  }, 60_000);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildResponder } from '../../functions/build.ts';
import { deployLocally, type LocalDeployment } from '../../local/local-deployment.ts';
import { putStoryStop } from '../../local/story/put-story-stop.ts';
import { loggingContainer, type StopDescription, type StoryStop, taskEvent } from '../../local/story/story-stop.ts';
import { synthesiseStack } from '../../local/synthesise.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';
const GROUP = '/ecs/orders';

let bundleDir: string;
let template: unknown;
let deployment: LocalDeployment;

beforeAll(async () => {
  bundleDir = await mkdtemp(join(tmpdir(), 'ecs-postmortem-bundle-'));
  await buildResponder({ outDir: bundleDir });
  template = synthesiseStack({ chat: true, emails: ['oncall@example.com'], code: Code.fromAsset(bundleDir) });
}, 60_000);

afterAll(async () => {
  await rm(bundleDir, { recursive: true, force: true });
  await rm(`${bundleDir}.map`, { recursive: true, force: true });
});

const deploy = (
  environment: Record<string, string> = {},
  others: { readonly timeoutMs?: number } = {},
): Promise<LocalDeployment> =>
  deployLocally({
    ...others,
    template,
    bundleDir,
    region: REGION,
    account: ACCOUNT,
    otherRegions: ['us-east-1'],
    // The cap has tests of its own; here a quick machine must not meet it.
    environment: { LATE_LOG_WAIT_MS: '0', MOST_PER_SECOND: '100', STORM_FROM: '1000', ...environment },
  });

let taskNumber = 0;
const nextTaskId = (): string => {
  taskNumber += 1;
  return taskNumber.toString(16).padStart(32, '0');
};

/** A service's task that exited with 1, and its account. */
const aStop = (changes: Partial<StopDescription> = {}, lines: readonly string[] = []): StoryStop => {
  const containers = changes.containers ?? [{ name: 'app', exitCode: 1 }];
  return {
    title: '',
    event: taskEvent({
      service: 'orders',
      family: 'orders',
      taskId: nextTaskId(),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers,
      ran: true,
      ...changes,
    }),
    containerDefinitions: containers.map(({ name }) => loggingContainer('orders', name, 'orders:1')),
    logs: { app: lines },
  };
};

const CRASH = ['starting', 'Error: listen EADDRINUSE: address already in use :::8080'];

const put = (stop: StoryStop) => deployment.bus.put(JSON.parse(JSON.stringify(stop.event)));

/** Puts the stop and what the account knows of it. */
const play = (stop: StoryStop) => {
  putStoryStop(deployment.standIn, stop);
  return put(stop);
};

const calls = (): readonly string[] => deployment.standIn.calls.map(({ operation }) => operation);
const mails = () => deployment.standIn.sns.mails;
const flat = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ');

beforeEach(async () => {
  deployment = await deploy();
});

afterEach(async () => {
  await deployment.close();
});

describe('an alerting stop', () => {
  it('reaches the mail reader and the chat reader with the cause, the proof and what to change', async () => {
    await play(aStop({}, CRASH));
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toMatchObject({ to: 'oncall@example.com', subject: 'orders: port in use (prod)' });
    expect(mails()[0]?.body).toMatch(/^> Error: listen EADDRINUSE/m);
    expect(mails()[0]?.body).toMatch(/^WHAT TO CHANGE/m);
    expect(deployment.standIn.sns.chat).toEqual([expect.objectContaining({ kind: 'notification' })]);
  });

  it('costs one DescribeTaskDefinition, one GetLogEvents, one Publish a topic and two calls of the table; the definition is then cached', async () => {
    await play(aStop({}, CRASH));
    expect([...calls()].sort()).toEqual([
      'DescribeTaskDefinition',
      'GetLogEvents',
      'Publish',
      'Publish',
      'PutItem',
      'UpdateItem',
    ]);
    const before = calls().length;
    await play(aStop({ service: 'billing' }, CRASH));
    expect([...calls().slice(before)].sort()).toEqual(['GetLogEvents', 'Publish', 'Publish', 'PutItem', 'UpdateItem']);
  });

  it('carries the attributes that filter policies are written against, the same on both topics', async () => {
    await play(aStop({}, CRASH));
    const [alert, chat] = deployment.standIn.sns.published;
    expect(alert?.structure).toBeUndefined();
    expect(alert?.attributes).toEqual(chat?.attributes);
    expect(
      Object.fromEntries(Object.entries(alert?.attributes ?? {}).map(([name, { value }]) => [name, value])),
    ).toEqual({
      cause: 'port-in-use',
      domain: 'application',
      severity: 'critical',
      kind: 'stopped',
      cluster: 'prod',
      service: 'orders',
      account: ACCOUNT,
      region: REGION,
    });
  });

  it('leaves one structured line that holds the whole diagnosis', async () => {
    const delivery = await play(aStop({}, CRASH));
    const lines = delivery.kind === 'handled' ? (delivery.invocations[0]?.log ?? []) : [];
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({
      level: 'INFO',
      outcome: 'published',
      schema: 'ecs-postmortem/1',
      kind: 'stopped',
      cause: 'port-in-use',
      notify: 'alert',
      container: 'app',
      task: { service: 'orders', cluster: 'prod' },
    });
  });

  it('makes only calls that the synthesised role allows', async () => {
    await play(aStop({}, CRASH));
    const { statements } = deployment.function;
    const allowed = (action: string) =>
      statements.some(({ effect, actions }) => effect === 'Allow' && actions.includes(action));
    for (const { service, operation } of deployment.standIn.calls)
      expect([`${service}:${operation}`, allowed(`${service}:${operation}`)]).toEqual([
        `${service}:${operation}`,
        true,
      ]);
  });
});

const TARGET_GROUP = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/orders/6d0ecf831eec9f09`;

/** A task that the load balancer gave up on; its service tells more than the stopped reason. */
const aFailedCheck = (lines: readonly string[] = []): StoryStop => {
  const stop = aStop(
    {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP})`,
      containers: [{ name: 'app', exitCode: 143 }],
    },
    lines,
  );
  return {
    ...stop,
    containerDefinitions: stop.containerDefinitions.map((definition) => ({
      ...definition,
      portMappings: [{ containerPort: 8080 }],
    })),
    service: {
      healthCheckGracePeriodSeconds: 5,
      loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName: 'app', containerPort: 8080 }],
      events: [
        `(service orders) (port 8080) is unhealthy in (target-group ${TARGET_GROUP}) due to (reason Health checks failed with these codes: [404])`,
      ],
    },
  };
};

describe('a failed check of the load balancer', () => {
  const LISTENS = ['2026-11-24T02:14:58.000Z Server listening on port 3000'];

  it('has its service looked at: the answers, the port and the grace period', async () => {
    await play(aFailedCheck(LISTENS));
    expect([...calls()].sort()).toEqual([
      'DescribeServices',
      'DescribeTaskDefinition',
      'GetLogEvents',
      'Publish',
      'Publish',
      'PutItem',
      'UpdateItem',
    ]);
    const mail = flat(mails()[0]?.body);
    expect(mail).toContain('It answers 404: the path of the check does not exist.');
    expect(mail).toContain('The service says: (service orders) (port 8080) is unhealthy');
    expect(mail).toContain('listens on port 3000, but the load balancer asks port 8080');
    expect(mail).toMatch(
      /took 31 s .*the grace period of service orders is 5 s: set healthCheckGracePeriodSeconds to 50/,
    );
    expect(deployment.standIn.calls.map(({ outcome }) => outcome)).not.toContain('AccessDeniedException');
  });

  it.each([
    ['access-denied', /allow ecs:DescribeServices on arn:aws:ecs:eu-west-1:123456789012:service\/prod\/orders/],
    ['throttled', /Service orders could not be looked at: ECS throttled the call/],
    ['server-error', /Service orders could not be looked at \(/],
    ['hang', /Service orders could not be looked at in time/],
  ] as const)(
    'still alerts, with its log, when the service answers with %s, and says so',
    async (kind, says) => {
      deployment.standIn.faults.inject('ecs', 'DescribeServices', { kind });
      await play(aFailedCheck(LISTENS));
      expect(mails()).toHaveLength(1);
      expect(mails()[0]?.subject).toBe('orders: load balancer health check failed (prod)');
      const mail = flat(mails()[0]?.body);
      expect(mail).toMatch(says);
      expect(mail).toContain('the task definition maps 8080');
    },
    30_000,
  );

  it('still alerts when the service is gone, and says so', async () => {
    const { service: _, ...stop } = aFailedCheck(LISTENS);
    await play(stop);
    expect(flat(mails()[0]?.body)).toContain('Service orders no longer exists');
  });

  it('is the only cause that has the service looked at', async () => {
    const stop = aFailedCheck();
    for (const changes of [
      {
        service: 'billing',
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Task failed container health checks',
      },
      {
        service: 'carts',
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
      {},
    ]) {
      await play({ ...aStop(changes, CRASH), ...(stop.service === undefined ? {} : { service: stop.service }) });
    }
    expect(mails()).toHaveLength(3);
    expect(calls()).not.toContain('DescribeServices');
  });
});

describe('a stop that was expected', () => {
  it.each<[string, Partial<StopDescription>]>([
    [
      'scaling',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
        containers: [{ name: 'app', exitCode: 143 }],
      },
    ],
    [
      'StopTask',
      {
        stopCode: 'UserInitiated',
        stoppedReason: 'Task stopped by user',
        containers: [{ name: 'app', exitCode: 137 }],
      },
    ],
    [
      'a Spot reclaim',
      {
        stopCode: 'SpotInterruption',
        stoppedReason: 'Your Spot Task was interrupted.',
        containers: [{ name: 'app', exitCode: 143 }],
      },
    ],
  ])('makes no AWS call: %s', async (_, changes) => {
    const delivery = await play(aStop(changes));
    expect(delivery.kind).toBe('handled');
    expect(calls()).toEqual([]);
  });

  it('makes no AWS call: exit code 0 of a one-off task, unless its log is asked for', async () => {
    const { service: _, ...job } = { service: '', family: 'orders', containers: [{ name: 'app', exitCode: 0 }] };
    const oneOff = {
      ...aStop(),
      event: taskEvent({
        ...job,
        taskId: nextTaskId(),
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        ran: true,
      }),
    };
    await play({ ...oneOff, logs: { app: ['panic: nil map', 'goroutine 1 [running]:', 'main.main()'] } });
    expect(calls()).toEqual([]);

    await deployment.close();
    deployment = await deploy({ READ_LOGS_OF_COMPLETED_TASKS: 'true' });
    await play({
      ...oneOff,
      logs: {
        app: [
          'panic: assignment to entry in nil map',
          '',
          'goroutine 1 [running]:',
          'main.main()',
          '\t/src/main.go:7 +0x1d',
        ],
      },
    });
    expect(mails()).toHaveLength(1);
  });

  it('is not even delivered while the task still runs', async () => {
    const { event } = aStop();
    const delivery = await deployment.bus.put(
      JSON.parse(JSON.stringify({ ...event, detail: { ...event.detail, lastStatus: 'RUNNING' } })),
    );
    expect(delivery.kind).toBe('not-matched');
  });
});

describe('when something on the way fails', () => {
  it.each([
    ['access-denied', /allow ecs:DescribeTaskDefinition on \*/],
    ['server-error', /could not be read/],
    ['throttled', /throttled/],
    ['hang', /could not be read in time/],
  ] as const)(
    'still alerts when the ECS API answers with %s, and says so',
    async (kind, says) => {
      deployment.standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind });
      await play(aStop({}, CRASH));
      expect(mails()).toHaveLength(1);
      expect(flat(mails()[0]?.body)).toMatch(says);
    },
    30_000,
  );

  it.each([
    ['access-denied', /allow logs:GetLogEvents on log group \/ecs\/orders/],
    ['throttled', /throttled/],
    ['server-error', /could not be read/],
    ['connection-reset', /could not be read/],
  ] as const)(
    'still alerts when the log answers with %s, and says so',
    async (kind, says) => {
      deployment.standIn.faults.inject('logs', 'GetLogEvents', { kind });
      await play(aStop({}, CRASH));
      expect(mails()).toHaveLength(1);
      expect(flat(mails()[0]?.body)).toMatch(says);
    },
    30_000,
  );

  it('still alerts in time when the log hangs', async () => {
    await deployment.close();
    deployment = await deploy({}, { timeoutMs: 9_000 });
    deployment.standIn.faults.inject('logs', 'GetLogEvents', { kind: 'hang' });
    const delivery = await play(aStop({}, CRASH));
    expect(delivery.kind === 'handled' && delivery.invocations).toHaveLength(1);
    expect(flat(mails()[0]?.body)).toMatch(/was not read in time/);
  }, 60_000);

  it('says that the log group, or only the stream, is missing', async () => {
    await play(aStop({}, []));
    expect(flat(mails()[0]?.body)).toMatch(/stream ecs\/app\/.* does not exist.*non-blocking/);
    deployment.standIn.logs.removeGroup(GROUP);
    await put(aStop({ service: 'billing' }, []));
    expect(flat(mails()[1]?.body)).toMatch(/log group \/ecs\/orders does not exist/);
  });

  it('publishes again after SNS was down, once', async () => {
    deployment.standIn.faults.inject('sns', 'Publish', { kind: 'server-error' }, { times: 6 });
    const delivery = await play(aStop({}, CRASH));
    expect(delivery).toMatchObject({ kind: 'handled' });
    expect(mails()).toHaveLength(1);
    expect(deployment.standIn.sns.chat).toHaveLength(1);
  }, 30_000);

  it('does not double the mail when only the chat topic fails', async () => {
    const chat = deployment.chatTopicArn;
    deployment.standIn.faults.inject(
      'sns',
      'Publish',
      { kind: 'access-denied' },
      { times: 1, when: ({ TopicArn }) => TopicArn === chat },
    );
    const delivery = await play(aStop({}, CRASH));
    expect(delivery.kind === 'handled' && delivery.invocations).toHaveLength(2);
    expect(mails()).toHaveLength(1);
    expect(deployment.standIn.sns.chat).toHaveLength(1);
  });

  it('gives up just before its timeout when SNS hangs, and says so in its log', async () => {
    await deployment.close();
    deployment = await deploy({}, { timeoutMs: 3_000 });
    deployment.standIn.faults.inject('sns', 'Publish', { kind: 'hang' });
    const { event } = aStop({}, CRASH);
    const invocation = await deployment.runtime.invoke(JSON.parse(JSON.stringify(event)));
    expect(invocation).toMatchObject({ ok: false, error: { errorType: expect.not.stringMatching('Timedout') } });
    expect(invocation.log.find(({ fields }) => fields?.['outcome'])?.fields).toMatchObject({
      level: 'ERROR',
      outcome: 'failed',
      taskArn: event.detail['taskArn'],
    });
  }, 30_000);

  it('puts the event into the on-failure queue when SNS stays down', async () => {
    deployment.standIn.faults.inject('sns', 'Publish', { kind: 'access-denied' });
    const stop = aStop({}, CRASH);
    const delivery = await play(stop);
    expect(delivery.kind === 'failed' && delivery.invocations).toHaveLength(3);
    expect(deployment.bus.failures).toEqual([
      expect.objectContaining({ requestPayload: JSON.parse(JSON.stringify(stop.event)) }),
    ]);
  }, 30_000);

  it('fails on an event that cannot be read, naming the field, and keeps it in the on-failure queue', async () => {
    const { event } = aStop();
    const broken = JSON.parse(
      JSON.stringify({ ...event, detail: { ...event.detail, containers: [{ name: 'app', exitCode: 'one' }] } }),
    );
    const delivery = await deployment.bus.put(broken);
    expect(delivery).toMatchObject({ kind: 'failed' });
    const invocation = delivery.kind === 'failed' ? delivery.invocations[0] : undefined;
    expect(invocation).toMatchObject({
      ok: false,
      error: {
        errorType: 'UnreadableEventError',
        errorMessage: expect.stringContaining('detail.containers.0.exitCode'),
      },
    });
    expect(invocation?.log.find(({ fields }) => fields?.['outcome'])?.fields).toMatchObject({
      level: 'ERROR',
      outcome: 'failed',
      taskArn: event.detail['taskArn'],
    });
    expect(deployment.bus.failures).toHaveLength(1);
  });

  it("keeps an event that never reached the function in the rule's dead-letter queue", async () => {
    deployment.bus.refuse({ errorCode: 'NO_PERMISSIONS', errorMessage: 'not authorized', retryable: false });
    await play(aStop({}, CRASH));
    expect(deployment.bus.deadLetters).toHaveLength(1);
  });
});

describe('the log', () => {
  it('is waited for when lines arrive late', async () => {
    await deployment.close();
    deployment = await deploy({ LATE_LOG_WAIT_MS: '8000' });
    const stop = aStop({}, []);
    putStoryStop(deployment.standIn, stop);
    const taskId = String(stop.event.detail['taskArn']).split('/').at(-1);
    deployment.standIn.logs.putStream({
      group: GROUP,
      name: `ecs/app/${taskId}`,
      events: CRASH.map((message, index) => ({ message, timestamp: 1_000 + index, arrives: { atCall: 3 } })),
    });
    await put(stop);
    expect(mails()[0]?.subject).toBe('orders: port in use (prod)');
  }, 30_000);

  it('is not waited for when ECS itself names the cause', async () => {
    await deployment.close();
    deployment = await deploy({ LATE_LOG_WAIT_MS: '8000' });
    const reason = 'OutOfMemoryError: container killed due to memory usage';
    await play(aStop({ containers: [{ name: 'app', exitCode: 137, reason }] }));
    expect(calls().filter((operation) => operation === 'GetLogEvents')).toHaveLength(1);
  });

  it('is found behind empty pages', async () => {
    const stop = aStop({}, []);
    putStoryStop(deployment.standIn, stop);
    const taskId = String(stop.event.detail['taskArn']).split('/').at(-1);
    deployment.standIn.logs.putStream({
      group: GROUP,
      name: `ecs/app/${taskId}`,
      emptyPagesFirst: 2,
      events: CRASH.map((message, index) => ({ message, timestamp: 1_000 + index })),
    });
    await put(stop);
    expect(mails()[0]?.subject).toBe('orders: port in use (prod)');
  });

  it('is read in the region that the task definition names', async () => {
    const stop = aStop({}, CRASH);
    const elsewhere = stop.containerDefinitions.map((definition) => ({
      ...definition,
      logConfiguration: {
        logDriver: 'awslogs' as const,
        options: { ...definition.logConfiguration?.options, 'awslogs-region': 'us-east-1' },
      },
    }));
    await play({ ...stop, containerDefinitions: elsewhere });
    expect(mails()[0]?.subject).toBe('orders: port in use (prod)');
  });

  it('is read of at most three containers, the failed ones first', async () => {
    const containers = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, exitCode: name === 'e' ? 2 : 1 }));
    await play({ ...aStop({ containers }), logs: Object.fromEntries(containers.map(({ name }) => [name, ['hello']])) });
    expect(calls().filter((operation) => operation === 'GetLogEvents')).toHaveLength(3);
  });

  it('cannot break a message, however large and hostile it is', async () => {
    const hostile = Array.from(
      { length: 150 },
      (_, index) => `\u001b[31m<!channel> @here ${'💥`*_~|<>&'.repeat(600)} ${index}\u0007`,
    );
    await play(aStop({}, [...hostile, ...CRASH.slice(1)]));
    expect(deployment.standIn.sns.chat).toEqual([expect.objectContaining({ kind: 'notification' })]);
    const [mail] = mails();
    expect(mail?.body).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    expect(mail?.body).toMatch(/EADDRINUSE/);
    expect(JSON.stringify(deployment.standIn.sns.chat)).not.toMatch(/<!channel>|@here/);
  });

  it("shows no secret, in no message and not in the function's own log", async () => {
    const password = ['hunter', 'two', 'rabbit'].join('-');
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const lines = [
      `connecting to postgres://orders:${password}@db.internal:5432/orders`,
      `Authorization: Bearer ${token}`,
      `Error: connect ECONNREFUSED 10.0.0.9:5432 (password=${password})`,
    ];
    const delivery = await play(aStop({}, lines));
    const all = JSON.stringify([delivery, deployment.standIn.sns.published, mails(), deployment.standIn.sns.chat]);
    expect(all).not.toContain(password);
    expect(all).not.toContain(token);
    expect(all).toContain('db.internal:5432');
  });
});

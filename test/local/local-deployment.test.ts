import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { makeClock } from '../../local/clock.ts';
import type { Delivery, RuleDelivery } from '../../local/event-bus.ts';
import { deployLocally, type LocalDeployment, type LocalDeploymentOptions } from '../../local/local-deployment.ts';

const ACCOUNT = '123456789012';
const TABLE = 'EcsPostmortem-Incidents';

/** A function that counts in the table who called, and does what the event's detail asks for. */
const FUNCTION = `
  import { DeleteItemCommand, DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
  const client = new DynamoDBClient({ maxAttempts: 1 });
  const { TABLE_NAME: TableName } = process.env;
  const key = (name) => ({ pk: { S: 'COUNT' }, sk: { S: name } });
  const add = async (name, count) => {
    const { Attributes } = await client.send(new UpdateItemCommand({
      TableName, Key: key(name), UpdateExpression: 'ADD told :count',
      ExpressionAttributeValues: { ':count': { N: String(count) } }, ReturnValues: 'UPDATED_NEW',
    }));
    return Number(Attributes.told.N);
  };
  const read = async (name) => {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key(name), ConsistentRead: true }));
    return Number(Item.told.N);
  };
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const signedAt = [];
  client.middlewareStack.add((next) => (args) => {
    signedAt.push(args.request.headers['x-amz-date']);
    return next(args);
  }, { step: 'deserialize' });
  const loadedAt = new Date().toISOString();

  const deeds = {
    count: async ({ name, pauseMs = 0 }) => {
      await add(name, 1);
      await pause(pauseMs);
      return process.pid;
    },
    forget: ({ name }) => client.send(new DeleteItemCommand({ TableName, Key: key(name) })),
    meet: async ({ others }) => {
      await add('arrived', 1);
      while (await read('arrived') < others) await pause(5);
    },
    crowd: async () => {
      const here = await add('inside', 1);
      await pause(30);
      await add('inside', -1);
      return { here, pid: process.pid };
    },
    time: async ({ pauseMs = 0 }, context) => {
      const begin = Date.now();
      await pause(pauseMs);
      await add('a', 1);
      await add('b', 1);
      return {
        loadedAt, signedAt: signedAt.splice(0), now: new Date().toISOString(), text: Date(), epoch: new Date(0).getTime(),
        passedMs: Date.now() - begin, leftMs: context.getRemainingTimeInMillis(), isDate: new Date() instanceof Date,
      };
    },
  };
  export const handler = async (event, context) => {
    const { deed = 'count', ...others } = event.detail ?? { name: event.watch };
    return deeds[deed](others, context);
  };
`;

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const target = (others: object = {}) => [
  { Id: 'Target', Arn: arnOf('Responder'), DeadLetterConfig: { Arn: arnOf('Dead') }, ...others },
];
const rule = (detailType: string) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: { source: ['aws.ecs'], 'detail-type': [detailType] }, Targets: target() },
});
const TEMPLATE = {
  Resources: {
    Incidents: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue' },
    Failures: { Type: 'AWS::SQS::Queue' },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['dynamodb:UpdateItem', 'dynamodb:GetItem'],
                  Resource: arnOf('Incidents'),
                },
              ],
            },
          },
        ],
      },
    },
    Responder: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 20,
        MemorySize: 256,
        Role: arnOf('Role'),
        Environment: { Variables: { TABLE_NAME: { Ref: 'Incidents' } } },
      },
    },
    Asynchronous: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Responder' },
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
      },
    },
    Stops: rule('ECS Task State Change'),
    Deployments: rule('ECS Deployment State Change'),
    Actions: rule('ECS Service Action'),
    Watch: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        Targets: target({ Input: JSON.stringify({ watch: 'watch' }) }),
      },
    },
  },
};

let bundleDir: string;
let deployment: LocalDeployment;

beforeAll(async () => {
  bundleDir = await mkdtemp(join(tmpdir(), 'bundle-'));
  await build({
    stdin: { contents: FUNCTION, resolveDir: import.meta.dirname },
    outfile: join(bundleDir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}, 30_000);
afterAll(() => rm(bundleDir, { recursive: true, force: true }));
afterEach(() => deployment.close());

const deploy = async (options: Partial<LocalDeploymentOptions> = {}): Promise<void> => {
  deployment = await deployLocally({
    template: TEMPLATE,
    bundleDir,
    region: 'eu-west-1',
    account: ACCOUNT,
    ...options,
  });
};
const put = (detail: Record<string, string | number>, detailType = 'ECS Task State Change'): Promise<Delivery> =>
  deployment.bus.put({ source: 'aws.ecs', 'detail-type': detailType, detail });
/** How often each name was counted. */
const counts = async () =>
  Object.fromEntries((await deployment.standIn.dynamodb.items(TABLE)).map(({ sk, told }) => [sk, told]));
const invocationsOf = (delivery: Delivery | RuleDelivery | undefined) =>
  delivery?.kind === 'handled' || delivery?.kind === 'failed' ? delivery.invocations : [];
const resultsOf = (deliveries: readonly Delivery[]) =>
  deliveries.flatMap(invocationsOf).map((one) => (one.ok ? one.result : one.error));

describe('a stack with several rules and a table', () => {
  it('gets what each rule matches, and its schedule when it is fired', async () => {
    await deploy();
    await put({ name: 'stop' });
    await put({ name: 'deployment' }, 'ECS Deployment State Change');
    await put({ name: 'action' }, 'ECS Service Action');
    expect(await put({ name: 'other' }, 'ECS Container Instance State Change')).toEqual({ kind: 'not-matched' });
    expect(await deployment.bus.fire('rate(1 minute)')).toMatchObject([{ kind: 'handled' }]);
    expect(await counts()).toEqual({ stop: 1, deployment: 1, action: 1, watch: 1 });
    expect(deployment.standIn.calls.map(({ operation, outcome }) => [operation, outcome])).toEqual(
      Array.from({ length: 4 }, () => ['UpdateItem', 'ok']),
    );
  });

  it('may do with its table what its role allows', async () => {
    await deploy();
    expect(resultsOf([await put({ deed: 'forget', name: 'x' })])).toMatchObject(
      Array.from({ length: 3 }, () => ({
        errorType: 'AccessDeniedException',
        errorMessage: expect.stringContaining(`dynamodb:DeleteItem on resource: arn:aws:dynamodb:eu-west-1:${ACCOUNT}`),
      })),
    );
    expect(deployment.bus.failures).toHaveLength(1);
  });
});

describe('a clock of the test’s own', () => {
  const START = Date.UTC(2031, 4, 6, 7, 8, 9);
  const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 16);

  it('is the time of the stand-in, of the function and of its signatures, also after it was put forward', async () => {
    const clock = makeClock(START);
    await deploy({ now: clock.now });
    for (const day of [0, 1, 2]) {
      const at = START + day * 86_400_000;
      const [result] = resultsOf([await put({ deed: 'time', name: 'x' })]);
      const signed = minuteOf(at).replaceAll(/[-:]/g, '');
      expect(result).toMatchObject({
        now: expect.stringContaining(minuteOf(at)),
        loadedAt: expect.stringContaining(minuteOf(START)),
        signedAt: [expect.stringContaining(signed), expect.stringContaining(signed)],
        text: expect.stringContaining(new Date(at).toUTCString().slice(8, 11)),
        epoch: 0,
        isDate: true,
      });
      const left = Number(Object(result).leftMs);
      expect([left > 0, left <= 20_000]).toEqual([true, true]);
      expect(deployment.standIn.calls.map((call) => minuteOf(call.at)).at(-1)).toBe(minuteOf(at));
      clock.advance(86_400_000);
    }
  });

  it('goes on inside an invocation, also where the test’s stands still', async () => {
    await deploy({ now: () => START });
    const [result] = resultsOf([await put({ deed: 'time', name: 'x', pauseMs: 50 })]);
    expect(Number(Object(result).passedMs)).toBeGreaterThanOrEqual(49);
    expect(deployment.standIn.calls.map(({ at }) => at)).toEqual([START, START]);
  });

  it('dates what lands in the on-failure queue', async () => {
    await deploy({ now: () => START });
    deployment.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'access-denied' });
    await put({ name: 'x' });
    expect(deployment.bus.failures).toMatchObject([{ timestamp: '2031-05-06T07:08:09.000Z' }]);
  });
});

describe('a crash', () => {
  const crashed = {
    ok: false,
    error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/signal: killed$/) },
  };

  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)('%s the call ends the process; the event is tried again in a fresh one', async (when, told) => {
    await deploy();
    await put({ name: 'warm' });
    deployment.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when }, { times: 1 });
    const delivery = await put({ name: 'stop' });
    expect(delivery.kind).toBe('handled');
    expect(invocationsOf(delivery)).toMatchObject([
      { ...crashed, cold: false },
      { ok: true, cold: true },
    ]);
    expect(await counts()).toEqual({ warm: 1, stop: told });
    const [, first, second] = deployment.standIn.calls;
    expect([first?.outcome, second?.outcome]).toEqual(['crash', 'ok']);
    expect(first?.accessKeyId).not.toBe(second?.accessKeyId);
  });

  it('at every attempt puts the event into the on-failure queue', async () => {
    await deploy();
    deployment.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when: 'before' });
    const delivery = await put({ name: 'stop' });
    expect(delivery.kind).toBe('failed');
    expect(invocationsOf(delivery)).toMatchObject([crashed, crashed, crashed]);
    expect(deployment.bus.failures).toMatchObject([
      { responsePayload: { errorType: 'Runtime.ExitError' }, requestContext: { approximateInvokeCount: 3 } },
    ]);
    expect(await counts()).toEqual({});
  });

  it('kills the process that called and no other', async () => {
    await deploy({ concurrency: 3 });
    const warm = resultsOf(await Promise.all(['a', 'b', 'c'].map((name) => put({ name, pauseMs: 300 }))));
    expect(new Set(warm).size).toBe(3);
    deployment.standIn.faults.inject(
      'dynamodb',
      'UpdateItem',
      { kind: 'crash', when: 'after' },
      { times: 1, when: ({ Key }) => JSON.stringify(Key).includes('"b"') },
    );
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => put({ name, pauseMs: 300 })));
    expect(invocationsOf(b)).toMatchObject([crashed, { ok: true }]);
    for (const other of [a, c]) expect(invocationsOf(other)).toMatchObject([{ ok: true, cold: false }]);
    expect(await counts()).toEqual({ a: 2, b: 3, c: 2 });
  });

  it('is followed by Lambda’s wait, as far as the test wants to wait', async () => {
    await deploy({ waitFactor: 0.005 });
    deployment.standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'crash', when: 'before' }, { times: 1 });
    const before = performance.now();
    await put({ name: 'stop' });
    expect(performance.now() - before).toBeGreaterThanOrEqual(299);
  });
});

describe('several environments', () => {
  it('run at the same time', async () => {
    await deploy({ concurrency: 4 });
    const deliveries = await Promise.all([1, 2, 3, 4].map(() => put({ deed: 'meet', others: 4 })));
    expect(deliveries.map(({ kind }) => kind)).toEqual(['handled', 'handled', 'handled', 'handled']);
  });

  it('let no more invocations in than there are environments; the others wait', async () => {
    await deploy({ concurrency: 3 });
    const results = resultsOf(await Promise.all(Array.from({ length: 30 }, () => put({ deed: 'crowd' })))).map(Object);
    expect(Math.max(...results.map(({ here }) => here))).toBe(3);
    expect(new Set(results.map(({ pid }) => pid)).size).toBe(3);
    expect(await counts()).toEqual({ inside: 0 });
  });
});

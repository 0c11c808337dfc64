import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';
import { clientsOf } from './clients.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const GROUP = '/ecs/orders';
const STREAM = 'ecs/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0';

let now = NOON;
let standIn: StandIn;
let logs: CloudWatchLogsClient;

const read = (input: Partial<GetLogEventsCommandInput> = {}) =>
  logs.send(
    new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, ...input } as GetLogEventsCommandInput),
  );
const messages = async (input?: Partial<GetLogEventsCommandInput>) =>
  (await read(input)).events?.map(({ message }) => message);

beforeAll(async () => {
  standIn = await startStandIn({ now: () => now, regions: ['eu-west-1', 'us-east-1'] });
  logs = clientsOf(standIn).logs;
  standIn.logs.putStream({
    group: GROUP,
    name: STREAM,
    events: [1, 2, 3, 4, 5].map((n) => ({ timestamp: NOON + n, message: `line ${n}` })),
  });
});
afterAll(() => standIn.close());

describe('GetLogEvents', () => {
  it('answers every event, oldest first, with its times', async () => {
    expect((await read()).events?.[0]).toEqual({ timestamp: NOON + 1, message: 'line 1', ingestionTime: NOON + 1001 });
    expect(await messages()).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5']);
  });

  it('begins with the newest page, ascending inside', async () => {
    expect(await messages({ limit: 2 })).toEqual(['line 4', 'line 5']);
  });

  it('begins with the oldest page when asked to', async () => {
    expect(await messages({ limit: 2, startFromHead: true })).toEqual(['line 1', 'line 2']);
  });

  it('walks back page by page until the token answered equals the one sent', async () => {
    const pages: (string | undefined)[][] = [];
    let sent: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const answer = await read({ limit: 2, ...(sent && { nextToken: sent }) });
      pages.push(answer.events?.map(({ message }) => message) ?? []);
      if (answer.nextBackwardToken === sent) break;
      sent = answer.nextBackwardToken;
    }
    expect(pages).toEqual([['line 4', 'line 5'], ['line 2', 'line 3'], ['line 1'], []]);
  });

  it('walks forward from the head, and keeps the token at the end', async () => {
    const first = await read({ limit: 4, startFromHead: true });
    const second = await read({ limit: 4, startFromHead: true, nextToken: first.nextForwardToken });
    const third = await read({ limit: 4, startFromHead: true, nextToken: second.nextForwardToken });
    expect(second.events?.map(({ message }) => message)).toEqual(['line 5']);
    expect(third.events).toEqual([]);
    expect(third.nextForwardToken).toBe(second.nextForwardToken);
  });

  it('includes startTime and excludes endTime', async () => {
    expect(await messages({ startTime: NOON + 2, endTime: NOON + 4 })).toEqual(['line 2', 'line 3']);
  });

  it('finds a group by identifier, as a name and as an ARN', async () => {
    for (const logGroupIdentifier of [GROUP, `arn:aws:logs:eu-west-1:111122223333:log-group:${GROUP}`]) {
      expect(await messages({ logGroupName: undefined, logGroupIdentifier, limit: 1 })).toEqual(['line 5']);
    }
  });

  it('cuts a page at 1 MB', async () => {
    const events = [1, 2, 3, 4, 5].map((n) => ({ timestamp: NOON + n, message: `${n}${'x'.repeat(300_000)}` }));
    standIn.logs.putStream({ group: GROUP, name: 'large', events });
    expect((await messages({ logStreamName: 'large' }))?.map((text) => text?.[0])).toEqual(['3', '4', '5']);
  });

  it('tells a missing group from a missing stream', async () => {
    await expect(read({ logGroupName: '/ecs/none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await expect(read({ logStreamName: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });

  it('keeps the groups of each Region apart', async () => {
    standIn.logs.putStream({
      group: '/ecs/far',
      name: 's',
      region: 'us-east-1',
      events: [{ timestamp: NOON, message: 'far' }],
    });
    const far = clientsOf(standIn, { region: 'us-east-1' }).logs;
    const command = new GetLogEventsCommand({ logGroupName: '/ecs/far', logStreamName: 's' });
    expect((await far.send(command)).events?.[0]?.message).toBe('far');
    await expect(logs.send(command)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each<[string, Partial<GetLogEventsCommandInput>, RegExp]>([
    ['both ways to name the group', { logGroupIdentifier: GROUP }, /mutually exclusive/],
    ['no group', { logGroupName: undefined }, /'logGroupName' failed to satisfy constraint: Member must not be null/],
    ['an empty group name', { logGroupName: '' }, /greater than or equal to 1/],
    ['a group name with a colon', { logGroupName: 'a:b' }, /regular expression pattern/],
    ['a group name of 513 characters', { logGroupName: 'g'.repeat(513) }, /less than or equal to 512/],
    ['no stream', { logStreamName: undefined }, /'logStreamName'/],
    ['a stream name with an asterisk', { logStreamName: 'ecs/*' }, /regular expression pattern/],
    ['a stream name of 513 characters', { logStreamName: 's'.repeat(513) }, /less than or equal to 512/],
    ['a group ARN that ends with :*', { logGroupName: undefined, logGroupIdentifier: 'a:*' }, /regular expression/],
    ['a limit of 0', { limit: 0 }, /greater than or equal to 1/],
    ['a limit of 10,001', { limit: 10_001 }, /less than or equal to 10000/],
    ['a negative start', { startTime: -1 }, /greater than or equal to 0/],
    ['a token it never gave', { nextToken: 'b/1/s' }, /nextToken is invalid/],
  ])('refuses %s', async (_what, input, message) => {
    await expect(read(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a forward token without startFromHead', async () => {
    const { nextForwardToken } = await read({ startFromHead: true, limit: 1 });
    await expect(read({ nextToken: nextForwardToken })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('does not read a group of the class INFREQUENT_ACCESS', async () => {
    standIn.logs.putGroup({ name: '/ecs/cheap', logGroupClass: 'INFREQUENT_ACCESS' });
    standIn.logs.putStream({ group: '/ecs/cheap', name: 's' });
    await expect(read({ logGroupName: '/ecs/cheap', logStreamName: 's' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('lines that arrive late', () => {
  it('are seen after their delay', async () => {
    now = NOON;
    standIn.logs.putStream({
      group: GROUP,
      name: 'late',
      events: [
        { timestamp: NOON, message: 'early' },
        { timestamp: NOON + 1, message: 'late', arrives: { afterMs: 2000 } },
      ],
    });
    expect(await messages({ logStreamName: 'late' })).toEqual(['early']);
    now += 2000;
    expect(await messages({ logStreamName: 'late' })).toEqual(['early', 'late']);
  });

  it('are seen from a given call on', async () => {
    standIn.logs.putStream({
      group: GROUP,
      name: 'third',
      events: [{ timestamp: NOON, message: 'late', arrives: { atCall: 3 } }],
    });
    expect(await messages({ logStreamName: 'third' })).toEqual([]);
    expect(await messages({ logStreamName: 'third' })).toEqual([]);
    expect(await messages({ logStreamName: 'third' })).toEqual(['late']);
  });

  it('may come with their stream', async () => {
    standIn.logs.putStream({
      group: GROUP,
      name: 'unborn',
      arrives: { atCall: 2 },
      events: [{ timestamp: NOON, message: 'x' }],
    });
    await expect(read({ logStreamName: 'unborn' })).rejects.toMatchObject({
      message: 'The specified log stream does not exist.',
    });
    expect(await messages({ logStreamName: 'unborn' })).toEqual(['x']);
  });
});

describe('empty pages', () => {
  it('come first with tokens that move, then the lines', async () => {
    standIn.logs.putStream({
      group: GROUP,
      name: 'gaps',
      emptyPagesFirst: 2,
      events: [{ timestamp: NOON, message: 'at last' }],
    });
    const first = await read({ logStreamName: 'gaps' });
    const second = await read({ logStreamName: 'gaps', nextToken: first.nextBackwardToken });
    const third = await read({ logStreamName: 'gaps', nextToken: second.nextBackwardToken });
    expect([first.events, second.events]).toEqual([[], []]);
    expect(second.nextBackwardToken).not.toBe(first.nextBackwardToken);
    expect(third.events?.map(({ message }) => message)).toEqual(['at last']);
    const end = await read({ logStreamName: 'gaps', nextToken: third.nextBackwardToken });
    expect(end.nextBackwardToken).toBe(third.nextBackwardToken);
  });
});

describe('DescribeLogStreams', () => {
  it('lists the streams of a prefix by name', async () => {
    standIn.logs.putStream({ group: '/ecs/list', name: 'b', events: [{ timestamp: NOON, message: 'x' }] });
    standIn.logs.putStream({ group: '/ecs/list', name: 'a/1' });
    standIn.logs.putStream({ group: '/ecs/list', name: 'a/0' });
    const list = async (logStreamNamePrefix?: string) =>
      (await logs.send(new DescribeLogStreamsCommand({ logGroupName: '/ecs/list', logStreamNamePrefix }))).logStreams;
    expect((await list('a/'))?.map(({ logStreamName }) => logStreamName)).toEqual(['a/0', 'a/1']);
    expect((await list('b'))?.[0]).toMatchObject({ lastEventTimestamp: NOON });
  });

  it('refuses a prefix together with the order LastEventTime', async () => {
    const command = new DescribeLogStreamsCommand({
      logGroupName: GROUP,
      logStreamNamePrefix: 'a',
      orderBy: 'LastEventTime',
    });
    await expect(logs.send(command)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('refuses a limit above 50', async () => {
    await expect(logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, limit: 51 }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('DescribeLogGroups', () => {
  it('lists the groups of a prefix, page by page', async () => {
    standIn.logs.putGroup({ name: '/batch/a', retentionInDays: 14 });
    standIn.logs.putGroup({ name: '/batch/b' });
    const list = (nextToken?: string) =>
      logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/batch/', limit: 1, nextToken }));
    const first = await list();
    const second = await list(first.nextToken);
    expect(first.logGroups).toMatchObject([
      {
        logGroupName: '/batch/a',
        retentionInDays: 14,
        logGroupClass: 'STANDARD',
        arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/batch/a:*',
        logGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/batch/a',
      },
    ]);
    expect(second.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(['/batch/b']);
    expect(second.nextToken).toBeUndefined();
  });

  it('refuses prefix and pattern together', async () => {
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' });
    await expect(logs.send(command)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Failure } from '../../functions/incident/failure.ts';
import { type Account, anAccount, aRecord, DAY_MS, HOUR_MS } from './an-account.ts';

const NOW = Date.now();
const LONG = 'checkout-of-the-shop-with-a-name-that-is-very-long';

const RECORDS: readonly Failure[] = [
  aRecord({ id: 'a', at: NOW - 3 * HOUR_MS, toldAt: NOW - 3 * HOUR_MS }),
  aRecord({ id: 'b', at: NOW - 2 * HOUR_MS }),
  aRecord({ id: 'c', at: NOW - HOUR_MS, cluster: 'staging', muted: true }),
  aRecord({ id: 'd', at: NOW - 2 * DAY_MS, name: 'web-admin', cause: 'container-health-check-failed' }),
  aRecord({ id: 'e', at: NOW - 3 * DAY_MS, name: LONG, cluster: `${LONG}-cluster`, treatment: 'digest' }),
  {
    ...aRecord({ id: 'f', at: NOW - 4 * DAY_MS, cause: 'host-terminated', taskOf: 'web' }),
    workload: { ...aRecord({}).workload, kind: 'host', name: '9f2c' },
  },
  { ...aRecord({ id: 'g', at: NOW - 5 * DAY_MS }), workload: { ...aRecord({}).workload, kind: 'family', name: 'web' } },
  aRecord({ id: 'h', at: NOW - 20 * DAY_MS, name: 'old' }),
];

let account: Account;
beforeAll(async () => {
  account = await anAccount();
  for (const record of [...RECORDS].reverse()) await account.store.record(record, AbortSignal.timeout(5_000));
});
afterAll(() => account.close());

const history = (...args: string[]) => account.run(['history', ...args]);
const ids = async (...args: string[]): Promise<readonly string[]> => {
  const { exitCode, stdout } = await history('--format', 'json', ...args);
  expect(exitCode).toBe(0);
  return (JSON.parse(stdout) as Failure[]).map(({ id }) => id);
};

describe('ecs-postmortem history', () => {
  it('lists a week, the newest first, in at most 100 columns', async () => {
    const { exitCode, stdout } = await history();
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(100);
    expect(lines[0]).toMatch(/^TIME \(UTC\) {11}SERVICE +CLUSTER +CAUSE +TOLD$/);
    const time = new Date(NOW - HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
    expect(lines[1]).toMatch(new RegExp(`^${time}  web +staging +out-of-memory +muted$`));
    expect(lines.slice(1, 8).map((line) => line.trim().split(/\s+/).at(-1))).toEqual([
      'muted',
      'counted',
      'yes',
      'counted',
      'digest',
      'counted',
      'counted',
    ]);
    expect(lines[5]).toMatch(/checkout-of-\S*… {2}checkout-of-\S*… {2}out-of-memory/);
    expect(lines[6]).toContain('host 9f2c');
    expect(lines[9]).toMatch(/^7 failures since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(.* in Asia\/Colombo\)\.$/);
  });

  it('prints the records as they are', async () => {
    const { stdout } = await history('--format', 'json');
    expect(JSON.parse(stdout)).toEqual(RECORDS.slice(0, 7).sort((one, other) => other.at - one.at));
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'a service: its tasks, those of the family, and the hosts that took them along',
      ['--service', 'web'],
      ['a', 'b', 'c', 'f', 'g'],
    ],
    ['a pattern of services', ['--service', 'web-*'], ['d']],
    ['two services', ['--service', 'web-admin', '--service', LONG], ['d', 'e']],
    ['a cluster', ['--cluster', 'staging'], ['c']],
    ['a service in a cluster', ['--service', 'web', '--cluster', 'prod'], ['a', 'b', 'f', 'g']],
    ['a cause', ['--cause', 'container-health-check-failed'], ['d']],
    ['a longer time', ['--since', '30d', '--service', 'old'], ['h']],
    ['a shorter time', ['--since', '150m'], ['b', 'c']],
    ['few', ['--limit', '2'], ['b', 'c']],
    ['what is not there', ['--service', 'nobody'], []],
  ])('finds %s', async (_what, args, expected) => {
    expect([...(await ids(...args))].sort()).toEqual(expected);
  });

  it('takes a date, which begins at midnight of the caller', async () => {
    const inColombo = (at: number) => new Date(at + 5.5 * HOUR_MS).toISOString().slice(0, 10);
    const { stdout } = await history('--since', inColombo(NOW - 30 * DAY_MS));
    expect(stdout).toContain('18:30 UTC (');
    expect(stdout).toContain('00:00 in Asia/Colombo)');
    expect(await ids('--since', inColombo(NOW - 30 * DAY_MS))).toContain('h');
  });

  it('says that there is more, and that there is nothing', async () => {
    expect((await history('--limit', '3')).stdout).toContain('The newest 3 failures since ');
    expect((await history('--limit', '7')).stdout).toContain('7 failures since ');
    const { exitCode, stdout } = await history('--service', 'nobody', '--cluster', 'prod');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/^No failures of service nobody in cluster prod since /),
    ]);
  });

  it('reads only the records of the service that is named', async () => {
    const before = account.standIn.calls.length;
    await history('--service', 'web', '--since', '1h');
    const asked = account.standIn.calls.slice(before).filter(({ operation }) => operation === 'Query');
    expect(asked.length).toBeGreaterThan(0);
    for (const { input } of asked)
      expect(input).toMatchObject({ KeyConditionExpression: expect.stringContaining('begins_with') });
  });

  it.each<[readonly string[], string]>([
    [['--since', 'yesterday'], '--since is "yesterday": it takes a span such as 7d or 36h'],
    [['--since', '2099-01-01'], 'which is not past'],
    [['--since', '900d'], 'more than 400 days ago'],
    [['--limit', '0'], '--limit is "0": it takes 1 to 10000.'],
    [['--limit', 'all'], '--limit is "all"'],
    [['--format', 'csv'], '--format is "csv": it takes table, json.'],
    [['--cause', 'oom'], '--cause is "oom", which is no cause'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await history(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

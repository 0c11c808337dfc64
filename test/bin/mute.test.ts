import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Account, anAccount, DAY_MS, HOUR_MS } from './an-account.ts';

const MINUTE_MS = 60_000;

let account: Account;
beforeEach(async () => {
  account = await anAccount();
});
afterEach(() => account.close());

const mutes = async () => (await account.store.board(AbortSignal.timeout(5_000))).mutes;
const onlyMute = async () => {
  const [mute, ...others] = await mutes();
  if (mute === undefined || others.length > 0) throw new Error(`${others.length + (mute ? 1 : 0)} mutes, not one`);
  return mute;
};
/** `2026-11-25 06:00`. */
const utc = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

describe('ecs-postmortem mute', () => {
  it('silences what is selected until the time, and says until when and how to end it', async () => {
    const until = Math.floor((Date.now() + 8 * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
    const { exitCode, stdout, stderr } = await account.run(
      ['mute', '--service', 'web', '--cluster', 'prod', '--cause', 'out-of-memory', '--reason', 'load test'].concat(
        '--until',
        new Date(until).toISOString(),
      ),
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    const { id, ...mute } = await onlyMute();
    expect(mute).toEqual({
      until,
      services: ['web'],
      clusters: ['prod'],
      causes: ['out-of-memory'],
      reason: 'load test',
    });
    expect(stdout).toContain('Muted service web in cluster prod, cause out-of-memory: quiet until ');
    expect(stdout).toContain(`quiet until ${utc(until)} UTC (`);
    expect(stdout).toContain(`${utc(until + 5.5 * HOUR_MS).slice(11)} in Asia/Colombo)`);
    expect(stdout).toContain(`ecs-postmortem unmute ${id}`);
  });

  it('takes a span, several names, patterns and tags', async () => {
    const before = Date.now();
    const args = ['mute', '--service', 'batch-*', '--service', 'web', '--tag', 'team=payments', '--during-deployments'];
    const { exitCode, stdout } = await account.run([...args, '--for', '1h30m']);
    expect(exitCode).toBe(0);
    const { until, ...mute } = await onlyMute();
    expect(mute).toMatchObject({ services: ['batch-*', 'web'], tags: ['team=payments'], duringDeployments: true });
    expect(until % MINUTE_MS).toBe(0);
    expect(until).toBeGreaterThanOrEqual(before + 90 * MINUTE_MS);
    expect(until).toBeLessThanOrEqual(Date.now() + 91 * MINUTE_MS);
    expect(stdout).toContain('only while a deployment is under way');
    expect(stdout).toContain('Tags are looked up only where a rule of the policy names tags');
  });

  it('takes the next time of the day in the time zone of the caller', async () => {
    expect((await account.run(['mute', '--service', 'web', '--until', '06:00'])).exitCode).toBe(0);
    const { until } = await onlyMute();
    expect(utc(until).slice(11)).toBe('00:30');
    expect(until).toBeGreaterThan(Date.now() - MINUTE_MS);
    expect(until).toBeLessThanOrEqual(Date.now() + DAY_MS);
  });

  it('silences everything only when it is told so', async () => {
    expect((await account.run(['mute', '--everything', '--for', '10m'])).stdout).toContain('Muted everything: quiet');
    const { id, until, ...selector } = await onlyMute();
    expect([selector, id.length, until > Date.now()]).toEqual([{}, 5, true]);
  });

  it('keeps no secret that slipped into the reason', async () => {
    await account.run(['mute', '--service', 'web', '--for', '1h', '--reason', 'password=hunter2hunter2 \u001b[31mred']);
    expect((await onlyMute()).reason).not.toMatch(/hunter2|\u001b/);
  });

  it.each<[string, readonly string[], string]>([
    ['no selector', ['--for', '2h'], 'This would silence everything: name --service'],
    ['a deployment of everything', ['--during-deployments', '--for', '2h'], 'This would silence everything'],
    ['everything and a service', ['--everything', '--service', 'web', '--for', '2h'], '--everything is given beside'],
    ['no end', ['--service', 'web'], 'A mute needs an end: give --until 06:00, or --for 2h.'],
    ['two ends', ['--service', 'web', '--for', '2h', '--until', '06:00'], '--until and --for are both given'],
    [
      'an end in the past',
      ['--service', 'web', '--until', '2020-01-01T06:00'],
      '--until is 2020-01-01 00:30 UTC (06:00 in Asia/Colombo), which is past (it is ',
    ],
    [
      'an end in the past of another zone',
      ['--service', 'web', '--until', '2020-01-01 06:00+01:00'],
      '--until is 2020-01-01 05:00 UTC (10:30 in Asia/Colombo), which is past',
    ],
    [
      'an end beyond 30 days',
      ['--service', 'web', '--until', '2099-06-30T23:00Z'],
      '--until is 2099-06-30 23:00 UTC (2099-07-01 04:30 in Asia/Colombo), more than 30 days ahead: give an earlier end. What is to be quiet for good belongs in the policy of the construct.',
    ],
    ['a span beyond 30 days', ['--service', 'web', '--for', '31d'], 'more than 30 days ahead'],
    ['a day alone', ['--service', 'web', '--until', '2026-11-25'], 'a day without a time: write 2026-11-25T06:00.'],
    ['a day that is none', ['--service', 'web', '--until', '2026-02-30T06:00'], 'there is no such day'],
    ['a time that is none', ['--service', 'web', '--until', '25:00'], '--until is "25:00": it takes a time of the day'],
    ['words', ['--service', 'web', '--until', 'tomorrow'], '--until is "tomorrow": it takes'],
    ['a span without unit', ['--service', 'web', '--for', '2'], '--for is "2": it takes minutes, hours or days'],
    ['a span of nothing', ['--service', 'web', '--for', '0h'], '--for is "0h"'],
    [
      'an unknown cause',
      ['--cause', 'out-of-memry', '--for', '2h'],
      '--cause is "out-of-memry", which is no cause: "out-of-memory" is the nearest.',
    ],
    [
      'the ARN of a service',
      ['--service', 'arn:aws:ecs:eu-west-1:111122223333:service/prod/web', '--for', '2h'],
      'which takes names, not ARNs: write "web".',
    ],
    ['a list with commas', ['--service', 'web,api', '--for', '2h'], 'For several, repeat --service.'],
    ['an empty reason', ['--service', 'web', '--for', '2h', '--reason', ' '], '--reason is empty'],
    ['an option that is none', ['--srvice', 'web', '--for', '2h'], "Unknown option '--srvice'"],
    ['a word beside the options', ['web', '--for', '2h'], "Unexpected argument 'web'"],
  ])('refuses %s, and mutes nothing', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await account.run(['mute', ...args]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(await mutes()).toEqual([]);
  });
});

describe('ecs-postmortem mutes and unmute', () => {
  const until = Math.floor((Date.now() + 2 * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  const put = (mute: Parameters<Account['store']['putMute']>[0]) =>
    account.store.putMute(mute, AbortSignal.timeout(5_000));

  it('lists what is muted now, the first to end at the top', async () => {
    await put({
      id: 'later',
      until: until + HOUR_MS,
      services: ['web'],
      reason: 'new release',
      duringDeployments: true,
    });
    await put({ id: 'first', until, clusters: ['staging'] });
    await put({ id: 'ended', until: Date.now() - HOUR_MS, services: ['old'] });
    const { exitCode, stdout } = await account.run(['mutes']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'first  cluster staging',
      expect.stringMatching(`^ {7}until ${utc(until)} UTC \\(.*in Asia/Colombo\\), for another 1 d 23 h$`),
      'later  service web',
      expect.stringContaining(`until ${utc(until + HOUR_MS)} UTC (`),
      '       only while a deployment is under way',
      '       new release',
      '',
    ]);
  });

  it('says that nothing is muted', async () => {
    expect(await account.run(['mutes'])).toMatchObject({ exitCode: 0, stdout: 'Nothing is muted.\n' });
  });

  it('ends a mute', async () => {
    await put({ id: 'first', until, clusters: ['staging'] });
    expect(await account.run(['unmute', 'first'])).toMatchObject({
      exitCode: 0,
      stdout: 'Unmuted first: what it silenced is told again from now on.\n',
    });
    expect(await mutes()).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    ['an id that is none', ['other'], 'There is no mute "other": "ecs-postmortem mutes" lists them.'],
    ['no id', [], 'One id is taken, not 0'],
    ['two ids', ['a', 'b'], 'One id is taken, not 2'],
  ])('refuses %s', async (_what, args, message) => {
    const { exitCode, stderr } = await account.run(['unmute', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('takes no more than a hundred mutes', async () => {
    for (let index = 0; index < 100; index++) await put({ id: `m${index}`, until, services: ['web'] });
    const { exitCode, stderr } = await account.run(['mute', '--service', 'api', '--for', '1h']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There are 100 mutes already: take some away');
  });
});

import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accountClients, placeOfArn } from '../../functions/aws/account-clients.ts';
import { memberSessions } from '../../functions/aws/member-sessions.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';

const HUB_ROLE = 'arn:aws:iam::111122223333:role/EcsPostmortemHub';
const MEMBER = '444455556666';
const MEMBER_ROLE = `arn:aws:iam::${MEMBER}:role/EcsPostmortemRead`;
const MINUTE_MS = 60_000;

let now = Date.UTC(2026, 10, 24, 12);
let standIn: StandIn;

beforeEach(async () => {
  standIn = await startStandIn({ now: () => now, callerRoleArn: HUB_ROLE });
  standIn.sts.putRole({ arn: MEMBER_ROLE, trusts: [HUB_ROLE], statements: [] });
});
afterEach(() => standIn.close());

function sessions(roleName = 'EcsPostmortemRead') {
  const sns = new SNSClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'stand-in' },
  });
  const members = { roleName, hubRoleArn: HUB_ROLE, endpoint: standIn.endpoints.sts };
  return memberSessions(sns, members, () => now);
}

const asked = () => standIn.calls.length;

describe('sessions of members', () => {
  it('are not wanted for the own account, nor where the account is not known', () => {
    expect(sessions()('111122223333')).toBeUndefined();
    expect(sessions()('')).toBeUndefined();
  });

  it('are of the fixed role in the account, by the name of the product, and say when they end', async () => {
    const session = await sessions()(MEMBER)?.();
    expect(session).toMatchObject({ secretAccessKey: 'stand-in', sessionToken: 'c3RhbmQtaW4=' });
    expect(session?.accessKeyId).toMatch(/^ASIA\d{16}$/);
    expect(session?.expiration).toEqual(new Date(now + 60 * MINUTE_MS));
    expect(standIn.calls[0]?.input).toMatchObject({ RoleArn: MEMBER_ROLE, RoleSessionName: 'ecs-postmortem' });
  });

  it('are asked for once, by many at a time too, and anew six minutes before they end', async () => {
    const sessionOf = sessions();
    const [first, second] = await Promise.all([sessionOf(MEMBER)?.(), sessionOf(MEMBER)?.()]);
    expect(second).toBe(first);
    now += 53 * MINUTE_MS;
    expect(await sessionOf(MEMBER)?.()).toBe(first);
    expect(asked()).toBe(1);
    now += MINUTE_MS;
    const [third, fourth] = await Promise.all([sessionOf(MEMBER)?.(), sessionOf(MEMBER)?.()]);
    expect(third).not.toBe(first);
    expect(fourth).toBe(third);
    expect(asked()).toBe(2);
  });

  it.each<[string, () => void]>([
    ['is missing', () => standIn.sts.removeRole(MEMBER_ROLE)],
    ['trusts another', () => standIn.sts.putRole({ arn: MEMBER_ROLE, trusts: [`${HUB_ROLE}2`], statements: [] })],
  ])('say which role must trust whom where it %s, and are asked for again the next time', async (_what, spoil) => {
    spoil();
    const sessionOf = sessions();
    await expect(sessionOf(MEMBER)?.()).rejects.toMatchObject({
      name: 'RoleNotAssumedError',
      isRefused: true,
      message: `role EcsPostmortemRead of account ${MEMBER} could not be assumed. Deploy the member stack there, so that the role exists and its trust policy allows sts:AssumeRole to ${HUB_ROLE}.`,
    });
    standIn.sts.putRole({ arn: MEMBER_ROLE, trusts: [HUB_ROLE], statements: [] });
    expect(await sessionOf(MEMBER)?.()).toBeDefined();
  });

  it.each([
    [{ kind: 'server-error' }, 'InternalFailure'],
    [{ kind: 'throttled' }, 'Throttling'],
    [{ kind: 'connection-reset' }, 'Error: '],
  ] as const)('name what went wrong where STS fails: %j', async (fault, why) => {
    standIn.faults.inject('sts', 'AssumeRole', fault);
    await expect(sessions()(MEMBER)?.()).rejects.toMatchObject({
      isRefused: false,
      message: expect.stringMatching(`role EcsPostmortemRead of account ${MEMBER} could not be assumed \\(.*${why}`),
    });
  });
});

describe('clients by account and Region', () => {
  it('are made once for each', () => {
    const clientAt = accountClients((place) => ({ ...place }));
    const here = placeOfArn('arn:aws:ecs:eu-west-1:111122223333:cluster/prod');
    expect(here).toEqual({ account: '111122223333', region: 'eu-west-1' });
    expect(clientAt(here)).toBe(clientAt({ ...here }));
    expect(clientAt({ ...here, account: MEMBER })).not.toBe(clientAt(here));
    expect(clientAt({ ...here, region: 'us-east-1' })).not.toBe(clientAt(here));
  });

  it('are of no place where a text is no ARN', () => {
    expect(placeOfArn('orders:3')).toEqual({ account: '', region: '' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { readAppContext, readMemberContext } from '../../lib/app-context.ts';

const read = (context: Record<string, unknown>) => readAppContext(new App({ context }).node);

describe('readAppContext', () => {
  it('leaves everything to the defaults without context', () => {
    expect(read({})).toEqual({});
  });

  it('reads the text that -c gives', () => {
    expect(
      read({
        email: 'a@example.com, b@example.com',
        chat: 'true',
        clusters: 'prod,staging',
        services: 'web, batch-*',
        encryptionKeyArn: 'arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-0123456789abcdef0123456789abcdef',
        topicArn: 'arn:aws-cn:sns:cn-north-1:123456789012:oncall',
        logLines: '50',
        dialect: 'cdk',
        policy: '[{"treatment":"digest","services":["batch-*"]}]',
        digestHour: '6',
        checkDesiredCounts: 'true',
        alarmEmail: 'platform@example.com',
        dashboard: 'false',
        emitEvents: 'true',
      }),
    ).toEqual({
      emails: ['a@example.com', 'b@example.com'],
      chat: true,
      clusters: ['prod', 'staging'],
      services: ['web', 'batch-*'],
      encryptionKeyArn: 'arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-0123456789abcdef0123456789abcdef',
      topicArn: 'arn:aws-cn:sns:cn-north-1:123456789012:oncall',
      logLines: 50,
      dialect: 'cdk',
      policy: [{ treatment: 'digest', services: ['batch-*'] }],
      digestHour: 6,
      checkDesiredCounts: true,
      alarmEmail: 'platform@example.com',
      dashboard: false,
      emitEvents: true,
    });
  });

  it('reads the values that cdk.json gives', () => {
    const policy = [{ treatment: 'quiet', causes: ['spot-*'], clusters: ['dev'], tags: ['team=data'] }];
    expect(
      read({ email: ['a@example.com'], chat: false, clusters: ['prod'], logLines: 50, digestHour: 0, policy }),
    ).toEqual({
      emails: ['a@example.com'],
      chat: false,
      clusters: ['prod'],
      logLines: 50,
      digestHour: 0,
      policy,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['email', 'oncall', /a mail address/],
    ['email', '', /one or more values/],
    ['chat', 'yes', /true or false/],
    ['clusters', ' , ', /one or more values/],
    ['services', ',', /one or more values/],
    ['encryptionKeyArn', 'alias/ours', /the ARN of a KMS key/],
    ['encryptionKeyArn', 'arn:aws:kms:eu-west-1:123456789012:alias/ours', /the ARN of a KMS key/],
    ['topicArn', 'oncall', /the ARN of an SNS topic/],
    ['topicArn', 'arn:aws:sqs:eu-west-1:123456789012:oncall', /the ARN of an SNS topic/],
    ['logLines', '0', /a whole number from 1 to 1000/],
    ['logLines', 'many', /a whole number from 1 to 1000/],
    ['logLines', '', /a whole number from 1 to 1000/],
    ['dialect', 'pulumi', /one of ecs, cdk, terraform, fsd/],
    ['logLines', '1001', /a whole number from 1 to 1000/],
    ['digestHour', '24', /a whole number from 0 to 23/],
    ['checkDesiredCounts', 'on', /true or false/],
    ['alarmEmail', 'platform', /a mail address/],
    ['alarmEmail', 'a@example.com,b@example.com', /a mail address/],
    ['dashboard', 'no', /true or false/],
    ['emitEvents', 'all', /true or false/],
    ['policy', 'quiet', /a list of rules/],
    ['policy', '{"treatment":"quiet"}', /takes rules/],
  ])('refuses %s=%j by its key and says what it takes', (key, value, takes) => {
    expect(() => read({ [key]: value })).toThrow(takes);
    expect(() => read({ [key]: value })).toThrow(`Context "${key}" is `);
  });

  it('names the rule of the policy that is at fault', () => {
    const policy = [{ treatment: 'alert', services: ['web'] }, { treatment: 'silent' }];
    const message = 'Context "policy"[1].treatment is "silent": it takes "alert", "digest", "quiet".';
    expect(() => read({ policy })).toThrow(message);
    expect(() => read({ policy: JSON.stringify(policy) })).toThrow(message);
  });

  it('refuses a mistyped key and lists the right ones', () => {
    expect(() => read({ emial: 'a@example.com' })).toThrow(
      'Context "emial" is not a setting of this app. Its settings are email, chat, clusters, services, encryptionKeyArn, topicArn, logLines, dialect, knowledge, policy, digestHour, checkDesiredCounts, alarmEmail, dashboard, emitEvents, members, organization, hub.',
    );
  });

  it("lets CDK's own keys be", () => {
    expect(
      read({
        'aws:cdk:enable-path-metadata': true,
        '@aws-cdk/core:explicitStackTags': true,
        'cli-telemetry': false,
        'availability-zones:account=123456789012:region=eu-west-1': [],
      }),
    ).toEqual({});
  });
});

describe('the context of many accounts', () => {
  const BUS = 'arn:aws:events:eu-west-1:999988887777:event-bus/ecs-postmortem';
  const member = (context: Record<string, unknown>) => readMemberContext(new App({ context }).node);

  it('makes a hub of members, of an organization or of both', () => {
    expect(read({ members: '111122223333, 444455556666' })).toEqual({
      hub: { accounts: ['111122223333', '444455556666'] },
    });
    expect(read({ organization: 'o-a1b2c3d4e5' })).toEqual({ hub: { organizationId: 'o-a1b2c3d4e5' } });
    expect(member({ members: '111122223333' })).toBeUndefined();
  });

  it('makes a member of a hub', () => {
    expect(member({ hub: BUS, organization: 'o-a1b2c3d4e5', clusters: 'prod', services: 'web-*' })).toEqual({
      hubBusArn: BUS,
      organizationId: 'o-a1b2c3d4e5',
      clusters: ['prod'],
      services: ['web-*'],
    });
  });

  it.each([
    [{ members: '1111' }, 'Context "members" is "1111", but takes ids of accounts'],
    [{ organization: 'acme' }, 'Context "organization" is "acme", but takes the id of an organization'],
  ])('refuses %j for the hub', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });

  it.each([
    [{ hub: '999988887777' }, 'Context "hub" is "999988887777", but takes the ARN of the hub\'s event bus'],
    [{ hub: BUS, email: 'a@example.com' }, 'Context "email" is given beside "hub"'],
    [{ hub: BUS, members: '111122223333' }, 'Context "members" is given beside "hub"'],
  ])('refuses %j for a member', (context, message) => {
    expect(() => member(context)).toThrow(message);
  });
});

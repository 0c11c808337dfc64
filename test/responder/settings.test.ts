import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../functions/responder/settings.ts';

const TOPIC = { ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts' };

describe('readSettings', () => {
  it('has a default for all but the topic', () => {
    expect(readSettings(TOPIC)).toEqual({
      alertTopicArn: TOPIC.ALERT_TOPIC_ARN,
      dialect: 'ecs',
      logLines: 200,
      lateLogWaitMs: 8_000,
      excerptLines: 12,
      readLogsOfCompletedTasks: false,
      policy: [],
      updateIntervalMs: 30 * 60_000,
      recoveredAfterMs: 60 * 60_000,
      historyDays: 90,
      cap: { perSecond: 5, perTenMinutes: 60 },
      stormFrom: 6,
      digestHour: 7,
      belowDesiredForMs: 15 * 60_000,
      metricsPerService: false,
    });
  });

  it('takes what the construct writes', () => {
    const written = {
      CHAT_TOPIC_ARN: 'arn:chat',
      LOG_LINES: '50',
      LATE_LOG_WAIT_MS: '0',
      EXCERPT_LINES: '5',
      READ_LOGS_OF_COMPLETED_TASKS: 'true',
      DIALECT: 'terraform',
    };
    expect(readSettings({ ...TOPIC, ...written })).toMatchObject({
      chatTopicArn: 'arn:chat',
      logLines: 50,
      lateLogWaitMs: 0,
      excerptLines: 5,
      readLogsOfCompletedTasks: true,
      dialect: 'terraform',
    });
  });

  it('takes what the construct writes of incidents', () => {
    const written = {
      TABLE_NAME: 'incidents',
      POLICY: '[{"treatment":"quiet","services":["batch-*"]}]',
      UPDATE_INTERVAL_MINUTES: '10',
      RECOVERED_AFTER_MINUTES: '20',
      HISTORY_DAYS: '30',
      MOST_PER_SECOND: '2',
      MOST_PER_TEN_MINUTES: '40',
      STORM_FROM: '8',
      DIGEST_HOUR: '0',
      WATCHED_CLUSTERS: 'prod,arn:aws:ecs:eu-west-1:123456789012:cluster/staging',
      WATCHED_SERVICES: 'web,shop-*',
      BELOW_DESIRED_MINUTES: '5',
    };
    expect(readSettings({ ...TOPIC, ...written })).toMatchObject({
      tableName: 'incidents',
      policy: [{ treatment: 'quiet', services: ['batch-*'] }],
      updateIntervalMs: 600_000,
      recoveredAfterMs: 1_200_000,
      historyDays: 30,
      cap: { perSecond: 2, perTenMinutes: 40 },
      stormFrom: 8,
      digestHour: 0,
      watchedClusters: ['prod', 'arn:aws:ecs:eu-west-1:123456789012:cluster/staging'],
      watchedServices: ['web', 'shop-*'],
      belowDesiredForMs: 300_000,
    });
  });

  it('takes where events go, unless all calls to EventBridge are sent elsewhere', () => {
    const on = { ...TOPIC, EVENTS_ENDPOINT: 'https://events.eu-west-1.amazonaws.com' };
    const elsewhere = { AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:4010' };
    expect(readSettings(on)).toMatchObject({ eventsEndpoint: on.EVENTS_ENDPOINT });
    expect(readSettings({ ...on, ...elsewhere })).toMatchObject({ eventsEndpoint: 'http://127.0.0.1:4010' });
    expect(readSettings({ ...TOPIC, ...elsewhere })).not.toHaveProperty('eventsEndpoint');
  });

  it('takes which metrics and subscriptions are wanted', () => {
    expect(readSettings({ ...TOPIC, METRICS_PER_SERVICE: 'true', MAIL_SUBSCRIPTIONS: '0' })).toMatchObject({
      metricsPerService: true,
      mailSubscriptions: 0,
    });
  });

  it.each([
    [{}, /ALERT_TOPIC_ARN is not set/],
    [{ ...TOPIC, LOG_LINES: 'many' }, /LOG_LINES is "many": it takes a whole number from 1 to/],
    [{ ...TOPIC, DIALECT: 'pulumi' }, /DIALECT is "pulumi": it takes ecs, cdk, terraform, fsd/],
    [{ ...TOPIC, LATE_LOG_WAIT_MS: '-1' }, /LATE_LOG_WAIT_MS is "-1"/],
    [{ ...TOPIC, POLICY: 'quiet' }, /Environment variable POLICY is not JSON/],
    [{ ...TOPIC, POLICY: '[{"treatment":"mute"}]' }, /Environment variable POLICY\[0\]\.treatment is "mute"/],
    [{ ...TOPIC, UPDATE_INTERVAL_MINUTES: '0' }, /UPDATE_INTERVAL_MINUTES is "0": .* from 1 to 1440/],
    [{ ...TOPIC, RECOVERED_AFTER_MINUTES: '1.5' }, /RECOVERED_AFTER_MINUTES is "1.5"/],
    [{ ...TOPIC, HISTORY_DAYS: '0' }, /HISTORY_DAYS is "0"/],
    [{ ...TOPIC, MOST_PER_SECOND: '0' }, /MOST_PER_SECOND is "0"/],
    [{ ...TOPIC, MOST_PER_TEN_MINUTES: 'all' }, /MOST_PER_TEN_MINUTES is "all"/],
    [{ ...TOPIC, STORM_FROM: '1' }, /STORM_FROM is "1": .* from 2 to 1000/],
    [{ ...TOPIC, DIGEST_HOUR: '24' }, /DIGEST_HOUR is "24": .* from 0 to 23/],
    [{ ...TOPIC, WATCHED_CLUSTERS: 'prod,' }, /WATCHED_CLUSTERS is "prod,": it takes names or ARNs/],
    [{ ...TOPIC, BELOW_DESIRED_MINUTES: '0' }, /BELOW_DESIRED_MINUTES is "0"/],
    [{ ...TOPIC, EVENTS_ENDPOINT: 'events' }, /EVENTS_ENDPOINT is "events": it takes a URL/],
    [{ ...TOPIC, MAIL_SUBSCRIPTIONS: 'some' }, /MAIL_SUBSCRIPTIONS is "some"/],
  ])('names the variable at fault in %j', (environment, message) => {
    expect(() => readSettings(environment)).toThrow(message);
  });
});

describe('the settings of a hub', () => {
  const HUB = {
    ...TOPIC,
    MEMBER_ROLE_NAME: 'EcsPostmortemRead',
    HUB_ROLE_ARN: 'arn:aws:iam::111122223333:role/EcsPostmortemHub',
    STS_ENDPOINT: 'https://sts.eu-west-1.amazonaws.com',
  };

  it('are not there by default', () => {
    expect(readSettings(TOPIC)).not.toHaveProperty('members');
  });

  it('name both roles and where STS listens, which the variable of the SDKs overrides', () => {
    expect(readSettings(HUB).members).toEqual({
      roleName: 'EcsPostmortemRead',
      hubRoleArn: HUB.HUB_ROLE_ARN,
      endpoint: HUB.STS_ENDPOINT,
    });
    expect(readSettings({ ...HUB, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4566' }).members?.endpoint).toBe(
      'http://127.0.0.1:4566',
    );
  });

  it.each([
    [{ HUB_ROLE_ARN: 'EcsPostmortemHub' }, /HUB_ROLE_ARN is "EcsPostmortemHub"/],
    [{ STS_ENDPOINT: 'sts' }, /STS_ENDPOINT is "sts"/],
  ])('refuse %j', (changes, message) => {
    expect(() => readSettings({ ...HUB, ...changes })).toThrow(message);
  });
});

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

  it.each([
    [{}, /ALERT_TOPIC_ARN is not set/],
    [{ ...TOPIC, LOG_LINES: 'many' }, /LOG_LINES is "many": it takes a whole number from 1 to/],
    [{ ...TOPIC, DIALECT: 'pulumi' }, /DIALECT is "pulumi": it takes ecs, cdk, terraform, fsd/],
    [{ ...TOPIC, LATE_LOG_WAIT_MS: '-1' }, /LATE_LOG_WAIT_MS is "-1"/],
  ])('names the variable at fault in %j', (environment, message) => {
    expect(() => readSettings(environment)).toThrow(message);
  });
});

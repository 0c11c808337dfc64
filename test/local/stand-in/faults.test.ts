import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';
import { clientsOf } from './clients.ts';

const DEFINITION = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:7';
const ALERTS = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const CHAT = 'arn:aws:sns:eu-west-1:111122223333:chat';

let standIn: StandIn;
beforeEach(async () => {
  standIn = await startStandIn();
  standIn.ecs.putTaskDefinition({ taskDefinitionArn: DEFINITION, family: 'orders', revision: 7 });
  standIn.logs.putStream({ group: '/ecs/orders', name: 's' });
  standIn.sns.putTopic({ arn: ALERTS });
  standIn.sns.putTopic({ arn: CHAT });
});
afterEach(() => standIn.close());

const describeDefinition = (maxAttempts = 1, abortSignal?: AbortSignal) =>
  clientsOf(standIn, { maxAttempts }).ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: DEFINITION }),
    abortSignal ? { abortSignal } : {},
  );
const readLog = () =>
  clientsOf(standIn).logs.send(new GetLogEventsCommand({ logGroupName: '/ecs/orders', logStreamName: 's' }));
const publish = (TopicArn: string) => clientsOf(standIn).sns.send(new PublishCommand({ TopicArn, Message: 'hello' }));

describe('access denied', () => {
  it('names the action and the resource, as each service does', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'access-denied' });
    standIn.faults.inject('logs', 'GetLogEvents', { kind: 'access-denied' });
    standIn.faults.inject('sns', 'Publish', { kind: 'access-denied' });
    await expect(describeDefinition()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/perform: ecs:DescribeTaskDefinition on resource: \* because/),
    });
    await expect(readLog()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /logs:GetLogEvents on resource: arn:aws:logs:eu-west-1:111122223333:log-group:\/ecs\/orders:log-stream:s because/,
      ),
    });
    await expect(publish(ALERTS)).rejects.toMatchObject({
      name: 'AuthorizationErrorException',
      message: expect.stringMatching(/SNS:Publish on resource: arn:aws:sns:eu-west-1:111122223333:alerts because/),
    });
  });
});

describe('throttling', () => {
  it('passes after the given number of calls, so that the SDK gets through', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'throttled' }, { times: 2 });
    const answer = await describeDefinition(3);
    expect(answer.$metadata.attempts).toBe(3);
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual(['ThrottlingException', 'ThrottlingException', 'ok']);
  });

  it('is marked as such for the SDK', async () => {
    standIn.faults.inject('logs', 'GetLogEvents', { kind: 'throttled' });
    await expect(readLog()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
  });
});

describe('a server error', () => {
  it('is the 5xx of each service', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'server-error' });
    standIn.faults.inject('logs', 'GetLogEvents', { kind: 'server-error' });
    standIn.faults.inject('sns', 'Publish', { kind: 'server-error' });
    await expect(describeDefinition()).rejects.toMatchObject({ name: 'ServerException', $fault: 'server' });
    await expect(readLog()).rejects.toMatchObject({ name: 'ServiceUnavailableException', $fault: 'server' });
    await expect(publish(ALERTS)).rejects.toMatchObject({ name: 'InternalErrorException', $fault: 'server' });
  });
});

describe('a fault with a condition', () => {
  it('befalls one topic and leaves the other alone', async () => {
    standIn.faults.inject('sns', 'Publish', { kind: 'server-error' }, { when: (input) => input['TopicArn'] === CHAT });
    await publish(ALERTS);
    await expect(publish(CHAT)).rejects.toMatchObject({ name: 'InternalErrorException' });
    expect(standIn.sns.published.map(({ topicArn }) => topicArn)).toEqual([ALERTS]);
  });
});

describe('an error of one’s own choice', () => {
  it('arrives as it was given', async () => {
    standIn.faults.inject('sns', 'Publish', { kind: 'error', code: 'KMSDisabled', message: 'key is disabled' });
    await expect(publish(ALERTS)).rejects.toMatchObject({ name: 'KMSDisabledException', message: 'key is disabled' });
  });
});

describe('a call that hangs', () => {
  it('is answered never, and ends with the caller’s patience', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'hang' });
    await expect(describeDefinition(1, AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'AbortError' });
    expect(standIn.calls).toMatchObject([{ operation: 'DescribeTaskDefinition', outcome: 'hang' }]);
  });

  it('does not keep the stand-in from closing', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'hang' });
    const other = await startStandIn();
    other.faults.inject('sns', 'Publish', { kind: 'hang' });
    const hung = clientsOf(other)
      .sns.send(new PublishCommand({ TopicArn: ALERTS, Message: 'x' }))
      .catch(() => 'gone');
    while (other.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.close();
    expect(await hung).toBe('gone');
  });
});

describe('a broken connection', () => {
  it('reaches the caller as an error', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'connection-reset' });
    await expect(describeDefinition()).rejects.toThrow(/socket hang up/);
  });
});

describe('a crash', () => {
  it('wants a process that can be killed', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'crash', when: 'before' });
    await expect(describeDefinition()).rejects.toMatchObject({ $metadata: { httpStatusCode: 599 } });
    expect(standIn.calls).toMatchObject([{ accessKeyId: 'ASIAEXAMPLEEXAMPLE00', outcome: 'crash' }]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the call leaves the caller without an answer', async (when, published) => {
    const killed: string[] = [];
    const kill = (accessKeyId: string) => killed.push(accessKeyId) > 0;
    const other = await startStandIn({ kill });
    other.sns.putTopic({ arn: ALERTS });
    other.faults.inject('sns', 'Publish', { kind: 'crash', when });
    const answer = clientsOf(other).sns.send(new PublishCommand({ TopicArn: ALERTS, Message: 'x' }), {
      abortSignal: AbortSignal.timeout(200),
    });
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(killed).toEqual(['ASIAEXAMPLEEXAMPLE00']);
    expect(other.sns.published).toHaveLength(published);
    await other.close();
  });
});

describe('a slow call', () => {
  it('is answered rightly, after the time given', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'slow', ms: 150 }, { times: 1 });
    const before = performance.now();
    expect((await describeDefinition()).taskDefinition?.family).toBe('orders');
    expect(performance.now() - before).toBeGreaterThanOrEqual(149);
  });
});

describe('healing', () => {
  it('takes every fault away', async () => {
    standIn.faults.inject('ecs', 'DescribeTaskDefinition', { kind: 'throttled' });
    standIn.faults.clear();
    await expect(describeDefinition()).resolves.toMatchObject({ taskDefinition: { family: 'orders' } });
  });
});

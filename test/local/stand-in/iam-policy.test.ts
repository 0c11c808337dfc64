import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { startStandIn } from '../../../local/aws-stand-in.ts';
import { makeAuthorize } from '../../../local/stand-in/iam-policy.ts';
import { clientsOf } from './clients.ts';

const STREAM = 'arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/orders:log-stream:ecs/app/1';

describe('a role', () => {
  const authorize = makeAuthorize([
    {
      effect: 'Allow',
      actions: ['logs:Get*'],
      resources: ['arn:aws:logs:*:111122223333:log-group:/ecs/*:log-stream:*'],
    },
    { effect: 'Allow', actions: ['sns:Publish'], resources: ['arn:topic'] },
    { effect: 'Deny', actions: ['sns:*'], resources: ['arn:topic-secret'] },
    { effect: 'Allow', actions: ['sns:Publish'], resources: ['arn:topic-*'] },
  ]);

  it.each([
    ['logs:GetLogEvents', STREAM, true],
    ['logs:FilterLogEvents', STREAM, false],
    ['logs:GetLogEvents', STREAM.replace('/ecs/', '/app/'), false],
    ['SNS:Publish', 'arn:topic', true],
    ['SNS:Publish', 'arn:topics', false],
    ['SNS:Publish', 'arn:topic-open', true],
    ['SNS:Publish', 'arn:topic-secret', false],
  ])('doing %s on %s: %s', (action, resource, allowed) => {
    expect(authorize(action, resource)).toBe(allowed);
  });
});

describe('a stand-in with the statements of a role', () => {
  it('denies what they do not allow, in each service', async () => {
    const topic = 'arn:aws:sns:eu-west-1:111122223333:alerts';
    const standIn = await startStandIn({
      statements: [{ effect: 'Allow', actions: ['sns:Publish'], resources: [topic] }],
    });
    standIn.sns.putTopic({ arn: topic });
    const { ecs, logs, sns } = clientsOf(standIn);
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'x' }));
    await expect(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'a:1' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/ecs:DescribeTaskDefinition on resource: \*/),
    });
    await expect(
      logs.send(new GetLogEventsCommand({ logGroupName: '/ecs/orders', logStreamName: 'ecs/app/1' })),
    ).rejects.toMatchObject({ message: expect.stringContaining(`logs:GetLogEvents on resource: ${STREAM} because`) });
    await standIn.close();
  });
});

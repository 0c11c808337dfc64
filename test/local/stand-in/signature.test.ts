import { DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';
import { clientsOf } from './clients.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

describe('a request without a signature', () => {
  it('is refused by a JSON service', async () => {
    const response = await fetch(standIn.endpoints.ecs, { method: 'POST', body: '{}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it('is refused by SNS', async () => {
    const response = await fetch(standIn.endpoints.sns, { method: 'POST', body: 'Action=Publish' });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('leaves no call behind', () => {
    expect(standIn.calls).toEqual([]);
  });
});

describe('a signature', () => {
  const credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret' };

  it('of another Region is refused', async () => {
    const far = clientsOf(standIn, { region: 'us-east-1' });
    await expect(far.ecs.send(new DescribeTasksCommand({ tasks: ['x'] }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(far.sns.send(new PublishCommand({ Message: 'x' }))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  it('of another service is refused', async () => {
    const misled = new ECSClient({
      region: 'eu-west-1',
      endpoint: standIn.endpoints.logs,
      credentials,
      maxAttempts: 1,
    });
    await expect(misled.send(new DescribeTasksCommand({ tasks: ['x'] }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: "Credential should be scoped to correct service: 'logs'.",
    });
  });

  it('by temporary keys without their session token is refused', async () => {
    const forgetful = new SNSClient({
      region: 'eu-west-1',
      endpoint: standIn.endpoints.sns,
      credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
    await expect(forgetful.send(new PublishCommand({ Message: 'x' }))).rejects.toMatchObject({
      message: 'The security token included in the request is invalid.',
    });
  });
});

describe('the environment', () => {
  it('sends SDK clients to the stand-in by their own variables', () => {
    expect(standIn.environment).toEqual({
      AWS_ENDPOINT_URL_ECS: standIn.endpoints.ecs,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: standIn.endpoints.logs,
      AWS_ENDPOINT_URL_SNS: standIn.endpoints.sns,
      AWS_ENDPOINT_URL_EVENTBRIDGE: standIn.endpoints.events,
      AWS_ENDPOINT_URL_STS: standIn.endpoints.sts,
      AWS_ENDPOINT_URL_DYNAMODB: standIn.endpoints.dynamodb,
    });
  });
});

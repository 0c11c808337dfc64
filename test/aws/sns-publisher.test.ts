import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { snsPublisher } from '../../functions/aws/sns-publisher.ts';

/** A client that records what it was asked to send, in place of the network. */
function recordingClient(): { readonly sns: SNSClient; readonly inputs: unknown[] } {
  const sns = new SNSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const inputs: unknown[] = [];
  sns.middlewareStack.add(() => async ({ input }) => {
    inputs.push(input);
    return { output: { $metadata: {} }, response: {} };
  });
  return { sns, inputs };
}

describe('snsPublisher', () => {
  it('sends texts as String and lists as String.Array', async () => {
    const { sns, inputs } = recordingClient();
    await snsPublisher(sns).publish(
      {
        topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
        subject: 'ECS: many services failing at once',
        body: '12 services failed.',
        attributes: { severity: 'critical', service: ['orders', 'billing'] },
      },
      AbortSignal.timeout(5_000),
    );
    expect(inputs).toEqual([
      {
        TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
        Subject: 'ECS: many services failing at once',
        Message: '12 services failed.',
        MessageAttributes: {
          severity: { DataType: 'String', StringValue: 'critical' },
          service: { DataType: 'String.Array', StringValue: '["orders","billing"]' },
        },
      },
    ]);
  });
});

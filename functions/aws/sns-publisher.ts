import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Publisher } from './ports.ts';

/** Publishes to SNS, each message as a plain String with its attributes, of type String or, for lists, String.Array. */
export function snsPublisher(sns: SNSClient): Publisher {
  return {
    async publish({ topicArn, subject, body, attributes }, signal): Promise<string> {
      const { MessageId } = await sns.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: body,
          ...(subject === undefined ? {} : { Subject: subject }),
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [
              name,
              typeof value === 'string'
                ? { DataType: 'String', StringValue: value }
                : { DataType: 'String.Array', StringValue: JSON.stringify(value) },
            ]),
          ),
        }),
        { abortSignal: signal },
      );
      return MessageId ?? '';
    },
  };
}

import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EcsPostmortemStack, type EcsPostmortemStackProps } from '../../lib/ecs-postmortem-stack.ts';
import { NO_CODE } from './synthesise.ts';

const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:oncall';

const aStackOf = (props: EcsPostmortemStackProps = {}): EcsPostmortemStack =>
  new EcsPostmortemStack(new App(), 'EcsPostmortem', { code: NO_CODE, ...props });

const warnings = (stack: EcsPostmortemStack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue());
const infos = (stack: EcsPostmortemStack) => Annotations.fromStack(stack).findInfo('*', Match.anyValue());

describe('EcsPostmortemStack', () => {
  it('subscribes each address once', () => {
    const stack = aStackOf({ emails: ['a@example.com', 'b@example.com', 'a@example.com'] });
    Template.fromStack(stack).resourceCountIs('AWS::SNS::Subscription', 2);
    expect(warnings(stack)).toEqual([]);
  });

  it('warns that nobody is subscribed, and names the fix', () => {
    const [warning] = warnings(aStackOf());
    expect(warning?.entry.data).toMatch(/-c email=oncall@example.com.*AlertTopicArn/);
  });

  it('only remarks on it when chat may be all that is wanted', () => {
    const stack = aStackOf({ chat: true });
    expect(warnings(stack)).toEqual([]);
    expect(infos(stack)[0]?.entry.data).toMatch(/unless chat is all you want/);
  });

  it('uses the topic of topicArn, whose subscribers are not its business', () => {
    const stack = aStackOf({ topicArn: TOPIC_ARN });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.hasOutput('AlertTopicArn', { Value: TOPIC_ARN });
    expect([...warnings(stack), ...infos(stack)].map(({ entry }) => entry.data)).toEqual([
      expect.stringContaining('give alarmEmail or alarmTopic'),
    ]);
  });

  it('subscribes mail to the topic of topicArn too', () => {
    const template = Template.fromStack(aStackOf({ topicArn: TOPIC_ARN, emails: ['a@example.com'] }));
    template.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: TOPIC_ARN, Endpoint: 'a@example.com' });
  });

  it('refuses two topics', () => {
    const app = new App();
    const topic = Topic.fromTopicArn(new EcsPostmortemStack(app, 'Other', { code: NO_CODE }), 'Given', TOPIC_ARN);
    expect(() => aStackOf({ topic, topicArn: TOPIC_ARN })).toThrow(/topic and topicArn are both given/);
  });

  it('encrypts with the key of encryptionKeyArn, and says what its policy needs', () => {
    const stack = aStackOf({ encryptionKeyArn: KEY_ARN, emails: ['a@example.com'] });
    Template.fromStack(stack).allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: KEY_ARN });
    expect(warnings(stack).map(({ entry }) => entry.data)).toEqual([
      expect.stringMatching(/Add these statements to it.*events\.amazonaws\.com/),
    ]);
  });

  it('refuses two keys', () => {
    const keys = new Stack(new App(), 'Keys');
    const encryptionKey = Key.fromKeyArn(keys, 'Given', KEY_ARN);
    expect(() => aStackOf({ encryptionKey, encryptionKeyArn: KEY_ARN })).toThrow(
      /encryptionKey and encryptionKeyArn are both given/,
    );
  });

  it('refuses a FIFO topic by its ARN', () => {
    expect(() => aStackOf({ topicArn: `${TOPIC_ARN}.fifo` })).toThrow(/topic is a FIFO topic/);
  });

  it('puts out what an operator looks for', () => {
    const outputs = Template.fromStack(aStackOf()).toJSON().Outputs;
    expect(new Set(Object.keys(outputs))).toEqual(
      new Set([
        'AlertTopicArn',
        'DashboardUrl',
        'DeadLetterQueueUrl',
        'FailureQueueUrl',
        'FunctionName',
        'LogGroupName',
        'SelfTest',
        'TableName',
      ]),
    );
  });

  it('puts out the name of the table, for the command line', () => {
    const template = Template.fromStack(aStackOf());
    const [table] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
    template.hasOutput('TableName', { Value: { Ref: table } });
  });

  it('puts out the chat topic when there is one', () => {
    Template.fromStack(aStackOf({ chat: true })).hasOutput('ChatTopicArn', {});
  });
});

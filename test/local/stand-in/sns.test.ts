import {
  ListSubscriptionsByTopicCommand,
  type MessageAttributeValue,
  PublishCommand,
  type PublishCommandInput,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';
import { CHAT_ENDPOINT } from '../../../local/stand-in/topic.ts';
import { clientsOf } from './clients.ts';

const topicArn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });

let now = Date.UTC(2026, 10, 24, 12);
let standIn: StandIn;
let sns: SNSClient;

const publish = (input: Partial<PublishCommandInput> = {}) =>
  sns.send(new PublishCommand({ TopicArn: topicArn('alerts'), Message: 'hello', ...input }));

beforeAll(async () => {
  standIn = await startStandIn({ now: () => now });
  sns = clientsOf(standIn).sns;
  standIn.sns.putTopic({ arn: topicArn('alerts') });
});
afterAll(() => standIn.close());

const invalidParameter = (message: RegExp | string) => ({
  name: 'InvalidParameterException',
  message: expect.stringMatching(message),
});

describe('Publish', () => {
  it('takes a message and keeps it as it was sent', async () => {
    const { MessageId } = await publish({
      Subject: '[prod] orders stopped: out of memory',
      Message: 'Zeile 1\n"&<>" – 😀',
      MessageAttributes: {
        cause: text('out-of-memory'),
        count: { DataType: 'Number', StringValue: '3' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      },
    });
    expect(standIn.sns.published.at(-1)).toEqual({
      id: MessageId,
      topicArn: topicArn('alerts'),
      subject: '[prod] orders stopped: out of memory',
      message: 'Zeile 1\n"&<>" – 😀',
      structure: undefined,
      attributes: {
        cause: { dataType: 'String', value: 'out-of-memory' },
        count: { dataType: 'Number', value: '3' },
        raw: { dataType: 'Binary', value: 'AQI=' },
      },
      at: now,
    });
  });

  it('answers NotFound for a topic that does not exist', async () => {
    await expect(publish({ TopicArn: topicArn('none') })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Topic does not exist',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each([
    ['of another Region', 'arn:aws:sns:us-east-1:111122223333:alerts', /TopicArn$/],
    ['that is a name', 'alerts', /An ARN must have at least 6 elements, not 1/],
    ['of another service', 'arn:aws:sqs:eu-west-1:111122223333:alerts', /TopicArn$/],
  ])('refuses a topic ARN %s', async (_what, TopicArn, message) => {
    await expect(publish({ TopicArn })).rejects.toMatchObject(invalidParameter(message));
  });

  it('refuses a request without a topic', async () => {
    await expect(publish({ TopicArn: undefined })).rejects.toMatchObject(
      invalidParameter(/no value for required parameter/),
    );
  });

  it.each([
    ['of 100 characters', 'x'.repeat(100)],
    ['with a line break', 'one\ntwo'],
    ['with a control character', 'one\u0007two'],
    ['beyond ASCII', 'Größe'],
    ['that begins with a space', ' orders stopped'],
    ['that is empty', ''],
  ])('refuses a subject %s', async (_what, Subject) => {
    await expect(publish({ Subject })).rejects.toMatchObject(invalidParameter(/Subject/));
  });

  it.each(['x'.repeat(99), '[prod] x', '7 tasks', '!'])('takes the subject %j', async (Subject) => {
    await expect(publish({ Subject })).resolves.toMatchObject({ MessageId: expect.any(String) });
  });

  it('refuses an empty message', async () => {
    await expect(publish({ Message: '' })).rejects.toMatchObject(invalidParameter(/Empty message/));
  });

  it('counts bytes, and the attributes with the message', async () => {
    const MessageAttributes = { cause: text('oom') };
    const attributeBytes = 'cause'.length + 'String'.length + 'oom'.length;
    const fits = 'é'.repeat((262_144 - attributeBytes) / 2);
    await publish({ Message: fits, MessageAttributes });
    await expect(publish({ Message: `${fits}x`, MessageAttributes })).rejects.toMatchObject(
      invalidParameter(/Message too long/),
    );
  });

  it.each<[string, Record<string, MessageAttributeValue>]>([
    ['an empty value', { cause: text('') }],
    ['an emoji in a value', { cause: text('💥') }],
    ['a control character in a value', { cause: text('a\u0001b') }],
    ['no type', { cause: { DataType: undefined, StringValue: 'x' } }],
    ['an unknown type', { cause: { DataType: 'Text', StringValue: 'x' } }],
    ['a number that is none', { count: { DataType: 'Number', StringValue: 'three' } }],
    ['a number beyond 10⁹', { count: { DataType: 'Number', StringValue: '1000000001' } }],
    ['a list that is none', { list: { DataType: 'String.Array', StringValue: 'a,b' } }],
    ['a name with a space', { 'the cause': text('x') }],
    ['a name of 257 characters', { ['n'.repeat(257)]: text('x') }],
    ['a name that AWS keeps for itself', { 'AWS.cause': text('x') }],
    ['eleven attributes', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]))],
  ])('refuses attributes with %s', async (_what, MessageAttributes) => {
    await expect(publish({ MessageAttributes })).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it.each(['.cause', 'cause.', 'the..cause'])('refuses the attribute name %s', async (name) => {
    await expect(publish({ MessageAttributes: { [name]: text('x') } })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each([
    ['that is not JSON', 'hello', /failed to parse/],
    ['without a default', '{"email":"x"}', /No default entry/],
    ['whose entry is not a string', '{"default":"x","https":{"a":1}}', /https/],
  ])('refuses a json message %s', async (_what, Message, message) => {
    await expect(publish({ Message, MessageStructure: 'json' })).rejects.toMatchObject(invalidParameter(message));
  });

  it('refuses another message structure', async () => {
    await expect(publish({ MessageStructure: 'xml' })).rejects.toMatchObject(invalidParameter(/structure/));
  });
});

describe('an e-mail subscription', () => {
  it('gets the mail as its reader sees it', async () => {
    standIn.sns.putTopic({
      arn: topicArn('mail'),
      displayName: 'ECS post-mortem',
      subscriptions: [{ protocol: 'email', endpoint: 'oncall@example.com' }],
    });
    const { MessageId } = await publish({
      TopicArn: topicArn('mail'),
      Subject: 'orders stopped',
      Message: 'line 1\nline 2',
    });
    expect(standIn.sns.mails.at(-1)).toEqual({
      to: 'oncall@example.com',
      from: 'ECS post-mortem <no-reply@sns.amazonaws.com>',
      subject: 'orders stopped',
      body: expect.stringMatching(/^line 1\nline 2\n\n--\n.*unsubscribe\.html/s),
      topicArn: topicArn('mail'),
      messageId: MessageId,
    });
  });

  it('is called AWS Notification Message without a subject', async () => {
    await publish({ TopicArn: topicArn('mail') });
    expect(standIn.sns.mails.at(-1)?.subject).toBe('AWS Notification Message');
  });

  it('falls back to PendingConfirmation above ten mails in a second', async () => {
    now += 5000;
    standIn.sns.putTopic({
      arn: topicArn('storm'),
      subscriptions: [{ protocol: 'email', endpoint: 'storm@example.com' }],
    });
    for (let count = 0; count < 12; count += 1) await publish({ TopicArn: topicArn('storm') });
    expect(standIn.sns.mails.filter(({ to }) => to === 'storm@example.com')).toHaveLength(10);
    expect(standIn.sns.unconfirmed).toContain('storm@example.com');
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn('storm') }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'storm@example.com' },
    ]);
  });
});

describe('a subscription with a filter policy', () => {
  const queue = 'arn:aws:sqs:eu-west-1:111122223333:paged';
  const got = () => standIn.sns.others.filter(({ endpoint }) => endpoint === queue).length;

  it('gets only what matches the attributes', async () => {
    standIn.sns.putTopic({
      arn: topicArn('filtered'),
      subscriptions: [{ protocol: 'sqs', endpoint: queue, filterPolicy: { severity: ['critical'] } }],
    });
    const TopicArn = topicArn('filtered');
    await publish({ TopicArn, MessageAttributes: { severity: text('critical') } });
    await publish({ TopicArn, MessageAttributes: { severity: text('warning') } });
    await publish({ TopicArn });
    expect(got()).toBe(1);
  });

  it('does not see attributes of a json message', async () => {
    const before = got();
    await publish({
      TopicArn: topicArn('filtered'),
      Message: '{"default":"x"}',
      MessageStructure: 'json',
      MessageAttributes: { severity: text('critical') },
    });
    expect(got()).toBe(before);
  });

  it('can look at the body instead', async () => {
    const before = got();
    standIn.sns.putTopic({
      arn: topicArn('by-body'),
      subscriptions: [
        {
          protocol: 'sqs',
          endpoint: queue,
          filterPolicyScope: 'MessageBody',
          filterPolicy: { task: { cluster: ['prod'] } },
        },
      ],
    });
    const TopicArn = topicArn('by-body');
    await publish({ TopicArn, Message: '{"task":{"cluster":"prod"}}' });
    await publish({ TopicArn, Message: '{"task":{"cluster":"test"}}' });
    await publish({ TopicArn, Message: 'no JSON' });
    expect(got()).toBe(before + 1);
  });

  it('finds numbers and list elements', async () => {
    const before = got();
    standIn.sns.putTopic({
      arn: topicArn('typed'),
      subscriptions: [
        { protocol: 'sqs', endpoint: queue, filterPolicy: { count: [{ numeric: ['>', 2] }], tags: ['blue'] } },
      ],
    });
    const MessageAttributes = (count: string) => ({
      count: { DataType: 'Number', StringValue: count },
      tags: { DataType: 'String.Array', StringValue: '["red","blue"]' },
    });
    await publish({ TopicArn: topicArn('typed'), MessageAttributes: MessageAttributes('3') });
    await publish({ TopicArn: topicArn('typed'), MessageAttributes: MessageAttributes('2') });
    expect(got()).toBe(before + 1);
  });
});

describe('a queue', () => {
  it('gets the envelope, or the bare message where raw delivery is on', async () => {
    standIn.sns.putTopic({
      arn: topicArn('queues'),
      subscriptions: [
        { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:wrapped' },
        { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:raw', rawMessageDelivery: true },
      ],
    });
    await publish({ TopicArn: topicArn('queues'), Subject: 's', MessageAttributes: { cause: text('oom') } });
    const [wrapped, raw] = standIn.sns.others.slice(-2);
    expect(JSON.parse(wrapped?.body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn: topicArn('queues'),
      Subject: 's',
      Message: 'hello',
      MessageAttributes: { cause: { Type: 'String', Value: 'oom' } },
    });
    expect(raw?.body).toBe('hello');
  });
});

describe('a chat subscription', () => {
  const TopicArn = topicArn('chat');
  const valid = {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: 'orders stopped',
      description: 'text',
      nextSteps: ['x'],
      keywords: ['prod'],
    },
    metadata: { threadId: 't', summary: 's', additionalContext: { cluster: 'prod' }, enableCustomActions: true },
  };
  const content = (overrides: object) => ({ ...valid, content: { ...valid.content, ...overrides } });
  const metadata = (overrides: object) => ({ ...valid, metadata: { ...valid.metadata, ...overrides } });
  const send = async (notification: unknown) => {
    now += 1000;
    standIn.sns.putTopic({ arn: TopicArn, subscriptions: [{ protocol: 'https', endpoint: CHAT_ENDPOINT }] });
    const Message = typeof notification === 'string' ? notification : JSON.stringify(notification);
    await publish({ TopicArn, Message });
    return standIn.sns.chat.at(-1);
  };

  it('shows a notification of the documented schema', async () => {
    expect(await send(valid)).toMatchObject({ kind: 'notification', notification: valid });
  });

  it('shows one with every text at its limit', async () => {
    const atLimits = content({
      title: 'x'.repeat(250),
      description: 'x'.repeat(8000),
      nextSteps: ['x'.repeat(350)],
      keywords: ['x'.repeat(75)],
    });
    expect(await send(atLimits)).toMatchObject({ kind: 'notification' });
  });

  it.each<[string, unknown, RegExp]>([
    ['plain text', 'hello', /not a JSON object/],
    ['another version', { ...valid, version: '2.0' }, /^version/],
    ['another source', { ...valid, source: 'aws.ecs' }, /^source/],
    ['no content', { version: '1.0', source: 'custom' }, /^content/],
    ['no description', content({ description: undefined }), /^content\.description/],
    ['a description of 8,001 characters', content({ description: 'x'.repeat(8001) }), /^content\.description/],
    ['a title of 251 characters', content({ title: 'x'.repeat(251) }), /^content\.title/],
    ['another text type', content({ textType: 'markdown' }), /^content\.textType/],
    ['a next step of 351 characters', content({ nextSteps: ['x'.repeat(351)] }), /^content\.nextSteps\.0/],
    ['a keyword of 76 characters', content({ keywords: ['x'.repeat(76)] }), /^content\.keywords\.0/],
    [
      'a number in additionalContext',
      metadata({ additionalContext: { exitCode: 137 } }),
      /additionalContext\.exitCode/,
    ],
    ['a null', metadata({ summary: null }), /^metadata\.summary: null/],
    ['a null in a member nobody reads', { ...valid, extra: [{ a: null }] }, /^extra\.0\.a: null/],
  ])('drops %s as UnsupportedEvents', async (_what, notification, problem) => {
    expect(await send(notification)).toMatchObject({
      kind: 'UnsupportedEvents',
      problems: expect.arrayContaining([expect.stringMatching(problem)]),
    });
  });

  it('throttles above ten events in a second', async () => {
    await send(valid);
    for (let count = 0; count < 10; count += 1) await publish({ TopicArn, Message: JSON.stringify(valid) });
    expect(standIn.sns.chat.at(-2)?.kind).toBe('notification');
    expect(standIn.sns.chat.at(-1)?.kind).toBe('EventsThrottled');
  });

  it('makes Publish fail for what it would drop, when the stand-in is strict about chat', async () => {
    const strict = await startStandIn({ strictChat: true });
    strict.sns.putTopic({ arn: TopicArn, subscriptions: [{ protocol: 'https', endpoint: CHAT_ENDPOINT }] });
    await expect(clientsOf(strict).sns.send(new PublishCommand({ TopicArn, Message: 'hello' }))).rejects.toMatchObject(
      invalidParameter(/unsupported/),
    );
    expect(strict.sns.published).toEqual([]);
    await strict.close();
  });
});

import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SELF_TEST_DETAIL_TYPE, SELF_TEST_SOURCE } from '../functions/event/test-event.ts';
import { redact } from '../functions/report/redact/redact.ts';
import { sanitiseLine } from '../functions/report/sanitise-text.ts';
import { adviceOnCall, adviceOnTable, adviceOnTopic } from './self-test-advice.ts';
import { type Hop, notReached, type SelfTestResult } from './self-test-hop.ts';
import { findError, findTestLine, type LoggedTest } from './self-test-log.ts';
import type { Subject } from './self-test-options.ts';
import { whyNoEvent } from './self-test-rules.ts';
import { subscriptionsHop } from './self-test-subscriptions.ts';

/** What a call may take beside the waiting for the function. */
const PATIENCE_MS = 60_000;
const LONGEST_QUOTE = 400;

interface Clients {
  readonly events: EventBridgeClient;
  readonly logs: CloudWatchLogsClient;
  readonly sns: SNSClient;
}

/** Puts a test event on the bus and follows it, hop by hop. */
export async function runSelfTest(subject: Subject): Promise<SelfTestResult> {
  const { region, alertTopicArn, chatTopicArn } = subject;
  const clients = {
    events: new EventBridgeClient({ region }),
    logs: new CloudWatchLogsClient({ region }),
    sns: new SNSClient({ region }),
  };
  const signal = AbortSignal.timeout(subject.waitMs + PATIENCE_MS);
  const id = randomUUID();
  try {
    const [followed, people, chat] = await Promise.all([
      follow(clients, subject, id, signal),
      subscriptionsHop(clients.sns, { topicArn: alertTopicArn, readers: 'people', region }, signal),
      chatTopicArn === undefined
        ? undefined
        : subscriptionsHop(clients.sns, { topicArn: chatTopicArn, readers: 'chat', region }, signal),
    ]);
    const hops = [...followed, people, ...(chat === undefined ? [] : [chat])];
    return { id, region, ok: hops.every(({ status }) => status === 'ok'), hops, remarks: remarksOn(subject) };
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

async function follow(clients: Clients, subject: Subject, id: string, signal: AbortSignal): Promise<readonly Hop[]> {
  const putAt = Date.now();
  const put = await putHop(clients.events, subject, id, signal);
  if (put.status !== 'ok') return [put, notReached('function'), ...unreached(subject)];
  const { logGroup, waitMs, region } = subject;
  let logged: LoggedTest | undefined;
  try {
    logged = await findTestLine(clients.logs, { logGroup, id, putAt, waitMs }, signal);
    if (logged === undefined) {
      return [put, await unheard(clients, subject, putAt, signal), ...unreached(subject)];
    }
  } catch (error) {
    const asked = { action: 'logs:FilterLogEvents', resource: `log group ${logGroup}`, region };
    // The function may well have run: only the command cannot see it.
    return [put, { name: 'function', status: 'failed', ...adviceOnCall(error, asked) }, ...unreached(subject)];
  }
  const ms = Math.max(0, logged.at - putAt);
  if (logged.kind === 'failed') {
    const { name, message } = logged.line.error;
    return [
      put,
      { name: 'function', status: 'failed', ms, ...functionFault(`${name}: ${message}`, subject) },
      ...unreached(subject),
    ];
  }
  return [
    put,
    { name: 'function', status: 'ok', ms, detail: 'invoked, and its line is in the log' },
    ...afterwards(logged.line, subject),
  ];
}

async function putHop(
  events: EventBridgeClient,
  { functionArn, region }: Subject,
  id: string,
  signal: AbortSignal,
): Promise<Hop> {
  const name = 'event bus';
  const [, partition, , , account] = functionArn.split(':');
  const asked = {
    action: 'events:PutEvents',
    resource: `arn:${partition}:events:${region}:${account}:event-bus/default`,
    region,
  };
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  try {
    const { Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: SELF_TEST_SOURCE,
            DetailType: SELF_TEST_DETAIL_TYPE,
            Detail: JSON.stringify({ id }),
            Resources: [functionArn],
          },
        ],
      }),
      { abortSignal: signal },
    );
    const [entry] = Entries;
    // EventBridge answers 200 for an entry that it refused, too.
    if (entry?.ErrorCode === undefined)
      return { name, status: 'ok', ms: ms(), detail: `accepted as event ${entry?.EventId ?? ''}` };
    const refused = Object.assign(new Error(entry.ErrorMessage ?? ''), { name: entry.ErrorCode });
    return { name, status: 'failed', ms: ms(), ...adviceOnCall(refused, asked) };
  } catch (error) {
    return { name, status: 'failed', ms: ms(), ...adviceOnCall(error, asked) };
  }
}

const unreached = ({ chatTopicArn }: Subject): readonly Hop[] => [
  notReached('table'),
  notReached('alert topic'),
  ...(chatTopicArn === undefined ? [] : [notReached('chat topic')]),
];

/** No line of the test: the function broke before it could write one, or was never invoked. */
async function unheard({ events, logs }: Clients, subject: Subject, putAt: number, signal: AbortSignal): Promise<Hop> {
  const name = 'function';
  const ms = Date.now() - putAt;
  const error = await findError(logs, { logGroup: subject.logGroup, putAt }, signal);
  if (error === undefined) return { name, status: 'failed', ms, ...(await whyNoEvent(events, subject, signal)) };
  return { name, status: 'failed', ms, ...functionFault(error, subject) };
}

const functionFault = (error: string, { logGroup, region }: Subject): Required<Pick<Hop, 'detail' | 'fix'>> => ({
  detail: `the function failed: ${redact(sanitiseLine(error)).slice(0, LONGEST_QUOTE)}`,
  fix: `See its log ("aws logs tail ${logGroup} --region ${region} --since 10m"). An error that names an environment variable is mended by deploying the stack again; while the function fails, stops are not told, and their events lie in the queue of the output FailureQueueUrl.`,
});

type TestLine = Extract<LoggedTest, { kind: 'done' }>['line'];

function afterwards({ table, topics }: TestLine, subject: Subject): readonly Hop[] {
  const named = [
    { name: 'alert topic', topicArn: subject.alertTopicArn },
    ...(subject.chatTopicArn === undefined ? [] : [{ name: 'chat topic', topicArn: subject.chatTopicArn }]),
  ];
  const others = topics.filter(({ topicArn }) => !named.some((one) => one.topicArn === topicArn));
  return [
    tableHop(table, subject),
    ...named.map(({ name, topicArn }) => topicHop(name, topicArn, topics)),
    ...others.map(({ topicArn }) =>
      topicHop(`topic ${topicArn.slice(topicArn.lastIndexOf(':') + 1)}`, topicArn, topics),
    ),
  ];
}

function tableHop(trial: TestLine['table'], { table }: Subject): Hop {
  const name = 'table';
  if (trial === undefined) {
    return {
      name,
      status: 'failed',
      detail: 'the function has none: its variable TABLE_NAME is not set',
      fix: 'Deploy the stack again. Alerts leave until then, each by itself.',
    };
  }
  const { ms, error } = trial;
  return error === undefined
    ? { name, status: 'ok', ms, detail: 'written and cleared by the function' }
    : { name, status: 'failed', ms, ...adviceOnTable(error, table ?? 'of the output TableName') };
}

function topicHop(name: string, topicArn: string, topics: TestLine['topics']): Hop {
  const trial = topics.find((one) => one.topicArn === topicArn);
  if (trial === undefined) {
    return {
      name,
      status: 'failed',
      detail: `the function does not publish to ${topicArn}`,
      fix: `It publishes to ${topics.map((one) => one.topicArn).join(' and ')}. Take the command from the stack's output SelfTest as it is now.`,
    };
  }
  const { ms, error, messageId } = trial;
  return error === undefined
    ? { name, status: 'ok', ms, detail: `accepted as message ${messageId ?? ''}` }
    : { name, status: 'failed', ms, ...adviceOnTopic(error, topicArn) };
}

function remarksOn({ chatTopicArn }: Subject): readonly string[] {
  return [
    'Whether a mail arrived cannot be seen from here: look for "This is a test: ECS post-mortem" in the mailbox, and in spam. A subscription with a filter policy gets the test only if it lets severity info and kind self-test through.',
    ...(chatTopicArn === undefined
      ? []
      : [
          'What happens inside Slack or Teams cannot be seen from here. If the test does not show in the channel: invite the bot ("/invite @Amazon Q" in a private Slack channel; private channels of Teams are not supported), send a test message from the console of Amazon Q Developer in chat applications, and look at the metrics UnsupportedEvents and MessageDeliveryFailure (namespace AWS/Chatbot) in us-east-1.',
        ]),
  ];
}

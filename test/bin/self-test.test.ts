import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildResponder } from '../../functions/build.ts';
import { ADMINISTRATOR_KEY, deployLocally, type LocalDeployment } from '../../local/local-deployment.ts';
import type { Fault } from '../../local/stand-in/faults.ts';
import { CHAT_ENDPOINT } from '../../local/stand-in/topic.ts';
import { synthesiseStack } from '../../local/synthesise.ts';
import { type ProgramResult, runProgram } from '../support/run-program.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';

let bundleDir: string;
let template: unknown;
let deployment: LocalDeployment;

beforeAll(async () => {
  bundleDir = await mkdtemp(join(tmpdir(), 'ecs-postmortem-bundle-'));
  await buildResponder({ outDir: bundleDir });
  template = synthesiseStack({ chat: true, emails: ['oncall@example.com'], code: Code.fromAsset(bundleDir) });
}, 60_000);

afterAll(async () => {
  await rm(bundleDir, { recursive: true, force: true });
  await rm(`${bundleDir}.map`, { recursive: true, force: true });
});

afterEach(() => deployment.close());

const deploy = async (changed: unknown = template, environment: Record<string, string> = {}): Promise<void> => {
  deployment = await deployLocally({ template: changed, bundleDir, region: REGION, account: ACCOUNT, environment });
};

/** The options as the stack's output gives them. */
const options = (): Record<string, string> => ({
  '--function': deployment.function.arn,
  '--log-group': deployment.function.logGroup ?? '',
  '--table': deployment.function.environment['TABLE_NAME'] ?? '',
  '--topic': deployment.alertTopicArn,
  '--chat-topic': deployment.chatTopicArn ?? '',
  '--region': REGION,
  '--wait': '1',
});

const run = (
  changed: Record<string, string | undefined> = {},
  accessKeyId = ADMINISTRATOR_KEY,
): Promise<ProgramResult> =>
  runProgram(
    'bin/ecs-postmortem.ts',
    [
      'self-test',
      ...Object.entries({ ...options(), ...changed }).flatMap(([name, value]) =>
        value === undefined ? [] : [name, value],
      ),
    ],
    {
      environment: {
        ...deployment.standIn.environment,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: 'example',
        AWS_MAX_ATTEMPTS: '1',
      },
    },
  );

interface Printed {
  readonly id: string;
  readonly ok: boolean;
  readonly hops: readonly {
    readonly name: string;
    readonly status: string;
    readonly detail: string;
    readonly fix?: string;
  }[];
}

const runJson = async (
  changed: Record<string, string | undefined> = {},
): Promise<Printed & { exitCode: number | null }> => {
  const { exitCode, stdout, stderr } = await run({ '--format': 'json', ...changed });
  if (stderr !== '') throw new Error(stderr);
  return { exitCode, ...JSON.parse(stdout) };
};
const statuses = ({ hops }: Printed): Record<string, string> =>
  Object.fromEntries(hops.map(({ name, status }) => [name, status]));
const hop = ({ hops }: Printed, name: string) => hops.find((one) => one.name === name);

const ALL_FINE = {
  'event bus': 'ok',
  function: 'ok',
  table: 'ok',
  'alert topic': 'ok',
  'chat topic': 'ok',
  subscriptions: 'ok',
  'chat channels': 'ok',
};

describe('ecs-postmortem self-test in a sound deployment', () => {
  it('comes through every hop, and says what it cannot see', async () => {
    await deploy();
    const { exitCode, stdout, stderr } = await run({ '--wait': '60' });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Self-test [\da-f-]{36} in eu-west-1\n/);
    expect(stdout.match(/^ {2}ok {6}.* ms {2}/gm)).toHaveLength(7);
    expect(stdout).toContain('All hops are fine');
    expect(stdout).toContain('1 confirmed (email oncall@example.com)');
    expect(stdout).toContain('inside Slack or Teams cannot be seen');
  });

  it('sends everybody one message that is marked as a test, and leaves nothing in the table', async () => {
    await deploy();
    const printed = await runJson({ '--wait': '60' });
    expect([printed.exitCode, statuses(printed)]).toEqual([0, ALL_FINE]);
    const { mails, chat, published } = deployment.standIn.sns;
    expect(mails.map(({ subject }) => subject)).toEqual(['This is a test: ECS post-mortem']);
    expect(mails[0]?.body).toContain('This is a test: nothing has failed');
    expect(mails[0]?.body).toContain(printed.id);
    expect(mails[0]?.body).not.toContain('cause');
    expect(chat.map(({ kind }) => kind)).toEqual(['notification']);
    expect(published.map(({ attributes }) => [attributes['kind']?.value, attributes['severity']?.value])).toEqual([
      ['self-test', 'info'],
      ['self-test', 'info'],
    ]);
    for (const { id } of published) {
      expect(printed.hops.some(({ detail }) => detail === `accepted as message ${id}`)).toBe(true);
    }
    expect(await deployment.standIn.dynamodb.items(options()['--table'] ?? '')).toEqual([]);
  });

  it('takes the name of the function, and leaves out what was not given', async () => {
    await deploy();
    const changed = { '--function': deployment.function.name, '--table': undefined, '--region': undefined };
    const printed = await runJson({ ...changed, '--wait': '60' });
    expect([printed.exitCode, statuses(printed)]).toEqual([0, ALL_FINE]);
  });
});

const DENIED: Fault = { kind: 'access-denied' };

describe('ecs-postmortem self-test where the caller lacks a permission', () => {
  it('names the action and the bus, and goes no further', async () => {
    await deploy();
    deployment.standIn.faults.inject('events', 'PutEvents', DENIED);
    const printed = await runJson();
    expect([printed.exitCode, printed.ok]).toEqual([1, false]);
    expect(statuses(printed)).toMatchObject({
      'event bus': 'failed',
      function: 'not-reached',
      'alert topic': 'not-reached',
      subscriptions: 'ok',
    });
    expect(hop(printed, 'event bus')?.fix).toContain(
      `Permission: allow events:PutEvents on arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
    );
    expect(deployment.standIn.sns.published).toEqual([]);
  });

  it('names the action and the log group', async () => {
    await deploy();
    deployment.standIn.faults.inject('logs', 'FilterLogEvents', DENIED);
    const printed = await runJson();
    expect([printed.exitCode, statuses(printed)]).toEqual([
      1,
      {
        ...ALL_FINE,
        function: 'failed',
        table: 'not-reached',
        'alert topic': 'not-reached',
        'chat topic': 'not-reached',
      },
    ]);
    expect(hop(printed, 'function')?.fix).toContain(
      `Permission: allow logs:FilterLogEvents on log group ${options()['--log-group']}`,
    );
  });

  it('names the action and the topic', async () => {
    await deploy();
    deployment.standIn.faults.inject('sns', 'ListSubscriptionsByTopic', DENIED);
    const printed = await runJson({ '--wait': '60' });
    expect([printed.exitCode, statuses(printed)]).toEqual([
      1,
      { ...ALL_FINE, subscriptions: 'failed', 'chat channels': 'failed' },
    ]);
    expect(hop(printed, 'subscriptions')?.fix).toContain(
      `Permission: allow sns:ListSubscriptionsByTopic on ${deployment.alertTopicArn}`,
    );
  });

  it('says so where it may not look at the rules either', async () => {
    await deploy(withRule({ State: 'DISABLED' }));
    deployment.standIn.faults.inject('events', 'ListRuleNamesByTarget', DENIED);
    const printed = await runJson();
    expect(hop(printed, 'function')?.fix).toContain('With events:ListRuleNamesByTarget and events:DescribeRule');
  });
});

describe('ecs-postmortem self-test where the function lacks something', () => {
  const CASES: readonly [string, 'dynamodb' | 'sns', string, Fault, string, string][] = [
    ['the table', 'dynamodb', 'PutItem', DENIED, 'table', 'dynamodb:PutItem, dynamodb:UpdateItem'],
    ['the table, for updates', 'dynamodb', 'UpdateItem', DENIED, 'table', "Permission: the function's role needs"],
    ['the table, for removals', 'dynamodb', 'BatchWriteItem', DENIED, 'table', 'dynamodb:BatchWriteItem on the table'],
    [
      'the key of the table',
      'dynamodb',
      'UpdateItem',
      {
        kind: 'error',
        code: 'AccessDeniedException',
        message:
          'User is not authorized to perform: kms:Decrypt on this resource because the key policy does not allow it',
      },
      'table',
      'Key policy: the key of the table',
    ],
    [
      'the key of the topic',
      'sns',
      'Publish',
      { kind: 'error', code: 'KMSAccessDenied', message: 'The ciphertext refers to a customer key you may not use' },
      'alert topic',
      'Key policy: the key of the topic must be enabled',
    ],
    [
      'the topic',
      'sns',
      'Publish',
      DENIED,
      'alert topic',
      "Permission: the function's role needs sns:Publish on arn:aws:sns:",
    ],
  ];

  it.each(CASES)('names %s', async (_, service, operation, fault, name, fix) => {
    await deploy();
    deployment.standIn.faults.inject(service, operation, fault);
    const printed = await runJson({ '--wait': '60' });
    expect([printed.exitCode, statuses(printed)['function'], statuses(printed)[name]]).toEqual([1, 'ok', 'failed']);
    expect(hop(printed, name)?.fix).toContain(fix);
    // A broken table keeps no message back.
    expect(deployment.standIn.sns.published).toHaveLength(service === 'sns' ? 0 : 2);
  });

  it('serves the one topic where the other is gone, and sends nothing a second time', async () => {
    await deploy();
    deployment.standIn.sns.removeTopic(deployment.alertTopicArn);
    const printed = await runJson({ '--wait': '60' });
    expect(statuses(printed)).toEqual({ ...ALL_FINE, 'alert topic': 'failed', subscriptions: 'failed' });
    expect(hop(printed, 'alert topic')?.fix).toContain('does not exist any more');
    expect(deployment.standIn.sns.published).toHaveLength(1);
  });
});

/** The stack's template with other properties of its rule for tests. */
function withRule(properties: Readonly<Record<string, unknown>>): unknown {
  const copy = JSON.parse(JSON.stringify(template));
  const [id, ...others] = Object.keys(copy.Resources).filter(
    (name) => name.includes('SelfTestRule') && copy.Resources[name].Type === 'AWS::Events::Rule',
  );
  if (id === undefined || others.length > 0) throw new Error('The template has not one rule for tests.');
  Object.assign(copy.Resources[id].Properties, properties);
  return copy;
}

describe('ecs-postmortem self-test where no event reaches the function', () => {
  it('finds the disabled rule, and how to enable it', async () => {
    await deploy(withRule({ State: 'DISABLED' }));
    const printed = await runJson();
    expect([printed.exitCode, statuses(printed)['event bus'], statuses(printed)['function']]).toEqual([
      1,
      'ok',
      'failed',
    ]);
    expect(hop(printed, 'function')?.detail).toContain('is disabled');
    expect(hop(printed, 'function')?.fix).toMatch(/^aws events enable-rule --region eu-west-1 --name \S*SelfTestRule/);
  });

  it('finds that no rule is for tests', async () => {
    await deploy(withRule({ EventPattern: { source: ['another'] } }));
    expect(hop(await runJson(), 'function')?.fix).toContain('older than this command: deploy it again');
  });

  it('finds that the stack is not deployed here', async () => {
    await deploy();
    const elsewhere = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:another`;
    deployment.bus.refuse({ errorCode: 'RESOURCE_NOT_FOUND', errorMessage: 'gone', retryable: false });
    expect(hop(await runJson({ '--function': elsewhere }), 'function')?.fix).toContain(
      'deploy the stack to this account',
    );
  });

  it('points at the dead-letter queue where the rule is sound', async () => {
    await deploy();
    deployment.bus.refuse({ errorCode: 'NO_PERMISSIONS', errorMessage: 'no', retryable: false });
    expect(hop(await runJson(), 'function')?.fix).toContain('DeadLetterQueueUrl');
  });

  it('says that a log group is in another Region or account', async () => {
    await deploy();
    const printed = await runJson({ '--log-group': 'another' });
    expect(hop(printed, 'function')?.fix).toContain('There is no log group another in eu-west-1 of this account.');
  });
});

describe('ecs-postmortem self-test where the function fails', () => {
  it('quotes the error of a function that does not start', async () => {
    await deploy(template, { LOG_LINES: 'many' });
    const printed = await runJson({ '--wait': '3' });
    expect([printed.exitCode, statuses(printed)['function']]).toEqual([1, 'failed']);
    expect(hop(printed, 'function')?.detail).toContain('the function failed: ');
    expect(hop(printed, 'function')?.detail).toContain('Environment variable LOG_LINES is');
  });

  it('tells a function of another stack by its topics', async () => {
    await deploy();
    const other = `arn:aws:sns:${REGION}:${ACCOUNT}:another`;
    const printed = await runJson({ '--topic': other, '--wait': '60' });
    expect(hop(printed, 'alert topic')?.detail).toBe(`the function does not publish to ${other}`);
    expect(hop(printed, 'alert topic')?.fix).toContain(deployment.alertTopicArn);
  });
});

describe('ecs-postmortem self-test and subscriptions', () => {
  it('finds that nobody is subscribed', async () => {
    await deploy();
    deployment.standIn.sns.putTopic({ arn: deployment.alertTopicArn });
    const printed = await runJson({ '--wait': '60' });
    expect([printed.exitCode, statuses(printed)]).toEqual([1, { ...ALL_FINE, subscriptions: 'failed' }]);
    expect(hop(printed, 'subscriptions')?.detail).toBe('none: alerts reach nobody');
    expect(hop(printed, 'subscriptions')?.fix).toContain(`aws sns subscribe --topic-arn ${deployment.alertTopicArn}`);
  });

  it('finds an unconfirmed one beside a confirmed one, and where its mail may be', async () => {
    await deploy();
    deployment.standIn.sns.putTopic({
      arn: deployment.alertTopicArn,
      subscriptions: [
        { protocol: 'email', endpoint: 'oncall@example.com' },
        { protocol: 'email', endpoint: 'boss@example.com', pending: true },
      ],
    });
    const { exitCode, stdout } = await run({ '--wait': '60' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ {2}FAILED {2}subscriptions .* ms {2}1 confirmed/m);
    expect(stdout).toContain('1 confirmed (email oncall@example.com), 1 not confirmed (email boss@example.com)');
    expect(stdout).toContain('What to change: Unconfirmed subscription: it gets no alert. Look for the mail');
    expect(stdout).toContain('in spam');
    expect(deployment.standIn.sns.mails.map(({ to }) => to)).toEqual(['oncall@example.com']);
  });

  it.each<[string, boolean | undefined, string]>([
    ['no channel', undefined, 'Amazon Q Developer in chat applications is not subscribed'],
    ['a channel that is not confirmed', true, 'the subscription of Amazon Q Developer is not confirmed'],
  ])('finds %s at the chat topic', async (_, pending, detail) => {
    await deploy();
    deployment.standIn.sns.putTopic({
      arn: deployment.chatTopicArn ?? '',
      subscriptions: pending === undefined ? [] : [{ protocol: 'https', endpoint: CHAT_ENDPOINT, pending }],
    });
    const printed = await runJson({ '--wait': '60' });
    expect([printed.exitCode, statuses(printed)]).toEqual([1, { ...ALL_FINE, 'chat channels': 'failed' }]);
    expect(hop(printed, 'chat channels')?.detail).toContain(detail);
    expect(hop(printed, 'chat channels')?.fix).toContain('Chat channel not authorised');
  });
});

describe('ecs-postmortem self-test that was not understood', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['no --topic', { '--topic': undefined }, "--topic is missing. The stack's output SelfTest"],
    ['no --function', { '--function': undefined }, '--function is missing'],
    ['no --log-group', { '--log-group': undefined }, '--log-group is missing'],
    [
      'a topic that is no ARN',
      { '--topic': 'alerts' },
      '--topic is "alerts", which is not the ARN of a standard topic',
    ],
    ['a function that has no name', { '--function': 'a b' }, '--function is "a b"'],
    [
      'another Region',
      { '--region': 'us-east-1' },
      'Wrong Region: --topic is in eu-west-1, but the test would run in us-east-1',
    ],
    ['no time', { '--wait': '0' }, '--wait is "0": it takes a whole number of seconds from 1 to 600'],
    ['another format', { '--format': 'xml' }, '--format is "xml": it takes text or json'],
    ['an option that there is not', { '--colour': 'red' }, "Unknown option '--colour'"],
  ])('%s: sends nothing', async (_, changed, said) => {
    await deploy();
    const { exitCode, stdout, stderr } = await run(changed);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(deployment.standIn.calls).toEqual([]);
  });
});

describe('the output SelfTest', () => {
  it('is the command with everything in it', async () => {
    await deploy();
    const { Outputs } = JSON.parse(JSON.stringify(template));
    const words = JSON.stringify(Outputs.SelfTest.Value);
    expect(words).toContain('ecs-postmortem self-test --function ');
    for (const option of ['--log-group ', '--table ', '--topic ', '--chat-topic ', '--region ']) {
      expect(words).toContain(option);
    }
  });
});

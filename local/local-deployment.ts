import { type StandIn, startStandIn } from './aws-stand-in.ts';
import { connectBus } from './connect-bus.ts';
import { type BusRule, type EventBus, makeEventBus } from './event-bus.ts';
import { withLog } from './logged-runtime.ts';
import { type Runtime, startRuntime } from './runtime-host.ts';
import { CHAT_ENDPOINT, type Topic } from './stand-in/topic.ts';
import { type DeployedFunction, type DeployedRule, readTemplate } from './template.ts';

/** What is deployed, and where. */
export interface LocalDeploymentOptions {
  /** A synthesised CloudFormation template. */
  readonly template: unknown;
  /** The folder of the built bundle, absolute. */
  readonly bundleDir: string;
  readonly region: string;
  readonly account: string;
  /** Other regions that tasks or their logs are in. */
  readonly otherRegions?: readonly string[];
  /** Environment variables of the function to set beside those of the template. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Who reads the chat topic; the stack leaves that to the chat service. @default true */
  readonly chatChannel?: boolean;
  /** The function's timeout, in milliseconds. @default that of the template */
  readonly timeoutMs?: number;
  /** Concurrent execution environments. @default 1 */
  readonly concurrency?: number;
  /**
   * What the waits between the attempts of a delivery are multiplied with; 1 waits as long as AWS does.
   * @default 0
   */
  readonly waitFactor?: number;
  /**
   * The time for everything: the stand-in, the bus and its waits, the deadlines and the function's own clock. `makeClock`
   * makes one that can be put forward.
   * @default the real clock
   */
  readonly now?: () => number;
}

/** A synthesised stack that runs on this machine: its rules, its function's bundle, its topics, tables and queues. */
export interface LocalDeployment {
  readonly standIn: StandIn;
  readonly runtime: Runtime;
  readonly bus: EventBus;
  readonly function: DeployedFunction;
  readonly alertTopicArn: string;
  /** Absent where the stack has no chat topic. */
  readonly chatTopicArn?: string;
  close(): Promise<void>;
}

/** The access key of a person who may do everything in the account. */
export const ADMINISTRATOR_KEY = 'AKIDADMINISTRATOR';

/** Runs a synthesised stack on the stand-in: what the template says is what happens. */
export async function deployLocally(options: LocalDeploymentOptions): Promise<LocalDeployment> {
  const { region, account } = options;
  const stack = readTemplate(options.template, { region, account });
  const deployed = stack.responder();
  const alertTopicArn = deployed.environment['ALERT_TOPIC_ARN'] ?? '';
  const chatTopicArn = deployed.environment['CHAT_TOPIC_ARN'];

  const clock = options.now === undefined ? {} : { now: options.now };

  const standIn = await startStandIn({
    ...clock,
    region,
    account,
    regions: [...new Set([region, ...(options.otherRegions ?? [])])],
    statements: deployed.statements,
    ...(deployed.roleArn === undefined ? {} : { callerRoleArn: deployed.roleArn }),
    administrators: [ADMINISTRATOR_KEY],
    kill: (accessKeyId) => runtime.kill(accessKeyId),
  });
  for (const topic of stack.topics) {
    standIn.sns.putTopic(topic.arn === chatTopicArn && options.chatChannel !== false ? withChatChannel(topic) : topic);
  }
  for (const table of stack.tables) await standIn.dynamodb.putTable(table);
  const runtime: Runtime = startRuntime({
    ...clock,
    bundleDir: options.bundleDir,
    handler: deployed.handler,
    environment: { ...deployed.environment, ...standIn.environment, ...options.environment },
    timeoutMs: options.timeoutMs ?? deployed.timeoutMs,
    memoryMiB: deployed.memoryMiB,
    functionName: deployed.name,
    region,
    account,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
  });
  const bus = makeEventBus({
    ...clock,
    rules: stack.rulesOf(deployed).flatMap((rule) => busRulesOf(rule, deployed.arn)),
    runtime: withLog(runtime, deployed.logGroup, standIn.logs, options.now),
    ...(options.waitFactor === undefined ? {} : { waitFactor: options.waitFactor }),
    asynchronous: {
      maximumRetryAttempts: deployed.asynchronous.maximumRetryAttempts,
      maximumEventAgeSeconds: deployed.asynchronous.maximumEventAgeSeconds,
      onFailure: deployed.asynchronous.onFailureArn !== undefined,
    },
  });
  connectBus(standIn, bus, stack.rulesOf(deployed), options.now);
  return {
    standIn,
    runtime,
    bus,
    function: deployed,
    alertTopicArn,
    ...(chatTopicArn === undefined ? {} : { chatTopicArn }),
    async close() {
      await runtime.close();
      await standIn.close();
    },
  };
}

const busRulesOf = ({ targets, ...rule }: DeployedRule, functionArn: string): readonly BusRule[] =>
  targets
    .filter(({ arn }) => arn === functionArn)
    .map(({ input, maximumRetryAttempts, deadLetterArn }) => ({
      ...rule,
      ...(input === undefined ? {} : { input }),
      maximumRetryAttempts,
      deadLetter: deadLetterArn !== undefined,
    }));

const withChatChannel = (topic: Topic): Topic => ({
  ...topic,
  subscriptions: [...(topic.subscriptions ?? []), { protocol: 'https', endpoint: CHAT_ENDPOINT }],
});

import { type StandIn, startStandIn } from './aws-stand-in.ts';
import { type EventBus, makeEventBus } from './event-bus.ts';
import { type Runtime, startRuntime } from './runtime-host.ts';
import { CHAT_ENDPOINT, type Topic } from './stand-in/topic.ts';
import { type DeployedFunction, readTemplate } from './template.ts';

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
}

/** A synthesised stack that runs on this machine: its rule, its function's bundle, its topics and its queues. */
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

/** Runs a synthesised stack on the stand-in: what the template says is what happens. */
export async function deployLocally(options: LocalDeploymentOptions): Promise<LocalDeployment> {
  const { region, account } = options;
  const stack = readTemplate(options.template, { region, account });
  const deployed = stack.responder();
  const [rule] = stack.rulesOf(deployed);
  if (rule === undefined) throw new Error('Template: no rule invokes the function.');
  const target = rule.targets.find(({ arn }) => arn === deployed.arn);
  const alertTopicArn = deployed.environment['ALERT_TOPIC_ARN'] ?? '';
  const chatTopicArn = deployed.environment['CHAT_TOPIC_ARN'];

  const standIn = await startStandIn({
    region,
    account,
    regions: [...new Set([region, ...(options.otherRegions ?? [])])],
    statements: deployed.statements,
  });
  for (const topic of stack.topics) {
    standIn.sns.putTopic(topic.arn === chatTopicArn && options.chatChannel !== false ? withChatChannel(topic) : topic);
  }
  const runtime = startRuntime({
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
    pattern: rule.pattern,
    runtime,
    rule: {
      arn: rule.arn,
      ...(target === undefined ? {} : { maximumRetryAttempts: target.maximumRetryAttempts }),
      deadLetter: target?.deadLetterArn !== undefined,
    },
    asynchronous: {
      maximumRetryAttempts: deployed.asynchronous.maximumRetryAttempts,
      maximumEventAgeSeconds: deployed.asynchronous.maximumEventAgeSeconds,
      onFailure: deployed.asynchronous.onFailureArn !== undefined,
    },
  });
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

const withChatChannel = (topic: Topic): Topic => ({
  ...topic,
  subscriptions: [...(topic.subscriptions ?? []), { protocol: 'https', endpoint: CHAT_ENDPOINT }],
});

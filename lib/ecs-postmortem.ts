import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Rule } from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, type Subscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SETTINGS } from '../functions/responder/settings.ts';
import { checkProps, type EcsPostmortemProps, TIMEOUT_SECONDS } from './ecs-postmortem-props.ts';
import { makeIncidentTable } from './incident-table.ts';
import { readKnowledgeFile } from './knowledge-file.ts';
import { isMailAddress } from './mail-address.ts';
import { KNOWLEDGE_FILE, responderCode, withKnowledge } from './responder-code.ts';
import { responderEnvironment } from './responder-environment.ts';
import { makeResponderRole } from './responder-role.ts';
import { makeRules } from './rules.ts';

/** Watches the ECS tasks of an account and Region, and sends a post-mortem of each one that stopped and should not have. */
export class EcsPostmortem extends Construct {
  /** Carries each alert as plain text for people: subscribe mail and pagers here. */
  readonly alertTopic: ITopic;
  /** Carries each alert for Amazon Q Developer in chat applications; there only with `chat: true`. */
  readonly chatTopic?: ITopic;
  /** The function that diagnoses a stop and publishes the result. */
  readonly function: lambda.Function;
  /** Sends each stopped task of the watched clusters to the function. */
  readonly rule: Rule;
  /** Sends each beginning and end of a deployment in the watched clusters to the function. */
  readonly deploymentRule: Rule;
  /** Sends what ECS warns of a service in the watched clusters, and that it is steady, to the function. */
  readonly serviceActionRule: Rule;
  /** Has the function look each minute at how incidents go on. */
  readonly watchRule: Rule;
  /** Keeps open incidents, mutes and the history of failures. */
  readonly table: Table;
  /** Holds, for 14 days, events that EventBridge could not hand to the function. */
  readonly deadLetterQueue: IQueue;
  /** Holds, for 14 days, events that the function failed on after its retries. */
  readonly failureQueue: IQueue;
  /** The function's own log. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: EcsPostmortemProps = {}) {
    super(scope, id);
    checkProps(props);
    checkTopicRegion(this, props.topic);

    this.alertTopic =
      props.topic ?? new Topic(this, 'AlertTopic', { displayName: 'ECS post-mortem', enforceSSL: true });
    if (props.chat) {
      this.chatTopic = new Topic(this, 'ChatTopic', { displayName: 'ECS post-mortem for chat', enforceSSL: true });
    }
    this.deadLetterQueue = queueOfLostEvents(this, 'DeadLetterQueue');
    this.failureQueue = queueOfLostEvents(this, 'FailureQueue');
    this.logGroup = new LogGroup(this, 'LogGroup', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    });
    this.table = makeIncidentTable(this, 'IncidentTable', props.tableRemovalPolicy);
    this.function = this.makeFunction(props, this.table);
    const rules = makeRules(this, this, props.clusters);
    this.rule = rules.rule;
    this.deploymentRule = rules.deploymentRule;
    this.serviceActionRule = rules.serviceActionRule;
    this.watchRule = rules.watchRule;
  }

  /**
   * Subscribes a mail address to the alerts; SNS asks the address to confirm before it sends any.
   *
   * Throws when the address is not one, or is subscribed already.
   */
  addMailSubscription(email: string): Subscription {
    if (!isMailAddress(email)) {
      throw new Error(
        `EcsPostmortem: email is "${email}", which is not a mail address. Give one such as oncall@example.com.`,
      );
    }
    return this.alertTopic.addSubscription(new EmailSubscription(email));
  }

  private makeFunction(props: EcsPostmortemProps, table: Table): lambda.Function {
    const { alertTopic, chatTopic, failureQueue, logGroup } = this;
    const resources = { alertTopic, ...(chatTopic ? { chatTopic } : {}), failureQueue, logGroup, table };
    const code = props.code ?? responderCode();
    const knowledge = props.knowledge === undefined ? undefined : readKnowledgeFile(props.knowledge).text;
    return new lambda.Function(this, 'Function', {
      description: 'Finds out why an ECS task stopped and sends the post-mortem.',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: knowledge === undefined ? code : withKnowledge(this, code, knowledge),
      memorySize: props.memorySize ?? 512,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      role: makeResponderRole(this, resources, props),
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      // SqsDestination would grant reading the queue's attributes as well; Lambda needs only the role's HandOverFailedEvents.
      onFailure: { bind: () => ({ destination: failureQueue.queueArn }) },
      environment: {
        ...responderEnvironment(resources, props),
        ...(knowledge === undefined ? {} : { [SETTINGS.knowledgeFile]: KNOWLEDGE_FILE }),
      },
    });
  }
}

function queueOfLostEvents(scope: Construct, id: string): Queue {
  return new Queue(scope, id, {
    // A customer key would need a statement for EventBridge in its policy; without it nothing arrives, and nothing says so.
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}

function checkTopicRegion(scope: Construct, topic: ITopic | undefined): void {
  if (topic === undefined) return;
  const here = Stack.of(scope).region;
  const there = topic.env.region;
  if (!Token.isUnresolved(here) && !Token.isUnresolved(there) && here !== there) {
    throw new Error(
      `EcsPostmortem: topic is in ${there}, but the stack is for ${here}, and SNS publishes only within a Region. Give a topic in ${here}, or leave topic out.`,
    );
  }
}

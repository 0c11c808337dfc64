import { ArnFormat, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, type Subscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DEFAULT_SETTINGS, SETTINGS } from '../functions/responder/settings.ts';
import { clusterArns } from './cluster-arns.ts';
import { checkProps, type EcsPostmortemProps, TIMEOUT_SECONDS } from './ecs-postmortem-props.ts';
import { readKnowledgeFile } from './knowledge-file.ts';
import { isMailAddress } from './mail-address.ts';
import { KNOWLEDGE_FILE, responderCode, withKnowledge } from './responder-code.ts';

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
    this.function = this.makeFunction(props);
    this.rule = new Rule(this, 'Rule', {
      description: 'Sends each ECS task that has stopped to the post-mortem function.',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: {
          lastStatus: ['STOPPED'],
          ...(props.clusters ? { clusterArn: clusterArns(this, props.clusters) } : {}),
        },
      },
    });
    this.rule.addTarget(
      new LambdaFunction(this.function, {
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: 185,
        maxEventAge: Duration.hours(24),
      }),
    );
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

  private makeFunction(props: EcsPostmortemProps): lambda.Function {
    const role = this.makeRole(props);
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
      role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      // SqsDestination would grant reading the queue's attributes as well; Lambda needs only the statement in makeRole.
      onFailure: { bind: () => ({ destination: this.failureQueue.queueArn }) },
      environment: {
        [SETTINGS.alertTopicArn]: this.alertTopic.topicArn,
        ...(this.chatTopic ? { [SETTINGS.chatTopicArn]: this.chatTopic.topicArn } : {}),
        [SETTINGS.logLines]: String(props.logLines ?? DEFAULT_SETTINGS.logLines),
        [SETTINGS.lateLogWaitMs]: String(props.lateLogWait?.toMilliseconds() ?? DEFAULT_SETTINGS.lateLogWaitMs),
        [SETTINGS.excerptLines]: String(props.excerptLines ?? DEFAULT_SETTINGS.excerptLines),
        [SETTINGS.readLogsOfCompletedTasks]: String(
          props.readLogsOfCompletedTasks ?? DEFAULT_SETTINGS.readLogsOfCompletedTasks,
        ),
        [SETTINGS.dialect]: props.dialect ?? DEFAULT_SETTINGS.dialect,
        ...(knowledge === undefined ? {} : { [SETTINGS.knowledgeFile]: KNOWLEDGE_FILE }),
      },
    });
  }

  private makeRole({ logGroups, clusters }: EcsPostmortemProps): Role {
    const role = new Role(this, 'Role', {
      description:
        'What the ECS post-mortem function may do: read task definitions, services and logs, publish, write its own log.',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadTaskDefinitions',
        actions: ['ecs:DescribeTaskDefinition'],
        // IAM knows no resource type for this action: anything but `*` denies it.
        resources: ['*'],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadServices',
        actions: ['ecs:DescribeServices'],
        // A service's ARN names its cluster only since 2018; the condition holds for the older ones too.
        resources: [Stack.of(this).formatArn({ service: 'ecs', resource: 'service', resourceName: '*' })],
        ...(clusters ? { conditions: { ArnEquals: { 'ecs:cluster': clusterArns(this, clusters) } } } : {}),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadContainerLogs',
        actions: ['logs:GetLogEvents'],
        resources: (logGroups ?? ['*']).map((logGroup) => this.logStreamsOf(logGroup)),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'HandOverFailedEvents',
        actions: ['sqs:SendMessage'],
        resources: [this.failureQueue.queueArn],
      }),
    );
    // The resource ends in `:*` because the names of the function's log streams are Lambda's to choose.
    this.logGroup.grantWrite(role);
    this.alertTopic.grantPublish(role);
    this.chatTopic?.grantPublish(role);
    return role;
  }

  private logStreamsOf(logGroup: string): string {
    return Stack.of(this).formatArn({
      service: 'logs',
      // A container may log to another Region (the driver's `awslogs-region`).
      region: '*',
      resource: 'log-group',
      // A stream is named after its task, which does not exist yet.
      resourceName: `${logGroup}:log-stream:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
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

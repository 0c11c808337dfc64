import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import type { Alarm, Dashboard, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, type Subscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SETTINGS } from '../functions/responder/settings.ts';
import { type AlertFilter, filterPolicyOf } from './alert-filter.ts';
import { type AlertQueueOptions, encryptionOfQueue, subscribeQueue } from './alert-queue.ts';
import { makeSlackChannel, makeTeamsChannel, type SlackChannelOptions, type TeamsChannelOptions } from './channels.ts';
import { checkProps, type EcsPostmortemProps, TIMEOUT_SECONDS } from './ecs-postmortem-props.ts';
import { allowOnKey, checkKey, forServices } from './encryption.ts';
import { makeHub } from './hub.ts';
import { makeIncidentTable, readIncidents } from './incident-table.ts';
import { readKnowledgeFile } from './knowledge-file.ts';
import { isMailAddress } from './mail-address.ts';
import { type MetricProps, metricOf, type StopsMetricProps, stopsMetric } from './metrics.ts';
import { KNOWLEDGE_FILE, responderCode, withKnowledge } from './responder-code.ts';
import { responderEnvironment } from './responder-environment.ts';
import { makeResponderRole } from './responder-role.ts';
import { makeRules } from './rules.ts';
import { makeTelemetry } from './telemetry.ts';

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
  /** Sends the tests of `ecs-postmortem self-test` to the function. */
  readonly selfTestRule: Rule;
  /** Takes the events that other accounts and Regions forward; there only with `hub`. */
  readonly hubBus?: EventBus;
  /** Keeps open incidents, mutes and the history of failures. */
  readonly table: Table;
  /** Holds, for 14 days, events that EventBridge could not hand to the function. */
  readonly deadLetterQueue: IQueue;
  /** Holds, for 14 days, events that the function failed on after its retries. */
  readonly failureQueue: IQueue;
  /** The function's own log. */
  readonly logGroup: ILogGroup;
  /** What stopped, what was said of it, and how the function does; not there with `dashboard: false`. */
  readonly dashboard?: Dashboard;
  /** The page of the dashboard in the console. */
  readonly dashboardUrl?: string;
  /** Tells `alarmEmail` of the alarms; there only with it. */
  readonly alarmTopic?: ITopic;
  /** Ring when the post-mortem itself does not work; there with `alarmEmail` or `alarmTopic`. */
  readonly alarms: Alarm[];

  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: EcsPostmortemProps = {}) {
    super(scope, id);
    checkProps(props);
    checkTopicRegion(this, props.topic);
    checkKey(this, props.encryptionKey);
    this.encryptionKey = props.encryptionKey;
    if (this.encryptionKey) allowOnKey(this, this.encryptionKey, forServices);

    this.alertTopic = props.topic ?? makeTopic(this, 'AlertTopic', 'ECS post-mortem', this.encryptionKey);
    if (props.chat) {
      this.chatTopic = makeTopic(this, 'ChatTopic', 'ECS post-mortem for chat', this.encryptionKey);
    }
    this.deadLetterQueue = queueOfLostEvents(this, 'DeadLetterQueue', this.encryptionKey);
    this.failureQueue = queueOfLostEvents(this, 'FailureQueue', this.encryptionKey);
    this.logGroup = new LogGroup(this, 'LogGroup', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
      ...(this.encryptionKey ? { encryptionKey: this.encryptionKey } : {}),
    });
    this.table = makeIncidentTable(this, 'IncidentTable', props.tableRemovalPolicy, this.encryptionKey);
    this.function = this.makeFunction(props, this.table);
    const rules = makeRules(this, this, props);
    this.rule = rules.rule;
    this.deploymentRule = rules.deploymentRule;
    this.serviceActionRule = rules.serviceActionRule;
    this.watchRule = rules.watchRule;
    this.selfTestRule = rules.selfTestRule;
    if (props.hub) this.hubBus = makeHub(this, this, props.hub);
    const telemetry = makeTelemetry(this, this, props);
    if (telemetry.dashboard) this.dashboard = telemetry.dashboard;
    if (telemetry.dashboardUrl !== undefined) this.dashboardUrl = telemetry.dashboardUrl;
    if (telemetry.alarmTopic) this.alarmTopic = telemetry.alarmTopic;
    this.alarms = telemetry.alarms;
  }

  /**
   * Subscribes a mail address to the alerts, or to some of them; SNS asks the address to confirm before it sends any.
   *
   * Throws when the address is not one, or is subscribed already.
   */
  addMailSubscription(email: string, filter: AlertFilter = {}): Subscription {
    if (!isMailAddress(email)) {
      throw new Error(
        `EcsPostmortem: email is "${email}", which is not a mail address. Give one such as oncall@example.com.`,
      );
    }
    const filterPolicy = filterPolicyOf(filter, 'addMailSubscription');
    return this.alertTopic.addSubscription(new EmailSubscription(email, filterPolicy ? { filterPolicy } : {}));
  }

  /**
   * Shows the alerts in a Slack channel, through Amazon Q Developer in chat applications; needs `chat: true`.
   *
   * The workspace must have been authorised once in the console. Nothing can be done to AWS from the channel.
   */
  addSlackChannel(options: SlackChannelOptions): SlackChannelConfiguration {
    return makeSlackChannel(this, this.chatTopic, options);
  }

  /**
   * Shows the alerts in a Microsoft Teams channel, through Amazon Q Developer in chat applications; needs `chat: true`.
   *
   * The team must have been authorised once in the console. Nothing can be done to AWS from the channel.
   */
  addTeamsChannel(options: TeamsChannelOptions): CfnMicrosoftTeamsChannelConfiguration {
    return makeTeamsChannel(this, this.chatTopic, options);
  }

  /** Copies the alerts, or some of them, to a standard queue for machines: one given, or one of its own. Returns the queue. */
  addQueue(queue?: IQueue, options: AlertQueueOptions = {}): IQueue {
    return subscribeQueue(this, this.alertTopic, this.encryptionKey, queue, options);
  }

  /** Lets somebody read incidents, mutes and the history of failures from the table, and change nothing. */
  grantRead(grantee: IGrantable): Grant {
    return readIncidents(this, this.table, grantee);
  }

  /** How many tasks stopped, of one cause where one is given. */
  metricStops(props?: StopsMetricProps): Metric {
    return stopsMetric(props);
  }

  /** How many failures were told by a message of their own. */
  metricAlerts(props?: MetricProps): Metric {
    return metricOf('Alerts', props);
  }

  /** How many stops were expected, muted or left to the digest. */
  metricQuietStops(props?: MetricProps): Metric {
    return metricOf('QuietStops', props);
  }

  /** The milliseconds from the stop of a task to its message; the 95th percentile unless `statistic` says otherwise. */
  metricTimeToMessage(props?: MetricProps): Metric {
    return metricOf('TimeToMessage', props);
  }

  /** How many incidents were open; no value while none is. */
  metricOpenIncidents(props?: MetricProps): Metric {
    return metricOf('OpenIncidents', props);
  }

  /** How many invocations of the function failed, and parts of others that did. */
  metricFailures(props?: MetricProps): Metric {
    return metricOf('Failures', props);
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

function makeTopic(scope: Construct, id: string, displayName: string, masterKey: IKey | undefined): Topic {
  return new Topic(scope, id, { displayName, enforceSSL: true, ...(masterKey ? { masterKey } : {}) });
}

function queueOfLostEvents(scope: Construct, id: string, key: IKey | undefined): Queue {
  return new Queue(scope, id, {
    ...encryptionOfQueue(key),
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

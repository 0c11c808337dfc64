import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { metricOf } from './metrics.ts';

/** What is watched. */
export interface AlarmSources {
  readonly function: IFunction;
  readonly watchRule: IRule;
  readonly deadLetterQueue: IQueue;
  readonly failureQueue: IQueue;
  readonly alertTopic: ITopic;
  readonly chatTopic?: ITopic;
  /** Whether diagnoses are put on the event bus. */
  readonly emitEvents: boolean;
}

/** One alarm: when it rings, and what to do then. */
interface AlarmPlan {
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods that are looked at. */
  readonly periods: number;
  /** How many of them must be beyond the threshold. @default all */
  readonly of?: number;
  readonly below?: boolean;
  /** What no value means. @default nothing is wrong */
  readonly missing?: TreatMissingData;
  readonly description: string;
}

/** Makes the alarms on the post-mortem itself, each of which tells the topics when it rings and when it is over. */
export function makeAlarms(scope: Construct, sources: AlarmSources, topics: readonly ITopic[]): Alarm[] {
  const actions = topics.map((topic) => new SnsAction(topic));
  return plansFor(sources).map(({ id, metric, threshold, periods, of, below, missing, description }) => {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: of ?? periods,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
      alarmDescription: `ECS post-mortem: ${description}`,
    });
    alarm.addAlarmAction(...actions);
    alarm.addOkAction(...actions);
    return alarm;
  });
}

/** Makes a topic for the alarms alone: one that fails with the alert topic would tell nobody. A key must allow CloudWatch to use it. */
export function makeAlarmTopic(scope: Construct, email: string, encryptionKey: IKey | undefined): ITopic {
  const topic = new Topic(scope, 'AlarmTopic', {
    displayName: 'ECS post-mortem alarms',
    enforceSSL: true,
    ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
  });
  const { account } = Stack.of(scope);
  // Refusing what comes without TLS gives the topic a policy, in place of the one that lets the whole account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LetAlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  topic.addSubscription(new EmailSubscription(email));
  return topic;
}

const FIVE_MINUTES = Duration.minutes(5);

function plansFor(sources: AlarmSources): readonly AlarmPlan[] {
  const { function: fn, watchRule, alertTopic, chatTopic, deadLetterQueue, failureQueue, emitEvents } = sources;
  return [
    {
      id: 'FunctionErrors',
      metric: fn.metricErrors({ period: FIVE_MINUTES }),
      threshold: 1,
      periods: 3,
      of: 2,
      description:
        'the function keeps failing, so alerts are late or missing. Run the saved query "Failed invocations"; its error names what to mend.',
    },
    {
      id: 'FunctionThrottles',
      metric: fn.metricThrottles({ period: FIVE_MINUTES }),
      threshold: 1,
      periods: 3,
      of: 2,
      description:
        "Lambda throttles the function, so alerts are late. Raise the account's quota of concurrent executions, or see which other function takes it all.",
    },
    {
      id: 'EventsWaiting',
      metric: fn.metric('AsyncEventAge', { period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      threshold: Duration.minutes(10).toMilliseconds(),
      periods: 2,
      description:
        'stops wait for more than ten minutes to be diagnosed: the function fails and is retried, or is throttled. Run the saved query "Failed invocations".',
    },
    {
      id: 'FailuresNotKept',
      metric: fn.metric('DestinationDeliveryFailures', { period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: 1,
      periods: 1,
      description:
        "Lambda could not put a failed event into the failure queue, and it is lost. Deploy the stack again: the function's role or the queue was changed.",
    },
    {
      id: 'DeadLetters',
      metric: queueDepth(deadLetterQueue),
      threshold: 1,
      periods: 1,
      description:
        'EventBridge could not hand events to the function; they lie in the dead-letter queue for 14 days. Read why in the ERROR_MESSAGE attribute of the messages, mend it, and redrive or delete them.',
    },
    {
      id: 'FailedEvents',
      metric: queueDepth(failureQueue),
      threshold: 1,
      periods: 1,
      description:
        'the function failed on events for good; they lie in the failure queue for 14 days. Run the saved query "Failed invocations", mend it, invoke the function with the messages, and delete them.',
    },
    {
      id: 'WatchStopped',
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'Invocations',
        dimensionsMap: { RuleName: watchRule.ruleName },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
      threshold: 1,
      periods: 3,
      below: true,
      missing: TreatMissingData.BREACHING,
      description:
        'the watch has not run for 15 minutes: held alerts, updates and recoveries are not told. Enable the rule that invokes the function each minute, or deploy the stack again. It may ring once after the first deployment.',
    },
    {
      id: 'WorkFailing',
      metric: metricOf('Failures', { period: FIVE_MINUTES }),
      threshold: 1,
      periods: 3,
      description:
        'something has failed again and again for 15 minutes, in the watch or in the diagnosis. Run the saved query "Failed invocations": faults and error.message name it.',
    },
    deliveryFailures('AlertsNotDelivered', alertTopic, 'alert'),
    ...(chatTopic === undefined ? [] : [deliveryFailures('ChatNotDelivered', chatTopic, 'chat')]),
    {
      id: 'UngroupedAlerts',
      metric: metricOf('Ungrouped', { period: FIVE_MINUTES }),
      threshold: 1,
      periods: 2,
      description:
        'alerts leave without a look at what was told before, so repeats come as mails of their own. The "missing" part of these alerts names the cause: the table cannot be reached, or the watch does not run.',
    },
    {
      id: 'MailUnconfirmed',
      metric: metricOf('UnconfirmedSubscriptions', { period: Duration.hours(1) }),
      threshold: 1,
      periods: 2,
      description:
        "a mail address of the alert topic gets no alerts: its subscription is not confirmed, or was dropped by a click on unsubscribe. Have it click the link in SNS's mail; after three days, subscribe it anew.",
    },
    ...(emitEvents
      ? [
          {
            id: 'EventsNotEmitted',
            metric: metricOf('EventsLost', { period: FIVE_MINUTES }),
            threshold: 1,
            periods: 2,
            description:
              'diagnoses do not reach the event bus; their alerts leave all the same. Run the saved query "Failed invocations": faults name the reason. Allow events:PutEvents, or deploy the stack again.',
          },
        ]
      : []),
  ];
}

const queueDepth = (queue: IQueue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM });

const deliveryFailures = (id: string, topic: ITopic, kind: 'alert' | 'chat'): AlarmPlan => ({
  id,
  metric: topic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
  threshold: 1,
  periods: 1,
  description: `SNS could not deliver from the ${kind} topic to one of its subscribers. See in the topic which endpoint is gone or refuses, and mend or remove that subscription.`,
});

import { type Duration, type RemovalPolicy, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DIALECTS } from '../functions/diagnosis/guidance/edit.ts';
import { checkIncidentProps } from './check-incident-props.ts';
import { checkWholeNumber } from './check-whole-number.ts';
import { checkHub, type HubOptions } from './hub.ts';
import { isMailAddress } from './mail-address.ts';
import type { PolicyRuleProps } from './policy-rule-props.ts';
import { checkServices } from './service-names.ts';

/** What an `EcsPostmortem` is set to do; each setting has a default. */
export interface EcsPostmortemProps {
  /**
   * A standard topic to send the alerts to, in the stack's Region.
   *
   * It stays as it is: whether it refuses plain HTTP (`enforceSSL`) and is encrypted (`masterKey`) is its owner's to set.
   *
   * @default - a topic of its own
   */
  readonly topic?: ITopic;
  /**
   * Whether to make a second topic that carries each alert for chat (Amazon Q Developer in Slack or Teams).
   *
   * @default false
   */
  readonly chat?: boolean;
  /**
   * Names or ARNs of the clusters to watch.
   *
   * @default - every cluster of the account and Region
   */
  readonly clusters?: string[];
  /**
   * Names of the services to watch, with `*` for any text (`web`, `web-*`), in the clusters to watch. Of tasks outside services
   * (RunTask, scheduled tasks, AWS Batch), whose family is named so are watched.
   *
   * @default - every service, and every task outside services
   */
  readonly services?: string[];
  /**
   * The KMS key that encrypts the topics and queues made here, the table and the function's log, in the stack's Region.
   *
   * Its policy gets the statements that EventBridge (dead-letter queue), CloudWatch (alarms to a topic) and CloudWatch Logs
   * need. The policy of a key made elsewhere cannot be changed, so that synth warns which statements to add.
   *
   * @default - keys of AWS for queues and table, no encryption at rest of the topics, which keep nothing once it is delivered
   */
  readonly encryptionKey?: IKey;
  /**
   * How many of the newest log lines to read of each container, from 1 to 1000.
   *
   * @default 200
   */
  readonly logLines?: number;
  /**
   * How long to wait for log lines that arrive after the stop, up to 20 seconds.
   *
   * @default Duration.seconds(8)
   */
  readonly lateLogWait?: Duration;
  /**
   * How many log lines to quote in a message, from 1 to 100.
   *
   * @default 12
   */
  readonly excerptLines?: number;
  /**
   * Whether to read the log of one-off tasks that ended with exit code 0 too, so that a fatal line can beat the exit code.
   *
   * @default false
   */
  readonly readLogsOfCompletedTasks?: boolean;
  /**
   * The tool the team deploys with: `ecs` (task definitions and the AWS CLI), `cdk`, `terraform` or `fsd` (the service
   * YAML of FSD). What to change is told in its terms.
   *
   * @default 'ecs'
   */
  readonly dialect?: string;
  /**
   * The path of a JSON file with the team's own signatures and runbooks; a relative path begins at the working directory.
   * Its form is told in `docs/team-knowledge.md`.
   *
   * @default - none
   */
  readonly knowledge?: string;
  /**
   * What the team wants to hear of which failures; the first rule that matches wins.
   *
   * @default - every failure that is not expected is an alert
   */
  readonly policy?: PolicyRuleProps[];
  /**
   * How often an incident that goes on is told again, in whole minutes up to a day.
   *
   * @default Duration.minutes(30)
   */
  readonly updateInterval?: Duration;
  /**
   * How long nothing must fail until an incident counts as recovered, in whole minutes up to a day.
   *
   * @default Duration.minutes(60)
   */
  readonly recoveredAfter?: Duration;
  /**
   * How long to keep the records of failures, in whole days.
   *
   * @default Duration.days(90)
   */
  readonly historyRetention?: Duration;
  /**
   * The most messages that may leave in any second, from 2 to 100; what is held back is told in one message.
   *
   * @default 5
   */
  readonly maxPublishesPerSecond?: number;
  /**
   * The most messages that may leave in any ten minutes, from 3 to 10000; what is held back is told in one message.
   *
   * @default 60
   */
  readonly maxPublishesPerTenMinutes?: number;
  /**
   * The most new incidents that are told one by one in any minute, from 2 to 1000; as many that are held back at once make a
   * storm, which is told in one message.
   *
   * @default 6
   */
  readonly stormFrom?: number;
  /**
   * The hour of the day in UTC, from 0 to 23, at which the digest of the day before is sent; there is one only where
   * something was told in no other way: failures that the policy leaves to the digest, or that were muted.
   *
   * @default 7
   */
  readonly digestHour?: number;
  /**
   * Whether to look every five minutes for services that run fewer tasks than desired, which no event tells.
   *
   * @default false
   */
  readonly checkDesiredCounts?: boolean;
  /**
   * How long a service may run fewer tasks than desired before it is told, in whole minutes up to a day.
   *
   * @default Duration.minutes(15)
   */
  readonly belowDesiredFor?: Duration;
  /**
   * What becomes of the table of incidents and history when the construct is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * Names of the log groups that the function may read, with `*` for any text: `/ecs/*`.
   *
   * @default - every log group of the account
   */
  readonly logGroups?: string[];
  /**
   * The function's memory in MiB, at least 256.
   *
   * @default 512
   */
  readonly memorySize?: number;
  /**
   * How long to keep the function's own log.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of the function's own log when the construct is removed.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether to make a dashboard in CloudWatch: three in an account are free, each further one costs 3 USD a month.
   *
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * A topic that is told when the post-mortem itself does not work; its policy must let CloudWatch publish.
   *
   * @default - no alarms, unless `alarmEmail` is given
   */
  readonly alarmTopic?: ITopic;
  /**
   * A mail address that is told when the post-mortem itself does not work, by a topic of its own. Best not one that gets
   * the alerts.
   *
   * @default - no alarms, unless `alarmTopic` is given
   */
  readonly alarmEmail?: string;
  /**
   * Whether to put each diagnosis on the default event bus too, for machines: source `ecs-postmortem`, detail type
   * `ECS Task Post-mortem`.
   *
   * @default false
   */
  readonly emitEvents?: boolean;
  /**
   * Whether to count stops by cluster and service in the metrics: each service that fails is one more metric on the bill.
   *
   * @default false
   */
  readonly metricsPerService?: boolean;
  /**
   * Makes this the hub of other accounts and Regions: they forward their events to its bus, and the function reads there what
   * it needs by a role of theirs. The member stack makes both; see `docs/many-accounts.md`.
   *
   * @default - the account and Region of the stack only
   */
  readonly hub?: HubOptions;
  /**
   * Other code for the function: a bundle built elsewhere, or a line of inline code where a test only synthesises.
   *
   * @default - the bundle in `dist/responder`: the package brings it along, `npm run build` makes it in the repository
   */
  readonly code?: Code;
}

/** The function's timeout, in seconds. */
export const TIMEOUT_SECONDS = 30;

// The rest of the time is for reading, publishing and one retry of either.
const MAX_LATE_LOG_WAIT_SECONDS = 20;

/** Throws an error that names the setting at fault and what it takes instead. */
export function checkProps(props: EcsPostmortemProps): void {
  checkWholeNumber('logLines', props.logLines, 1, 1_000);
  checkWholeNumber('excerptLines', props.excerptLines, 1, 100);
  checkWholeNumber('memorySize', props.memorySize, 256, 10_240);
  if (props.excerptLines !== undefined && props.logLines !== undefined && props.excerptLines > props.logLines) {
    throw new Error(
      `EcsPostmortem: excerptLines is ${props.excerptLines}, more than the ${props.logLines} of logLines: no more lines can be quoted than were read. Lower excerptLines or raise logLines.`,
    );
  }
  if (props.lateLogWait !== undefined && props.lateLogWait.toMilliseconds() > MAX_LATE_LOG_WAIT_SECONDS * 1_000) {
    throw new Error(
      `EcsPostmortem: lateLogWait is ${props.lateLogWait.toHumanString()}, but takes at most ${MAX_LATE_LOG_WAIT_SECONDS} seconds: the function ends after ${TIMEOUT_SECONDS}.`,
    );
  }
  if (props.topic?.fifo) {
    throw new Error(
      'EcsPostmortem: topic is a FIFO topic, which can have no mail or HTTPS subscribers. Give a standard topic, or leave topic out.',
    );
  }
  const dialects: readonly string[] = DIALECTS;
  if (props.dialect !== undefined && !dialects.includes(props.dialect)) {
    throw new Error(`EcsPostmortem: dialect is "${props.dialect}", but takes ${DIALECTS.join(', ')}.`);
  }
  checkServices(props.services);
  checkLogGroups(props.logGroups);
  checkAlarms(props);
  checkHub(props.hub);
  checkIncidentProps(props);
}

/** Whether anybody is to be told when the post-mortem itself does not work. */
export const wantsAlarms = ({ alarmTopic, alarmEmail }: EcsPostmortemProps): boolean =>
  alarmTopic !== undefined || alarmEmail !== undefined;

function checkAlarms({ topic, alarmTopic, alarmEmail }: EcsPostmortemProps): void {
  if (alarmEmail !== undefined && !isMailAddress(alarmEmail)) {
    throw new Error(
      `EcsPostmortem: alarmEmail is "${alarmEmail}", which is not a mail address. Give one such as platform@example.com.`,
    );
  }
  if (alarmTopic?.fifo) {
    throw new Error(
      'EcsPostmortem: alarmTopic is a FIFO topic, to which alarms cannot be sent. Give a standard topic, or alarmEmail.',
    );
  }
  if (alarmTopic !== undefined && alarmTopic === topic) {
    throw new Error(
      'EcsPostmortem: alarmTopic is the topic of the alerts, which would tell nobody of its own failure. Give another topic, or alarmEmail.',
    );
  }
}

const LOG_GROUP_PATTERN = /^[\w./#*?-]{1,512}$/;

function checkLogGroups(logGroups: readonly string[] | undefined): void {
  if (logGroups === undefined) return;
  if (logGroups.length === 0) {
    throw new Error(
      'EcsPostmortem: logGroups is an empty list, so that no log could be read. Leave logGroups out to allow every log group, or name at least one.',
    );
  }
  for (const logGroup of logGroups) {
    if (Token.isUnresolved(logGroup) || LOG_GROUP_PATTERN.test(logGroup)) continue;
    throw new Error(
      `EcsPostmortem: logGroups holds "${logGroup}", which is not the name of a log group. Give names such as "/ecs/shop" or "/ecs/*", not ARNs.`,
    );
  }
}

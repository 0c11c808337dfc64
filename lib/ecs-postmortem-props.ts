import { type Duration, type RemovalPolicy, Token } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DIALECTS, type Dialect } from '../functions/diagnosis/guidance/edit.ts';
import { checkIncidentProps } from './check-incident-props.ts';
import { checkWholeNumber } from './check-whole-number.ts';
import type { PolicyRuleProps } from './policy-rule-props.ts';

/** What an `EcsPostmortem` is set to do; each setting has a default. */
export interface EcsPostmortemProps {
  /**
   * A standard topic to send the alerts to, in the stack's Region.
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
  readonly dialect?: Dialect;
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
   * Other code for the function: a bundle built elsewhere, or a line of inline code where a test only synthesises.
   *
   * @default - the bundle that `npm run build` leaves in `dist/responder`
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
  if (props.dialect !== undefined && !DIALECTS.includes(props.dialect)) {
    throw new Error(`EcsPostmortem: dialect is "${props.dialect}", but takes ${DIALECTS.join(', ')}.`);
  }
  checkLogGroups(props.logGroups);
  checkIncidentProps(props);
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

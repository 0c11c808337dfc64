import type { Members } from '../aws/member-sessions.ts';
import { DIALECTS, type Dialect } from '../diagnosis/guidance/edit.ts';
import type { PolicyRule } from '../incident/policy.ts';
import { readPolicy } from './read-policy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names of the environment variables that the construct writes and the function reads. */
export const SETTINGS = {
  alertTopicArn: 'ALERT_TOPIC_ARN',
  chatTopicArn: 'CHAT_TOPIC_ARN',
  logLines: 'LOG_LINES',
  lateLogWaitMs: 'LATE_LOG_WAIT_MS',
  excerptLines: 'EXCERPT_LINES',
  readLogsOfCompletedTasks: 'READ_LOGS_OF_COMPLETED_TASKS',
  dialect: 'DIALECT',
  knowledgeFile: 'KNOWLEDGE_FILE',
  tableName: 'TABLE_NAME',
  policy: 'POLICY',
  updateIntervalMinutes: 'UPDATE_INTERVAL_MINUTES',
  recoveredAfterMinutes: 'RECOVERED_AFTER_MINUTES',
  historyDays: 'HISTORY_DAYS',
  mostPerSecond: 'MOST_PER_SECOND',
  mostPerTenMinutes: 'MOST_PER_TEN_MINUTES',
  stormFrom: 'STORM_FROM',
  digestHour: 'DIGEST_HOUR',
  watchedClusters: 'WATCHED_CLUSTERS',
  watchedServices: 'WATCHED_SERVICES',
  belowDesiredMinutes: 'BELOW_DESIRED_MINUTES',
  metricsPerService: 'METRICS_PER_SERVICE',
  eventsEndpoint: 'EVENTS_ENDPOINT',
  mailSubscriptions: 'MAIL_SUBSCRIPTIONS',
  memberRoleName: 'MEMBER_ROLE_NAME',
  hubRoleArn: 'HUB_ROLE_ARN',
  stsEndpoint: 'STS_ENDPOINT',
} as const;

/** What the whole numbers among the settings of incidents take: the least, the most, and what holds where nothing is set. */
export const WHOLE_NUMBERS = {
  updateIntervalMinutes: { min: 1, max: 1_440, fallback: 30 },
  recoveredAfterMinutes: { min: 1, max: 1_440, fallback: 60 },
  historyDays: { min: 1, max: 3_650, fallback: 90 },
  mostPerSecond: { min: 2, max: 100, fallback: 5 },
  mostPerTenMinutes: { min: 3, max: 10_000, fallback: 60 },
  stormFrom: { min: 2, max: 1_000, fallback: 6 },
  digestHour: { min: 0, max: 23, fallback: 7 },
  belowDesiredMinutes: { min: 1, max: 1_440, fallback: 15 },
} as const;

/** What the function is set to do. */
export interface Settings {
  readonly alertTopicArn: string;
  /** Absent when no chat is wanted. */
  readonly chatTopicArn?: string;
  /** Newest log lines to read of each container. */
  readonly logLines: number;
  /** How long to wait for lines that arrive after the stop, in milliseconds. */
  readonly lateLogWaitMs: number;
  /** Log lines to quote in a message. */
  readonly excerptLines: number;
  /** Read the log of one-off tasks that ended with 0 too, so that a fatal line can beat the exit code. */
  readonly readLogsOfCompletedTasks: boolean;
  /** The tool the team deploys with: what to change is told in its terms. */
  readonly dialect: Dialect;
  /** The file of the team's own knowledge, in the function's code; absent where the team gave none. */
  readonly knowledgeFile?: string;
  /** The table of incidents and history; absent where incidents are not kept. */
  readonly tableName?: string;
  /** What the team wants to hear of which failures; the first rule that matches wins. */
  readonly policy: readonly PolicyRule[];
  /** How often an incident that goes on is told again. */
  readonly updateIntervalMs: number;
  /** How long nothing must fail until an incident counts as recovered. */
  readonly recoveredAfterMs: number;
  /** How long the records of failures are kept. */
  readonly historyDays: number;
  /** The most messages that may leave. */
  readonly cap: { readonly perSecond: number; readonly perTenMinutes: number };
  /** The most first messages in any minute; as many workloads held back at once are folded into a storm. */
  readonly stormFrom: number;
  /** The hour of the day, in UTC, at which the digest is sent. */
  readonly digestHour: number;
  /** Names or ARNs of the clusters whose services are held against their desired count, `*` for every cluster; absent = none. */
  readonly watchedClusters?: readonly string[];
  /** Names of the services among them, with `*` for any text; absent = all. */
  readonly watchedServices?: readonly string[];
  /** How long a service may run fewer tasks than desired before it is told. */
  readonly belowDesiredForMs: number;
  /** Count stops by cluster and service in the metrics. */
  readonly metricsPerService: boolean;
  /** Where EventBridge takes diagnoses as events; absent where none are wanted. */
  readonly eventsEndpoint?: string;
  /** How many mail addresses the stack subscribes to the alert topic; absent where subscriptions are not looked at. */
  readonly mailSubscriptions?: number;
  /** How the function gets into other accounts; absent where it watches its own only. */
  readonly members?: Members;
}

/** What holds where nothing is set. */
export const DEFAULT_SETTINGS = {
  logLines: 200,
  lateLogWaitMs: 8_000,
  excerptLines: 12,
  readLogsOfCompletedTasks: false,
  dialect: 'ecs',
} as const;

const MINUTE_MS = 60_000;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

/** Reads the settings from the environment; throws an error that names the variable at fault. */
export function readSettings(environment: Environment): Settings {
  const alertTopicArn = environment[SETTINGS.alertTopicArn];
  if (!alertTopicArn) {
    throw new Error(`Environment variable ${SETTINGS.alertTopicArn} is not set: it names the topic to publish to.`);
  }
  const chatTopicArn = environment[SETTINGS.chatTopicArn];
  const knowledgeFile = environment[SETTINGS.knowledgeFile];
  const tableName = environment[SETTINGS.tableName];
  const policy = environment[SETTINGS.policy];
  const watchedClusters = watchedClustersIn(environment);
  const watchedServices = environment[SETTINGS.watchedServices];
  const of = (name: keyof typeof WHOLE_NUMBERS): number => {
    const { fallback, min, max } = WHOLE_NUMBERS[name];
    return wholeNumber(environment, SETTINGS[name], fallback, min, max);
  };
  return {
    alertTopicArn,
    ...(chatTopicArn ? { chatTopicArn } : {}),
    logLines: wholeNumber(environment, SETTINGS.logLines, DEFAULT_SETTINGS.logLines, 1, 10_000),
    lateLogWaitMs: wholeNumber(environment, SETTINGS.lateLogWaitMs, DEFAULT_SETTINGS.lateLogWaitMs, 0, 60_000),
    excerptLines: wholeNumber(environment, SETTINGS.excerptLines, DEFAULT_SETTINGS.excerptLines, 1, 100),
    readLogsOfCompletedTasks: environment[SETTINGS.readLogsOfCompletedTasks] === 'true',
    dialect: dialectIn(environment),
    ...(knowledgeFile ? { knowledgeFile } : {}),
    ...(tableName ? { tableName } : {}),
    policy: policy ? readPolicy(policy, `Environment variable ${SETTINGS.policy}`) : [],
    updateIntervalMs: of('updateIntervalMinutes') * MINUTE_MS,
    recoveredAfterMs: of('recoveredAfterMinutes') * MINUTE_MS,
    historyDays: of('historyDays'),
    cap: { perSecond: of('mostPerSecond'), perTenMinutes: of('mostPerTenMinutes') },
    stormFrom: of('stormFrom'),
    digestHour: of('digestHour'),
    ...(watchedClusters === undefined ? {} : { watchedClusters }),
    ...(watchedServices ? { watchedServices: watchedServices.split(',') } : {}),
    belowDesiredForMs: of('belowDesiredMinutes') * MINUTE_MS,
    metricsPerService: environment[SETTINGS.metricsPerService] === 'true',
    ...eventsEndpointIn(environment),
    ...(environment[SETTINGS.mailSubscriptions]
      ? { mailSubscriptions: wholeNumber(environment, SETTINGS.mailSubscriptions, 0, 0, 100_000) }
      : {}),
    ...membersIn(environment),
  };
}

/** The variable by which SDK clients are sent elsewhere holds for this one call too. */
function eventsEndpointIn(environment: Environment): { readonly eventsEndpoint?: string } {
  const endpoint = environment[SETTINGS.eventsEndpoint];
  if (!endpoint) return {};
  if (!URL.canParse(endpoint)) {
    throw new Error(`Environment variable ${SETTINGS.eventsEndpoint} is "${endpoint}": it takes a URL.`);
  }
  return { eventsEndpoint: environment['AWS_ENDPOINT_URL_EVENTBRIDGE'] || endpoint };
}

function membersIn(environment: Environment): { readonly members?: Members } {
  const roleName = environment[SETTINGS.memberRoleName];
  if (!roleName) return {};
  const hubRoleArn = environment[SETTINGS.hubRoleArn] ?? '';
  if (!ROLE_ARN.test(hubRoleArn)) {
    throw new Error(
      `Environment variable ${SETTINGS.hubRoleArn} is "${hubRoleArn}": with ${SETTINGS.memberRoleName} it takes the ARN of the function's role.`,
    );
  }
  const endpoint = environment['AWS_ENDPOINT_URL_STS'] || environment[SETTINGS.stsEndpoint] || '';
  if (!URL.canParse(endpoint)) {
    throw new Error(
      `Environment variable ${SETTINGS.stsEndpoint} is "${endpoint}": with ${SETTINGS.memberRoleName} it takes a URL.`,
    );
  }
  return { members: { roleName, hubRoleArn, endpoint } };
}

function watchedClustersIn(environment: Environment): readonly string[] | undefined {
  const text = environment[SETTINGS.watchedClusters];
  if (!text) return undefined;
  const clusters = text.split(',').map((cluster) => cluster.trim());
  if (clusters.includes('')) {
    throw new Error(
      `Environment variable ${SETTINGS.watchedClusters} is "${text}": it takes names or ARNs of clusters, separated by single commas, or * for all.`,
    );
  }
  return clusters;
}

function dialectIn(environment: Environment): Dialect {
  const text = environment[SETTINGS.dialect] || DEFAULT_SETTINGS.dialect;
  const dialect = DIALECTS.find((each) => each === text);
  if (dialect === undefined) {
    throw new Error(`Environment variable ${SETTINGS.dialect} is "${text}": it takes ${DIALECTS.join(', ')}.`);
  }
  return dialect;
}

function wholeNumber(environment: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`Environment variable ${name} is "${text}": it takes a whole number from ${min} to ${max}.`);
  }
  return value;
}

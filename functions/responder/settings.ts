import { DIALECTS, type Dialect } from '../diagnosis/guidance/edit.ts';

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
}

/** What holds where nothing is set. */
export const DEFAULT_SETTINGS = {
  logLines: 200,
  lateLogWaitMs: 8_000,
  excerptLines: 12,
  readLogsOfCompletedTasks: false,
  dialect: 'ecs',
} as const;

/** Reads the settings from the environment; throws an error that names the variable at fault. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const alertTopicArn = environment[SETTINGS.alertTopicArn];
  if (!alertTopicArn) {
    throw new Error(`Environment variable ${SETTINGS.alertTopicArn} is not set: it names the topic to publish to.`);
  }
  const chatTopicArn = environment[SETTINGS.chatTopicArn];
  const knowledgeFile = environment[SETTINGS.knowledgeFile];
  return {
    alertTopicArn,
    ...(chatTopicArn ? { chatTopicArn } : {}),
    logLines: wholeNumber(environment, SETTINGS.logLines, DEFAULT_SETTINGS.logLines, 1, 10_000),
    lateLogWaitMs: wholeNumber(environment, SETTINGS.lateLogWaitMs, DEFAULT_SETTINGS.lateLogWaitMs, 0, 60_000),
    excerptLines: wholeNumber(environment, SETTINGS.excerptLines, DEFAULT_SETTINGS.excerptLines, 1, 100),
    readLogsOfCompletedTasks: environment[SETTINGS.readLogsOfCompletedTasks] === 'true',
    dialect: dialectIn(environment),
    ...(knowledgeFile ? { knowledgeFile } : {}),
  };
}

function dialectIn(environment: Readonly<Record<string, string | undefined>>): Dialect {
  const text = environment[SETTINGS.dialect] || DEFAULT_SETTINGS.dialect;
  const dialect = DIALECTS.find((each) => each === text);
  if (dialect === undefined) {
    throw new Error(`Environment variable ${SETTINGS.dialect} is "${text}": it takes ${DIALECTS.join(', ')}.`);
  }
  return dialect;
}

function wholeNumber(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`Environment variable ${name} is "${text}": it takes a whole number from ${min} to ${max}.`);
  }
  return value;
}

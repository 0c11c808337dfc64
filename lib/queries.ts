import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** One question to the function's log. */
export interface LogQuestion {
  /** The construct's id. */
  readonly id: string;
  /** The name under which it is saved. */
  readonly name: string;
  /** The query, one command a line. */
  readonly lines: readonly string[];
}

const WORKLOAD = 'coalesce(task.service, task.family) as workload';

/** What the function's log, one line per stop, can be asked in CloudWatch Logs Insights. */
export const LOG_QUESTIONS = [
  {
    id: 'StopsByCause',
    name: 'Stops by cause',
    lines: [
      "filter schema = 'ecs-postmortem/1' and outcome != 'duplicate'",
      `fields ${WORKLOAD}`,
      'stats count(*) as stops, count_distinct(workload) as workloads, max(@timestamp) as last by cause, severity',
      'sort stops desc',
    ],
  },
  {
    id: 'TopServices',
    name: 'Top services',
    lines: [
      "filter schema = 'ecs-postmortem/1' and notify = 'alert' and outcome != 'duplicate'",
      `fields ${WORKLOAD}`,
      'stats count(*) as failures, count_distinct(cause) as causes, latest(cause) as lastCause, max(@timestamp) as last by task.cluster, workload',
      'sort failures desc',
      'limit 20',
    ],
  },
  {
    id: 'OneService',
    name: 'One service with its proof',
    lines: [
      "filter schema = 'ecs-postmortem/1'",
      `fields ${WORKLOAD}`,
      '# Put the name of the service, or of the family, in place of orders.',
      "filter workload = 'orders'",
      'display @timestamp, outcome, cause, confidence, headline, evidence.0.text, fixes.0.text, task.taskId, task.revision',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    id: 'QuietStops',
    name: 'Quiet stops and why',
    lines: [
      "filter schema = 'ecs-postmortem/1' and outcome in ['quiet', 'muted', 'digest']",
      'stats count(*) as stops, latest(task.stoppedReason) as example, max(@timestamp) as last by outcome, because, cause',
      'sort stops desc',
    ],
  },
  {
    id: 'MessagesTwice',
    name: 'Messages that may have left twice',
    lines: [
      'filter ispresent(again)',
      `fields @timestamp, outcome, headline, task.cluster, ${WORKLOAD}, task.taskId, requestId`,
      'sort @timestamp desc',
    ],
  },
  {
    id: 'FailedInvocations',
    name: 'Failed invocations',
    lines: [
      "filter level = 'ERROR'",
      'fields @timestamp, outcome, error.name, error.message, faults.0, coalesce(taskArn, resource) as concerns, requestId',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
] as const satisfies readonly LogQuestion[];

/** The text of a question. */
export const queryText = ({ lines }: LogQuestion): string => lines.join('\n| ').replace(/\| #/g, '#');

/** Saves the questions in CloudWatch, in a folder of their own. */
export function saveQueries(scope: Construct, logGroup: ILogGroup, folder: string): readonly QueryDefinition[] {
  return LOG_QUESTIONS.map(
    (question) =>
      new QueryDefinition(scope, question.id, {
        queryDefinitionName: `${folder}/${question.name}`,
        queryString: new RawQuery(queryText(question)),
        logGroups: [logGroup],
      }),
  );
}

/** CDK's own form reorders the commands of a query. */
class RawQuery extends QueryString {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override toString(): string {
    return this.#text;
  }
}

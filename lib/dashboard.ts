import { Duration, Stack } from 'aws-cdk-lib';
import {
  Color,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  type Metric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeInsights } from '../functions/report/console-url.ts';
import { METRIC_NAMESPACE } from '../functions/responder/metrics.ts';
import { type ConsolePage, consolePages } from './console-place.ts';
import { metricOf, stopsMetric } from './metrics.ts';
import { LOG_QUESTIONS, type LogQuestion, queryText } from './queries.ts';

/** What the dashboard shows. */
export interface DashboardSources {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly deadLetterQueue: IQueue;
  readonly failureQueue: IQueue;
}

/** A dashboard and where it is. */
export interface MadeDashboard {
  readonly dashboard: Dashboard;
  readonly url: string;
}

const HALF = { width: 12, height: 6 };

/** Makes the dashboard of what stopped, what was said of it, and how the function itself does. */
export function makeDashboard(scope: Construct, sources: DashboardSources, queryFolder: string): MadeDashboard {
  const page = consolePages(scope);
  const dashboard = new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(7),
    // Each graph's own period would make a week of five minutes, more points than a graph has.
    periodOverride: PeriodOverride.AUTO,
    widgets: [
      [linksWidget(sources.logGroup, page, queryFolder)],
      [stopsByCause(), topServices(sources.logGroup)],
      [alertsAgainstQuiet(), timeToMessage()],
      [openIncidents(), messagesByKind()],
      [functionHealth(sources.function), lostEvents(sources)],
    ],
  });
  const { region } = Stack.of(scope);
  return {
    dashboard,
    url: page(`/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`),
  };
}

function linksWidget(logGroup: ILogGroup, page: ConsolePage, folder: string): IWidget {
  const links = LOG_QUESTIONS.map((question) => `[${question.name}](${insightsUrl(question, logGroup, page)})`);
  return new TextWidget({
    width: 24,
    height: 3,
    markdown: `# ECS post-mortem\nAsk the log, one line per stop: ${links.join(' · ')}. Saved in CloudWatch Logs Insights under \`${folder}\`.`,
  });
}

/** The page of Logs Insights with the question typed in, over the last week. */
function insightsUrl(question: LogQuestion, logGroup: ILogGroup, page: ConsolePage): string {
  const { region } = Stack.of(logGroup);
  // A log group's generated name has no character that would have to be encoded.
  const detail = `~(end~0~start~-604800~timeType~'RELATIVE~unit~'seconds~editorString~'${encodeInsights(queryText(question))}~source~(~'${logGroup.logGroupName}))`;
  const encoded = detail.replaceAll('(', '%28').replaceAll(')', '%29');
  return page(`/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D${encoded}`);
}

/** Metrics by the values of one dimension, whatever values there are. */
function byDimension(metricName: string, dimension: string): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{${METRIC_NAMESPACE},${dimension}} MetricName="${metricName}"', 'Sum')`,
    usingMetrics: {},
    label: `\${PROP('Dim.${dimension}')}`,
  });
}

/** A metric that has no values while nothing happens, as a line that is at 0 then. */
const filled = (name: string, metric: Metric, label: string, color?: string): MathExpression =>
  new MathExpression({
    expression: `FILL(${name}, 0)`,
    usingMetrics: { [name]: metric },
    label,
    ...(color === undefined ? {} : { color }),
  });

const stopsByCause = (): IWidget =>
  new GraphWidget({ ...HALF, title: 'Stops by cause', stacked: true, left: [byDimension('Stops', 'Cause')] });

const messagesByKind = (): IWidget =>
  new GraphWidget({ ...HALF, title: 'Messages by kind', stacked: true, left: [byDimension('Messages', 'Kind')] });

function topServices(logGroup: ILogGroup): IWidget {
  const question = LOG_QUESTIONS.find(({ id }) => id === 'TopServices');
  return new LogQueryWidget({
    ...HALF,
    title: 'Top services',
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [logGroup.logGroupName],
    queryString: question === undefined ? '' : queryText(question),
  });
}

const alertsAgainstQuiet = (): IWidget =>
  new GraphWidget({
    ...HALF,
    title: 'What became of the stops',
    stacked: true,
    left: [
      filled('alerts', metricOf('Alerts'), 'Alerts', Color.RED),
      filled('repeats', metricOf('Repeats'), 'Repeats of a told incident', Color.ORANGE),
      filled('held', metricOf('Held'), 'Held for one message of many', Color.PURPLE),
      filled('quiet', metricOf('QuietStops'), 'Quiet', Color.GREY),
    ],
    right: [stopsMetric({ label: 'All stops' })],
  });

const timeToMessage = (): IWidget =>
  new GraphWidget({
    ...HALF,
    title: 'From stop to message',
    left: [
      metricOf('TimeToMessage', { statistic: 'p50', label: 'p50' }),
      metricOf('TimeToMessage', { statistic: 'p95', label: 'p95' }),
    ],
    leftYAxis: { label: 'ms', showUnits: false, min: 0 },
  });

const openIncidents = (): IWidget =>
  new GraphWidget({
    ...HALF,
    title: 'Open incidents',
    left: [filled('incidents', metricOf('OpenIncidents'), 'Open incidents')],
    leftYAxis: { min: 0 },
  });

const functionHealth = (fn: IFunction): IWidget =>
  new GraphWidget({
    ...HALF,
    title: 'The function itself',
    left: [
      fn.metricErrors({ label: 'Errors', color: Color.RED }),
      fn.metricThrottles({ label: 'Throttles', color: Color.ORANGE }),
      metricOf('Failures', { label: 'Failures in its log' }),
    ],
    right: [fn.metricDuration({ statistic: 'p95', label: 'Duration p95' })],
    leftYAxis: { min: 0 },
  });

const lostEvents = ({ deadLetterQueue, failureQueue }: DashboardSources): IWidget =>
  new GraphWidget({
    ...HALF,
    title: 'Events that got lost',
    left: [
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ label: 'Never reached the function' }),
      failureQueue.metricApproximateNumberOfMessagesVisible({ label: 'Failed for good' }),
    ],
    leftYAxis: { min: 0 },
  });

import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, type MetricName } from '../functions/responder/metrics.ts';

/** What of a metric is wanted; all of it has a default. */
export interface MetricProps {
  /**
   * The span of time that one value stands for.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
  /**
   * What a value is made of: `Sum`, `Maximum`, `p95`.
   *
   * @default - what fits the metric
   */
  readonly statistic?: string;
  /**
   * The name in graphs.
   *
   * @default - the name of the metric
   */
  readonly label?: string;
}

/** Which stops are to be counted. */
export interface StopsMetricProps extends MetricProps {
  /**
   * The id of the one cause to count, of `docs/causes.md`.
   *
   * @default - every cause
   */
  readonly cause?: string;
}

const STATISTICS: Readonly<Partial<Record<MetricName, string>>> = {
  TimeToMessage: 'p95',
  OpenIncidents: Stats.MAXIMUM,
  UnconfirmedSubscriptions: Stats.MAXIMUM,
};

/** One of the metrics that the function's log lines carry, in the Region of who uses it. */
export function metricOf(
  name: MetricName,
  props: MetricProps = {},
  dimensionsMap: Record<string, string> = {},
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap,
    period: props.period ?? Duration.minutes(5),
    statistic: props.statistic ?? STATISTICS[name] ?? Stats.SUM,
    ...(props.label === undefined ? {} : { label: props.label }),
  });
}

/** How many tasks stopped. */
export function stopsMetric({ cause, ...props }: StopsMetricProps = {}): Metric {
  return metricOf('Stops', props, cause === undefined ? {} : { Cause: cause });
}

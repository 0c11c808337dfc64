import type { EpochMs } from '../event/stopped-task.ts';
import type { Outcome } from './respond.ts';
import type { ServiceOutcome } from './respond-to-service.ts';
import type { StopOutcome } from './respond-to-stop.ts';

/** The namespace of the metrics in CloudWatch. */
export const METRIC_NAMESPACE = 'EcsPostmortem';

/** The metrics that the function's log lines carry, with their units. */
export const METRIC_UNITS = {
  /** Tasks that stopped, each once. */
  Stops: 'Count',
  /** Failures that were told by a message of their own. */
  Alerts: 'Count',
  /** Stops that were expected, muted or left to the digest. */
  QuietStops: 'Count',
  /** Failures of an incident that is told already. */
  Repeats: 'Count',
  /** Failures that the next message of many tells. */
  Held: 'Count',
  /** Alerts that left without a look at what was told before, as the table or the watch was missing. */
  Ungrouped: 'Count',
  /** Alerts that may have left twice. */
  MaySecond: 'Count',
  /** Messages that left. */
  Messages: 'Count',
  /** From the stop of the task to its message. */
  TimeToMessage: 'Milliseconds',
  /** Incidents that were open when the watch looked; no value where none was. */
  OpenIncidents: 'Count',
  /** Invocations that failed, and parts of others that did. */
  Failures: 'Count',
  /** Diagnoses that did not reach the event bus. */
  EventsLost: 'Count',
  /** Mail subscriptions that are not confirmed, or not there any more. */
  UnconfirmedSubscriptions: 'Count',
} as const;

/** The name of a metric. */
export type MetricName = keyof typeof METRIC_UNITS;

/** The name of a dimension. */
export type DimensionName = 'Cause' | 'Cluster' | 'Service' | 'Kind';

/** What one log line measures. */
export interface Measured {
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  readonly dimensions: Readonly<Partial<Record<DimensionName, string>>>;
}

/** Which of the metrics are wanted. */
export interface MetricOptions {
  /**
   * Count stops by cluster and service too: one metric for each service that fails.
   *
   * @default false
   */
  readonly metricsPerService?: boolean;
}

/** The sets of dimensions under which a metric is kept; each set of values of each is a metric on the bill. */
const DIMENSION_SETS: Readonly<Partial<Record<MetricName, readonly (readonly DimensionName[])[]>>> = {
  Stops: [[], ['Cause'], ['Cluster', 'Service']],
  Messages: [['Kind']],
};
const TOTAL: readonly (readonly DimensionName[])[] = [[]];

const NOTHING: Measured = { values: {}, dimensions: {} };

/**
 * Measures what came of an invocation: first what its log line carries, then what needs lines of its own, as one line has
 * room for one value of a dimension.
 */
export function measure(
  outcome: Outcome,
  at: EpochMs,
  options: MetricOptions = {},
): readonly [Measured, ...Measured[]] {
  switch (outcome.kind) {
    case 'stop':
      return [measureStop(outcome, at, options)];
    case 'service':
      return [measureService(outcome)];
    case 'watch': {
      const { open, told, subscriptions } = outcome;
      const faults = outcome.faults.length + (outcome.counts?.faults.length ?? 0);
      const [first, ...others] = [...Map.groupBy(told, ({ kind }) => kind)].map(
        ([kind, ofKind]): Measured => ({ values: { Messages: ofKind.length }, dimensions: { Kind: kind } }),
      );
      const seen = {
        ...(open > 0 ? { OpenIncidents: open } : {}),
        ...(faults > 0 ? { Failures: faults } : {}),
        ...(subscriptions === undefined ? {} : { UnconfirmedSubscriptions: subscriptions.unconfirmed }),
      };
      return [{ values: { ...seen, ...first?.values }, dimensions: { ...first?.dimensions } }, ...others];
    }
    case 'self-test':
      return [{ values: outcome.faults.length === 0 ? {} : { Failures: outcome.faults.length }, dimensions: {} }];
    default:
      return outcome satisfies never;
  }
}

/** Measures an invocation that failed. */
export function measureFailure({ name }: Error): Measured {
  // Another invocation is just telling the same failure: nothing is wrong, the retry looks again.
  return name === 'BeingToldError' ? NOTHING : { values: { Failures: 1 }, dimensions: {} };
}

function measureStop(outcome: StopOutcome, at: EpochMs, { metricsPerService }: MetricOptions): Measured {
  const { postMortem, published, faults = [] } = outcome;
  const { cause, task, kind } = postMortem;
  const lost = faults.length > 0 ? { EventsLost: 1 } : {};
  // A second copy of an event is no second stop.
  if (outcome.outcome === 'duplicate') return { values: lost, dimensions: {} };
  const told = published.length > 0;
  return {
    values: {
      Stops: 1,
      ...valuesOf(outcome),
      ...(told && task.stoppedAt !== undefined ? { TimeToMessage: Math.max(0, at - task.stoppedAt) } : {}),
      ...lost,
    },
    dimensions: {
      Cause: cause,
      ...(metricsPerService ? { Cluster: task.cluster, Service: task.service ?? task.family } : {}),
      ...(told ? { Kind: kind } : {}),
    },
  };
}

function measureService(outcome: ServiceOutcome): Measured {
  const { failure, published } = outcome;
  if (failure === undefined || outcome.outcome === 'duplicate') return NOTHING;
  const { QuietStops: _, ...values } = valuesOf(outcome);
  return { values, dimensions: published.length > 0 ? { Kind: failure.kind } : {} };
}

function valuesOf({ outcome, published, again }: StopOutcome | ServiceOutcome): Measured['values'] {
  return {
    ...BY_OUTCOME[outcome],
    ...(published.length > 0 ? { Messages: 1 } : {}),
    ...(again ? { MaySecond: 1 } : {}),
  };
}

const BY_OUTCOME: Readonly<Record<(StopOutcome | ServiceOutcome)['outcome'], Measured['values']>> = {
  told: { Alerts: 1 },
  ungrouped: { Alerts: 1, Ungrouped: 1 },
  repeat: { Repeats: 1 },
  late: { Repeats: 1 },
  held: { Held: 1 },
  muted: { QuietStops: 1 },
  digest: { QuietStops: 1 },
  quiet: { QuietStops: 1 },
  duplicate: {},
  noted: {},
  nothing: {},
};

/**
 * The members that make a log line a line of CloudWatch's embedded metric format; none where nothing is measured.
 *
 * Their names begin with a capital or an underscore, which no field of a diagnosis does.
 */
export function embedMetrics({ values, dimensions }: Measured, at: EpochMs): Readonly<Record<string, unknown>> {
  const names = METRIC_NAMES.filter((name) => values[name] !== undefined);
  if (names.length === 0) return {};
  const known = Object.fromEntries(Object.entries(dimensions).filter(([, value]) => isDimensionValue(value)));
  const setsOf = (name: MetricName) =>
    (DIMENSION_SETS[name] ?? TOTAL).filter((set) => set.every((dimension) => dimension in known));
  const bySets = Map.groupBy(names, (name) => JSON.stringify(setsOf(name)));
  return {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [...bySets].map(([, alike]) => ({
        Namespace: METRIC_NAMESPACE,
        Dimensions: alike[0] === undefined ? [] : setsOf(alike[0]),
        Metrics: alike.map((name) => ({ Name: name, Unit: METRIC_UNITS[name] })),
      })),
    },
    ...known,
    ...Object.fromEntries(names.map((name) => [name, values[name]])),
  };
}

const isMetricName = (name: string): name is MetricName => Object.hasOwn(METRIC_UNITS, name);
const METRIC_NAMES: readonly MetricName[] = Object.keys(METRIC_UNITS).filter(isMetricName);

/** CloudWatch refuses the whole line for one value that it does not take. */
const isDimensionValue = (value: string | undefined): boolean =>
  value !== undefined &&
  value.length <= 1_024 &&
  /^[\x20-\x7e]+$/.test(value) &&
  value.trim() !== '' &&
  value[0] !== ':';

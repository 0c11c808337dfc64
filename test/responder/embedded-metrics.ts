const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UNITS = new Set(['Count', 'Milliseconds', 'Seconds', 'Bytes', 'Percent', 'None']);
const isName = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= most;

/**
 * What CloudWatch would not accept of a log line in its embedded metric format, by the rules of the format's specification;
 * empty where it makes metrics of all that the line declares.
 */
export function emfFaults(line: unknown): readonly string[] {
  if (!isObject(line)) return ['the line is no JSON object'];
  const meta = line['_aws'];
  if (!isObject(meta)) return ['_aws is missing'];
  const { Timestamp: timestamp, CloudWatchMetrics: directives } = meta;
  const faults: string[] = [];
  if (!Number.isInteger(timestamp) || Number(timestamp) < 1e12)
    faults.push('_aws.Timestamp is not in epoch milliseconds');
  if (!Array.isArray(directives) || directives.length === 0) return [...faults, 'CloudWatchMetrics is no list'];
  for (const directive of directives) faults.push(...directiveFaults(line, directive));
  return faults;
}

function directiveFaults(line: Readonly<Record<string, unknown>>, directive: unknown): readonly string[] {
  if (!isObject(directive)) return ['a directive is no object'];
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
  const faults: string[] = [];
  if (!isName(namespace, 255)) faults.push('Namespace is no name');
  if (!Array.isArray(sets) || sets.length === 0) faults.push('Dimensions is no list of sets');
  for (const set of Array.isArray(sets) ? sets : []) {
    if (!Array.isArray(set) || set.length > 30) faults.push('a set has more than 30 dimensions, or is no list');
    for (const name of Array.isArray(set) ? set : []) {
      const value = isName(name, 250) ? line[name] : undefined;
      if (!isName(value, 1_024)) faults.push(`the dimension ${String(name)} has no text on the line`);
      else if (!/^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(value))
        faults.push(`the value of ${String(name)} is refused`);
    }
  }
  if (!Array.isArray(metrics) || metrics.length === 0 || metrics.length > 100)
    return [...faults, 'Metrics is no list of 1 to 100'];
  for (const metric of metrics) {
    const { Name: name, Unit: unit } = isObject(metric) ? metric : {};
    if (!isName(name, 1_024)) faults.push('a metric has no name');
    else if (typeof line[name] !== 'number' || !Number.isFinite(line[name]))
      faults.push(`${name} has no number on the line`);
    if (unit !== undefined && !(typeof unit === 'string' && UNITS.has(unit))) faults.push(`${String(unit)} is no unit`);
  }
  return faults;
}

/** The metrics that CloudWatch makes of a line: `Stops{Cause=out-of-memory}` with its value. */
export function metricsIn(line: unknown): Readonly<Record<string, number>> {
  const faults = emfFaults(line);
  if (faults.length > 0 || !isObject(line) || !isObject(line['_aws'])) throw new Error(faults.join('; '));
  const directives = line['_aws']['CloudWatchMetrics'];
  const found: [string, number][] = [];
  for (const { Dimensions: sets, Metrics: metrics } of Array.isArray(directives) ? directives : []) {
    for (const set of sets) {
      const named = set.map((dimension: string) => `${dimension}=${String(line[dimension])}`).join(',');
      for (const { Name: name } of metrics)
        found.push([set.length === 0 ? name : `${name}{${named}}`, Number(line[name])]);
    }
  }
  return Object.fromEntries(found);
}

import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import type { Severity } from '../functions/diagnosis/causes.ts';
import { faultOfSelector } from '../functions/responder/read-policy.ts';

/**
 * Which alerts a subscription gets: all that is given must match, and of each list one entry.
 *
 * Entries take one `*` for any text, at their beginning or end. SNS filters by the attributes of each message; a message that
 * lacks one, such as the daily digest for `services`, does not pass.
 */
export interface AlertFilter {
  /**
   * The least severity: `info`, `warning` or `critical`. That an incident or storm is over is `info`, and so is the digest.
   *
   * @default - any severity
   */
  readonly minSeverity?: string;
  /**
   * Ids of causes, of `docs/causes.md`: `out-of-memory`, `image-*`.
   *
   * @default - any cause
   */
  readonly causes?: string[];
  /**
   * Names of services; for tasks outside services, their families.
   *
   * @default - any service or family
   */
  readonly services?: string[];
  /**
   * Names of clusters.
   *
   * @default - any cluster
   */
  readonly clusters?: string[];
}

/** The severities, the least first. */
const SEVERITIES: readonly string[] = ['info', 'warning', 'critical'] satisfies readonly Severity[];

/** SNS takes so many combinations of values in a filter policy. */
const MOST_COMBINATIONS = 150;

/**
 * The filter policy on message attributes that lets these alerts pass; undefined where all do.
 *
 * Throws an error that begins with the method's name and names the entry at fault and the fix.
 */
export function filterPolicyOf(
  { minSeverity, causes, services, clusters }: AlertFilter,
  method: string,
): Record<string, SubscriptionFilter> | undefined {
  const severities = severitiesFrom(minSeverity, method);
  const ofCauses = valuesOf('causes', causes, method);
  const ofServices = valuesOf('services', services, method);
  const ofClusters = valuesOf('clusters', clusters, method);
  const combinations = [severities?.length, ofCauses?.length, ofServices && 2 * ofServices.length, ofClusters?.length]
    .map((count) => count ?? 1)
    .reduce((product, count) => product * count);
  if (combinations > MOST_COMBINATIONS) {
    throw new Error(
      `EcsPostmortem: ${method} has ${combinations} combinations of severities, causes, services (which count twice: as services and as families) and clusters, and SNS takes at most ${MOST_COMBINATIONS}. Use * for common parts of names, or subscribe twice.`,
    );
  }
  const policy = {
    ...(severities === undefined ? {} : { severity: new SubscriptionFilter(severities) }),
    ...(ofCauses === undefined ? {} : { cause: new SubscriptionFilter(ofCauses) }),
    ...(ofClusters === undefined ? {} : { cluster: new SubscriptionFilter(ofClusters) }),
    ...(ofServices === undefined
      ? {}
      : { $or: new SubscriptionFilter([{ service: ofServices }, { family: ofServices }]) }),
  };
  return Object.keys(policy).length === 0 ? undefined : policy;
}

function severitiesFrom(least: string | undefined, method: string): string[] | undefined {
  if (least === undefined) return undefined;
  const from = SEVERITIES.indexOf(least);
  if (from === -1) {
    throw new Error(
      `EcsPostmortem: ${method} has minSeverity "${least}", but it takes ${SEVERITIES.map((one) => `"${one}"`).join(', ')}.`,
    );
  }
  return from === 0 ? undefined : SEVERITIES.slice(from);
}

function valuesOf(field: 'causes' | 'services' | 'clusters', entries: readonly string[] | undefined, method: string) {
  if (entries === undefined) return undefined;
  const name = `EcsPostmortem: ${method} has ${field}`;
  if (entries.length === 0) {
    throw new Error(`${name} as an empty list, which no alert matches. Leave ${field} out to mean any, or name one.`);
  }
  return entries.map((entry) => {
    const fault = faultOfSelector(field, entry);
    if (fault !== undefined) throw new Error(`${name} with ${JSON.stringify(entry)}, which ${fault}.`);
    return matcherOf(entry, name);
  });
}

function matcherOf(entry: string, name: string): string | object {
  const star = entry.indexOf('*');
  if (star === -1) return entry;
  if (entry === '*') return { exists: true };
  if (entry.indexOf('*', star + 1) === -1) {
    if (star === entry.length - 1) return { prefix: entry.slice(0, -1) };
    if (star === 0) return { suffix: entry.slice(1) };
  }
  throw new Error(`${name} with ${JSON.stringify(entry)}, but SNS knows one * only, at the beginning or the end.`);
}

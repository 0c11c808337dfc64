import type { CauseId } from '../diagnosis/causes.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import type { Workload } from '../event/workload.ts';
import type { Treatment } from './failure.ts';

/** Which failures are meant; all that is given must match. Names take `*` for any text. */
export interface Selector {
  readonly clusters?: readonly string[];
  /** Names of services; for tasks outside services, their families. */
  readonly services?: readonly string[];
  readonly causes?: readonly string[];
  /** `key=value`, or `key` alone, of the task's tags. */
  readonly tags?: readonly string[];
}

/** What the team wants to hear of the failures that a selector means. */
export interface PolicyRule extends Selector {
  readonly treatment: Treatment;
}

/** Silence for a while: failures are recorded and not told. */
export interface Mute extends Selector {
  readonly id: string;
  /** When it ends. */
  readonly until: EpochMs;
  /** Only while a deployment of the failing service is under way. */
  readonly duringDeployments?: true;
  /** Why, in the words of who muted. */
  readonly reason?: string;
}

/** What a selector is held against. */
export interface Selected {
  readonly workload: Pick<Workload, 'name' | 'cluster'>;
  /** Absent as long as the cause is not known. */
  readonly cause?: CauseId;
  /** `key=value`; absent as long as the tags were not looked up. */
  readonly tags?: readonly string[];
}

/** Whether a selector means this failure; what is not known yet matches nothing. */
export function selects(
  { clusters, services, causes, tags }: Selector,
  { workload, cause, tags: has }: Selected,
): boolean {
  return (
    matches(clusters, [workload.cluster]) &&
    matches(services, [workload.name]) &&
    matches(causes, cause === undefined ? [] : [cause]) &&
    matches(
      tags,
      (has ?? []).flatMap((tag) => [tag, tag.slice(0, Math.max(0, tag.indexOf('=')))]),
    )
  );
}

const matches = (patterns: readonly string[] | undefined, names: readonly string[]): boolean =>
  patterns === undefined || patterns.some((pattern) => names.some((name) => matchesPattern(pattern, name)));

/** Matches a name against a pattern in which `*` stands for any text. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head)) return false;
  let from = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return name.length - tail.length >= from && name.endsWith(tail);
}

/** What the team's rules say of a failure; the first that matches wins. Undefined where none does. */
export const treatmentBy = (rules: readonly PolicyRule[], selected: Selected): Treatment | undefined =>
  rules.find((rule) => selects(rule, selected))?.treatment;

/** What the rules say before anything but the workload is known; undefined as long as a rule before might match after all. */
export function treatmentBeforeDiagnosis(rules: readonly PolicyRule[], selected: Selected): Treatment | undefined {
  const rule = rules.find(({ causes, tags, ...places }) => selects(places, selected));
  return rule?.causes === undefined && rule?.tags === undefined ? rule?.treatment : undefined;
}

/** The mute that silences a failure now. */
export const muteOf = (
  mutes: readonly Mute[],
  selected: Selected,
  { now, deploying }: { readonly now: EpochMs; readonly deploying: boolean },
): Mute | undefined =>
  mutes.find((mute) => mute.until > now && (mute.duringDeployments !== true || deploying) && selects(mute, selected));

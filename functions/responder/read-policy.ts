import * as v from 'valibot';
import { CAUSE_IDS } from '../diagnosis/causes.ts';
import type { Treatment } from '../incident/failure.ts';
import { matchesPattern, type PolicyRule, type Selector } from '../incident/policy.ts';
import { nearestName } from './nearest-name.ts';

/** The longest policy as JSON, in bytes: a function's environment variables take 4 KB in all. */
export const MOST_POLICY_BYTES = 2_000;

/** What a team may want to hear of a failure. */
export const TREATMENTS = ['alert', 'digest', 'quiet'] as const satisfies readonly Treatment[];

/** What a selector can name. */
export const SELECTOR_FIELDS = [
  'causes',
  'services',
  'clusters',
  'tags',
] as const satisfies readonly (keyof Selector)[];
type SelectorField = (typeof SELECTOR_FIELDS)[number];

const FIELDS = ['treatment', ...SELECTOR_FIELDS];

const names = v.exactOptional(v.pipe(v.array(v.string()), v.readonly()));
const Rule = v.looseObject({
  treatment: v.picklist(TREATMENTS),
  causes: names,
  services: names,
  clusters: names,
  tags: names,
});

/** Reads a policy from its JSON text; throws an error that names the entry at fault and the fix. */
export function readPolicy(text: string, name: string): readonly PolicyRule[] {
  let rules: unknown;
  try {
    rules = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${name} is not JSON (${error instanceof Error ? error.message : error}): it takes a list of rules such as [{"treatment":"quiet","services":["batch-*"]}].`,
    );
  }
  return checkPolicy(rules, name);
}

/** Judges the rules of a policy; throws an error that names the entry at fault and the fix. */
export function checkPolicy(rules: unknown, name: string): readonly PolicyRule[] {
  if (!Array.isArray(rules)) {
    throw new Error(`${name} is not a list: it takes rules such as [{"treatment":"quiet","services":["batch-*"]}].`);
  }
  const read = rules.map((rule: unknown, index) => readRule(rule, `${name}[${index}]`));
  refuseRulesWithoutEffect(read, name);
  const bytes = new TextEncoder().encode(JSON.stringify(read)).length;
  if (bytes > MOST_POLICY_BYTES) {
    throw new Error(
      `${name} has ${bytes} bytes as JSON, and takes at most ${MOST_POLICY_BYTES}: use * for common parts of names, or join rules of one treatment.`,
    );
  }
  return read;
}

/** What is wrong with one entry of a selector, and the fix; undefined where nothing is. */
export function faultOfSelector(field: SelectorField, entry: string): string | undefined {
  if (entry.trim() === '' || entry !== entry.trim()) return 'is blank or has spaces around it: take them away';
  switch (field) {
    case 'causes':
      return faultOfCause(entry);
    case 'tags':
      return entry.startsWith('=') ? 'has no key: write key=value, or the key alone' : undefined;
    case 'services':
    case 'clusters':
      return /^arn:|\//.test(entry)
        ? `takes names, not ARNs: write "${entry.slice(entry.lastIndexOf('/') + 1)}"`
        : undefined;
    default:
      return field satisfies never;
  }
}

function faultOfCause(entry: string): string | undefined {
  if (CAUSE_IDS.some((cause) => matchesPattern(entry, cause))) return undefined;
  const nearest = nearestName(entry, CAUSE_IDS);
  return `is no cause: ${nearest === undefined ? 'take one of docs/causes.md' : `"${nearest}" is the nearest`}`;
}

function readRule(value: unknown, name: string): PolicyRule {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`${name} is not a rule: it takes an object such as {"treatment":"quiet","services":["batch-*"]}.`);
  }
  const stranger = Object.keys(value).find((field) => !FIELDS.includes(field));
  if (stranger !== undefined) {
    const nearest = nearestName(stranger, FIELDS);
    const fix = nearest === undefined ? `it takes ${FIELDS.join(', ')}` : `"${nearest}" is the nearest that it takes`;
    throw new Error(`${name} has "${stranger}", which no rule has: ${fix}.`);
  }
  const parsed = v.safeParse(Rule, value);
  if (!parsed.success) {
    const field = v.getDotPath(parsed.issues[0])?.split('.')[0] ?? 'treatment';
    const takes = field === 'treatment' ? TREATMENTS.map((one) => `"${one}"`).join(', ') : 'a list of texts';
    throw new Error(`${name}.${field} is ${JSON.stringify(Reflect.get(value, field))}: it takes ${takes}.`);
  }
  const { treatment } = parsed.output;
  const rule: PolicyRule = {
    treatment,
    ...Object.fromEntries(
      SELECTOR_FIELDS.flatMap((field) => {
        const entries = parsed.output[field];
        return entries === undefined ? [] : [[field, checkEntries(entries, field, `${name}.${field}`)]];
      }),
    ),
  };
  return rule;
}

function checkEntries(entries: readonly string[], field: SelectorField, name: string): readonly string[] {
  if (entries.length === 0) {
    throw new Error(`${name} is an empty list, which selects nothing: leave ${field} out to mean any, or name one.`);
  }
  for (const entry of entries) {
    const fault = faultOfSelector(field, entry);
    if (fault !== undefined) throw new Error(`${name} holds ${JSON.stringify(entry)}, which ${fault}.`);
  }
  return entries;
}

/** The first rule that matches wins, so that one behind its like, or behind one that selects everything, never does. */
function refuseRulesWithoutEffect(rules: readonly PolicyRule[], name: string): void {
  const first = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    const catchAll = rules.slice(0, index).findIndex((earlier) => SELECTOR_FIELDS.every((field) => !earlier[field]));
    if (catchAll !== -1) {
      throw new Error(
        `${name}[${catchAll}] selects every failure, so that ${name}[${index}] never applies: put it last, or give it ${SELECTOR_FIELDS.join(', ')}.`,
      );
    }
    const selector = JSON.stringify(SELECTOR_FIELDS.map((field) => [...new Set(rule[field])].sort()));
    const earlier = first.get(selector);
    if (earlier !== undefined) {
      throw new Error(
        `${name}[${index}] selects the same as ${name}[${earlier}], which comes first and wins: leave one of them out.`,
      );
    }
    first.set(selector, index);
  }
}

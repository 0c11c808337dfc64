import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';

/** An EventBridge event pattern: the shape of an event with a list of matchers at each leaf. */
export type EventPattern = JsonObject;

/**
 * Answers whether an event matches an EventBridge event pattern.
 *
 * Knows exact values, `null`, `prefix`, `suffix`, `anything-but`, `exists`, `numeric`, `equals-ignore-case`, `wildcard` and
 * `$or`; throws an error that names any other operator, and for a pattern EventBridge would refuse. A list in the event
 * matches when one of its elements does; lists of objects are not kept together, as at EventBridge.
 */
export function matchesPattern(pattern: EventPattern, event: JsonObject): boolean {
  return matchesObject(pattern, [event], '');
}

function matchesObject(pattern: EventPattern, candidates: readonly JsonObject[], path: string): boolean {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new Error(`Event pattern: empty object at ${path || 'the root'}.`);
  return fields.every(([field, wanted]) => {
    const here = path === '' ? field : `${path}.${field}`;
    if (field === '$or' && isAlternatives(wanted)) {
      return wanted.some((alternative) => matchesObject(alternative, candidates, here));
    }
    const values = candidates.flatMap((candidate) => flatten(candidate[field]));
    if (isJsonObject(wanted)) return matchesObject(wanted, nested(values), here);
    if (!isJsonArray(wanted)) throw new Error(`Event pattern: "${here}" must be an object or an array.`);
    if (wanted.length === 0) throw new Error(`Event pattern: empty array at "${here}".`);
    return wanted.some((matcher) => matchesLeaf(matcher, values, here));
  });
}

const isAlternatives = (value: Json | undefined): value is readonly JsonObject[] =>
  isJsonArray(value) && value.length > 1 && value.every(isJsonObject);

// An absent parent still lets `exists: false` of its fields match.
const nested = (values: readonly Json[]): readonly JsonObject[] => {
  const objects = values.filter(isJsonObject);
  return objects.length === 0 ? [{}] : objects;
};

const flatten = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return [];
  return isJsonArray(value) ? value.flatMap(flatten) : [value];
};

function matchesLeaf(matcher: Json, values: readonly Json[], path: string): boolean {
  if (isJsonArray(matcher)) throw new Error(`Event pattern: a list inside a list at "${path}".`);
  const leaves = values.filter((value) => !isJsonObject(value));
  if (!isJsonObject(matcher)) return leaves.some((value) => value === matcher);
  const [operator, operand] = onlyEntry(matcher, path);
  if (operator === 'exists') return exists(operand, leaves, path);
  const matches = valueMatcher(operator, operand, path);
  return leaves.some(matches);
}

function onlyEntry(matcher: JsonObject, path: string): readonly [string, Json] {
  const [first, ...others] = Object.entries(matcher);
  if (first === undefined || first[1] === undefined || others.length > 0) {
    throw new Error(`Event pattern: a matcher at "${path}" must have exactly one operator.`);
  }
  return [first[0], first[1]];
}

function exists(operand: Json, leaves: readonly Json[], path: string): boolean {
  if (typeof operand !== 'boolean') throw badOperand('exists', path);
  return leaves.length > 0 === operand;
}

type ValueMatcher = (value: Json) => boolean;

function valueMatcher(operator: string, operand: Json, path: string): ValueMatcher {
  switch (operator) {
    case 'prefix':
      return textMatcher(operator, operand, path, (text, wanted) => text.startsWith(wanted));
    case 'suffix':
      return textMatcher(operator, operand, path, (text, wanted) => text.endsWith(wanted));
    case 'equals-ignore-case': {
      const wanted = textOperand(operator, operand, path).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
    }
    case 'wildcard': {
      const expression = wildcardExpression(textOperand(operator, operand, path));
      return (value) => typeof value === 'string' && expression.test(value);
    }
    case 'numeric':
      return numericMatcher(operand, path);
    case 'anything-but':
      return anythingBut(operand, path);
    default:
      throw new Error(`Event pattern: unknown operator "${operator}" at "${path}".`);
  }
}

function textMatcher(
  operator: string,
  operand: Json,
  path: string,
  compare: (text: string, wanted: string) => boolean,
): ValueMatcher {
  if (isJsonObject(operand)) {
    const [variant, text] = onlyEntry(operand, path);
    if (variant !== 'equals-ignore-case') {
      throw new Error(`Event pattern: unknown operator "${operator}.${variant}" at "${path}".`);
    }
    const wanted = textOperand(operator, text, path).toLowerCase();
    return (value) => typeof value === 'string' && compare(value.toLowerCase(), wanted);
  }
  const wanted = textOperand(operator, operand, path);
  return (value) => typeof value === 'string' && compare(value, wanted);
}

function anythingBut(operand: Json, path: string): ValueMatcher {
  if (!isJsonObject(operand)) {
    const unwanted = isJsonArray(operand) ? operand : [operand];
    if (!unwanted.every((value) => typeof value === 'string' || typeof value === 'number')) {
      throw badOperand('anything-but', path);
    }
    return (value) => !unwanted.some((one) => one === value);
  }
  const [operator, inner] = onlyEntry(operand, path);
  if (!['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(operator)) {
    throw new Error(`Event pattern: unknown operator "anything-but.${operator}" at "${path}".`);
  }
  const unwanted = (isJsonArray(inner) ? inner : [inner]).map((one) => valueMatcher(operator, one, path));
  return (value) => !unwanted.some((matches) => matches(value));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numericMatcher(operand: Json, path: string): ValueMatcher {
  if (!isJsonArray(operand) || operand.length === 0 || operand.length > 4 || operand.length % 2 === 1) {
    throw badOperand('numeric', path);
  }
  const bounds = Array.from({ length: operand.length / 2 }, (_, index) => {
    const sign = operand[2 * index];
    const bound = operand[2 * index + 1];
    const compare = typeof sign === 'string' ? COMPARISONS[sign] : undefined;
    if (compare === undefined || typeof bound !== 'number') throw badOperand('numeric', path);
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && bounds.every((within) => within(value));
}

function wildcardExpression(wildcard: string): RegExp {
  // A backslash makes the next character literal; two stars in a row are refused by EventBridge.
  if (/(?<!\\)\*\*/.test(wildcard)) throw new Error(`Event pattern: consecutive wildcards in "${wildcard}".`);
  const source = wildcard.replaceAll(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return part === '*' ? '.*' : `\\${part}`;
  });
  return new RegExp(`^${source}$`, 's');
}

function textOperand(operator: string, operand: Json, path: string): string {
  if (typeof operand !== 'string') throw badOperand(operator, path);
  return operand;
}

const badOperand = (operator: string, path: string): Error =>
  new Error(`Event pattern: "${operator}" at "${path}" has an operand of the wrong form.`);

import { matchesPattern } from '../event-pattern.ts';
import { type Json, type JsonObject, parseJson, parseJsonObject } from '../json.ts';
import type { MessageAttribute, Subscription } from './topic.ts';

/** Answers whether SNS delivers a message to a subscription. */
export function passesFilter(
  { filterPolicy, filterPolicyScope = 'MessageAttributes' }: Subscription,
  attributes: Readonly<Record<string, MessageAttribute>>,
  body: string,
): boolean {
  if (filterPolicy === undefined || Object.keys(filterPolicy).length === 0) return true;
  const subject = filterPolicyScope === 'MessageBody' ? parseJsonObject(body) : fieldsOf(attributes);
  return subject !== undefined && matchesPattern(filterPolicy, subject);
}

const fieldsOf = (attributes: Readonly<Record<string, MessageAttribute>>): JsonObject =>
  Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, fieldOf(attribute)]));

function fieldOf({ dataType, value }: MessageAttribute): Json {
  if (dataType === 'String.Array') return parseJson(value);
  return dataType.startsWith('Number') ? Number(value) : value;
}

import * as v from 'valibot';
import type { EpochMs } from './stopped-task.ts';
import { UnreadableEventError } from './unreadable-event.ts';

// Every object stays open: AWS adds fields. A null stands for an absent field, as some tools print it so.

/** A text that may be absent. */
export const text = v.nullish(v.string());

/** A moment that may be absent: events carry ISO 8601 text, the API's JSON epoch seconds. */
export const moment = v.nullish(
  v.pipe(
    v.union([v.number(), v.string()]),
    v.check(
      (value) => Number.isFinite(typeof value === 'number' ? value : Date.parse(value)),
      (issue) => `Invalid time: Expected an ISO 8601 text or epoch seconds but received ${issue.received}`,
    ),
  ),
);

/** The ARN of one kind of resource. */
export const arn = (service: string, resource: string) =>
  v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^arn:[\\w-]+:${service}:[\\w-]*:\\d*:${resource}/.+$`),
      (issue) => `Invalid ARN: Expected arn:…:${service}:…:${resource}/… but received ${issue.received}`,
    ),
  );

/**
 * Holds an input against a schema.
 *
 * @throws UnreadableEventError that names each field at fault.
 */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown, subject: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = result.issues.slice(0, 5).map((issue) => `${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`);
  throw new UnreadableEventError(`${subject} cannot be read: ${faults.join('; ')}`);
}

/** The moment in milliseconds, where there is one. */
export const epochMs = (value: string | number | null | undefined): EpochMs | undefined =>
  value == null ? undefined : typeof value === 'number' ? Math.round(value * 1_000) : Date.parse(value);

/** The part behind the last separator: the name in an ARN. */
export const afterLast = (value: string, separator: string): string => value.slice(value.lastIndexOf(separator) + 1);

type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Leaves out what is null or undefined. */
export function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  const kept: Present<T> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value != null) kept[key] = value;
  }
  return kept;
}

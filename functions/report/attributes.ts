import { cutText } from './cut-text.ts';
import type { PostMortem } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';

const MAX_VALUE = 256;

/** A value that SNS takes; may be empty. */
export const plainValue = (value: string): string =>
  cutText(value.replace(/[\u{10000}-\u{10ffff}]/gu, '').trim(), MAX_VALUE);

/**
 * The SNS message attributes that subscriptions filter by, each of type `String`: `cause`, `domain`, `severity`,
 * `kind`, `cluster`, `service` (`family` for a task outside a service), `account`, `region`. None is empty, longer
 * than 256 characters or holds a surrogate pair, which SNS refuses.
 */
export function messageAttributes(postMortem: PostMortem): Readonly<Record<string, string>> {
  const { kind, cause, domain, severity, task } = redactPostMortem(postMortem);
  const workload = task.service === undefined ? { family: task.family } : { service: task.service };
  const { cluster, account, region } = task;
  const all = { cause, domain, severity, kind, cluster, ...workload, account, region };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => {
      const plain = plainValue(value);
      return plain === '' ? [] : [[name, plain]];
    }),
  );
}

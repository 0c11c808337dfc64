import { parseArgs } from 'node:util';
import type { EpochMs } from '../functions/event/stopped-task.ts';
import { dayOf, type Failure } from '../functions/incident/failure.ts';
import { type Selector, selects } from '../functions/incident/policy.ts';
import type { IncidentStore } from '../functions/incident/store.ts';
import { historyTable } from './history-table.ts';
import { TABLE_OPTIONS, TABLE_USAGE, withIncidentStore } from './incident-store.ts';
import { InputError } from './input-error.ts';
import { readSince, showMoment } from './moments.ts';
import { runCommand } from './run-command.ts';
import { readSelector, SELECTOR_OPTIONS, showSelector } from './selector-options.ts';

/** How the command "history" is used. */
export const HISTORY_USAGE = `ecs-postmortem history [options]

Lists what failed, the newest first.
  --service NAME          a service, or the family of tasks outside services; * stands for any text; may be repeated
  --cluster NAME          a cluster
  --cause ID              a cause, as messages and docs/causes.md name it: out-of-memory, image-*
  --since TIME            7d (the default), 36h, 2026-11-20, or 2026-11-20T06:00
  --format FORMAT         table (default), or json: the records, times in milliseconds since 1970
  --limit N               the most failures to list (default: 50)
${TABLE_USAGE}

Exit code: 0 = listed, 2 = not listed.`;

const DAY_MS = 86_400_000;
/** Each day is a query of its own. */
const MOST_DAYS = 400;
const MOST_LISTED = 10_000;

/** Runs the command "history" and returns its exit code. */
export const history = (args: readonly string[]): Promise<0 | 2> =>
  runCommand(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...SELECTOR_OPTIONS,
        ...TABLE_OPTIONS,
        since: { type: 'string', default: '7d' },
        format: { type: 'string', default: 'table' },
        limit: { type: 'string', default: '50' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return HISTORY_USAGE;
    const now = Date.now();
    const selector = readSelector(values);
    const since = beginOf(values.since, now);
    const limit = limitOf(values.limit);
    const format = formatOf(values.format);
    return withIncidentStore(values, async (store, signal) => {
      const failures = await newest(store, { selector, since, now, atLeast: limit + 1 }, signal);
      const listed = failures.slice(0, limit);
      if (format === 'json') return JSON.stringify(listed, undefined, 2);
      return [
        ...(listed.length === 0 ? [] : [historyTable(listed), '']),
        summary(listed.length, failures.length > limit, selector, since),
      ].join('\n');
    });
  });

interface Search {
  readonly selector: Selector;
  readonly since: EpochMs;
  readonly now: EpochMs;
  /** No older day is read once there are so many. */
  readonly atLeast: number;
}

async function newest(
  store: IncidentStore,
  { selector, since, now, atLeast }: Search,
  signal: AbortSignal,
): Promise<readonly Failure[]> {
  const prefixes = keyPrefixes(selector);
  const found: Failure[] = [];
  // An event can be dated after the caller's own clock.
  for (let at = now + DAY_MS; dayOf(at) >= dayOf(since) && found.length < atLeast; at -= DAY_MS) {
    const ofDay = await Promise.all(
      prefixes.map((keyPrefix) => store.failuresOfDay(dayOf(at), keyPrefix === undefined ? {} : { keyPrefix }, signal)),
    );
    found.push(
      ...ofDay
        .flat()
        .filter((failure) => failure.at >= since && isSelected(selector, failure))
        .sort((a, b) => b.at - a.at),
    );
  }
  return found;
}

/** Where the records of the named services lie; one undefined for a look at everything. */
function keyPrefixes({ services }: Selector): readonly (string | undefined)[] {
  if (services === undefined || services.some((service) => service.includes('*'))) return [undefined];
  // A lost host is a record of its own, which names the service of its task.
  return [...services.flatMap((service) => [`service/${service}#`, `family/${service}#`]), 'host/'];
}

const isSelected = (selector: Selector, { workload, cause, taskOf }: Failure): boolean =>
  selects(selector, { workload, cause }) ||
  (taskOf !== undefined && selects(selector, { workload: { ...workload, name: taskOf }, cause }));

function summary(count: number, isCut: boolean, selector: Selector, since: EpochMs): string {
  const of = Object.keys(selector).length === 0 ? '' : ` of ${showSelector(selector)}`;
  const period = `since ${showMoment(since)}`;
  if (count === 0) return `No failures${of} ${period}.`;
  if (isCut) {
    return `The newest ${count} failures${of} ${period}: raise --limit for more, or narrow with --service, --cluster, --cause.`;
  }
  return `${count} ${count === 1 ? 'failure' : 'failures'}${of} ${period}.`;
}

function beginOf(text: string, now: EpochMs): EpochMs {
  const since = readSince(text, now);
  if (since >= now) throw new InputError(`--since is ${showMoment(since)}, which is not past: give an earlier time.`);
  if (since < now - MOST_DAYS * DAY_MS) {
    throw new InputError(`--since is ${showMoment(since)}, more than ${MOST_DAYS} days ago: give a later time.`);
  }
  return since;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED) {
    throw new InputError(`--limit is "${text}": it takes 1 to ${MOST_LISTED}.`);
  }
  return limit;
}

const FORMATS = ['table', 'json'] as const;

function formatOf(text: string): (typeof FORMATS)[number] {
  const format = FORMATS.find((candidate) => candidate === text);
  if (format === undefined) throw new InputError(`--format is "${text}": it takes ${FORMATS.join(', ')}.`);
  return format;
}

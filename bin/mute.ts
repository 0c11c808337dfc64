import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { formatDuration } from '../functions/event/format-time.ts';
import type { EpochMs } from '../functions/event/stopped-task.ts';
import type { Mute, Selector } from '../functions/incident/policy.ts';
import { redact } from '../functions/report/redact/redact.ts';
import { sanitiseLine } from '../functions/report/sanitise-text.ts';
import { TABLE_OPTIONS, TABLE_USAGE, withIncidentStore } from './incident-store.ts';
import { InputError } from './input-error.ts';
import { readMoment, readSpan, showMoment } from './moments.ts';
import { runCommand } from './run-command.ts';
import { readSelector, SELECTOR_OPTIONS, showSelector } from './selector-options.ts';

/** How the command "mute" is used. */
export const MUTE_USAGE = `ecs-postmortem mute SELECTOR... (--until TIME | --for SPAN) [options]

Silences failures for a while: they are recorded in the history and not told. All that is given must match.
  --service NAME          a service, or the family of tasks outside services; * stands for any text; may be repeated
  --cluster NAME          a cluster
  --cause ID              a cause, as messages and docs/causes.md name it: out-of-memory, image-*
  --tag KEY=VALUE         a tag of the task, or its key alone
  --everything            all failures, in place of the four above

  --until TIME            06:00 (the next one, in your own time zone), 2026-11-25T06:00, or with a zone 2026-11-25T06:00Z
  --for SPAN              90m, 2h, 1h30m, 2d; both at most 30 days ahead
  --during-deployments    only while a deployment of the failing service is under way
  --reason TEXT           why, for whoever reads "ecs-postmortem mutes"
${TABLE_USAGE}

Exit code: 0 = muted, 2 = not muted.`;

const MINUTE_MS = 60_000;
const LONGEST_DAYS = 30;
const LONGEST_REASON = 200;
/** All mutes lie in the one item that is read for every failure. */
const MOST_MUTES = 100;

/** Runs the command "mute" and returns its exit code. */
export const mute = (args: readonly string[]): Promise<0 | 2> =>
  runCommand(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...SELECTOR_OPTIONS,
        ...TABLE_OPTIONS,
        tag: { type: 'string', multiple: true },
        everything: { type: 'boolean' },
        until: { type: 'string' },
        for: { type: 'string' },
        'during-deployments': { type: 'boolean' },
        reason: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return MUTE_USAGE;
    const now = Date.now();
    const selector = readSelector(values);
    refuseAccidents(selector, values.everything ?? false);
    const until = readEnd(values, now);
    const reason = readReason(values.reason);
    return withIncidentStore(values, async (store, signal) => {
      const { mutes } = await store.board(signal);
      const active = mutes.filter((other) => other.until > now);
      if (active.length >= MOST_MUTES) {
        throw new InputError(
          `There are ${active.length} mutes already: take some away with "ecs-postmortem unmute ID", or use * for common parts of names.`,
        );
      }
      const added: Mute = {
        id: newId(mutes),
        until,
        ...selector,
        ...(values['during-deployments'] ? { duringDeployments: true } : {}),
        ...(reason === undefined ? {} : { reason }),
      };
      await store.putMute(added, signal);
      return confirmation(added, now);
    });
  });

function confirmation(added: Mute, now: EpochMs): string {
  const only = added.duringDeployments ? ', only while a deployment is under way' : '';
  return [
    `Muted ${showSelector(added)}: quiet until ${showMoment(added.until)}, for ${formatDuration(added.until - now)}${only}.`,
    'Failures are recorded ("ecs-postmortem history") and not told.',
    ...(added.tags
      ? ['Tags are looked up only where a rule of the policy names tags: without one, this mute silences nothing.']
      : []),
    `To end it: ecs-postmortem unmute ${added.id}`,
  ].join('\n');
}

function refuseAccidents(selector: Selector, everything: boolean): void {
  const selects = Object.keys(selector).length > 0;
  if (!selects && !everything) {
    throw new InputError(
      'This would silence everything: name --service, --cluster, --cause or --tag, or say --everything.',
    );
  }
  if (selects && everything) {
    throw new InputError(`--everything is given beside ${showSelector(selector)}: leave one of them out.`);
  }
}

function readEnd(values: { readonly until?: string; readonly for?: string }, now: EpochMs): EpochMs {
  if (values.until !== undefined && values.for !== undefined) {
    throw new InputError('--until and --for are both given: leave one of them out.');
  }
  if (values.until === undefined && values.for === undefined) {
    throw new InputError('A mute needs an end: give --until 06:00, or --for 2h.');
  }
  const option = values.until === undefined ? '--for' : '--until';
  const until =
    values.until === undefined
      ? // To the next full minute, so that what is printed is exact.
        Math.ceil((now + readSpan(values.for ?? '', option)) / MINUTE_MS) * MINUTE_MS
      : readMoment(values.until, option, now);
  if (until <= now) {
    throw new InputError(
      `${option} is ${showMoment(until)}, which is past (it is ${showMoment(now)}): give a later time, or --for 2h.`,
    );
  }
  if (until > now + LONGEST_DAYS * 24 * 60 * MINUTE_MS + MINUTE_MS) {
    throw new InputError(
      `${option} is ${showMoment(until)}, more than ${LONGEST_DAYS} days ahead: give an earlier end. What is to be quiet for good belongs in the policy of the construct.`,
    );
  }
  return until;
}

function readReason(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const reason = redact(sanitiseLine(text).trim());
  if (reason === '') throw new InputError('--reason is empty: say why, or leave it out.');
  if (reason.length > LONGEST_REASON) {
    throw new InputError(`--reason has ${reason.length} characters, and takes at most ${LONGEST_REASON}.`);
  }
  return reason;
}

/** Without letters that are read as digits, and without vowels: nobody is to type a word by accident. */
const LETTERS = 'bcdfghjkmnpqrstvwxz23456789';
const ID_LENGTH = 5;

function newId(mutes: readonly Mute[]): string {
  for (;;) {
    const id = Array.from({ length: ID_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
    if (!mutes.some((other) => other.id === id)) return id;
  }
}

import { parseArgs } from 'node:util';
import { formatDuration } from '../functions/event/format-time.ts';
import type { EpochMs } from '../functions/event/stopped-task.ts';
import type { Mute } from '../functions/incident/policy.ts';
import { sanitiseLine } from '../functions/report/sanitise-text.ts';
import { TABLE_OPTIONS, TABLE_USAGE, withIncidentStore } from './incident-store.ts';
import { InputError } from './input-error.ts';
import { showMoment } from './moments.ts';
import { runCommand } from './run-command.ts';
import { showSelector } from './selector-options.ts';

/** How the command "mutes" is used. */
export const MUTES_USAGE = `ecs-postmortem mutes [options]

Lists what is muted now, what ends first at the top.
${TABLE_USAGE}

Exit code: 0 = listed, 2 = not listed.`;

/** How the command "unmute" is used. */
export const UNMUTE_USAGE = `ecs-postmortem unmute ID [options]

Ends a mute before its time; "ecs-postmortem mutes" lists the ids.
${TABLE_USAGE}

Exit code: 0 = unmuted, 2 = not unmuted.`;

/** Runs the command "mutes" and returns its exit code. */
export const mutes = (args: readonly string[]): Promise<0 | 2> =>
  runCommand(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...TABLE_OPTIONS, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return MUTES_USAGE;
    return withIncidentStore(values, async (store, signal) => list((await store.board(signal)).mutes, Date.now()));
  });

/** Runs the command "unmute" and returns its exit code. */
export const unmute = (args: readonly string[]): Promise<0 | 2> =>
  runCommand(async () => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...TABLE_OPTIONS, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return UNMUTE_USAGE;
    const [id, ...others] = positionals;
    if (id === undefined || others.length > 0) {
      throw new InputError(`One id is taken, not ${positionals.length}: "ecs-postmortem mutes" lists them.`);
    }
    return withIncidentStore(values, async (store, signal) => {
      if (await store.removeMute(id, signal)) return `Unmuted ${id}: what it silenced is told again from now on.`;
      throw new InputError(`There is no mute "${id}": "ecs-postmortem mutes" lists them.`);
    });
  });

function list(all: readonly Mute[], now: EpochMs): string {
  const active = all.filter(({ until }) => until > now).sort((a, b) => a.until - b.until);
  return active.length === 0 ? 'Nothing is muted.' : active.map((mute) => show(mute, now)).join('\n');
}

const show = (mute: Mute, now: EpochMs): string =>
  [
    `${mute.id}  ${sanitiseLine(showSelector(mute))}`,
    `       until ${showMoment(mute.until)}, for another ${formatDuration(mute.until - now)}`,
    ...(mute.duringDeployments ? ['       only while a deployment is under way'] : []),
    ...(mute.reason === undefined ? [] : [`       ${sanitiseLine(mute.reason)}`]),
  ].join('\n');

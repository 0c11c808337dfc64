import type { LogAbsence, LogLocation } from './evidence.ts';

const name = ({ group, stream, region }: LogLocation): string => `stream ${stream} of log group ${group} (${region})`;

const NON_BLOCKING =
  'The log driver runs in non-blocking mode (the default since June 2025), which loses the last lines of a fast crash; set mode to blocking to keep them.';

/** Says why there is no log to quote, naming what to do about it. */
export function explainLogAbsence(container: string, why: LogAbsence): string {
  switch (why.kind) {
    case 'never-started':
      return `Container ${container} never started, so it wrote no log.`;
    case 'group-missing':
      return `The log of ${container} could not be read: log group ${why.group} does not exist in ${why.region}.`;
    case 'stream-missing':
      return `No log of ${container}: ${name(why.location)} does not exist. The container printed nothing, or its lines never arrived.${why.nonBlocking ? ` ${NON_BLOCKING}` : ''}`;
    case 'access-denied':
      return `The log of ${container} could not be read: allow ${why.action} on ${why.resource} to this function's role.`;
    case 'driver-unreadable':
      return `The log of ${container} is not in CloudWatch Logs: driver ${why.driver} sends it to ${why.where}.`;
    case 'not-configured':
      return `Container ${container} has no log configuration: ${why.where}.`;
    case 'nothing-printed':
      return `Container ${container} printed nothing before it ended (${name(why.location)} is empty).${why.nonBlocking ? ` ${NON_BLOCKING}` : ''}`;
    case 'throttled':
      return `The log of ${container} could not be read: CloudWatch Logs throttled the calls. Look at ${name(why.location)}.`;
    case 'out-of-time':
      return `The log of ${container} was not read in time; lines may still arrive in ${name(why.location)}.`;
    case 'read-failed':
      return `The log of ${container} could not be read (${why.message}). Look at ${name(why.location)}.`;
    case 'location-unknown':
      return `The log of ${container} could not be found: ${why.message}.`;
    default:
      return why satisfies never;
  }
}

import type { LogLocation, LogTail } from '../diagnosis/evidence.ts';
import { formatIso } from '../event/format-time.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import { consoleUrl, encodeInsights, encodeLogName } from './console-url.ts';
import type { Link } from './post-mortem.ts';

/** A span of time that a log page is opened at. */
export interface TimeRange {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** The page of one container's log stream; of the whole log group where the stream does not exist. */
export function logLink(container: string, tail: LogTail, partition: string, range?: TimeRange): Link | undefined {
  const location = locationOf(tail);
  if (location === undefined) return undefined;
  const { group, stream, region } = location;
  const streamMissing = tail.kind === 'absent' && tail.why.kind === 'stream-missing';
  const path = streamMissing ? insightsPath(location, range) : streamPath(location, range);
  const url = consoleUrl({ partition, region }, path);
  return {
    label: `Log of ${container}`,
    ...(url === undefined ? {} : { url }),
    note: streamMissing ? `group ${group}` : `group ${group}, stream ${stream}`,
  };
}

function locationOf(tail: LogTail): LogLocation | undefined {
  if (tail.kind === 'lines') return tail.location;
  return 'location' in tail.why ? tail.why.location : undefined;
}

function streamPath({ group, stream, region }: LogLocation, range: TimeRange | undefined): string {
  const times = range === undefined ? '' : `$3Fstart$3D${range.start}$26end$3D${range.end}`;
  return `/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeLogName(group)}/log-events/${encodeLogName(stream)}${times}`;
}

const QUERY = 'fields @timestamp, @logStream, @message\n| sort @timestamp desc\n| limit 200';

function insightsPath({ group, region }: LogLocation, range: TimeRange | undefined): string {
  const times =
    range === undefined
      ? "end~0~start~-3600~timeType~'RELATIVE~unit~'seconds"
      : `end~'${encodeInsights(formatIso(range.end))}~start~'${encodeInsights(formatIso(range.start))}~timeType~'ABSOLUTE~tz~'UTC`;
  const detail = `~(${times}~editorString~'${encodeInsights(QUERY)}~source~(~'${encodeInsights(group)}))`;
  return `/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D${detail}`;
}

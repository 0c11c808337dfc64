import { formatDate, formatTime } from '../functions/event/format-time.ts';
import type { EpochMs } from '../functions/event/stopped-task.ts';
import { InputError } from './input-error.ts';

const MINUTE_MS = 60_000;
const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: MINUTE_MS } as const;

/** Reads a span of time such as `90m`, `2h`, `1h30m` or `7d`, in milliseconds. */
export function readSpan(text: string, option: string): number {
  const [, days, hours, minutes] = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?$/.exec(text.trim()) ?? [];
  const ms = Number(days ?? 0) * UNITS_MS.d + Number(hours ?? 0) * UNITS_MS.h + Number(minutes ?? 0) * UNITS_MS.m;
  if (ms === 0) {
    throw new InputError(`${option} is "${text}": it takes minutes, hours or days, such as 90m, 2h, 1h30m or 7d.`);
  }
  return ms;
}

/** Reads a moment: the next `06:00`, or ISO 8601; a time without zone is the caller's own. */
export function readMoment(text: string, option: string, now: EpochMs): EpochMs {
  const ofDay = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  const at = ofDay === null ? isoMoment(text, option) : nextTime(Number(ofDay[1]), Number(ofDay[2]), now);
  if (Number.isNaN(at)) {
    throw new InputError(
      `${option} is "${text}": it takes a time of the day such as 06:00, or ISO 8601 such as 2026-11-25T06:00, 2026-11-25T06:00Z or 2026-11-25T06:00+01:00.`,
    );
  }
  return at;
}

/** Reads the beginning of a look back: a span before now, a date, or a moment. */
export function readSince(text: string, now: EpochMs): EpochMs {
  const option = '--since';
  if (/^[\d dhm]+$/.test(text)) return now - readSpan(text, option);
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? isoMoment(`${text}T00:00`, option) : isoMoment(text, option);
  if (Number.isNaN(at)) {
    throw new InputError(`${option} is "${text}": it takes a span such as 7d or 36h, or a date such as 2026-11-20.`);
  }
  return at;
}

/** `2026-11-25 06:00 UTC (07:00 in Europe/Berlin)`: to the minute, the caller's own time where it is another. */
export function showMoment(at: EpochMs): string {
  const utc = `${formatDate(at)} ${formatTime(at).slice(0, 5)}`;
  const offsetMs = -new Date(at).getTimezoneOffset() * MINUTE_MS;
  if (offsetMs === 0) return `${utc} UTC`;
  const local = at + offsetMs;
  const date = formatDate(local) === formatDate(at) ? '' : `${formatDate(local)} `;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return `${utc} UTC (${date}${formatTime(local).slice(0, 5)} in ${timeZone})`;
}

function nextTime(hours: number, minutes: number, now: EpochMs): EpochMs {
  if (hours > 23 || minutes > 59) return Number.NaN;
  const date = new Date(now);
  date.setHours(hours, minutes, 0, 0);
  if (date.getTime() <= now) {
    date.setDate(date.getDate() + 1);
    // The day between may have 23 or 25 hours.
    date.setHours(hours, minutes, 0, 0);
  }
  return date.getTime();
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d{1,9})?(?:(Z)|([+-]\d{2}):?(\d{2}))?)?$/i;

function isoMoment(text: string, option: string): EpochMs {
  const [, date, time, seconds = ':00', utc = '', offsetHours, offsetMinutes] = ISO.exec(text.trim()) ?? [];
  if (date === undefined) return Number.NaN;
  // Date turns the 30th of February into the 2nd of March.
  if (!isDate(date)) throw new InputError(`${option} is "${text}": there is no such day.`);
  if (time === undefined) {
    throw new InputError(`${option} is "${text}", a day without a time: write ${date}T06:00.`);
  }
  const offset = offsetHours === undefined ? utc.toUpperCase() : `${offsetHours}:${offsetMinutes}`;
  return Date.parse(`${date}T${time}${seconds}${offset}`);
}

function isDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(at) && formatDate(at) === date;
}

import type { EpochMs } from './stopped-task.ts';

const DAY_MS = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** The date of a moment in UTC: `2026-11-24`. */
export function formatDate(at: EpochMs): string {
  // Days to civil date in the proleptic Gregorian calendar, after Howard Hinnant's `civil_from_days`.
  const days = Math.floor(at / DAY_MS) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** The time of day of a moment in UTC: `09:14:27`. */
export function formatTime(at: EpochMs): string {
  const seconds = Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / 1_000);
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A moment as ISO 8601 with milliseconds, as the CloudWatch console writes it: `2026-11-24T09:14:27.031Z`. */
export function formatIso(at: EpochMs): string {
  const ms = ((Math.floor(at) % 1_000) + 1_000) % 1_000;
  return `${formatDate(at)}T${formatTime(at)}.${String(ms).padStart(3, '0')}Z`;
}

/** A duration in the two units that matter: `850 ms`, `12 s`, `3 min 05 s`, `2 h 10 min`, `4 d 03 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1_000) return `${Math.floor(ms)} ms`;
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

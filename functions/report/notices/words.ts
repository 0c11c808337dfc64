import { formatDate, formatDuration, formatTime } from '../../event/format-time.ts';
import type { EpochMs } from '../../event/stopped-task.ts';

const MINUTE_MS = 60_000;

/** `12 min`, `2 h 10 min`: a duration without what does not matter. */
export const spanInWords = (ms: number): string =>
  formatDuration(ms >= 10 * MINUTE_MS ? Math.floor(ms / MINUTE_MS) * MINUTE_MS : ms).replace(/ 00 (?:s|min|h)$/, '');

/** `09:15 UTC`; with the date where it is not today's. */
export const momentInWords = (at: EpochMs, now: EpochMs): string =>
  `${formatDate(at) === formatDate(now) ? '' : `${formatDate(at)} `}${formatTime(at).slice(0, 5)} UTC`;

/** `1,000`. */
export const numberInWords = (count: number): string => count.toLocaleString('en-US');

/** `1 stop`, `1,000 stops`. */
export const countInWords = (count: number, one: string, many = `${one}s`): string =>
  `${numberInWords(count)} ${count === 1 ? one : many}`;

/** `once`, `12 times`. */
export const timesInWords = (count: number): string => (count === 1 ? 'once' : `${numberInWords(count)} times`);

/** `all 12`, `both`, `9 of 12`. */
export function shareInWords(count: number, total: number): string {
  if (count < total) return `${numberInWords(count)} of ${numberInWords(total)}`;
  return total === 2 ? 'both' : `all ${numberInWords(total)}`;
}

/** `orders, billing and carts`; `orders, billing and 3 more` beyond `most`. */
export function namesInWords(names: readonly string[], most = 5): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** The text with a capital letter first. */
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `orders:1.4.2`: an image without its registry, a digest without its tail. */
export const imageInWords = (image: string): string =>
  image.slice(image.lastIndexOf('/') + 1).replace(/(@sha256:[\da-f]{12})[\da-f]{1,52}$/, '$1');

import type { LogLine } from '../evidence.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';

const stampOf = (event: readonly ParsedLine[]): string => event[0]?.stamp ?? '';

/** Whether each event begins with a stamp, written in the same way. */
const areAllStamped = (events: readonly (readonly ParsedLine[])[]): boolean => {
  const [first = []] = events;
  const { length } = stampOf(first);
  return length > 0 && events.every((event) => stampOf(event).length === length);
};

/**
 * Parses the events of a log into physical lines, oldest first. CloudWatch returns events of one millisecond in any order:
 * where each of them begins with a stamp of its own, that stamp tells which was first.
 */
export function parseInOrder(lines: readonly LogLine[]): readonly ParsedLine[] {
  const ordered: ParsedLine[] = [];
  for (let from = 0; from < lines.length; ) {
    const moment = lines[from]?.at;
    let to = from + 1;
    while (to < lines.length && moment !== undefined && lines[to]?.at === moment) to++;
    const events = lines.slice(from, to).map(({ text }, index) => parseLine(from + index, text));
    if (areAllStamped(events)) events.sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : stampOf(a) > stampOf(b) ? 1 : 0));
    for (const event of events) ordered.push(...event);
    from = to;
  }
  return ordered;
}

/** Whether a log was copied from a console that lists the newest line first: most stamps are older than the one before. */
export function isNewestFirst(lines: readonly ParsedLine[]): boolean {
  let earlier = 0;
  let later = 0;
  let before = '';
  for (const { stamp } of lines) {
    if (stamp === '') continue;
    if (before !== '' && stamp < before) earlier++;
    else if (before !== '' && stamp > before) later++;
    before = stamp;
  }
  return earlier >= 1 && later === 0 ? true : earlier > 3 && earlier > later * 4;
}

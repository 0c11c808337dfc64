import type { ReadLine } from './find-failures.ts';
import { type Role, roleOf } from './line-role.ts';
import type { ParsedLine } from './parse-line.ts';

const STRUCTURES = new Set<Role>(['fatal', 'exception', 'frame', 'deeper', 'traceback']);

/**
 * Takes away the levels of a collector that calls every line the same, which says nothing about any of them: what the texts
 * themselves say counts.
 *
 * @param failed - the container ended with a code of its own, so that not all can have been information.
 */
export function withoutCollectorsLevel(lines: readonly ReadLine[], failed: boolean): readonly ReadLine[] {
  const given = lines.find(({ entryLevel }) => entryLevel !== 'none')?.entryLevel;
  const byEntry =
    given !== undefined &&
    lines.every(
      ({ role, entryLevel, collected }) =>
        role === 'blank' || entryLevel === given || (entryLevel === 'none' && collected),
    );
  const telling = lines.filter(({ role }) => role !== 'access');
  const isCollected = byEntry && 10 * telling.filter(({ collected }) => collected).length >= telling.length;
  // A logger's own entries may all be information as well, until something says that they cannot be.
  const isInformation = byEntry
    ? given === 'info'
    : lines.every(({ role, level }) => role === 'blank' || level === 'info');
  const isBelied = isInformation && (failed || lines.some(({ role }) => STRUCTURES.has(role)));
  if (!isCollected && !isBelied) return lines;
  return lines.map((line) => {
    const level = byEntry ? line.ownLevel : 'none';
    const unmarked: ParsedLine = { ...line, level };
    // Of the levels only these two have a say in what a line is.
    const wasGrave = line.level === 'error' || line.level === 'fatal';
    return { ...unmarked, role: wasGrave && level !== line.level ? roleOf(unmarked) : line.role };
  });
}

import type { ReadLine } from './find-failures.ts';

const SAYS_SO = /listen|running|started|serving|ready on|bound to|port\(s\)|port:? \d/;
const PORT =
  /https?:\/\/[^\s/:]*(?:\[[\d:]*\])?:(\d{2,5})\b|port\(?s?\)?(?: is|:|=)? ?"?(\d{2,5})\b|(?:\d\.\d{1,3}|\]|::|\*|localhost|[\s"'=]):(\d{2,5})\b| (?:on|at):? (\d{2,5})\b/;
const DOES_NOT = /eaddrinuse|in use|failed|error|denied|connect(?:ing|ed)? to|target/;

/** The ports that the application said it listens on, in the order it said so. */
export function findListening(lines: readonly ReadLine[]): readonly number[] {
  const ports: number[] = [];
  for (const { lower, level, role } of lines) {
    if (level === 'error' || level === 'fatal' || role === 'access' || role === 'frame') continue;
    const at = lower.search(SAYS_SO);
    if (at < 0 || DOES_NOT.test(lower)) continue;
    const found = PORT.exec(lower.slice(at, at + 300))
      ?.slice(1)
      .find((group) => group !== undefined);
    const port = Number(found);
    if (port >= 1 && port <= 65_535 && !ports.includes(port)) ports.push(port);
  }
  return ports;
}

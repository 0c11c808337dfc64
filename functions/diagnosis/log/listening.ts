import type { ReadLine } from './find-failures.ts';

const LISTENS =
  /(?:listening|listen|running|started|serving|ready|available|bound|server|port\(s\):?|ports?|uvicorn|http)\b[^\n]{0,80}?(?:https?:\/\/[\w.[\]*:-]{1,80}?:|port\(?s?\)?:? ?"?|(?:\d{1,3}(?:\.\d{1,3}){3}|\[?::\]?|\*|localhost|:):|on :|at :|on )(\d{2,5})\b/i;
const GATE = /listen|running|started|serving|ready on|port/;
const REFUSED = /eaddrinuse|in use|failed|error|denied|connect/;

/** The ports that the application said it listens on, in the order it said so. */
export function findListening(lines: readonly ReadLine[]): readonly number[] {
  const ports: number[] = [];
  for (const { text, lower, level, role } of lines) {
    if (level === 'error' || level === 'fatal' || role === 'access' || role === 'frame') continue;
    if (!GATE.test(lower) || REFUSED.test(lower)) continue;
    const port = Number(LISTENS.exec(text.slice(0, 400))?.[1]);
    if (port >= 1 && port <= 65_535 && !ports.includes(port)) ports.push(port);
  }
  return ports;
}

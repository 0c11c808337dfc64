import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Diagnostics } from 'recheck';
import type { Knowledge } from '../functions/diagnosis/team-knowledge/knowledge.ts';
import { KnowledgeError, readKnowledge } from '../functions/knowledge/read-knowledge.ts';
import { loadPatternProver } from './pattern-prover.ts';

/** A team's knowledge, as it was written and as it was understood. */
export interface KnowledgeFile {
  readonly text: string;
  readonly knowledge: Knowledge;
}

const MOST_BYTES = 262_144;

/** How long the proof of one pattern may take, in milliseconds; patterns without nested or long repeats need a few. */
const PROOF_TIMEOUT_MS = 5_000;

/**
 * Reads and judges a team's knowledge, its patterns included: each is proved to take time linear in the length of a line.
 *
 * @param file - a path; a relative one begins at the working directory.
 * @throws KnowledgeError that names each entry and field at fault, and the fix.
 */
export function readKnowledgeFile(file: string): KnowledgeFile {
  const name = basename(file);
  const text = readText(file);
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new KnowledgeError(
      `${name}: it has more than ${MOST_BYTES / 1_024} KiB: leave signatures out that are not needed.`,
    );
  }
  const knowledge = readKnowledge(text, name);
  const faults = knowledge.signatures.flatMap(({ pattern }, index) => {
    const fault = faultOfPattern(pattern);
    return fault === undefined ? [] : [`${name}: signatures[${index}].pattern "${pattern.source}" ${fault}.`];
  });
  if (faults.length > 0) throw new KnowledgeError(faults.join('\n'));
  return { text, knowledge };
}

function readText(file: string): string {
  const path = resolve(file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new KnowledgeError(
      `${file}: cannot be read (${error instanceof Error ? error.message : error}): give the path of the team's JSON file.`,
    );
  }
}

function faultOfPattern({ source, flags }: RegExp): string | undefined {
  const diagnostics = loadPatternProver().checkSync(source, flags, { timeout: PROOF_TIMEOUT_MS });
  switch (diagnostics.status) {
    case 'safe':
      return undefined;
    case 'vulnerable': {
      const { type, summary } = diagnostics.complexity;
      const takes =
        type === 'exponential' ? 'exponential time' : `time that grows with a power of the line's length (${summary})`;
      return `can take ${takes}, because of "${culpritOf(source, diagnostics)}": ${FIX}`;
    }
    default:
      return `could not be proved to take linear time within ${PROOF_TIMEOUT_MS / 1_000} s: ${FIX}`;
  }
}

const FIX = 'repeat nothing within a repeat, begin with literal text or ^, and write \\S+ or .{1,20} in place of .*';

/** The repeats that make a pattern slow, with the parentheses that they close. */
function culpritOf(source: string, { hotspot }: Pick<Diagnostics & { status: 'vulnerable' }, 'hotspot'>): string {
  const [first] = hotspot;
  if (first === undefined) return source;
  const toRepeat = /^[^*+{]*/.exec(source.slice(first.end))?.[0].length ?? 0;
  let end = endOfRepeat(source, first.end + toRepeat);
  let start = first.start;
  while (start > 0 && depthOf(source.slice(start, end)) < 0) start--;
  while (end < source.length && depthOf(source.slice(start, end)) > 0) end = endOfRepeat(source, end + 1);
  return source.slice(start, end);
}

/** Where the closing parentheses and signs of repetition end that stand at a position. */
const endOfRepeat = (source: string, from: number): number =>
  from + (/^(?:[)*+?]|\{\d{1,9},?\d{0,9}\})*/.exec(source.slice(from))?.[0].length ?? 0);

/** How many more parentheses are opened than closed. */
const depthOf = (part: string): number => {
  const bare = part.replace(/\\./g, '');
  return bare.split('(').length - bare.split(')').length;
};

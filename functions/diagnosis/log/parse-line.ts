import { flattenJson } from './flatten-json.ts';
import { type Level, levelOf } from './level.ts';

/** One physical line of a log, freed of all that a logger or a collector put around it. */
export interface ParsedLine {
  /** Index of the log event that it comes from. */
  readonly index: number;
  /** The text with its own indentation, without prefixes. */
  readonly text: string;
  readonly lower: string;
  readonly level: Level;
  /** The level that the text itself names. */
  readonly ownLevel: Level;
  /** The level that the structured entry around the text names: its logger's, or a collector's that calls all lines so. */
  readonly entryLevel: Level;
  /** The entry around the text holds raw output: a logger's message has no stamp, level or indentation of its own. */
  readonly collected: boolean;
  /** The sortable time stamp that stood in front, where there was one. */
  readonly stamp: string;
}

// Written with and without the escape byte: consoles and collectors lose it, or show it as another character.
const COLOUR =
  /(?:\x1b|\u241b|\u2190|\^\[|#033|\\u001[bB]|\\x1[bB]|\\033)\[[\d;?]{0,20}[A-Za-z]|\[(?:\d{1,3}(?:;\d{1,3}){0,9})m|\x1b[()][AB012]/g;
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]/g;

const ZONE = '(?: ?(?:Z|UTC|GMT|CES?T|[ECMP][SD]T|[+-]\\d{2}:?\\d{2})\\b)?';
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2})?(?:[.,]\\d{1,9})?(?: ?[AP]M)?';
/** Prefixes in the order they are tried; each may occur once per round. */
export const PREFIXES: readonly RegExp[] = [
  /^<\d{1,3}>1 \S{1,40} \S{1,100} \S{1,48} \S{1,64} \S{1,32} (?:-|\[[^\]]{0,300}\])(?: |$)/,
  /^<\d{1,3}>(?!1 )/,
  // Syslog without a process id: a host's name has a digit or a hyphen, the words of a sentence seldom do.
  /^[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2} (?=[a-z.]{0,40}[\d-])[\w.-]{1,60} [\w./-]{1,60}(?:\[\d{1,7}\])?: ?/,
  /^\[?1\d{9}(?:\.\d{1,9}|\d{3})?\]?(?:[ \t]|$)/,
  new RegExp(`^[[(]?\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:[T ,]{1,2}${CLOCK}${ZONE})?[\\])]?(?: ?[|]|[:;,])? ?`),
  new RegExp(
    `^[[(]?\\d{1,2}[-/.](?:\\d{1,2}|[A-Z][a-z]{2})[-/.]\\d{4}[\\])]?[:, ] ?[[]?${CLOCK}${ZONE}[\\])]?[:;,|]? ?`,
  ),
  new RegExp(
    `^[[(]?(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} {1,2}\\d{1,2}(?: \\d{4})? ${CLOCK}${ZONE}(?: \\d{4})?[\\])]?:? `,
  ),
  new RegExp(`^[[(]?${CLOCK}${ZONE}[\\])]?[:;,|]? (?=[\\S \\t])`),
  /^(?=[\d.-]{0,20}[A-Za-z])\w[\w.@-]{0,60} {0,40}\|(?: |$)/,
  /^\d{1,3}\|[\w.@-]{1,40} {0,20}\| ?/,
  /^[\w.-]{1,60} [\w./-]{1,60}\[\d{1,7}\]: ?/,
  /^\[?pod\/[\w.-]{1,80}(?:\/[\w.-]{1,60})?\]? /,
  /^(?:[\w.-]{1,40} )?(?:stdout|stderr)(?: ?[,|:] ?| [FP] )/,
  /^\([\w:.-]{1,60} pid=\d{1,8}(?:, ip=[\d.]{7,15})?\) /,
  /^@[\w.-]{1,40}\/[\w.-]{1,40}:[\w-]{1,40}: /,
  /^\[\d{1,3}\] (?=\S| )/,
  /^\[[\w.-]{2,40}\] (?=\d{4}-\d\d-\d\d)/,
  /^\^C/,
  /^\s*"(?:stacktrace|exception|stack_trace)": ?\[? ?"/,
  /^\s*"(?=at |Caused by|[a-z]\w{1,20}(?:\.\w{1,60}){2,8}: )/,
];
const STAMP = /^(?:<\d{1,3}>1 )?\W?(\d{4}[-/.]\d{2}[-/.]\d{2}[T ,]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)/;
const INDENTED_PREFIX = /^ {8,60}(?=[A-Za-z][\w.-]{0,40} {0,20}\| )/;

/** Longer lines say nothing more; what is cut is the middle, for roots stand at either end. */
const LONGEST = 6_000;

const shorten = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1_500)} … ${text.slice(-1_500)}` : text;

/** Frees a text of colours and control characters; tabs and line breaks stay. */
export const cleanText = (text: string): string => text.replace(COLOUR, '').replace(CONTROL, '');

const stripPrefixes = (text: string): { rest: string; stamp: string } => {
  let rest = text.replace(INDENTED_PREFIX, '');
  let stamp = '';
  for (let round = 0; round < 4; round++) {
    const before = rest;
    stamp ||= STAMP.exec(rest)?.[1] ?? '';
    for (const prefix of PREFIXES) {
      const found = prefix.exec(rest);
      if (found !== null) rest = rest.slice(found[0].length);
    }
    if (rest === before) break;
  }
  return { rest, stamp };
};

/** What is known of a text from the entries around it. */
interface Around {
  readonly depth: number;
  readonly entryLevel: Level;
  readonly ownLevel: Level;
  readonly collected: boolean;
  readonly stamp: string;
}

const parsed = (index: number, raw: string, { entryLevel, ownLevel, collected, stamp }: Around): ParsedLine => {
  const text = raw.trimEnd();
  const level = ownLevel === 'none' ? entryLevel : ownLevel;
  return { index, text, lower: text.toLowerCase(), level, ownLevel, entryLevel, collected, stamp };
};

const parsePhysical = (index: number, raw: string, around: Around, into: ParsedLine[]): void => {
  const { rest, stamp } = stripPrefixes(raw);
  const known = {
    ...around,
    collected: around.collected || (around.depth > 0 && (stamp !== '' || /^\s|^$/.test(rest))),
    stamp: stamp || around.stamp,
  };
  const flat = around.depth < 3 ? flattenJson(rest) : undefined;
  if (flat === undefined) {
    const level = levelOf(rest);
    into.push(
      parsed(
        index,
        rest,
        level === 'none' ? known : { ...known, ownLevel: level, collected: known.collected || around.depth > 0 },
      ),
    );
    return;
  }
  const inside: Around = {
    ...known,
    depth: around.depth + 1,
    // Whose level counts is the question: what holds an entry without one says nothing of the entry within.
    collected: flat.collected === true || (known.entryLevel !== 'none' && known.collected),
    ...(flat.level === 'none'
      ? {}
      : known.entryLevel === 'none'
        ? { entryLevel: flat.level }
        : { ownLevel: flat.level }),
  };
  for (const [i, line] of flat.lines.entries()) {
    if (i === 0) parsePhysical(index, line, inside, into);
    else into.push(parsed(index, line, inside));
  }
};

const BARE: Around = { depth: 0, entryLevel: 'none', ownLevel: 'none', collected: false, stamp: '' };

/** Parses one log event into its physical lines; at least one. */
export function parseLine(index: number, text: string): readonly ParsedLine[] {
  const lines: ParsedLine[] = [];
  const cleaned = cleanText(shorten(text)).replace(/\r$/, '');
  for (const raw of cleaned.split(/[\r\n]/)) parsePhysical(index, raw, BARE, lines);
  return lines;
}

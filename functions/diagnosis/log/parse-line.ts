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
  /** The sortable time stamp that stood in front, where there was one. */
  readonly stamp: string;
}

// Written with and without the escape byte: consoles and collectors lose it, or show it as another character.
const COLOUR =
  /(?:\x1b|\u241b|\u2190|\^\[|#033|\\u001[bB]|\\x1[bB]|\\033)\[[\d;?]{0,20}[A-Za-z]|\[(?:\d{1,3}(?:;\d{1,3}){0,4})m|\x1b[()][AB012]/g;
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]/g;

const ZONE = '(?: ?(?:Z|UTC|GMT|CES?T|[ECMP][SD]T|[+-]\\d{2}:?\\d{2})\\b)?';
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2})?(?:[.,]\\d{1,9})?(?: ?[AP]M)?';
/** Prefixes in the order they are tried; each may occur once per round. */
export const PREFIXES: readonly RegExp[] = [
  new RegExp(`^[[(]?\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:[T ,]{1,2}${CLOCK}${ZONE})?[\\])]?(?: ?[|]|[:;,])? ?`),
  new RegExp(
    `^[[(]?\\d{1,2}[-/.](?:\\d{1,2}|[A-Z][a-z]{2})[-/.]\\d{4}[\\])]?[:, ] ?[[]?${CLOCK}${ZONE}[\\])]?[:;,|]? ?`,
  ),
  new RegExp(
    `^[[(]?(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} {1,2}\\d{1,2}(?: \\d{4})? ${CLOCK}${ZONE}(?: \\d{4})?[\\])]?:? `,
  ),
  new RegExp(`^[[(]?${CLOCK}${ZONE}[\\])]?[:;,|]? (?=\\S| )`),
  /^[A-Za-z][\w.@-]{0,60} {0,40}\|(?: |$)/,
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
const STAMP = /^\W?(\d{4}[-/.]\d{2}[-/.]\d{2}[T ,]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)/;
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

const parsed = (index: number, text: string, level: Level, stamp: string): ParsedLine => ({
  index,
  text: text.trimEnd(),
  lower: text.trimEnd().toLowerCase(),
  level,
  stamp,
});

const parsePhysical = (index: number, raw: string, depth: number, outer: Level, into: ParsedLine[]): void => {
  const { rest, stamp } = stripPrefixes(raw);
  const flat = depth < 3 ? flattenJson(rest) : undefined;
  if (flat === undefined) {
    const level = levelOf(rest);
    into.push(parsed(index, rest, level === 'none' ? outer : level, stamp));
    return;
  }
  for (const [i, line] of flat.lines.entries()) {
    if (i === 0 && flat.level === 'none') parsePhysical(index, line, depth + 1, outer, into);
    else if (i === 0) {
      const inner: ParsedLine[] = [];
      parsePhysical(index, line, depth + 1, flat.level, inner);
      for (const one of inner) into.push({ ...one, stamp: one.stamp || stamp });
    } else into.push(parsed(index, line, flat.level, stamp));
  }
};

/** Parses one log event into its physical lines; at least one. */
export function parseLine(index: number, text: string): readonly ParsedLine[] {
  const lines: ParsedLine[] = [];
  const cleaned = cleanText(shorten(text)).replace(/\r$/, '');
  for (const raw of cleaned.split(/[\r\n]/)) parsePhysical(index, raw, 0, 'none', lines);
  return lines;
}

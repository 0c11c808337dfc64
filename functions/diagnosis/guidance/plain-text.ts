const CONTROLS_AND_SPACE = /[\s\p{Cc}]+/gu;

/** Makes a value from an event or a log fit for one line: no control characters, at most `most` characters, the middle left out. */
export function plain(value: string, most = 80): string {
  const line = value.replace(CONTROLS_AND_SPACE, ' ').trim();
  if (line.length <= most) return line;
  const head = Math.ceil((most - 3) / 2);
  return `${line.slice(0, head).trimEnd()}...${line.slice(line.length - (most - 3 - head)).trimStart()}`;
}

/** Joins names as a sentence does: `a, b and c`. */
export function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Begins a sentence with this phrase. */
export const capitalized = (phrase: string): string => phrase.charAt(0).toUpperCase() + phrase.slice(1);

/** The part after the last separator: the name in an ARN or a path. */
export const afterLast = (value: string, separator: string): string => value.slice(value.lastIndexOf(separator) + 1);

const NO_BREAK = '\u00a0';

/** Columns of a mail: fits a phone held sideways, and quoting still fits a terminal. */
export const COLUMNS = 72;

/**
 * Wraps prose between words; line feeds begin new lines. A word that is longer than a line (an ARN, a URL) stays
 * whole on a line of its own, so that it can be copied. No-break spaces hold words together and become spaces.
 * @param hang what begins every line but the first
 */
export function wrapProse(text: string, first = '', hang = first, columns = COLUMNS): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const flush = () => {
    lines.push(line.trimEnd().replaceAll(NO_BREAK, ' '));
    line = hang;
    empty = true;
  };
  for (const paragraph of text.split('\n')) {
    for (const word of paragraph.split(' ')) {
      if (word === '') continue;
      if (!empty && width(line) + 1 + width(word) > columns) flush();
      line += empty ? word : ` ${word}`;
      empty = false;
    }
    if (!empty) flush();
  }
  return lines;
}

/** Keeps the words of a phrase on one line when it is wrapped, if one line can hold it. */
export const unbroken = (phrase: string): string =>
  phrase.length < COLUMNS ? phrase.replaceAll(' ', NO_BREAK) : phrase;

/** Breaks a quoted line every so many columns wherever it must, keeping its spaces; at most `maxRows` rows, marked when cut. */
export function wrapQuote(text: string, first: string, hang: string, maxRows: number, columns = COLUMNS): string[] {
  const room = columns - width(first);
  const units = [...text];
  const rows: string[] = [];
  for (let from = 0; from < units.length && rows.length < maxRows; from += room) {
    const last = rows.length === maxRows - 1 && units.length > from + room;
    const row = last ? `${units.slice(from, from + room - 3).join('')}...` : units.slice(from, from + room).join('');
    rows.push((rows.length === 0 ? first : hang) + row);
  }
  return rows.length === 0 ? [first.trimEnd()] : rows;
}

const width = (text: string): number => [...text].length;

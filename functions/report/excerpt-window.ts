import type { ExcerptLine } from '../diagnosis/opinion.ts';

/** The part of an excerpt that is shown, and how many lines were left out at its ends. */
export interface ExcerptWindow {
  readonly before: number;
  readonly lines: readonly ExcerptLine[];
  readonly after: number;
}

/** Takes at most `most` lines (at least one) around the decisive one, or the last ones where none is. */
export function excerptWindow(lines: readonly ExcerptLine[], most: number): ExcerptWindow {
  const decisive = lines.findIndex((line) => line.decisive);
  // What led to a failure tells more than what followed it, so a third of the room goes behind the decisive line.
  const wanted = decisive === -1 ? lines.length : decisive + 1 + Math.floor(most / 3);
  const end = Math.min(lines.length, Math.max(wanted, most));
  const start = Math.max(0, end - most);
  return { before: start, lines: lines.slice(start, end), after: lines.length - end };
}

/** A line of an excerpt as it is printed; folded lines say how many they stand for. */
export function excerptText({ text, folded }: ExcerptLine): string {
  return folded > 0 && text.trim() === '' ? `[${folded} lines folded]` : text;
}

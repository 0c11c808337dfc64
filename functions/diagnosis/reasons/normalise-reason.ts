/** A text of ECS, made ready for matching. */
export interface NormalisedReason {
  /** Straight quotes, single spaces, no trailing full stop; the case as it came. */
  readonly text: string;
  /** The same in lower case, of the same length. */
  readonly lower: string;
}

/** The most that is kept of each end of a text, in UTF-16 units; ECS itself cuts near 1024. */
const KEPT = 4096;

/**
 * Makes a reason comparable: ECS writes curly apostrophes since 2024, runtimes nest escaped quotes, consoles wrap lines.
 * Of a text longer than 8 KiB the middle is left out, because the phase stands at the head and the error at the tail.
 */
export function normaliseReason(raw: string): NormalisedReason {
  const bounded = raw.length > 2 * KEPT ? `${raw.slice(0, KEPT)} ... ${raw.slice(-KEPT)}` : raw;
  const text = withoutFullStop(
    bounded
      .replace(/[‘’‚‛′]/g, "'")
      .replace(/[“”„‟″]/g, '"')
      .replace(/…/g, '...')
      .replace(/\\+"?/g, unescaped)
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const lower = text.toLowerCase();
  // A few letters grow when lower-cased; positions in both texts must stay the same.
  return {
    text,
    lower: lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  };
}

const unescaped = (escaped: string): string => (escaped.endsWith('"') ? '"' : '\\');

/** Three full stops tell of a cut, so only a single one goes. */
const withoutFullStop = (text: string): string =>
  text.endsWith('.') && !text.endsWith('..') ? text.slice(0, -1).trimEnd() : text;

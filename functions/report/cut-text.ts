/** What stands where text was left out; ASCII, so that subjects can carry it. */
export const CUT_MARK = '...';

/** Cuts to at most `max` UTF-16 units, between code points, and marks the cut; `max` is at least the mark's length. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = max - CUT_MARK.length;
  if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end) + CUT_MARK;
}

/** Length in bytes of UTF-8, which is what SNS counts. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts to at most `maxBytes` of UTF-8, between code points, and appends `mark` where it cut. */
export function cutToBytes(text: string, maxBytes: number, mark: string): string {
  if (text.length * 3 <= maxBytes || utf8Length(text) <= maxBytes) return text;
  const buffer = new Uint8Array(Math.max(0, maxBytes - utf8Length(mark)));
  return text.slice(0, new TextEncoder().encodeInto(text, buffer).read) + mark;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

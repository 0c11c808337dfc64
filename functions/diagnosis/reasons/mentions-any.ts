/** Tells whether one of the lower-case words is in a lower-case text. */
export function mentionsAny(lower: string, words: readonly string[]): boolean {
  for (const word of words) if (lower.includes(word)) return true;
  return false;
}

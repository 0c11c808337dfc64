/** Makes values that look generated, the same ones in each run; no real credential is written down anywhere. */
export interface MadeUp {
  readonly hex: (length: number) => string;
  readonly lower: (length: number) => string;
  readonly upper: (length: number) => string;
  readonly alnum: (length: number) => string;
  readonly base64: (length: number) => string;
  readonly url64: (length: number) => string;
  readonly digits: (length: number) => string;
  readonly uuid: () => string;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

export const madeUp = (seed: number): MadeUp => {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const from = (alphabet: string) => (length: number) =>
    Array.from({ length }, () => alphabet[next(alphabet.length)]).join('');
  const hex = from('0123456789abcdef');
  return {
    hex,
    lower: from(LOWER + DIGITS),
    upper: from(LOWER.toUpperCase() + DIGITS),
    alnum: from(LOWER + LOWER.toUpperCase() + DIGITS),
    base64: from(`${LOWER + LOWER.toUpperCase() + DIGITS}+/`),
    url64: from(`${LOWER + LOWER.toUpperCase() + DIGITS}-_`),
    digits: from(DIGITS),
    uuid: () => [8, 4, 4, 4, 12].map((length) => hex(length)).join('-'),
  };
};

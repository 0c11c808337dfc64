/** Lines of `name: value,` between a first and a last line; a name without a value is a comment. */
export const block = (first: string, entries: Readonly<Record<string, string | undefined>>, last: string): string =>
  [
    first,
    ...Object.entries(entries).map(([name, value]) => (value === undefined ? `  ${name}` : `  ${name}: ${value},`)),
    last,
  ].join('\n');

/** A string of TypeScript in single quotes. */
export const literal = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A name made of letters and digits, as construct and resource names want it. */
export function identifier(text: string): string {
  const name = text.replace(/[^\dA-Za-z]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `x${name}`;
}

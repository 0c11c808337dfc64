import { AwsError } from './aws-error.ts';

const TERM = /([?-]?)(?:"([^"]*)"|(\S+))/g;

/**
 * Answers whether a line matches a filter pattern of terms: all of them, or with `?` any of them; terms with `-` must not
 * be there. Patterns over JSON fields and regular expressions are not known.
 */
export function matchesFilter(pattern: string, line: string): boolean {
  if (/^\s*[{[%]/.test(pattern)) {
    throw new AwsError('InvalidParameterException', 'The stand-in knows filter patterns of terms only.');
  }
  const terms = [...pattern.matchAll(TERM)].map(([, sign = '', quoted, bare]) => ({
    sign,
    text: quoted ?? bare ?? '',
  }));
  const isThere = ({ text }: { text: string }): boolean => line.includes(text);
  const any = terms.filter(({ sign }) => sign === '?');
  return (
    terms.filter(({ sign }) => sign === '').every(isThere) &&
    !terms.filter(({ sign }) => sign === '-').some(isThere) &&
    (any.length === 0 || any.some(isThere))
  );
}

/** One statement of an identity policy, its ARNs resolved. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Answers whether an action on a resource is allowed. */
export type Authorize = (action: string, resource: string) => boolean;

/** Judges by a role's statements as IAM does: denied unless allowed, an explicit deny wins; conditions are not looked at. */
export const makeAuthorize =
  (statements: readonly PolicyStatement[]): Authorize =>
  (action, resource) => {
    const hits = statements.filter(
      ({ actions, resources }) =>
        actions.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase())) &&
        resources.some((pattern) => matchesWildcard(pattern, resource)),
    );
    return hits.length > 0 && hits.every(({ effect }) => effect === 'Allow');
  };

function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\*?]/g, (special) => {
    if (special === '*') return '.*';
    return special === '?' ? '.' : `\\${special}`;
  });
  return new RegExp(`^${source}$`, 's').test(text);
}

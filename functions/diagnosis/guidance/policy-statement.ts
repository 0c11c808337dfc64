import type { Grant } from './edit.ts';

/** Allow statements of an IAM policy as indented JSON: one as an object, several as an array. */
export function allowAll(grants: readonly Grant[]): string {
  const [only, ...others] = grants.map(allowStatement);
  return json(only !== undefined && others.length === 0 ? only : [only, ...others]);
}

/** One Allow statement; a single action or resource stands without brackets. */
export const allowStatement = ({ actions, resources }: Grant) => ({
  Effect: 'Allow',
  Action: single(actions),
  Resource: single(resources),
});

/** The statement of a trust policy that lets a service assume the role. */
export const trust = (service: string): string =>
  json({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });

const single = (values: readonly string[]) => (values.length === 1 ? values[0] : values);

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** An Allow statement of an IAM policy, as indented JSON; one action or resource stands without brackets. */
export const allow = (actions: readonly string[], resources: readonly string[]): string =>
  json(statement(actions, resources));

/** Several Allow statements, each of actions and resources, as an indented JSON array. */
export const allowAll = (...grants: readonly (readonly [actions: readonly string[], resources: readonly string[]])[]) =>
  json(grants.map(([actions, resources]) => statement(actions, resources)));

const statement = (actions: readonly string[], resources: readonly string[]) => ({
  Effect: 'Allow',
  Action: single(actions),
  Resource: single(resources),
});

const single = (values: readonly string[]) => (values.length === 1 ? values[0] : values);

const json = (value: unknown): string => JSON.stringify(value, null, 2);

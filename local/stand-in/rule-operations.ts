import * as v from 'valibot';
import type { JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { type Operation, operation } from './service.ts';

/** A rule of the default bus as EventBridge describes it. */
export interface StandInRule {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly pattern?: JsonObject;
  readonly targetArns: readonly string[];
}

/** Makes the operations that look at rules. */
export const makeRuleOperations = (rules: () => readonly StandInRule[]): Readonly<Record<string, Operation>> => ({
  ListRuleNamesByTarget: operation(
    v.object({ TargetArn: v.string() }),
    ({ TargetArn }) => ({
      RuleNames: rules().flatMap(({ name, targetArns }) => (targetArns.includes(TargetArn) ? [name] : [])),
    }),
    (_, { region, account }) => `arn:aws:events:${region}:${account}:rule/*`,
  ),
  DescribeRule: operation(
    v.object({ Name: v.string() }),
    ({ Name }) => {
      const rule = rules().find(({ name }) => name === Name);
      if (rule === undefined) {
        throw new AwsError('ResourceNotFoundException', `Rule ${Name} does not exist on EventBus default.`);
      }
      return {
        Name,
        Arn: rule.arn,
        EventBusName: 'default',
        State: rule.enabled ? 'ENABLED' : 'DISABLED',
        ...(rule.pattern === undefined ? {} : { EventPattern: JSON.stringify(rule.pattern) }),
      };
    },
    ({ Name }, { region, account }) => `arn:aws:events:${region}:${account}:rule/${Name}`,
  ),
});

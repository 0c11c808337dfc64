import { DescribeRuleCommand, type EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';
import { failureOf } from '../functions/aws/service-errors.ts';
import { SELF_TEST_SOURCE } from '../functions/event/test-event.ts';
import type { Advice } from './self-test-advice.ts';

/** Finds out why no event reached the function: whether there is a rule for it, and whether it is enabled. */
export async function whyNoEvent(
  events: EventBridgeClient,
  { functionArn, region }: { readonly functionArn: string; readonly region: string },
  signal: AbortSignal,
): Promise<Advice> {
  const options = { abortSignal: signal };
  const quiet = 'the function logged nothing of the test';
  try {
    const { RuleNames = [] } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: functionArn }), options);
    const rules = await Promise.all(RuleNames.map((Name) => events.send(new DescribeRuleCommand({ Name }), options)));
    const rule = rules.find(({ EventPattern = '' }) => EventPattern.includes(`"${SELF_TEST_SOURCE}"`));
    if (rule === undefined) {
      return {
        detail: `${quiet}: no rule hands tests to it`,
        fix:
          rules.length === 0
            ? `No rule in ${region} has ${functionArn} as its target: deploy the stack to this account and Region, or take another --region or AWS_PROFILE. Until then no stop is told either.`
            : 'The deployed stack is older than this command: deploy it again.',
      };
    }
    if (rule.State === 'DISABLED') {
      return {
        detail: `${quiet}: the rule ${rule.Name} is disabled`,
        fix: `aws events enable-rule --region ${region} --name ${rule.Name} (and look whether the stack's other rules are enabled)`,
      };
    }
    return {
      detail: `${quiet}, though the rule ${rule.Name} is enabled`,
      fix: 'Look at the queue of the output DeadLetterQueueUrl: its messages say in ERROR_CODE why the event was not handed over (NO_PERMISSIONS: deploy the stack again, so that EventBridge may invoke the function; with a customer key the queue needs events.amazonaws.com in its key policy). Look too whether the function is throttled (reserved concurrency 0), and whether its role may write its log.',
    };
  } catch (error) {
    return {
      detail: quiet,
      fix: `Is the stack deployed here, and are its rules enabled? ${
        failureOf(error) === 'access-denied'
          ? 'With events:ListRuleNamesByTarget and events:DescribeRule the command looks for itself; it may not now.'
          : 'The rules could not be looked at.'
      } See "aws events list-rule-names-by-target --region ${region} --target-arn ${functionArn}".`,
    };
  }
}

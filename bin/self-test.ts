import { parseArgs } from 'node:util';
import { InputError } from './input-error.ts';
import { runCommand } from './run-command.ts';
import { HOW_TO_FIND_THE_OPTIONS, readSubject, SELF_TEST_OPTIONS } from './self-test-options.ts';
import { runSelfTest } from './self-test-run.ts';
import { selfTestText } from './self-test-text.ts';

/** How the command "self-test" is used. */
export const SELF_TEST_USAGE = `ecs-postmortem self-test --function NAME --log-group NAME --topic ARN [options]

Puts an event marked as a test on the event bus and follows it through the function, the table and the topics to whoever
is subscribed. Everybody who gets alerts gets one message that says "This is a test".
  --function NAME         the function, or its ARN
  --log-group NAME        the function's log group
  --topic ARN             the alert topic
  --chat-topic ARN        the chat topic, where there is one
  --table NAME            the table, to name it where it fails
  --region REGION         the Region of the stack (default: that of --topic)
  --wait SECONDS          how long to wait for the function (default: 60)
  --format text|json      how the result is printed (default: text)

${HOW_TO_FIND_THE_OPTIONS}

Permissions: events:PutEvents on the default bus, logs:FilterLogEvents on the log group, sns:ListSubscriptionsByTopic on
the topics; where no event arrives, events:ListRuleNamesByTarget and events:DescribeRule say why.

Exit code: 0 = all hops are fine, 1 = a hop failed, 2 = the command was not understood.`;

/** Runs the command "self-test" and returns its exit code. */
export async function selfTest(args: readonly string[]): Promise<0 | 1 | 2> {
  let failed = false;
  const exitCode = await runCommand(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...SELF_TEST_OPTIONS, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return SELF_TEST_USAGE;
    const { format = 'text' } = values;
    if (format !== 'text' && format !== 'json') {
      throw new InputError(`--format is "${format}": it takes text or json.`);
    }
    const result = await runSelfTest(readSubject(values));
    failed = !result.ok;
    return format === 'json' ? JSON.stringify(result) : selfTestText(result);
  });
  return exitCode === 0 && failed ? 1 : exitCode;
}

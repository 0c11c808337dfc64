import type { Node } from 'constructs';
import { DIALECTS, type Dialect } from '../functions/diagnosis/guidance/edit.ts';
import type { PolicyRule } from '../functions/incident/policy.ts';
import { checkPolicy, readPolicy } from '../functions/responder/read-policy.ts';
import { WHOLE_NUMBERS } from '../functions/responder/settings.ts';
import type { EcsPostmortemStackProps } from './ecs-postmortem-stack.ts';
import { isMailAddress } from './mail-address.ts';
import type { PolicyRuleProps } from './policy-rule-props.ts';

const KEYS = [
  'email',
  'chat',
  'clusters',
  'topicArn',
  'logLines',
  'dialect',
  'knowledge',
  'policy',
  'digestHour',
  'checkDesiredCounts',
] as const;
type Key = (typeof KEYS)[number];

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/;

/**
 * Reads the stack's settings from the app's context (`-c key=value`, or `context` in `cdk.json`).
 *
 * `email` and `clusters` are comma-separated lists, `policy` is JSON. Throws an error that names the key and the fix for a value that a key
 * does not take, and for a key that is not one of the app's: a mistyped `-c emial=…` would otherwise deploy in silence.
 */
export function readAppContext(node: Node): EcsPostmortemStackProps {
  refuseUnknownKeys(node);
  const emails = readList(node, 'email');
  const stranger = emails?.find((email) => !isMailAddress(email));
  if (stranger !== undefined) throw invalid('email', stranger, 'a mail address, such as -c email=oncall@example.com');
  const chat = readSwitch(node, 'chat');
  const checkDesiredCounts = readSwitch(node, 'checkDesiredCounts');
  const clusters = readList(node, 'clusters');
  const topicArn = readTopicArn(node);
  const logLines = readWholeNumber(node, 'logLines', 1, 1_000);
  const dialect = readDialect(node);
  const knowledge = readPath(node, 'knowledge');
  const policy = readPolicyRules(node);
  const { min, max } = WHOLE_NUMBERS.digestHour;
  const digestHour = readWholeNumber(node, 'digestHour', min, max);
  return {
    ...(emails ? { emails } : {}),
    ...(chat === undefined ? {} : { chat }),
    ...(clusters ? { clusters } : {}),
    ...(topicArn === undefined ? {} : { topicArn }),
    ...(logLines === undefined ? {} : { logLines }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(knowledge === undefined ? {} : { knowledge }),
    ...(policy === undefined ? {} : { policy }),
    ...(digestHour === undefined ? {} : { digestHour }),
    ...(checkDesiredCounts === undefined ? {} : { checkDesiredCounts }),
  };
}

function refuseUnknownKeys(node: Node): void {
  const names: readonly string[] = KEYS;
  // CDK's own keys all have a character that is no letter: `aws:cdk:…`, `@aws-cdk/…`, `cli-telemetry`.
  const stranger = Object.keys(node.getAllContext()).find((key) => /^[A-Za-z]+$/.test(key) && !names.includes(key));
  if (stranger !== undefined) {
    throw new Error(`Context "${stranger}" is not a setting of this app. Its settings are ${KEYS.join(', ')}.`);
  }
}

function readList(node: Node, key: Key): string[] | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  const entries: readonly unknown[] = Array.isArray(value) ? value : String(value).split(',');
  const list = entries.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
  if (list.length === 0) throw invalid(key, value, 'one or more values, separated by commas');
  return list;
}

function readSwitch(node: Node, key: Key): boolean | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(key, value, 'true or false');
}

function readTopicArn(node: Node): string | undefined {
  const value: unknown = node.tryGetContext('topicArn');
  if (value === undefined) return undefined;
  if (typeof value === 'string' && TOPIC_ARN.test(value)) return value;
  throw invalid('topicArn', value, 'the ARN of an SNS topic, arn:aws:sns:<region>:<account>:<name>');
}

function readWholeNumber(node: Node, key: Key, min: number, max: number): number | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  const count = Number(value);
  if (String(value).trim() !== '' && Number.isInteger(count) && count >= min && count <= max) return count;
  throw invalid(key, value, `a whole number from ${min} to ${max}`);
}

/** `-c` gives the text of the JSON, `cdk.json` the list itself. */
function readPolicyRules(node: Node): PolicyRuleProps[] | undefined {
  const value: unknown = node.tryGetContext('policy');
  if (value === undefined) return undefined;
  const rules =
    typeof value === 'string' ? readPolicy(value, 'Context "policy"') : checkPolicy(value, 'Context "policy"');
  return rules.map(toRuleProps);
}

const toRuleProps = ({ treatment, causes, services, clusters, tags }: PolicyRule): PolicyRuleProps => ({
  treatment,
  ...(causes ? { causes: [...causes] } : {}),
  ...(services ? { services: [...services] } : {}),
  ...(clusters ? { clusters: [...clusters] } : {}),
  ...(tags ? { tags: [...tags] } : {}),
});

function readDialect(node: Node): Dialect | undefined {
  const value: unknown = node.tryGetContext('dialect');
  if (value === undefined) return undefined;
  const dialect = DIALECTS.find((candidate) => candidate === value);
  if (dialect === undefined) throw invalid('dialect', value, `one of ${DIALECTS.join(', ')}`);
  return dialect;
}

function readPath(node: Node, key: Key): string | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return value;
  throw invalid(key, value, 'the path of a JSON file');
}

function invalid(key: Key, value: unknown, takes: string): Error {
  return new Error(
    `Context "${key}" is ${JSON.stringify(value)}, but takes ${takes}. To have the default, leave it out.`,
  );
}

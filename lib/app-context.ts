import type { Node } from 'constructs';
import { DIALECTS } from '../functions/diagnosis/guidance/edit.ts';
import type { PolicyRule } from '../functions/incident/policy.ts';
import { checkPolicy, readPolicy } from '../functions/responder/read-policy.ts';
import { WHOLE_NUMBERS } from '../functions/responder/settings.ts';
import type { EcsPostmortemStackProps } from './ecs-postmortem-stack.ts';
import { type HubOptions, isAccountId, isOrganizationId } from './hub.ts';
import { isMailAddress } from './mail-address.ts';
import { BUS_ARN, type EcsPostmortemMemberStackProps } from './member-stack.ts';
import type { PolicyRuleProps } from './policy-rule-props.ts';

const KEYS = [
  'email',
  'chat',
  'clusters',
  'services',
  'encryptionKeyArn',
  'topicArn',
  'logLines',
  'dialect',
  'knowledge',
  'policy',
  'digestHour',
  'checkDesiredCounts',
  'alarmEmail',
  'dashboard',
  'emitEvents',
  'members',
  'organization',
  'hub',
] as const;
type Key = (typeof KEYS)[number];

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,64}$/;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/;

/** What a member of a hub may be told; all else is told to the hub. */
const MEMBER_KEYS: readonly Key[] = ['hub', 'organization', 'clusters', 'services'];

/**
 * Reads the settings of a member's stack from the app's context; undefined where `hub` is not given, so that the app is
 * the post-mortem itself. Throws an error that names the key and the fix, as `readAppContext` does.
 */
export function readMemberContext(node: Node): EcsPostmortemMemberStackProps | undefined {
  refuseUnknownKeys(node);
  const hubBusArn = readArn(
    node,
    'hub',
    BUS_ARN,
    "the hub's event bus (its output HubBusArn), arn:aws:events:<region>:<account>:event-bus/<name>",
  );
  if (hubBusArn === undefined) return undefined;
  const stranger = KEYS.find((key) => !MEMBER_KEYS.includes(key) && node.tryGetContext(key) !== undefined);
  if (stranger !== undefined) {
    throw new Error(
      `Context "${stranger}" is given beside "hub", which makes the stack of a member: that takes ${MEMBER_KEYS.join(', ')} only. Give "${stranger}" where the hub is deployed, or leave "hub" out.`,
    );
  }
  const organizationId = readOrganization(node);
  const clusters = readList(node, 'clusters');
  const services = readList(node, 'services');
  return {
    hubBusArn,
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(clusters ? { clusters } : {}),
    ...(services ? { services } : {}),
  };
}

function readHub(node: Node): HubOptions | undefined {
  const accounts = readList(node, 'members');
  const stranger = accounts?.find((account) => !isAccountId(account));
  if (stranger !== undefined) {
    throw invalid('members', stranger, 'ids of accounts, 12 digits each, such as -c members=111122223333,444455556666');
  }
  const organizationId = readOrganization(node);
  if (accounts === undefined && organizationId === undefined) return undefined;
  return { ...(accounts ? { accounts } : {}), ...(organizationId === undefined ? {} : { organizationId }) };
}

function readOrganization(node: Node): string | undefined {
  const value: unknown = node.tryGetContext('organization');
  if (value === undefined || (typeof value === 'string' && isOrganizationId(value))) return value;
  throw invalid('organization', value, 'the id of an organization, such as o-a1b2c3d4e5');
}

/**
 * Reads the stack's settings from the app's context (`-c key=value`, or `context` in `cdk.json`).
 *
 * `email`, `clusters` and `services` are comma-separated lists, `policy` is JSON. Throws an error that names the key and the fix for a value that a key
 * does not take, and for a key that is not one of the app's: a mistyped `-c emial=…` would otherwise deploy in silence.
 */
export function readAppContext(node: Node): EcsPostmortemStackProps {
  refuseUnknownKeys(node);
  const emails = readList(node, 'email');
  const stranger = emails?.find((email) => !isMailAddress(email));
  if (stranger !== undefined) throw invalid('email', stranger, 'a mail address, such as -c email=oncall@example.com');
  const chat = readSwitch(node, 'chat');
  const checkDesiredCounts = readSwitch(node, 'checkDesiredCounts');
  const dashboard = readSwitch(node, 'dashboard');
  const emitEvents = readSwitch(node, 'emitEvents');
  const alarmEmail = readMailAddress(node, 'alarmEmail');
  const clusters = readList(node, 'clusters');
  const services = readList(node, 'services');
  const encryptionKeyArn = readArn(
    node,
    'encryptionKeyArn',
    KEY_ARN,
    'a KMS key, arn:aws:kms:<region>:<account>:key/<id>',
  );
  const topicArn = readArn(node, 'topicArn', TOPIC_ARN, 'an SNS topic, arn:aws:sns:<region>:<account>:<name>');
  const logLines = readWholeNumber(node, 'logLines', 1, 1_000);
  const dialect = readDialect(node);
  const knowledge = readPath(node, 'knowledge');
  const policy = readPolicyRules(node);
  const { min, max } = WHOLE_NUMBERS.digestHour;
  const digestHour = readWholeNumber(node, 'digestHour', min, max);
  const hub = readHub(node);
  return {
    ...(emails ? { emails } : {}),
    ...(chat === undefined ? {} : { chat }),
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(emitEvents === undefined ? {} : { emitEvents }),
    ...(clusters ? { clusters } : {}),
    ...(services ? { services } : {}),
    ...(encryptionKeyArn === undefined ? {} : { encryptionKeyArn }),
    ...(topicArn === undefined ? {} : { topicArn }),
    ...(logLines === undefined ? {} : { logLines }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(knowledge === undefined ? {} : { knowledge }),
    ...(policy === undefined ? {} : { policy }),
    ...(digestHour === undefined ? {} : { digestHour }),
    ...(checkDesiredCounts === undefined ? {} : { checkDesiredCounts }),
    ...(hub === undefined ? {} : { hub }),
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

function readMailAddress(node: Node, key: Key): string | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined || (typeof value === 'string' && isMailAddress(value))) return value;
  throw invalid(key, value, 'a mail address, such as platform@example.com');
}

function readSwitch(node: Node, key: Key): boolean | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(key, value, 'true or false');
}

function readArn(node: Node, key: Key, form: RegExp, of: string): string | undefined {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  if (typeof value === 'string' && form.test(value)) return value;
  throw invalid(key, value, `the ARN of ${of}`);
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

function readDialect(node: Node): string | undefined {
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

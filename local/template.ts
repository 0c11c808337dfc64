import { makeDeployedNames } from './deployed-names.ts';
import type { EventPattern } from './event-pattern.ts';
import { type DeployedPlace, makeResolve, type Resolve, type TemplateResource } from './intrinsics.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, parseJson } from './json.ts';
import type { PolicyStatement } from './stand-in/iam-policy.ts';
import type { TableDefinition } from './stand-in/table.ts';
import type { Subscription, Topic } from './stand-in/topic.ts';

/** A function as the template deploys it. */
export interface DeployedFunction {
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  readonly handler: string;
  readonly runtime: string;
  /** Absent where the template makes no role. */
  readonly roleArn?: string;
  readonly timeoutMs: number;
  readonly memoryMiB: number;
  /** Absent where Lambda names it. */
  readonly logGroup?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly asynchronous: {
    readonly maximumRetryAttempts: number;
    readonly maximumEventAgeSeconds: number;
    /** The ARN of the on-failure queue. */
    readonly onFailureArn?: string;
  };
  /** What its role may do. */
  readonly statements: readonly PolicyStatement[];
}

/** A rule and its targets. */
export interface DeployedRule {
  readonly logicalId: string;
  readonly arn: string;
  readonly enabled: boolean;
  /** The name of its event bus. */
  readonly bus: string;
  /** Absent where the rule only has a schedule. */
  readonly pattern?: EventPattern;
  /** `rate(1 minute)`, `cron(…)`. */
  readonly schedule?: string;
  readonly targets: readonly {
    readonly arn: string;
    /** What the target gets in place of the event. */
    readonly input?: Json;
    readonly maximumRetryAttempts: number;
    readonly maximumEventAgeSeconds: number;
    readonly deadLetterArn?: string;
  }[];
}

/** A role as the template makes it. */
export interface DeployedRole {
  readonly arn: string;
  /** ARNs of the roles that may assume it. */
  readonly trusts: readonly string[];
  readonly statements: readonly PolicyStatement[];
}

/** What the end-to-end tests need of a synthesised stack. */
export interface DeployedStack {
  readonly functions: readonly DeployedFunction[];
  readonly rules: readonly DeployedRule[];
  /** The stack's topics with the subscriptions it makes. */
  readonly topics: readonly Topic[];
  readonly tables: readonly TableDefinition[];
  readonly roles: readonly DeployedRole[];
  /** ARNs of the queues. */
  readonly queues: readonly string[];
  /** The only function a rule invokes; throws where there are several or none. */
  responder(): DeployedFunction;
  /** The rules that invoke a function. */
  rulesOf(target: DeployedFunction): readonly DeployedRule[];
}

/** Reads a synthesised CloudFormation template as if it were deployed; throws errors that name the resource at fault. */
export function readTemplate(template: unknown, place: Partial<DeployedPlace> = {}): DeployedStack {
  const { region = 'eu-west-1', account = '111122223333', stackName = 'EcsPostmortem' } = place;
  if (!isJsonObject(template) || !isJsonObject(template['Resources'])) {
    throw new Error('Template: this is no CloudFormation template: it has no Resources.');
  }
  const resources = new Map(Object.entries(template['Resources']).map(readResource));
  const where = { region, account, stackName };
  const names = makeDeployedNames(where, isJsonObject(template['Parameters']) ? template['Parameters'] : {});
  const resolve = makeResolve(template, resources, where, names);
  const ofType = (type: string): readonly TemplateResource[] =>
    [...resources.values()].filter((resource) => resource.type === type);
  const arn = (resource: TemplateResource): string => names.attribute(resource, 'Arn');

  const invokeConfigs = ofType('AWS::Lambda::EventInvokeConfig').map((one) => reader(one, resolve));
  const policies = ofType('AWS::IAM::Policy').map((one) => reader(one, resolve));
  const subscriptions = ofType('AWS::SNS::Subscription').map((one) => reader(one, resolve));
  const functions = ofType('AWS::Lambda::Function').map((resource): DeployedFunction => {
    const read = reader(resource, resolve);
    const name = names.ref(resource);
    const logGroup = read.optionalText('LoggingConfig.LogGroup');
    const roleArn = read.optionalText('Role');
    return {
      logicalId: resource.logicalId,
      arn: arn(resource),
      name,
      handler: read.text('Handler'),
      runtime: read.text('Runtime'),
      ...(roleArn === undefined ? {} : { roleArn }),
      timeoutMs: read.number('Timeout', 3) * 1000,
      memoryMiB: read.number('MemorySize', 128),
      ...(logGroup === undefined ? {} : { logGroup }),
      environment: textsOf(read.at('Environment.Variables')),
      asynchronous: asynchronousOf(invokeConfigs.find((config) => config.text('FunctionName') === name)),
      statements: statementsFor(roleArn, policies, resources, arn, resolve),
    };
  });
  const rules = ofType('AWS::Events::Rule').map((resource) =>
    ruleOf(resource.logicalId, arn(resource), reader(resource, resolve)),
  );
  // CDK's `TableV2` is a global table with one replica.
  const tables = [...ofType('AWS::DynamoDB::Table'), ...ofType('AWS::DynamoDB::GlobalTable')];

  const rulesOf = (target: DeployedFunction): readonly DeployedRule[] =>
    rules.filter(({ targets }) => targets.some((one) => one.arn === target.arn));
  return {
    functions,
    rules,
    topics: ofType('AWS::SNS::Topic').map((resource) =>
      topicOf(reader(resource, resolve), names.ref(resource), subscriptions),
    ),
    tables: tables.map((resource) => tableOf(names.ref(resource), reader(resource, resolve))),
    roles: ofType('AWS::IAM::Role').map((resource) => ({
      arn: arn(resource),
      trusts: trustsOf(reader(resource, resolve)),
      statements: statementsFor(arn(resource), policies, resources, arn, resolve),
    })),
    queues: ofType('AWS::SQS::Queue').map(arn),
    rulesOf,
    responder() {
      const invoked = functions.filter((one) => rulesOf(one).length > 0);
      const [only, ...others] = invoked;
      if (only === undefined || others.length > 0) {
        throw new Error(`Template: rules invoke ${invoked.length} functions, not one.`);
      }
      return only;
    },
  };
}

function readResource([logicalId, value]: [string, Json | undefined]): [string, TemplateResource] {
  if (!isJsonObject(value) || typeof value['Type'] !== 'string') {
    throw new Error(`Template: the resource ${logicalId} has no Type.`);
  }
  const properties = isJsonObject(value['Properties']) ? value['Properties'] : {};
  return [logicalId, { logicalId, type: value['Type'], properties }];
}

interface PropertyReader {
  /** The resolved value at a dotted path. */
  at(path: string): Json | undefined;
  text(path: string): string;
  optionalText(path: string): string | undefined;
  number(path: string, fallback: number): number;
  objects(path: string): readonly JsonObject[];
}

function reader({ logicalId, type, properties }: TemplateResource, resolve: Resolve): PropertyReader {
  const at = (path: string): Json | undefined => {
    let value: Json | undefined = properties;
    for (const part of path.split('.')) {
      value = isJsonObject(value) ? resolve(value[part], `${logicalId}.${path}`) : undefined;
    }
    return value;
  };
  const wrong = (path: string, wanted: string): Error =>
    new Error(`Template: ${path} of ${logicalId} (${type}) is not ${wanted}: ${JSON.stringify(at(path))}.`);
  const optionalText = (path: string): string | undefined => {
    const value = at(path);
    if (value !== undefined && typeof value !== 'string') throw wrong(path, 'a text');
    return value;
  };
  return {
    at,
    optionalText,
    text(path) {
      const value = optionalText(path);
      if (value === undefined) throw wrong(path, 'a text');
      return value;
    },
    number(path, fallback) {
      const value = at(path) ?? fallback;
      if (typeof value !== 'number') throw wrong(path, 'a number');
      return value;
    },
    objects(path) {
      const value = at(path) ?? [];
      if (!isJsonArray(value) || !value.every(isJsonObject)) throw wrong(path, 'a list of objects');
      return value;
    },
  };
}

const textsOf = (value: Json | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(isJsonObject(value) ? value : {}).map(([name, text]) => [name, String(text)]));

const numberOr = (value: Json | undefined, fallback: number): number => (typeof value === 'number' ? value : fallback);

function asynchronousOf(config: PropertyReader | undefined): DeployedFunction['asynchronous'] {
  const onFailureArn = config?.optionalText('DestinationConfig.OnFailure.Destination');
  return {
    maximumRetryAttempts: config?.number('MaximumRetryAttempts', 2) ?? 2,
    maximumEventAgeSeconds: config?.number('MaximumEventAgeInSeconds', 21_600) ?? 21_600,
    ...(onFailureArn === undefined ? {} : { onFailureArn }),
  };
}

function ruleOf(logicalId: string, arn: string, read: PropertyReader): DeployedRule {
  const pattern = read.at('EventPattern');
  const schedule = read.optionalText('ScheduleExpression');
  return {
    logicalId,
    arn,
    // A bus may be given by its ARN too.
    bus: (read.optionalText('EventBusName') ?? 'default').replace(/^.*event-bus\//, ''),
    enabled: (read.optionalText('State') ?? 'ENABLED') !== 'DISABLED',
    ...(isJsonObject(pattern) ? { pattern } : {}),
    ...(schedule === undefined ? {} : { schedule }),
    targets: read.objects('Targets').map((target) => targetOf(logicalId, target)),
  };
}

function tableOf(name: string, read: PropertyReader): TableDefinition {
  if (read.at('GlobalSecondaryIndexes') !== undefined || read.at('LocalSecondaryIndexes') !== undefined) {
    throw new Error(`Template: the stand-in has no secondary indexes, as the table ${name} wants them.`);
  }
  const billingMode = read.optionalText('BillingMode');
  const timeToLiveAttribute = read.optionalText('TimeToLiveSpecification.AttributeName');
  return {
    name,
    keySchema: read.objects('KeySchema').map((one) => ({
      AttributeName: String(one['AttributeName']),
      KeyType: one['KeyType'] === 'HASH' ? 'HASH' : 'RANGE',
    })),
    attributeDefinitions: read.objects('AttributeDefinitions').map((one) => ({
      AttributeName: String(one['AttributeName']),
      AttributeType: one['AttributeType'] === 'N' || one['AttributeType'] === 'B' ? one['AttributeType'] : 'S',
    })),
    billingMode: billingMode === 'PAY_PER_REQUEST' ? billingMode : 'PROVISIONED',
    ...(timeToLiveAttribute !== undefined && read.at('TimeToLiveSpecification.Enabled') === true
      ? { timeToLiveAttribute }
      : {}),
  };
}

function targetOf(rule: string, target: JsonObject): DeployedRule['targets'][number] {
  const transformed = ['InputPath', 'InputTransformer'].find((name) => target[name] !== undefined);
  if (transformed !== undefined) throw new Error(`Template: ${transformed} of a target of ${rule} is not known.`);
  const input = target['Input'];
  const retry = isJsonObject(target['RetryPolicy']) ? target['RetryPolicy'] : {};
  const deadLetter = isJsonObject(target['DeadLetterConfig']) ? target['DeadLetterConfig']['Arn'] : undefined;
  return {
    arn: String(target['Arn']),
    ...(typeof input === 'string' ? { input: parseJson(input) } : {}),
    maximumRetryAttempts: numberOr(retry['MaximumRetryAttempts'], 185),
    maximumEventAgeSeconds: numberOr(retry['MaximumEventAgeInSeconds'], 86_400),
    ...(typeof deadLetter === 'string' ? { deadLetterArn: deadLetter } : {}),
  };
}

function topicOf(read: PropertyReader, arn: string, subscriptions: readonly PropertyReader[]): Topic {
  const displayName = read.optionalText('DisplayName');
  return {
    arn,
    ...(displayName === undefined ? {} : { displayName }),
    subscriptions: subscriptions.filter((one) => one.text('TopicArn') === arn).map(subscriptionOf),
  };
}

const PROTOCOLS: readonly Subscription['protocol'][] = ['email', 'email-json', 'https', 'http', 'sqs', 'lambda'];

function subscriptionOf(read: PropertyReader): Subscription {
  const wanted = read.text('Protocol');
  const protocol = PROTOCOLS.find((one) => one === wanted);
  if (protocol === undefined) throw new Error(`Template: the stand-in does not deliver to the protocol ${wanted}.`);
  const filterPolicy = read.at('FilterPolicy');
  return {
    protocol,
    endpoint: read.text('Endpoint'),
    ...(isJsonObject(filterPolicy) ? { filterPolicy } : {}),
    ...(read.at('FilterPolicyScope') === 'MessageBody' ? { filterPolicyScope: 'MessageBody' } : {}),
    ...(read.at('RawMessageDelivery') === true ? { rawMessageDelivery: true } : {}),
  };
}

function statementsFor(
  roleArn: string | undefined,
  policies: readonly PropertyReader[],
  resources: ReadonlyMap<string, TemplateResource>,
  arn: (resource: TemplateResource) => string,
  resolve: Resolve,
): readonly PolicyStatement[] {
  const role = [...resources.values()].find((one) => one.type === 'AWS::IAM::Role' && arn(one) === roleArn);
  if (role === undefined) return [];
  const inline = reader(role, resolve)
    .objects('Policies')
    .map((policy) => policy['PolicyDocument']);
  const roleName = arn(role).slice(arn(role).lastIndexOf('/') + 1);
  const attached = policies
    .filter((policy) => listOf(policy.at('Roles')).includes(roleName))
    .map((policy) => policy.at('PolicyDocument'));
  return [...inline, ...attached].flatMap((document) =>
    listOf(isJsonObject(document) ? document['Statement'] : undefined)
      .filter(isJsonObject)
      .map((statement) => ({
        effect: statement['Effect'] === 'Deny' ? 'Deny' : 'Allow',
        actions: listOf(statement['Action']).map(String),
        resources: listOf(statement['Resource']).map(String),
      })),
  );
}

/** A role that may be assumed is the principal itself, or named by a condition on the principals of its account. */
const trustsOf = (role: PropertyReader): readonly string[] =>
  listOf(role.at('AssumeRolePolicyDocument.Statement'))
    .filter(isJsonObject)
    .flatMap(({ Principal: principal, Condition: condition }) => {
      const equals = isJsonObject(condition) && isJsonObject(condition['ArnEquals']) ? condition['ArnEquals'] : {};
      const named = equals['aws:PrincipalArn'] ?? (isJsonObject(principal) ? principal['AWS'] : undefined);
      return listOf(named).map(String);
    });

const listOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
};

import { Annotations, Aws, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Throws an error that names the fix for a key that could not encrypt what the stack makes. */
export function checkKey(scope: Construct, key: IKey | undefined): void {
  if (key === undefined) return;
  if (!Token.isUnresolved(key.keyArn) && key.keyArn.includes(':alias/')) {
    throw new Error(
      'EcsPostmortem: encryptionKey is an alias, which neither a role nor a log group can be given. Give the key by its ARN: Key.fromKeyArn.',
    );
  }
  const here = Stack.of(scope).region;
  const there = key.env.region;
  if (!Token.isUnresolved(here) && !Token.isUnresolved(there) && here !== there) {
    throw new Error(
      `EcsPostmortem: encryptionKey is in ${there}, but the stack is for ${here}, and a key is used only in its Region. Give a key in ${here}.`,
    );
  }
}

/** Where a key policy applies. */
interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly urlSuffix: string;
}

/** Makes statements of a key policy for a place. */
export type KeyStatements = (place: Place) => readonly PolicyStatement[];

/** What EventBridge, CloudWatch and CloudWatch Logs need of the key that encrypts queue, topics and log. */
export const forServices: KeyStatements = ({ partition, region, account, urlSuffix }) => [
  new PolicyStatement({
    sid: 'EventBridgeWritesToDeadLetterQueue',
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    // In a key policy `*` is this key. EventBridge is not known to name its rule to KMS: a condition might lose events in silence.
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'AlarmsPublishToTopics',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  }),
  new PolicyStatement({
    sid: 'LogsEncryptLogGroup',
    principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    // The group cannot be named: its name is made at deployment, and it is made with this key.
    conditions: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
    },
  }),
];

/** What SNS needs of the key of a queue that it delivers to. */
export const forDelivery: KeyStatements = ({ account }) => [
  new PolicyStatement({
    sid: 'TopicDeliversToQueue',
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    // Not the topic: where this key encrypts it too, each would wait for the other.
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  }),
];

/** Adds the statements to the key's policy; for a key of another app, whose policy cannot be changed, warns which to add. */
export function allowOnKey(scope: Construct, key: IKey, statements: KeyStatements): void {
  const here = { partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID, urlSuffix: Aws.URL_SUFFIX };
  const added = statements(here).map((statement) => key.addToResourcePolicy(statement, true).statementAdded);
  if (added.every(Boolean)) return;
  const { partition, region, account, urlSuffix } = Stack.of(scope);
  const known = (value: string, name: string, fallback = `<${name}>`): string =>
    Token.isUnresolved(value) ? fallback : value;
  const spelt = statements({
    partition: known(partition, 'partition', 'aws'),
    region: known(region, 'region'),
    account: known(account, 'account'),
    urlSuffix: known(urlSuffix, 'suffix', 'amazonaws.com'),
  });
  const json = JSON.stringify(Stack.of(scope).resolve(spelt.map((statement) => statement.toStatementJson())));
  Annotations.of(scope).addWarningV2(
    `ecs-postmortem:keyPolicy:${spelt[0]?.sid}`,
    `The policy of a key made elsewhere cannot be changed from here. Add these statements to it, or what they allow fails in silence: ${json}`,
  );
}

/** What the function's role may do with the key: keep incidents in the table, publish to topics, send to the failure queue. */
export const useOfKey = (scope: Construct, key: IKey): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'UseKeyForMessages',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': [viaService(scope, 'sns'), viaService(scope, 'sqs')] } },
  }),
  new PolicyStatement({
    sid: 'UseKeyForIncidents',
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(scope, 'dynamodb') } },
  }),
];

/** The name by which KMS knows that a service of the stack's Region asks for somebody. */
export const viaService = (scope: Construct, service: string): string => {
  const { region, urlSuffix } = Stack.of(scope);
  return `${service}.${region}.${urlSuffix}`;
};

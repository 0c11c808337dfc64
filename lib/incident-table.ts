import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { viaService } from './encryption.ts';

/** Makes the table of open incidents, mutes and history: on demand, so that it costs nothing while nothing fails. */
export function makeIncidentTable(
  scope: Construct,
  id: string,
  removalPolicy: RemovalPolicy = RemovalPolicy.RETAIN,
  encryptionKey?: IKey,
): Table {
  return new Table(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ttl',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    ...(encryptionKey === undefined
      ? { encryption: TableEncryption.AWS_MANAGED }
      : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
    removalPolicy,
  });
}

/** What the function may do with the table: grantReadWriteData would allow scans, streams and deletions as well. */
export const keepIncidents = ({ tableArn }: Table): PolicyStatement =>
  new PolicyStatement({
    sid: 'KeepIncidents',
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
    ],
    resources: [tableArn],
  });

/** Lets somebody read incidents, mutes and history, also where a key of the team's own encrypts the table. */
export function readIncidents(scope: Construct, table: Table, grantee: IGrantable): Grant {
  const reading = Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [table.tableArn],
  });
  if (table.encryptionKey === undefined) return reading;
  return reading.combine(
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [table.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService(scope, 'dynamodb') } },
    }),
  );
}

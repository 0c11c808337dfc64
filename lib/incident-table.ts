import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Makes the table of open incidents, mutes and history: on demand, so that it costs nothing while nothing fails. */
export function makeIncidentTable(scope: Construct, id: string, removalPolicy = RemovalPolicy.RETAIN): Table {
  return new Table(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ttl',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.AWS_MANAGED,
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

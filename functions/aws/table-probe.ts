import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableProbe } from './ports.ts';

/** The probe's items lie apart from everything that incidents are kept in. */
const PARTITION = 'SELF-TEST';
const DAY_S = 86_400;

/** Proves the table by the writes that an alert makes, on an item of its own that is gone afterwards. */
export function tableProbe(
  client: DynamoDBClient,
  { tableName: TableName, now }: { readonly tableName: string; readonly now: () => number },
): TableProbe {
  return {
    async touch(id, signal) {
      const options = { abortSignal: signal };
      const Key = { pk: { S: PARTITION }, sk: { S: id } };
      const ttl = { N: String(Math.floor(now() / 1_000) + DAY_S) };
      // Without a condition, so that a second copy of the event finds the table as well as the first did.
      await client.send(new PutItemCommand({ TableName, Item: { ...Key, ttl } }), options);
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'SET #claim = :claim',
          ConditionExpression: 'attribute_not_exists(#claim) OR #claim = :claim',
          ExpressionAttributeNames: { '#claim': 'claim' },
          ExpressionAttributeValues: { ':claim': { S: id } },
        }),
        options,
      );
      await client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } }),
        options,
      );
    },
  };
}

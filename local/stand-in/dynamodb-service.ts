import { crc32 } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { makeDynamodbEngine } from './dynamodb-engine.ts';
import { checkExpressions, checkItemSize, checkKeySize } from './dynamodb-limits.ts';
import { makeOneAtATime } from './one-at-a-time.ts';
import type { CommonErrors, Operation, RequestContext, Service } from './service.ts';
import type { TableDefinition } from './table.ts';
import { jsonProtocol } from './wire-protocol.ts';

/** An item as a program sees it: its values are plain, sets are `Set`s. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** What the account's DynamoDB holds. */
export interface DynamodbState {
  /** Makes a table; settles when it is active. */
  putTable(definition: TableDefinition): Promise<void>;
  /** All items of a table in the order of their keys, those that have expired too. */
  items(tableName: string): Promise<readonly PlainItem[]>;
  /** Deletes what has expired, which DynamoDB does some time within days; answers how many items that were. */
  expire(tableName: string): Promise<number>;
}

/** Error codes of AWS's front door and of its validation; all others are DynamoDB's own. */
const NAMESPACES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'com.amazon.coral.service',
  InvalidSignatureException: 'com.amazon.coral.service',
  MissingAuthenticationTokenException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  ThrottlingException: 'com.amazon.coral.availability',
  ValidationException: 'com.amazon.coral.validate',
};

const ERRORS: CommonErrors = {
  accessDenied: (message) => new AwsError('AccessDeniedException', message),
  throttled: () =>
    new AwsError(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    ),
  serverFault: () => new AwsError('InternalServerError', 'Internal server error', 500),
  unknownOperation: () => new AwsError('UnknownOperationException', ''),
  unsigned: () => new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token'),
  wronglySigned: (message) => new AwsError('InvalidSignatureException', message),
};

/**
 * Makes the DynamoDB stand-in and the handle that fills it; dynalite carries the operations out.
 *
 * Added to dynalite are `ReturnValuesOnConditionCheckFailure` and the limits in bytes. Laxer than AWS remain: the size of
 * an item after `UpdateItem` (counted in characters), the number of operators in an expression and the 38 digits of a
 * number that an update computes. Transactions, secondary indexes and operations on tables are not there at all; a table
 * is in the stand-in's own Region.
 */
export function makeDynamodb({ region: home, now }: { region: string; now: () => number }): {
  service: Service;
  state: DynamodbState;
  close: () => Promise<void>;
} {
  const engine = makeDynamodbEngine();
  const tables = new Map<string, TableDefinition>();
  const oneAtATime = makeOneAtATime();

  const tableOf = (name: Json | undefined, region: string): TableDefinition => {
    const table = region === home ? tables.get(String(name)) : undefined;
    if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  };
  const keyOf = ({ keySchema }: TableDefinition, item: JsonObject): JsonObject =>
    Object.fromEntries(
      keySchema.map(({ AttributeName: name, KeyType }) => {
        checkKeySize(item[name], KeyType);
        return [name, item[name]];
      }),
    );
  const place = (table: TableDefinition, key: JsonObject): string => JSON.stringify([table.name, key]);

  const read =
    (operation: string): Operation['run'] =>
    (input, { region }) => {
      checkExpressions(input);
      tableOf(input['TableName'], region);
      return engine.call(operation, input);
    };

  const write =
    (operation: string): Operation['run'] =>
    async (input, { region }) => {
      const { ReturnValuesOnConditionCheckFailure: wanted = 'NONE', ...request } = input;
      if (wanted !== 'NONE' && wanted !== 'ALL_OLD') {
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '${wanted}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
        );
      }
      checkExpressions(request);
      const table = tableOf(request['TableName'], region);
      const item = objectOf(request['Item']);
      checkItemSize(item);
      const key = keyOf(table, operation === 'PutItem' ? item : objectOf(request['Key']));
      return oneAtATime([place(table, key)], async () => {
        try {
          return await engine.call(operation, request);
        } catch (error) {
          const refused = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
          if (!refused || wanted === 'NONE') throw error;
          const old = await engine.call('GetItem', { TableName: table.name, Key: key, ConsistentRead: true });
          throw new AwsError(error.code, error.message, error.status, old['Item'] ? { Item: old['Item'] } : {});
        }
      });
    };

  const batchGet: Operation['run'] = (input, { region }) => {
    tableOf(onlyTable(input), region);
    return engine.call('BatchGetItem', input);
  };

  const batchWrite: Operation['run'] = (input, { region }) => {
    const table = tableOf(onlyTable(input), region);
    const requests = Object.values(objectOf(input['RequestItems'])).flatMap((one) => (isJsonArray(one) ? one : []));
    const places = requests.map((one) => {
      const item = objectOf(objectOf(objectOf(one)['PutRequest'])['Item']);
      checkItemSize(item);
      return place(table, keyOf(table, { ...item, ...objectOf(objectOf(objectOf(one)['DeleteRequest'])['Key']) }));
    });
    return oneAtATime(places, () => engine.call('BatchWriteItem', input));
  };

  const onTable = (run: Operation['run']): Operation => ({
    run,
    resource: ({ TableName }, context) => tableArn(TableName, context),
  });
  const onBatch = (run: Operation['run']): Operation => ({
    run,
    resource: (input, context) => tableArn(onlyTable(input), context),
  });

  const allItems = async (name: string): Promise<readonly JsonObject[]> => {
    const items: JsonObject[] = [];
    let from: Json | undefined;
    do {
      const page = await engine.call('Scan', {
        TableName: name,
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      });
      items.push(...(isJsonArray(page['Items']) ? page['Items'].filter(isJsonObject) : []));
      from = page['LastEvaluatedKey'];
    } while (from !== undefined);
    const { keySchema } = tableOf(name, home);
    const sortKey = (item: JsonObject): string =>
      keySchema.map(({ AttributeName }) => String(Object.values(objectOf(item[AttributeName]))[0])).join('\u0000');
    return items.toSorted((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
  };

  return {
    service: {
      name: 'dynamodb',
      actionPrefix: 'dynamodb',
      protocol: jsonProtocol('DynamoDB_20120810', {
        version: '1.0',
        errorType: (code) => `${NAMESPACES[code] ?? 'com.amazonaws.dynamodb.v20120810'}#${code}`,
        bodyHeaders: (body) => ({ 'x-amz-crc32': String(crc32(body)) }),
      }),
      operations: {
        GetItem: onTable(read('GetItem')),
        Query: onTable(read('Query')),
        Scan: onTable(read('Scan')),
        PutItem: onTable(write('PutItem')),
        UpdateItem: onTable(write('UpdateItem')),
        DeleteItem: onTable(write('DeleteItem')),
        BatchGetItem: onBatch(batchGet),
        BatchWriteItem: onBatch(batchWrite),
      },
      errors: ERRORS,
    },
    state: {
      async putTable(definition) {
        const { name, keySchema, attributeDefinitions, billingMode = 'PAY_PER_REQUEST' } = definition;
        await engine.call('CreateTable', {
          TableName: name,
          KeySchema: keySchema.map((one) => ({ ...one })),
          AttributeDefinitions: attributeDefinitions.map((one) => ({ ...one })),
          BillingMode: billingMode,
          ...(billingMode === 'PROVISIONED'
            ? { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }
            : {}),
        });
        while (!(await isActive(name))) await new Promise((resolve) => setTimeout(resolve, 1));
        tables.set(name, definition);
      },
      items: async (name) => (await allItems(name)).map((item) => unmarshall(attributesOf(item))),
      async expire(name) {
        const table = tableOf(name, home);
        const due = (await allItems(name)).filter((item) => {
          const at = objectOf(item[table.timeToLiveAttribute ?? ''])['N'];
          return typeof at === 'string' && Number(at) * 1000 <= now();
        });
        for (const item of due) await engine.call('DeleteItem', { TableName: name, Key: keyOf(table, item) });
        return due.length;
      },
    },
    close: () => engine.close(),
  };

  async function isActive(name: string): Promise<boolean> {
    const { Table: described } = await engine.call('DescribeTable', { TableName: name });
    return objectOf(described)['TableStatus'] === 'ACTIVE';
  }
}

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

const attributesOf = (item: JsonObject): Record<string, AttributeValue> => JSON.parse(JSON.stringify(item));

const tableArn = (name: Json | undefined, { region, account }: RequestContext): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;

function onlyTable(input: JsonObject): string {
  const [name, ...others] = Object.keys(objectOf(input['RequestItems']));
  if (others.length > 0) throw new Error('The stand-in takes batches over one table only.');
  return name ?? '';
}

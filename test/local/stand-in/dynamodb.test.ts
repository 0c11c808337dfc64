import { crc32 } from 'node:zlib';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';
import type { TableDefinition } from '../../../local/stand-in/table.ts';
import { clientsOf } from './clients.ts';

const TableName = 'incidents';
const TABLE: TableDefinition = {
  name: TableName,
  keySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  timeToLiveAttribute: 'ttl',
};
const BOARD = { pk: { S: 'BOARD' }, sk: { S: 'BOARD' } };

let now = 1_000_000_000_000;
let standIn: StandIn;
let client: ReturnType<typeof clientsOf>['dynamodb'];
beforeEach(async () => {
  standIn = await startStandIn({ now: () => now });
  client = clientsOf(standIn).dynamodb;
  await standIn.dynamodb.putTable(TABLE);
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const put = (pk: string, sk: string, others: Record<string, { S: string } | { N: string }> = {}) =>
  client.send(new PutItemCommand({ TableName, Item: { ...key(pk, sk), ...others } }));
const update = (input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
  client.send(new UpdateItemCommand({ TableName, Key: BOARD, ...input }));
/** Takes the one place there is. */
const claim = (by: string) =>
  update({
    UpdateExpression: 'SET claimant = :by',
    ConditionExpression: 'attribute_not_exists(claimant)',
    ExpressionAttributeValues: { ':by': { S: by } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

describe('a table', () => {
  it('keeps what is put, and shows it to the test in the order of its keys', async () => {
    await put('B', '2');
    await put('B', '1', { count: { N: '7' } });
    await put('A', '9');
    expect(await standIn.dynamodb.items(TableName)).toEqual([
      { pk: 'A', sk: '9' },
      { pk: 'B', sk: '1', count: 7 },
      { pk: 'B', sk: '2' },
    ]);
  });

  it('is queried by a beginning of its sort key, page by page', async () => {
    for (const sk of ['service/a#1', 'service/b#1', 'service/b#2', 'service/b#3']) await put('STOPS', sk);
    const page = (ExclusiveStartKey?: Record<string, { S: string }>) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': { S: 'STOPS' }, ':sk': { S: 'service/b#' } },
          Limit: 2,
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        }),
      );
    const first = await page();
    expect(first.Items).toEqual([key('STOPS', 'service/b#1'), key('STOPS', 'service/b#2')]);
    expect((await page(key('STOPS', 'service/b#2'))).Items).toEqual([key('STOPS', 'service/b#3')]);
  });

  it('takes and gives batches, and deletes', async () => {
    const write = await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: ['1', '2'].map((sk) => ({ PutRequest: { Item: { ...key('HELD', sk), n: { N: sk } } } })),
        },
      }),
    );
    expect(write.UnprocessedItems).toEqual({});
    const got = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('HELD', '1'), key('HELD', '2')] } } }),
    );
    expect(got.Responses?.[TableName]).toHaveLength(2);
    await client.send(new DeleteItemCommand({ TableName, Key: key('HELD', '1') }));
    expect(await standIn.dynamodb.items(TableName)).toEqual([{ pk: 'HELD', sk: '2', n: 2 }]);
  });

  it('keeps what has expired until it is made to delete it', async () => {
    await put('STOPS', 'old', { ttl: { N: String(now / 1000 - 1) } });
    await put('STOPS', 'new', { ttl: { N: String(now / 1000 + 60) } });
    await put('STOPS', 'for ever');
    expect(await standIn.dynamodb.items(TableName)).toHaveLength(3);
    expect(await standIn.dynamodb.expire(TableName)).toBe(1);
    now += 61_000;
    expect(await standIn.dynamodb.expire(TableName)).toBe(1);
    expect(await standIn.dynamodb.items(TableName)).toEqual([{ pk: 'STOPS', sk: 'for ever' }]);
  });

  it('has to be there, in the Region asked', async () => {
    const missing = { name: 'ResourceNotFoundException', message: 'Requested resource not found' };
    await expect(client.send(new GetItemCommand({ TableName: 'other', Key: BOARD }))).rejects.toMatchObject(missing);
    const wide = await startStandIn({ regions: ['eu-west-1', 'us-east-1'] });
    await wide.dynamodb.putTable(TABLE);
    const abroad = clientsOf(wide, { region: 'us-east-1' }).dynamodb;
    await expect(abroad.send(new GetItemCommand({ TableName, Key: BOARD }))).rejects.toMatchObject(missing);
    await wide.close();
  });
});

describe('a conditional write', () => {
  it('answers the item as it is where it is refused and the old one was asked for', async () => {
    await claim('first');
    await expect(claim('second')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { ...BOARD, claimant: { S: 'first' } },
    });
  });

  it('answers no item where none was asked for, or there is none', async () => {
    await claim('first');
    const refused = await update({ UpdateExpression: 'SET a = pk', ConditionExpression: 'claimant = pk' }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(refused).toMatchObject({ Item: undefined });
    await expect(
      client.send(
        new DeleteItemCommand({
          TableName,
          Key: key('NOBODY', 'x'),
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
  });

  it('is granted to one of many, and all others see the one', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `claimant ${index}`);
    const all = await Promise.allSettled(names.map(claim));
    const granted = names.filter((_, index) => all[index]?.status === 'fulfilled');
    expect(granted).toHaveLength(1);
    const seen = all.flatMap((one) => (one.status === 'rejected' ? [one.reason.Item?.claimant?.S] : []));
    expect([seen.length, new Set(seen)]).toEqual([39, new Set(granted)]);
  });

  it('loses no count under contention', async () => {
    await Promise.all(
      Array.from({ length: 40 }, () =>
        update({ UpdateExpression: 'ADD told :one', ExpressionAttributeValues: { ':one': { N: '1' } } }),
      ),
    );
    expect(await standIn.dynamodb.items(TableName)).toEqual([{ pk: 'BOARD', sk: 'BOARD', told: 40 }]);
  });
});

describe('the limits', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['an item over 400 KB of UTF-8', () => put('A', 'a', { text: { S: 'é'.repeat(205_000) } }), /Item size/],
    ['a sort key over 1,024 bytes of UTF-8', () => put('A', 'é'.repeat(600)), /range keys has exceeded/],
    ['a partition key over 2,048 bytes', () => put('x'.repeat(2049), 'a'), /hashkey has exceeded/],
    ['an empty key', () => put('', 'a'), /empty string/],
    [
      'a reserved word',
      () => update({ UpdateExpression: 'REMOVE #ttl, region', ExpressionAttributeNames: { '#ttl': 'ttl' } }),
      /reserved keyword: region/,
    ],
    [
      'a name that is not used',
      () => update({ UpdateExpression: 'REMOVE a', ExpressionAttributeNames: { '#b': 'b' } }),
      /unused in expressions/,
    ],
    [
      'an expression over 4 KB',
      () => update({ UpdateExpression: `REMOVE ${Array.from({ length: 900 }, (_, n) => `a${n}`).join(', ')}` }),
      /Invalid UpdateExpression: Expression size has exceeded/,
    ],
    [
      'an empty set',
      () => update({ UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { SS: [] } } }),
      /may not be empty/,
    ],
    [
      'an empty set inside a map',
      () => update({ UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { M: { b: { SS: [] } } } } }),
      /may not be empty/,
    ],
    [
      'a number of 39 digits',
      () => update({ UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { N: '1'.repeat(39) } } }),
      /more than 38 significant digits/,
    ],
    [
      'one path twice',
      () => update({ UpdateExpression: 'SET a = :a REMOVE a.b', ExpressionAttributeValues: { ':a': { N: '1' } } }),
      /overlap/,
    ],
    [
      'a sum over an attribute that is not there',
      () => update({ UpdateExpression: 'SET a = a + :a', ExpressionAttributeValues: { ':a': { N: '1' } } }),
      /attribute that does not exist/,
    ],
    [
      'a batch of 26',
      () =>
        client.send(
          new BatchWriteItemCommand({
            RequestItems: {
              [TableName]: Array.from({ length: 26 }, (_, n) => ({ DeleteRequest: { Key: key('A', `${n}`) } })),
            },
          }),
        ),
      /less than or equal to 25|Too many items/,
    ],
  ])('refuse %s', async (_what, send, message) => {
    await expect(send()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  it('let elements of lists be removed one at a time only, as dynalite would take the wrong ones', async () => {
    await update({
      UpdateExpression: 'SET l = :l',
      ExpressionAttributeValues: { ':l': { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] } },
    });
    await expect(update({ UpdateExpression: 'REMOVE l[0], l[1]' })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 599 },
    });
    await update({ UpdateExpression: 'REMOVE l[1], m' });
    expect(await standIn.dynamodb.items(TableName)).toEqual([{ pk: 'BOARD', sk: 'BOARD', l: ['a', 'c'] }]);
  });

  it('let an item of 399 KB pass', async () => {
    await expect(put('A', 'a', { text: { S: 'x'.repeat(399 * 1024) } })).resolves.toBeDefined();
  });

  it('refuse a word for what to return that DynamoDB does not know', async () => {
    const { status, text } = await raw('UpdateItem', {
      TableName,
      Key: BOARD,
      ReturnValuesOnConditionCheckFailure: 'ALL_NEW',
    });
    expect([status, text]).toEqual([400, expect.stringContaining('returnValuesOnConditionCheckFailure')]);
  });
});

describe('what can go wrong', () => {
  it.each([
    [{ kind: 'throttled' }, 'ProvisionedThroughputExceededException', 400],
    [{ kind: 'server-error' }, 'InternalServerError', 500],
    [{ kind: 'access-denied' }, 'AccessDeniedException', 400],
    [{ kind: 'error', code: 'TransactionConflictException', message: 'conflict' }, 'TransactionConflictException', 400],
  ] as const)('%j is %s', async (fault, name, status) => {
    standIn.faults.inject('dynamodb', 'UpdateItem', fault, { times: 1 });
    await expect(claim('first')).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(standIn.calls).toMatchObject([{ service: 'dynamodb', operation: 'UpdateItem', outcome: name }]);
    await claim('first');
  });

  it('is tried again by the SDK where it may pass', async () => {
    standIn.faults.inject('dynamodb', 'UpdateItem', { kind: 'throttled' }, { times: 2 });
    const patient = clientsOf(standIn, { maxAttempts: 3 }).dynamodb;
    const { $metadata } = await patient.send(new UpdateItemCommand({ TableName, Key: BOARD }));
    expect($metadata.attempts).toBe(3);
  });

  it('befalls the writes it is meant for', async () => {
    standIn.faults.inject(
      'dynamodb',
      'PutItem',
      { kind: 'server-error' },
      { when: ({ Item }) => JSON.stringify(Item).includes('HELD') },
    );
    await put('STOPS', '1');
    await expect(put('HELD', '1')).rejects.toMatchObject({ name: 'InternalServerError', $fault: 'server' });
  });

  it('is an operation that the stand-in does not have', async () => {
    const unknown = { name: 'UnknownOperationException' };
    await expect(client.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject(unknown);
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject(unknown);
  });
});

describe('the role', () => {
  it('may do on a table what its statements allow', async () => {
    const arn = `arn:aws:dynamodb:eu-west-1:111122223333:table/${TableName}`;
    const strict = await startStandIn({
      statements: [{ effect: 'Allow', actions: ['dynamodb:GetItem', 'dynamodb:BatchWriteItem'], resources: [arn] }],
    });
    await strict.dynamodb.putTable(TABLE);
    await strict.dynamodb.putTable({ ...TABLE, name: 'others' });
    const allowed = clientsOf(strict).dynamodb;
    await allowed.send(new GetItemCommand({ TableName, Key: BOARD }));
    const RequestItems = { [TableName]: [{ DeleteRequest: { Key: BOARD } }] };
    await allowed.send(new BatchWriteItemCommand({ RequestItems }));
    await expect(allowed.send(new UpdateItemCommand({ TableName, Key: BOARD }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`perform: dynamodb:UpdateItem on resource: ${arn} because`),
    });
    await expect(allowed.send(new GetItemCommand({ TableName: 'others', Key: BOARD }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await strict.close();
  });
});

/** A request without the SDK, to see the bytes. */
async function raw(operation: string, input: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(standIn.endpoints.dynamodb, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20261124T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      ...headers,
    },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('the wire', () => {
  it('carries the checksum of each answer, and the stand-in’s time', async () => {
    await put('A', 'ä');
    const { headers, text } = await raw('GetItem', { TableName, Key: key('A', 'ä') });
    expect(text).toBe('{"Item":{"pk":{"S":"A"},"sk":{"S":"ä"}}}');
    expect(headers.get('x-amz-crc32')).toBe(String(crc32(text)));
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('date')).toBe(new Date(now).toUTCString());
  });

  it('names errors with their namespace', async () => {
    await claim('first');
    const refused = await raw('UpdateItem', { TableName, Key: BOARD, ConditionExpression: 'attribute_not_exists(pk)' });
    expect(JSON.parse(refused.text)).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    const invalid = await raw('UpdateItem', { TableName, Key: BOARD, UpdateExpression: 'NONSENSE' });
    expect(JSON.parse(invalid.text)).toMatchObject({ __type: 'com.amazon.coral.validate#ValidationException' });
  });

  it('refuses the other JSON version, and the signature for another service', async () => {
    const wrongType = await raw('GetItem', {}, { 'content-type': 'application/x-amz-json-1.1' });
    expect(wrongType.text).toContain('UnknownOperationException');
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=0';
    expect((await raw('GetItem', {}, { authorization })).text).toMatch(/InvalidSignatureException.*'dynamodb'/);
  });
});

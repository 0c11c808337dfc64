import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { EpochMs } from '../event/stopped-task.ts';
import { workloadKey } from '../event/workload.ts';
import type { Board } from '../incident/board.ts';
import { dayOf, type Failure, refOf } from '../incident/failure.ts';
import { joinsAny, otherNamesOf } from '../incident/same-failure.ts';
import { type IncidentId, type IncidentStore, type StormRecord, workloadTag } from '../incident/store.ts';
import { attributeOf, boardOf, claimValue, isSpent, muteValue, RATES } from './board-item.ts';

/** What the table keeps to. */
export interface IncidentTableOptions {
  readonly tableName: string;
  /** Days that records are kept. */
  readonly historyDays: number;
  /** The most messages that may leave to one topic. */
  readonly cap: { readonly perSecond: number; readonly perTenMinutes: number };
  /** The most first messages in any minute; after that new incidents are held back for one message of many. */
  readonly stormFrom: number;
}

type Item = Record<string, AttributeValue>;

const BOARD_KEY: Item = { pk: { S: 'BOARD' }, sk: { S: 'BOARD' } };
const HELD = 'HELD';
const DAY_S = 86_400;
const DAY_MS = 86_400_000;
/** What BatchWriteItem and BatchGetItem take at once. */
const MOST_WRITES = 25;
const MOST_READS = 100;
/** Names set in one expression, which takes 4 KB. */
const MOST_NAMES = 150;
/** Messages of five minutes kept for what was held back, when first messages and those on open incidents have spent the rest. */
const RESERVED_FOR_HELD = 5;
/** Storms are kept a week, for whoever looks. */
const STORM_DAYS = 7;

/** Keeps incidents and history in one DynamoDB table with the keys `pk` and `sk`. */
export function incidentTable(client: DynamoDBClient, options: IncidentTableOptions): IncidentStore {
  const { tableName: TableName, historyDays, stormFrom } = options;
  // A window that is cut at fixed points lets twice its number through around a cut, three halves thrice: so that no
  // second and no ten minutes ever see more than the cap, half and a third of it go to a window.
  const perSecond = Math.max(1, Math.floor(options.cap.perSecond / 2));
  const perMinute = Math.max(1, Math.floor(stormFrom / 2));
  const perFiveMinutes = Math.max(1, Math.floor(options.cap.perTenMinutes / 3));
  const reserved = Math.min(RESERVED_FOR_HELD, perFiveMinutes - 1);

  const updateBoard = (input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>, signal: AbortSignal) =>
    client.send(new UpdateItemCommand({ TableName, Key: BOARD_KEY, ...input }), { abortSignal: signal });

  /** Answers the board after the write, or before it where its condition failed. */
  const tryBoard = async (
    input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
    signal: AbortSignal,
  ): Promise<{ readonly done: boolean; readonly board: Board }> => {
    try {
      const { Attributes } = await updateBoard({ ...input, ReturnValues: 'ALL_NEW' }, signal);
      return { done: true, board: boardOf(Attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { done: false, board: boardOf(error.Item) };
    }
  };
  const whereHolds = async (
    input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
    signal: AbortSignal,
  ): Promise<boolean> => {
    try {
      await updateBoard(input, signal);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return false;
    }
  };

  const query = async (pk: string, condition: string, values: Item, signal: AbortSignal): Promise<Item[]> => {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: `pk = :pk${condition}`,
          ExpressionAttributeValues: { ':pk': { S: pk }, ...values },
          ConsistentRead: true,
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        }),
        { abortSignal: signal },
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return items;
  };

  const get = async (pk: string, sk: string, signal: AbortSignal): Promise<Item | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
      { abortSignal: signal },
    );
    return Item;
  };

  const itemOf = (pk: string, failure: Failure): Item => ({
    pk: { S: pk },
    sk: { S: refOf(failure).key },
    ttl: { N: String(Math.floor(failure.at / 1_000) + historyDays * DAY_S) },
    ...marshall({ failure }, { removeUndefinedValues: true }),
  });

  const putOnce = async (Item: Item, signal: AbortSignal): Promise<void> => {
    try {
      await client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }), {
        abortSignal: signal,
      });
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };

  const writeAll = async (requests: readonly WriteRequest[], signal: AbortSignal): Promise<void> => {
    for (let index = 0; index < requests.length; index += MOST_WRITES) {
      let left: WriteRequest[] | undefined = requests.slice(index, index + MOST_WRITES);
      while (left !== undefined && left.length > 0) {
        signal.throwIfAborted();
        const answer: { UnprocessedItems?: Record<string, WriteRequest[]> | undefined } = await client.send(
          new BatchWriteItemCommand({ RequestItems: { [TableName]: left } }),
          { abortSignal: signal },
        );
        left = answer.UnprocessedItems?.[TableName];
      }
    }
  };

  return {
    async claim({ failure, now, until, token }, signal) {
      const { workload, cause, scope, at } = failure;
      const others = otherNamesOf(cause).map((other, index) => [`:o${index}`, { S: other }] as const);
      const conditions = [
        'attribute_not_exists(#claim)',
        '(attribute_not_exists(#closed) OR #closed < :at)',
        'attribute_not_exists(#storm)',
        ...(joinsAny(failure)
          ? ['attribute_not_exists(#open)']
          : others.map(([name]) => `NOT contains(#open, ${name})`)),
        '(attribute_not_exists(#second) OR #second < :perSecond)',
        '(attribute_not_exists(#minute) OR #minute < :perMinute)',
        '(attribute_not_exists(#five) OR #five < :perFive)',
      ];
      const { done, board } = await tryBoard(
        {
          UpdateExpression: 'SET #claim = :claim ADD #open :cause, #second :one, #minute :one, #five :one',
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: {
            ...claimNames(failure),
            ...openNames(failure),
            '#closed': attributeOf.closed(failure),
            '#storm': 'storm',
            ...rateNames(now),
          },
          ExpressionAttributeValues: {
            ':claim': claimValue({
              workload,
              cause,
              ...(scope === undefined ? {} : { scope }),
              title: failure.title,
              by: refOf(failure),
              openedAt: at,
              claimedAt: now,
              until,
              token,
            }),
            ':cause': { SS: [cause] },
            ':at': { N: String(at) },
            ':one': { N: '1' },
            ':perSecond': { N: String(perSecond) },
            ':perMinute': { N: String(perMinute) },
            ':perFive': { N: String(perFiveMinutes - reserved) },
            ...(joinsAny(failure) ? {} : Object.fromEntries(others)),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        signal,
      );
      // The SDK repeats a write whose answer was lost; its own first write then refuses the second.
      return { granted: done || board.claims.some((claim) => claim.token === token), board };
    },

    async takeOver(claim, next, signal) {
      const { done, board } = await tryBoard(
        {
          UpdateExpression: 'SET #claim.#until = :until, #claim.#token = :token',
          ConditionExpression: '#claim.#token = :before',
          ExpressionAttributeNames: { ...claimNames(claim), '#until': 'until', '#token': 'token' },
          ExpressionAttributeValues: {
            ':until': { N: String(next.until) },
            ':token': { S: next.token },
            ':before': { S: claim.token },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        signal,
      );
      return done || board.claims.some(({ token }) => token === next.token);
    },

    async giveBack(claim, served, signal) {
      await whereHolds(
        {
          UpdateExpression: 'SET #claim.#until = :never, #claim.#served = :served',
          ConditionExpression: '#claim.#token = :mine',
          ExpressionAttributeNames: {
            ...claimNames(claim),
            '#until': 'until',
            '#token': 'token',
            '#served': 'served',
          },
          ExpressionAttributeValues: {
            ':never': { N: '0' },
            ':served': { L: served.map((topic) => ({ S: topic })) },
            ':mine': { S: claim.token },
          },
        },
        signal,
      );
    },

    async withdraw(claim, signal) {
      await whereHolds(
        {
          UpdateExpression: 'REMOVE #claim DELETE #open :cause ADD #second :back, #minute :back, #five :back',
          ConditionExpression: '#claim.#token = :mine',
          ExpressionAttributeNames: {
            ...claimNames(claim),
            ...openNames(claim),
            ...rateNames(claim.claimedAt),
            '#token': 'token',
          },
          ExpressionAttributeValues: {
            ':mine': { S: claim.token },
            ':cause': { SS: [claim.cause] },
            ':back': { N: '-1' },
          },
        },
        signal,
      );
    },

    record: (failure, signal) => putOnce(itemOf(historyOf(failure.at), failure), signal),

    hold: (failure, signal) => putOnce(itemOf(HELD, failure), signal),

    async find({ day, key }, signal) {
      const item = await get(`STOPS#${day}`, key, signal);
      return item === undefined ? undefined : failureOf(item);
    },

    async noteSteady(workload, at, signal) {
      const tag = workloadTag({ workload });
      await whereHolds(
        {
          UpdateExpression: 'SET #steady = :at',
          ConditionExpression: 'attribute_exists(#open)',
          ExpressionAttributeNames: { '#steady': attributeOf.steady(tag), '#open': attributeOf.open(tag) },
          ExpressionAttributeValues: { ':at': { N: String(at) } },
        },
        signal,
      );
    },

    async noteDeployment(workload, until, signal) {
      const name = attributeOf.deploying(workloadTag({ workload }));
      await updateBoard(
        until === undefined
          ? { UpdateExpression: 'REMOVE #deploying', ExpressionAttributeNames: { '#deploying': name } }
          : {
              UpdateExpression: 'SET #deploying = :until',
              ExpressionAttributeNames: { '#deploying': name },
              ExpressionAttributeValues: { ':until': { N: String(until) } },
            },
        signal,
      );
    },

    board: async (signal) => boardOf(await get('BOARD', 'BOARD', signal)),

    async beginWatch(now, until, signal) {
      const { done, board } = await tryBoard(
        {
          UpdateExpression: 'SET #watch = :until',
          ConditionExpression: 'attribute_not_exists(#watch) OR #watch < :now',
          ExpressionAttributeNames: { '#watch': 'watch' },
          ExpressionAttributeValues: { ':until': { N: String(until) }, ':now': { N: String(now) } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        signal,
      );
      return done ? board : undefined;
    },

    async endWatch({ watchedAt, looked, digestDay }, signal) {
      const item = (await get('BOARD', 'BOARD', signal)) ?? {};
      const spent = Object.keys(item).filter((name) => isSpent(name, item[name], watchedAt));
      const seen = looked.map(attributeOf.claim).filter((name) => item[name] !== undefined);
      // Room is made before anything grows: the item may be full.
      for (const names of batches(spent, MOST_NAMES)) {
        await updateBoard(
          {
            UpdateExpression: `REMOVE ${names.map((_, nth) => `#f${nth}`).join(', ')}`,
            ExpressionAttributeNames: Object.fromEntries(names.map((name, nth) => [`#f${nth}`, name])),
          },
          signal,
        );
      }
      for (const names of batches(seen, MOST_NAMES)) {
        await updateBoard(
          {
            UpdateExpression: `SET ${names.map((_, nth) => `#s${nth}.looked = :now`).join(', ')}`,
            ExpressionAttributeNames: Object.fromEntries(names.map((name, nth) => [`#s${nth}`, name])),
            ExpressionAttributeValues: { ':now': { N: String(watchedAt) } },
          },
          signal,
        );
      }
      await updateBoard(
        {
          // The lease is past, not removed: the next watch must begin even where the item has no room for one.
          UpdateExpression: `SET watched = :now, #watch = :past${digestDay === undefined ? '' : ', digest = :day'}`,
          ExpressionAttributeNames: { '#watch': 'watch' },
          ExpressionAttributeValues: {
            ':now': { N: String(watchedAt) },
            ':past': { N: String(watchedAt - 1) },
            ...(digestDay === undefined ? {} : { ':day': { S: digestDay } }),
          },
        },
        signal,
      );
    },

    takeSlot: (now, use, signal) =>
      whereHolds(
        {
          UpdateExpression: 'ADD #second :one, #five :one',
          ConditionExpression:
            '(attribute_not_exists(#second) OR #second < :perSecond) AND (attribute_not_exists(#five) OR #five < :perFive)',
          ExpressionAttributeNames: { '#second': RATES.second.at(now), '#five': RATES.fiveMinutes.at(now) },
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':perSecond': { N: String(perSecond) },
            ':perFive': { N: String(use === 'first' ? perFiveMinutes : perFiveMinutes - reserved) },
          },
        },
        signal,
      ),

    async open(claims, signal) {
      for (const claim of claims) {
        await whereHolds(
          {
            UpdateExpression: 'SET #claim = :claim ADD #open :cause',
            ConditionExpression: 'attribute_not_exists(#claim)',
            ExpressionAttributeNames: { ...claimNames(claim), ...openNames(claim) },
            ExpressionAttributeValues: { ':claim': claimValue(claim), ':cause': { SS: [claim.cause] } },
          },
          signal,
        );
      }
    },

    async markTold(claim, told, signal) {
      await whereHolds(
        {
          UpdateExpression: 'SET #claim.told = :told',
          ConditionExpression: 'attribute_exists(#claim)',
          ExpressionAttributeNames: claimNames(claim),
          ExpressionAttributeValues: { ':told': { M: marshall(told) } },
        },
        signal,
      );
    },

    async close(claim, at, signal) {
      await whereHolds(
        {
          UpdateExpression: 'SET #closed = :at REMOVE #claim DELETE #open :cause',
          ConditionExpression: 'attribute_exists(#claim)',
          ExpressionAttributeNames: {
            ...claimNames(claim),
            ...openNames(claim),
            '#closed': attributeOf.closed(claim),
          },
          ExpressionAttributeValues: { ':at': { N: String(at) }, ':cause': { SS: [claim.cause] } },
        },
        signal,
      );
    },

    async closeAll(ids, signal) {
      for (const some of batches(ids, MOST_NAMES)) {
        await updateBoard(
          {
            UpdateExpression: `SET ${some.map((_, nth) => `#x${nth} = :x${nth}`).join(', ')}`,
            ExpressionAttributeNames: Object.fromEntries(some.map((id, nth) => [`#x${nth}`, attributeOf.closed(id)])),
            ExpressionAttributeValues: Object.fromEntries(some.map(({ at }, nth) => [`:x${nth}`, { N: String(at) }])),
          },
          signal,
        );
      }
    },

    async known(failures, signal) {
      const found = new Set<string>();
      const keys = failures.map((failure) => ({ pk: { S: historyOf(failure.at) }, sk: { S: refOf(failure).key } }));
      for (let index = 0; index < keys.length; index += MOST_READS) {
        let left: Record<string, KeysAndAttributes> | undefined = {
          [TableName]: {
            Keys: keys.slice(index, index + MOST_READS),
            ProjectionExpression: 'sk',
            ConsistentRead: true,
          },
        };
        while (left !== undefined && Object.keys(left).length > 0) {
          signal.throwIfAborted();
          const answer: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems: left }), {
            abortSignal: signal,
          });
          for (const item of answer.Responses?.[TableName] ?? []) found.add(item['sk']?.S ?? '');
          left = answer.UnprocessedKeys;
        }
      }
      return found;
    },

    async drop(failures, signal) {
      await writeAll(failures.map(forgetHeld), signal);
    },

    held: async (signal) => byTime((await query(HELD, '', {}, signal)).map(failureOf)),

    async settle(failures, signal) {
      await writeAll(
        failures.map((failure) => ({ PutRequest: { Item: itemOf(historyOf(failure.at), failure) } })),
        signal,
      );
      await writeAll(failures.map(forgetHeld), signal);
    },

    async failuresOf({ workload, from, to }, signal) {
      const prefix = workloadKey(workload);
      const days = daysBetween(from, to);
      const items = await Promise.all(
        days.map((day) =>
          query(
            `STOPS#${day}`,
            ' AND sk BETWEEN :from AND :to',
            {
              ':from': { S: `${prefix}#${new Date(from).toISOString()}` },
              ':to': { S: `${prefix}#${new Date(to).toISOString()}~` },
            },
            signal,
          ),
        ),
      );
      return byTime(items.flat().map(failureOf));
    },

    async failuresOfDay(day, { keyPrefix }, signal) {
      const items = await query(
        `STOPS#${day}`,
        keyPrefix === undefined ? '' : ' AND begins_with(sk, :prefix)',
        keyPrefix === undefined ? {} : { ':prefix': { S: keyPrefix } },
        signal,
      );
      return items.map(failureOf);
    },

    async storm(id, signal) {
      const item = await get('STORM', id, signal);
      const packed = item?.['storm']?.B;
      return packed === undefined ? undefined : (JSON.parse(gunzipSync(packed).toString()) as StormRecord);
    },

    async saveStorm(storm, goesOn, signal) {
      await client.send(
        new PutItemCommand({
          TableName,
          Item: {
            pk: { S: 'STORM' },
            sk: { S: storm.id },
            ttl: { N: String(Math.floor(storm.lastAt / 1_000) + STORM_DAYS * DAY_S) },
            // Packed, a thousand members fit in an item.
            storm: { B: gzipSync(JSON.stringify(storm)) },
          },
        }),
        { abortSignal: signal },
      );
      await updateBoard(
        goesOn
          ? {
              UpdateExpression: 'SET storm = :storm',
              ExpressionAttributeValues: { ':storm': { M: marshall({ id: storm.id, openedAt: storm.openedAt }) } },
            }
          : { UpdateExpression: 'REMOVE storm' },
        signal,
      );
    },

    async noteShort(before, shortSince, signal) {
      const added = [...shortSince].filter(([tag]) => !before.shortSince.has(tag)).slice(0, MOST_NAMES);
      const gone = [...before.shortSince.keys()].filter((tag) => !shortSince.has(tag)).slice(0, MOST_NAMES);
      if (added.length + gone.length === 0) return;
      await updateBoard(
        {
          UpdateExpression: [
            ...(added.length === 0 ? [] : [`SET ${added.map((_, nth) => `#a${nth} = :a${nth}`).join(', ')}`]),
            ...(gone.length === 0 ? [] : [`REMOVE ${gone.map((_, nth) => `#g${nth}`).join(', ')}`]),
          ].join(' '),
          ExpressionAttributeNames: {
            ...Object.fromEntries(added.map(([tag], nth) => [`#a${nth}`, attributeOf.short(tag)])),
            ...Object.fromEntries(gone.map((tag, nth) => [`#g${nth}`, attributeOf.short(tag)])),
          },
          ...(added.length === 0
            ? {}
            : {
                ExpressionAttributeValues: Object.fromEntries(
                  added.map(([, since], nth) => [`:a${nth}`, { N: String(since) }]),
                ),
              }),
        },
        signal,
      );
    },

    async putMute(mute, signal) {
      await updateBoard(
        {
          UpdateExpression: 'SET #mute = :mute',
          ExpressionAttributeNames: { '#mute': attributeOf.mute(mute.id) },
          ExpressionAttributeValues: { ':mute': muteValue(mute) },
        },
        signal,
      );
    },

    removeMute: (id, signal) =>
      whereHolds(
        {
          UpdateExpression: 'REMOVE #mute',
          ConditionExpression: 'attribute_exists(#mute)',
          ExpressionAttributeNames: { '#mute': attributeOf.mute(id) },
        },
        signal,
      ),
  };
}

const claimNames = (id: IncidentId) => ({ '#claim': attributeOf.claim(id) });
const rateNames = (at: EpochMs) => ({
  '#second': RATES.second.at(at),
  '#minute': RATES.minute.at(at),
  '#five': RATES.fiveMinutes.at(at),
});
// A failed deployment counts among what is open of its service, whose being steady ends it too.
const openNames = ({ workload }: IncidentId) => ({ '#open': attributeOf.open(workloadTag({ workload })) });

function batches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, (nth + 1) * size));
}

const forgetHeld = (failure: Failure): WriteRequest => ({
  DeleteRequest: { Key: { pk: { S: HELD }, sk: { S: refOf(failure).key } } },
});

const historyOf = (at: EpochMs): string => `STOPS#${dayOf(at)}`;

const failureOf = (item: Item): Failure => unmarshall(item)['failure'] as Failure;

const byTime = (failures: readonly Failure[]): readonly Failure[] => [...failures].sort((a, b) => a.at - b.at);

function daysBetween(from: EpochMs, to: EpochMs): readonly string[] {
  const days: string[] = [];
  for (let at = from; dayOf(at) <= dayOf(to); at += DAY_MS) days.push(dayOf(at));
  return days;
}

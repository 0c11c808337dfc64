import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_EXPRESSION_BYTES = 4096;
const MAX_KEY_BYTES = { HASH: 2048, RANGE: 1024 };

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];

/** Throws where an expression is longer than DynamoDB takes, or one that dynalite would carry out otherwise. */
export function checkExpressions(input: JsonObject): void {
  for (const name of EXPRESSIONS) {
    const expression = input[name];
    if (typeof expression !== 'string') continue;
    const bytes = Buffer.byteLength(expression);
    if (bytes > MAX_EXPRESSION_BYTES) {
      throw invalid(
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
      );
    }
  }
  const [, removed = ''] = /\bREMOVE\s(.*)/is.exec(String(input['UpdateExpression'] ?? '')) ?? [];
  if ((removed.match(/\[\d+\]\s*(?:,|$)/g) ?? []).length > 1) {
    throw new Error('The stand-in cannot remove several elements of lists at once: dynalite lets their places shift.');
  }
}

/** Throws where a key is larger than DynamoDB takes; dynalite counts characters, not bytes. */
export function checkKeySize(value: Json | undefined, keyType: 'HASH' | 'RANGE'): void {
  const text = isJsonObject(value) ? value['S'] : undefined;
  if (typeof text !== 'string' || Buffer.byteLength(text) <= MAX_KEY_BYTES[keyType]) return;
  throw invalid(
    keyType === 'HASH'
      ? 'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes'
      : 'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
  );
}

/** Throws where an item is larger than 400 KB; dynalite counts characters, not bytes. */
export function checkItemSize(item: JsonObject): void {
  if (sizeOfMembers(item) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

const sizeOfMembers = (members: JsonObject): number =>
  Object.entries(members).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

function sizeOfValue(value: Json | undefined): number {
  const [type, held] = Object.entries(isJsonObject(value) ? value : {})[0] ?? [];
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(held));
    case 'N':
      // Two digits to a byte, and one for the exponent.
      return Math.ceil(String(held).replaceAll(/[^0-9]/g, '').length / 2) + 1;
    case 'B':
      return Buffer.from(String(held), 'base64').byteLength;
    case 'SS':
    case 'NS':
    case 'BS':
      return listOf(held).reduce<number>((sum, one) => sum + sizeOfValue({ [type.charAt(0)]: one }), 0);
    case 'L':
      return listOf(held).reduce<number>((sum, one) => sum + 1 + sizeOfValue(one), 3);
    case 'M':
      return isJsonObject(held) ? 3 + Object.keys(held).length + sizeOfMembers(held) : 3;
    default:
      return 1;
  }
}

const listOf = (value: Json | undefined): readonly Json[] => (isJsonArray(value) ? value : []);

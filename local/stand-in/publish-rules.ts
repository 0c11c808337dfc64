import { isJsonArray, parseJson, parseJsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import type { MessageAttribute } from './topic.ts';

const MAX_MESSAGE_BYTES = 262_144;
/** More would be dropped on raw delivery to a queue, and subscribers' filter policies are written against these alone. */
const MAX_ATTRIBUTES = 10;

/** An attribute as the request spells it. */
export interface AttributeEntry {
  readonly Name: string;
  readonly Value: {
    readonly DataType?: string | undefined;
    readonly StringValue?: string | undefined;
    readonly BinaryValue?: string | undefined;
  };
}

const invalidParameter = (reason: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
const invalidValue = (message: string): AwsError => new AwsError('ParameterValueInvalid', message);

/** Refuses a subject that is not printable ASCII of 1 to 99 characters, or begins with none of letter, digit, punctuation. */
export function checkSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  if (!/^[!-~][ -~]{0,98}$/.test(subject)) throw invalidParameter('Subject');
}

/** Refuses a missing or empty message. */
export function checkMessage(message: string | undefined): asserts message is string {
  if (message === undefined || message === '') throw invalidParameter('Empty message');
}

/** Refuses what is together larger than SNS takes: the message and its attributes' names, types and values. */
export function checkSize(message: string, attributes: Readonly<Record<string, MessageAttribute>>): void {
  let bytes = Buffer.byteLength(message);
  for (const [name, { dataType, value }] of Object.entries(attributes)) {
    const valueBytes = dataType.startsWith('Binary') ? Buffer.from(value, 'base64').length : Buffer.byteLength(value);
    bytes += Buffer.byteLength(name) + Buffer.byteLength(dataType) + valueBytes;
  }
  if (bytes > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
}

/** Answers the bodies of a `MessageStructure: json` message by protocol; refuses one without a `default` text. */
export function bodiesOf(message: string, structure: string | undefined): Readonly<Record<string, string>> {
  if (structure === undefined || structure === '') return { default: message };
  if (structure !== 'json') throw invalidParameter(`Invalid message structure: ${structure}`);
  const parsed = parseJsonObject(message);
  if (parsed === undefined) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (parsed.default === undefined) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  const bodies: Record<string, string> = {};
  for (const [protocol, body] of Object.entries(parsed)) {
    if (typeof body !== 'string') {
      throw invalidParameter(`Message Structure - the entry ${protocol} of the JSON message body is not a string`);
    }
    bodies[protocol] = body;
  }
  return bodies;
}

/** Judges the attributes of a message by SNS's rules and answers them by name. */
export function readAttributes(entries: readonly AttributeEntry[]): Readonly<Record<string, MessageAttribute>> {
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidValue(
      `The message has ${entries.length} attributes; at most ${MAX_ATTRIBUTES} reach every subscriber.`,
    );
  }
  const attributes: Record<string, MessageAttribute> = {};
  for (const { Name: name, Value: value } of entries) {
    checkName(name);
    if (Object.hasOwn(attributes, name)) throw invalidValue(`The message attribute '${name}' is given twice.`);
    attributes[name] = readAttribute(name, value);
  }
  return attributes;
}

function checkName(name: string): void {
  const wellFormed = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(name) && name.length <= 256;
  if (!wellFormed || /^(?:aws|amazon)\./i.test(name)) {
    throw invalidValue(`The message attribute name '${name}' is not allowed.`);
  }
}

function readAttribute(
  name: string,
  { DataType, StringValue, BinaryValue }: AttributeEntry['Value'],
): MessageAttribute {
  const [, kind] = /^(String|Number|Binary)(?:\.[A-Za-z0-9_.-]+)?$/.exec(DataType ?? '') ?? [];
  if (DataType === undefined || kind === undefined || DataType.length > 256) {
    throw invalidValue(`The message attribute '${name}' has an invalid message attribute type: '${DataType ?? ''}'.`);
  }
  const wrongMember = kind === 'Binary' ? StringValue : BinaryValue;
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '' || wrongMember !== undefined) {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (kind !== 'Binary' && /[^\t\n\r -\ud7ff\ue000-\ufffd]/.test(value)) {
    throw invalidValue(`The message attribute '${name}' has a value with characters that are not allowed.`);
  }
  if (kind === 'Number' && !isNumber(value)) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  }
  if (DataType === 'String.Array' && !isScalarList(value)) {
    throw invalidValue(`The message attribute '${name}' of the type String.Array is not a JSON list of scalars.`);
  }
  return { dataType: DataType, value };
}

const isNumber = (text: string): boolean => /^-?\d+(?:\.\d{1,5})?$/.test(text) && Math.abs(Number(text)) <= 1e9;

function isScalarList(text: string): boolean {
  try {
    const list = parseJson(text);
    return isJsonArray(list) && list.every((item) => item === null || typeof item !== 'object');
  } catch {
    return false;
  }
}

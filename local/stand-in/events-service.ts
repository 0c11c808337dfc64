import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { makeRuleOperations, type StandInRule } from './rule-operations.ts';
import { jsonServiceErrors, operation, type Service } from './service.ts';
import { jsonProtocol } from './wire-protocol.ts';

/** An event that somebody put on the default bus. */
export interface PutEvent {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources: readonly string[];
  readonly region: string;
}

/** What was put on the default bus. */
export interface EventsState {
  /** Every event the bus took, oldest first. */
  readonly put: readonly PutEvent[];
  /** Hands what the bus takes from now on to somebody, and shows these rules; without it nothing is delivered. */
  connect(bus: ConnectedBus): void;
}

/** What is behind the bus. */
export interface ConnectedBus {
  readonly rules: readonly StandInRule[];
  readonly deliver: (event: PutEvent) => void;
}

const MOST_ENTRIES = 10;
/** The bytes of an entry's source, type, detail and resources together. */
const MAX_ENTRY_BYTES = 262_144;

const PutEventsInput = v.object({
  Entries: v.array(
    v.object({
      Source: v.optional(v.string(), ''),
      DetailType: v.optional(v.string(), ''),
      Detail: v.optional(v.string(), ''),
      Resources: v.optional(v.array(v.string()), []),
      EventBusName: v.optional(v.string()),
    }),
  ),
});
type Entry = v.InferOutput<typeof PutEventsInput>['Entries'][number];

/** Makes the EventBridge stand-in: its default bus takes events and keeps them. */
export function makeEvents(): { service: Service; state: EventsState } {
  const put: PutEvent[] = [];
  let bus: ConnectedBus = { rules: [], deliver: () => undefined };
  const putEvents = operation(
    PutEventsInput,
    ({ Entries: entries }, { region }) => {
      if (entries.length === 0 || entries.length > MOST_ENTRIES) {
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MOST_ENTRIES}`,
        );
      }
      if (entries.some((entry) => bytesOf(entry) > MAX_ENTRY_BYTES)) {
        throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
      }
      const results = entries.map((entry): JsonObject => {
        const refusal = refusalOf(entry);
        if (refusal !== undefined) return { ErrorCode: refusal[0], ErrorMessage: refusal[1] };
        const id = randomUUID();
        const { Source: source, DetailType: detailType, Detail, Resources: resources } = entry;
        const event = { id, source, detailType, detail: parseJsonObject(Detail) ?? {}, resources, region };
        put.push(event);
        bus.deliver(event);
        return { EventId: id };
      });
      return {
        FailedEntryCount: results.filter((result) => result['ErrorCode'] !== undefined).length,
        Entries: results,
      };
    },
    ({ Entries: [first] }, { region, account }) =>
      `arn:aws:events:${region}:${account}:event-bus/${first?.EventBusName ?? 'default'}`,
  );
  return {
    service: {
      name: 'events',
      actionPrefix: 'events',
      protocol: jsonProtocol('AWSEvents'),
      operations: { PutEvents: putEvents, ...makeRuleOperations(() => bus.rules) },
      errors: jsonServiceErrors(() => new AwsError('InternalException', 'Internal failure', 500)),
    },
    state: {
      put,
      connect(connected) {
        bus = connected;
      },
    },
  };
}

const bytesOf = ({ Source, DetailType, Detail, Resources }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** EventBridge answers for each entry by itself. */
function refusalOf({ Source, DetailType, Detail }: Entry): readonly [string, string] | undefined {
  if (Source === '')
    return ['InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'];
  if (Source.startsWith('aws.')) return ['NotAuthorizedForSourceException', 'Not authorized for the source.'];
  if (DetailType === '') {
    return ['InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.'];
  }
  return parseJsonObject(Detail) === undefined ? ['MalformedDetail', 'Detail is malformed.'] : undefined;
}

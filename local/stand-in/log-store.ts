import { type Arrival, hasArrived } from './arrival.ts';

/** A log group to put into the stand-in. */
export interface LogGroup {
  readonly name: string;
  /** @default the stand-in's own Region */
  readonly region?: string;
  readonly retentionInDays?: number;
  /** @default 'STANDARD' */
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
}

/** One event of a stream. */
export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
  /** @default the timestamp plus one second */
  readonly ingestionTime?: number;
  /** @default it is there at once */
  readonly arrives?: Arrival;
}

/** A log stream to put into the stand-in; its group is made where it does not exist. */
export interface LogStream {
  readonly group: string;
  readonly name: string;
  /** @default the stand-in's own Region */
  readonly region?: string;
  readonly events?: readonly LogEvent[];
  /**
   * When the stream itself begins to exist; its `atCall` counts every `GetLogEvents` that names it.
   * @default at once
   */
  readonly arrives?: Arrival;
  /**
   * Pages without events, their tokens moving, that every reading begins with.
   * @default 0
   */
  readonly emptyPagesFirst?: number;
}

/** An event with its place in the stream. */
export interface StoredEvent extends LogEvent {
  readonly sequence: number;
}

interface StoredStream {
  readonly name: string;
  readonly arrives: Arrival | undefined;
  readonly emptyPagesFirst: number;
  readonly createdAt: number;
  calls: number;
  readonly events: { readonly event: StoredEvent; readonly putAt: number }[];
}

interface StoredGroup {
  readonly name: string;
  readonly group: LogGroup;
  readonly createdAt: number;
  readonly streams: Map<string, StoredStream>;
}

/** What the account's log groups hold, by Region. */
export interface LogStore {
  putGroup(group: LogGroup): void;
  removeGroup(name: string, region?: string): void;
  putStream(stream: LogStream): void;
  /** Adds events to a stream that exists. */
  append(stream: { group: string; name: string; region?: string }, events: readonly LogEvent[]): void;
  group(region: string, name: string): StoredGroup | undefined;
  groups(region: string): readonly StoredGroup[];
  /** The streams that exist by now, by name. */
  streams(group: StoredGroup): readonly StoredStream[];
  /** Counts a reading of the stream and answers it, if it exists by now, with the events that have arrived, oldest first. */
  read(group: StoredGroup, name: string): { stream: StoredStream; events: readonly StoredEvent[] } | undefined;
}

/** Makes an empty store. */
export function makeLogStore({ region: homeRegion, now }: { region: string; now: () => number }): LogStore {
  const regions = new Map<string, Map<string, StoredGroup>>();
  const groupsOf = (region: string) => {
    const groups = regions.get(region) ?? new Map<string, StoredGroup>();
    regions.set(region, groups);
    return groups;
  };

  const store: LogStore = {
    putGroup(group) {
      const groups = groupsOf(group.region ?? homeRegion);
      const streams = groups.get(group.name)?.streams ?? new Map<string, StoredStream>();
      groups.set(group.name, { name: group.name, group, createdAt: now(), streams });
    },
    removeGroup(name, region = homeRegion) {
      groupsOf(region).delete(name);
    },
    putStream({ group, name, region = homeRegion, events = [], arrives, emptyPagesFirst = 0 }) {
      if (!groupsOf(region).has(group)) store.putGroup({ name: group, region });
      const stream = { name, arrives, emptyPagesFirst, createdAt: now(), calls: 0, events: [] };
      groupsOf(region).get(group)?.streams.set(name, stream);
      store.append({ group, name, region }, events);
    },
    append({ group, name, region = homeRegion }, events) {
      const stream = groupsOf(region).get(group)?.streams.get(name);
      if (stream === undefined)
        throw new Error(`The stand-in has no log stream ${name} in the group ${group} (${region}).`);
      for (const event of events) {
        stream.events.push({ event: { ...event, sequence: stream.events.length }, putAt: now() });
      }
    },
    group: (region, name) => groupsOf(region).get(name),
    groups: (region) => [...groupsOf(region).values()],
    streams: (group) =>
      [...group.streams.values()].filter(({ arrives, createdAt, calls }) =>
        hasArrived(arrives, { putAt: createdAt, now: now(), call: calls }),
      ),
    read(group, name) {
      const stream = group.streams.get(name);
      if (stream === undefined) return undefined;
      stream.calls += 1;
      const at = { now: now(), call: stream.calls };
      if (!hasArrived(stream.arrives, { putAt: stream.createdAt, ...at })) return undefined;
      const events = stream.events
        .filter(({ event, putAt }) => hasArrived(event.arrives, { putAt, ...at }))
        .map(({ event }) => event)
        .sort(inOrder);
      return { stream, events };
    },
  };
  return store;
}

/** Orders events by time, then by the order in which they were put. */
export const inOrder = (
  left: { timestamp: number; sequence: number },
  right: { timestamp: number; sequence: number },
): number => left.timestamp - right.timestamp || left.sequence - right.sequence;

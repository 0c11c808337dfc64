import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { EpochMs } from '../event/stopped-task.ts';
import type { Workload } from '../event/workload.ts';
import type { Board, Claim } from '../incident/board.ts';
import { refOf } from '../incident/failure.ts';
import type { Mute } from '../incident/policy.ts';
import { type IncidentId, incidentTag } from '../incident/store.ts';

type Item = Readonly<Record<string, AttributeValue>>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The names of the board's attributes. All are flat: DynamoDB sets no member of a map that is not there. */
export const attributeOf = {
  /** An open incident. */
  claim: (id: IncidentId): string => `c:${incidentTag(id)}`,
  /** The causes a workload has open incidents for. */
  open: (tag: string): string => `o:${tag}`,
  /** When an incident was closed. */
  closed: (id: IncidentId): string => `x:${incidentTag(id)}`,
  /** When a service was last steady. */
  steady: (tag: string): string => `s:${tag}`,
  /** Until when a deployment is taken to be under way. */
  deploying: (tag: string): string => `d:${tag}`,
  /** Since when a service has run fewer tasks than desired. */
  short: (tag: string): string => `b:${tag}`,
  mute: (id: string): string => `m:${id}`,
} as const;

const rate = (name: string, ms: number) => ({
  name,
  ms,
  /** The attribute that counts the messages of this window. */
  at: (now: EpochMs): string => `${name}:${Math.floor(now / ms)}`,
});

/** The windows in which messages are counted. */
export const RATES = {
  second: rate('r1', 1_000),
  minute: rate('r60', MINUTE_MS),
  fiveMinutes: rate('r300', 5 * MINUTE_MS),
} as const;

/** A claim as it lies on the board: as short as can be, since every write of the board costs by its size. */
interface ShortClaim extends Omit<Claim, 'workload' | 'by' | 'lookedAt'> {
  /** Kind, name, cluster, account, Region and partition of the workload. */
  readonly of: string;
  /** The id of the failure that opened it; its place in the history follows from that. */
  readonly id: string;
  readonly looked?: EpochMs;
}

/** A claim as the board holds it. */
export function claimValue({ workload, by, lookedAt, ...claim }: Claim): AttributeValue {
  const { kind, name, cluster, account, region, partition } = workload;
  const short: ShortClaim = {
    ...claim,
    of: [kind, name, cluster, account, region, partition].join(' '),
    id: by.key.slice(by.key.lastIndexOf('#') + 1),
    ...(lookedAt === undefined ? {} : { looked: lookedAt }),
  };
  return { M: marshall(short, { removeUndefinedValues: true }) };
}

function claimOf({ of, id, looked, ...claim }: ShortClaim): Claim {
  const [kind = '', name = '', cluster = '', account = '', region = '', partition = ''] = of.split(' ');
  const workload = { kind: kind as Workload['kind'], name, cluster, account, region, partition };
  return {
    ...claim,
    workload,
    by: refOf({ workload, at: claim.openedAt, id }),
    ...(looked === undefined ? {} : { lookedAt: looked }),
  };
}

/** A mute as the board holds it. */
export const muteValue = (mute: Mute): AttributeValue => ({ M: marshall(mute, { removeUndefinedValues: true }) });

/** Reads the board's item; what is not known is left alone. */
export function boardOf(item: Item | undefined): Board {
  const fields = item === undefined ? {} : unmarshall({ ...item });
  const named = <T>(prefix: string): (readonly [string, T])[] =>
    Object.entries(fields).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value as T] as const] : [],
    );
  const { storm, watched, digest } = fields;
  return {
    claims: named<ShortClaim>('c:').map(([, claim]) => claimOf(claim)),
    closedAt: new Map(named<EpochMs>('x:')),
    steadyAt: new Map(named<EpochMs>('s:')),
    deployingUntil: new Map(named<EpochMs>('d:')),
    shortSince: new Map(named<EpochMs>('b:')),
    mutes: named<Mute>('m:').map(([, mute]) => mute),
    ...(storm === undefined ? {} : { storm }),
    ...(watched === undefined ? {} : { watchedAt: watched }),
    ...(digest === undefined ? {} : { digestDay: digest }),
  };
}

/** Whether an attribute has served its purpose: a past window, a mute that ended, a close that no late event can reach. */
export function isSpent(name: string, value: AttributeValue | undefined, now: EpochMs): boolean {
  const [prefix = '', rest = ''] = name.split(':', 2);
  const window = Object.values(RATES).find((one) => one.name === prefix);
  if (window !== undefined) return (Number(rest) + 1) * window.ms < now - 10 * MINUTE_MS;
  switch (prefix) {
    case 'x':
    case 's':
      // EventBridge delivers for a day.
      return Number(value?.N) < now - DAY_MS;
    case 'd':
      return Number(value?.N) < now;
    case 'm':
      return Number(value?.M?.['until']?.N) < now;
    default:
      return false;
  }
}

import { type Bundle, makeWorld, taskId } from './world.ts';

/** What came of many services that failed at once. */
export interface ManyServicesFigures {
  readonly services: number;
  readonly messages: number;
  /** Services that no message names. */
  readonly unnamed: readonly string[];
  /** The most messages in any second, and in any ten minutes. */
  readonly mostInASecond: number;
  readonly mostInTenMinutes: number;
  /** Failures in the history. */
  readonly records: number;
  /** Calls of the table by the stops themselves, on average. */
  readonly tableCallsOfAStop: number;
  /** Bytes of the longest mail. */
  readonly longestMail: number;
  readonly realSeconds: number;
}

const MINUTE_MS = 60_000;
const TABLE_CALLS = new Set(['GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchGetItem', 'BatchWriteItem']);

/**
 * Plays services that all fail within one minute of the world's clock, and no more after that.
 *
 * @param watchAfterMs - when the watch looks first; it may strike at any moment of that minute.
 */
export async function playManyServices(
  bundle: Bundle,
  services: number,
  watchAfterMs: number,
): Promise<ManyServicesFigures> {
  const world = await makeWorld(bundle, { concurrency: 4 });
  const begun = performance.now();
  const { standIn } = world.deployment;
  const names = Array.from({ length: services }, (_, nth) => `service-${String(nth).padStart(3, '0')}`);
  const begin = world.clock.now();
  let nextWatch = begin + watchAfterMs;
  const tableCalls = (): number => standIn.calls.filter(({ operation }) => TABLE_CALLS.has(operation)).length;
  let callsOfWatch = 0;
  const ofWatch = async (watch: () => Promise<void>): Promise<void> => {
    const before = tableCalls();
    await watch();
    callsOfWatch += tableCalls() - before;
  };
  try {
    for (let nth = 0; nth < services; nth += BATCH) {
      await Promise.all(
        names.slice(nth, nth + BATCH).map((service, index) =>
          world.put(
            world.stop({
              service,
              family: 'shop',
              taskId: taskId(nth + index + 1),
              lines: ['Error: connect ECONNREFUSED 10.0.0.5:5432'],
              zone: `eu-west-1${'abc'[(nth + index) % 3]}`,
              cluster: (nth + index) % 4 === 0 ? 'batch' : 'prod',
            }),
          ),
        ),
      );
      world.clock.advance(Math.max(0, begin + (MINUTE_MS * (nth + BATCH)) / services - world.clock.now()));
      if (world.clock.now() >= nextWatch) {
        await ofWatch(world.watch);
        nextWatch += MINUTE_MS;
      }
    }
    const ofStops = tableCalls() - callsOfWatch;
    await world.pass(20 * MINUTE_MS);
    const text = standIn.sns.published.map(({ message }) => message).join('\n');
    const at = standIn.sns.published.map((message) => message.at);
    return {
      services,
      messages: standIn.sns.published.length,
      unnamed: names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text)),
      mostInASecond: mostWithin(at, 1_000),
      mostInTenMinutes: mostWithin(at, 10 * MINUTE_MS),
      records: (await standIn.dynamodb.items(world.tableName)).filter(({ pk }) => String(pk).startsWith('STOPS#'))
        .length,
      tableCallsOfAStop: ofStops / services,
      longestMail: Math.max(...standIn.sns.published.map(({ message }) => Buffer.byteLength(message))),
      realSeconds: (performance.now() - begun) / 1_000,
    };
  } finally {
    await world.close();
  }
}

/** Stops put at once. */
const BATCH = 10;

/** The most of the moments that lie within any span of that length. */
export const mostWithin = (moments: readonly number[], span: number): number =>
  Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + span).length));

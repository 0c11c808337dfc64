import { type Bundle, makeWorld, serviceEvent, taskId } from './world.ts';

/** What came of a crash loop. */
export interface CrashLoopFigures {
  readonly stops: number;
  /** Messages while it went on. */
  readonly messages: number;
  /** The count that the last of them names. */
  readonly lastCount: number;
  /** The count that the note of recovery names. */
  readonly recoveredCount: number;
  /** Calls of the table by the stops themselves, the most for one of them. */
  readonly tableCallsOfAStop: number;
  /** Calls of the table by the watch, a minute on average. */
  readonly tableCallsOfAWatch: number;
  readonly realSeconds: number;
}

const MINUTE_MS = 60_000;
const TABLE_CALLS = new Set(['GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchGetItem', 'BatchWriteItem']);

/** Plays a service whose tasks stop again and again over some minutes of the world's clock, and then stay. */
export async function playCrashLoop(bundle: Bundle, stops: number, minutes: number): Promise<CrashLoopFigures> {
  const world = await makeWorld(bundle);
  const begun = performance.now();
  const { standIn } = world.deployment;
  const tableCalls = (): number => standIn.calls.filter(({ operation }) => TABLE_CALLS.has(operation)).length;
  const every = (minutes * MINUTE_MS) / stops;
  let nextWatch = world.clock.now() + MINUTE_MS;
  let most = 0;
  let ofWatch = 0;
  let watches = 0;
  try {
    for (let nth = 1; nth <= stops; nth += 1) {
      const before = tableCalls();
      await world.put(world.stop({ service: 'orders', taskId: taskId(nth), lines: [LINE] }));
      most = Math.max(most, tableCalls() - before);
      world.clock.advance(Math.max(0, every - 1));
      if (world.clock.now() < nextWatch) continue;
      const beforeWatch = tableCalls();
      await world.watch();
      ofWatch += tableCalls() - beforeWatch;
      watches += 1;
      nextWatch += MINUTE_MS;
    }
    await world.pass(MINUTE_MS);
    const messages = standIn.sns.published.length;
    const lastCount = countIn(world.headlines().at(-1));
    await world.put(serviceEvent(world, 'orders', 'SERVICE_STEADY_STATE', {}, 'INFO'));
    await world.pass(4 * MINUTE_MS);
    return {
      stops,
      messages,
      lastCount,
      recoveredCount: countIn(world.headlines().at(-1)),
      tableCallsOfAStop: most,
      tableCallsOfAWatch: watches === 0 ? 0 : ofWatch / watches,
      realSeconds: (performance.now() - begun) / 1_000,
    };
  } finally {
    await world.close();
  }
}

const LINE = 'Error: listen EADDRINUSE: address already in use :::8080';

/** `orders stopped 1,000 times in …`, `…the first of 1,000 stops…`: the number of stops a headline names. */
const countIn = (headline = ''): number =>
  Number(/([\d,]+) (?:times|stops)/.exec(headline)?.[1]?.replaceAll(',', '') ?? Number.NaN);

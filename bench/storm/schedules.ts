import type { Delivery } from '../../local/event-bus.ts';
import type { JsonObject } from '../../local/json.ts';
import { below, pick, type Random, randomOf, shuffled } from '../random.ts';
import { type Bundle, makeWorld, taskId, type World } from './world.ts';

/** What came of random schedules of copies, reorderings, concurrent deliveries and crashes. */
export interface ScheduleFigures {
  readonly schedules: number;
  readonly events: number;
  readonly crashes: number;
  /** Crashes between publishing and recording: the one case in which a message leaves twice. */
  readonly unavoidable: number;
  /** Incidents without a first message, and stops without a record. */
  readonly lost: readonly string[];
  /** First messages too many. */
  readonly doubled: number;
  /** Those of them that no crash between publishing and recording explains. */
  readonly unexplained: readonly string[];
  /** Events that ended in the failure queue. */
  readonly failed: number;
  /** Incidents that the watch took for lost though they were told. */
  readonly retold: readonly string[];
  readonly realSeconds: number;
}

/** One call of an invocation, before and after which it may die. */
interface Effect {
  readonly service: 'ecs' | 'logs' | 'dynamodb' | 'sns';
  readonly operation: string;
}

const EFFECTS: readonly [Effect, ...Effect[]] = [
  { service: 'ecs', operation: 'DescribeTaskDefinition' },
  { service: 'logs', operation: 'GetLogEvents' },
  { service: 'dynamodb', operation: 'UpdateItem' },
  { service: 'sns', operation: 'Publish' },
  { service: 'dynamodb', operation: 'PutItem' },
  { service: 'dynamodb', operation: 'GetItem' },
];

/** Two failures that are never one. */
const CAUSES = {
  'port-in-use': 'Error: listen EADDRINUSE: address already in use :::8080',
  'connection-refused': 'Error: connect ECONNREFUSED 10.0.0.5:5432',
} as const;
type Cause = keyof typeof CAUSES;

interface Schedule {
  readonly service: string;
  readonly stops: readonly { readonly taskId: string; readonly cause: Cause; readonly event: JsonObject }[];
  /** Events in the order of their arrival, copies included. */
  readonly arrivals: readonly { readonly event: JsonObject; readonly afterMs: number }[];
  crashes: number;
  unavoidable: number;
}

/** How many schedules run at once, in an account of their own. */
const IN_A_WORLD = 30;
const STEP_MS = 5_000;
const MINUTE_MS = 60_000;

/** Plays random schedules, each with a service of its own; the same seed plays the same ones. */
export async function playSchedules(bundle: Bundle, count: number, seed: string): Promise<ScheduleFigures> {
  const begun = performance.now();
  const random = randomOf(seed);
  const judged: Omit<ScheduleFigures, 'realSeconds'>[] = [];
  for (let from = 0; from < count; from += IN_A_WORLD) {
    judged.push(await playWorld(bundle, Math.min(IN_A_WORLD, count - from), from, random));
  }
  const sum = (name: 'schedules' | 'events' | 'crashes' | 'unavoidable' | 'doubled' | 'failed'): number =>
    judged.reduce((total, figures) => total + figures[name], 0);
  return {
    schedules: sum('schedules'),
    events: sum('events'),
    crashes: sum('crashes'),
    unavoidable: sum('unavoidable'),
    lost: judged.flatMap(({ lost }) => lost),
    doubled: sum('doubled'),
    unexplained: judged.flatMap(({ unexplained }) => unexplained),
    failed: sum('failed'),
    retold: judged.flatMap(({ retold }) => retold),
    realSeconds: (performance.now() - begun) / 1_000,
  };
}

async function playWorld(
  bundle: Bundle,
  count: number,
  from: number,
  random: Random,
): Promise<Omit<ScheduleFigures, 'realSeconds'>> {
  const world = await makeWorld(bundle, {
    concurrency: 6,
    // Storms and the cap would fold what is to be counted one by one; they have a play of their own.
    props: { stormFrom: 1_000, maxPublishesPerSecond: 100, maxPublishesPerTenMinutes: 10_000 },
  });
  try {
    const schedules = Array.from({ length: count }, (_, nth) => makeSchedule(world, random, from + nth));
    await playAll(world, schedules);
    // Whatever an invocation left open is the watch's to find.
    await world.pass(8 * MINUTE_MS);
    return await judge(world, schedules);
  } finally {
    await world.close();
  }
}

function makeSchedule(world: World, random: Random, nth: number): Schedule {
  const service = `service-${String(nth).padStart(4, '0')}`;
  const causes: readonly [Cause, ...Cause[]] = random() < 0.3 ? ['port-in-use', 'connection-refused'] : ['port-in-use'];
  const stops = Array.from({ length: 1 + below(random, 4) }, (_, index) => {
    const cause = pick(random, causes);
    const id = taskId(1_000_000 + nth * 10 + index);
    const at = world.clock.now() + below(random, 10_000);
    return {
      taskId: id,
      cause,
      event: world.stop({ service, family: service, taskId: id, at, lines: [CAUSES[cause]] }),
    };
  });
  const copies = stops.flatMap(({ event }) => Array.from({ length: pick(random, [1, 1, 2, 3]) }, () => event));
  const schedule: Schedule = {
    service,
    stops,
    // Half of the arrivals come at the same time as another.
    arrivals: shuffled(random, copies).map((event) => ({
      event,
      afterMs: random() < 0.5 ? 0 : below(random, 90_000),
    })),
    crashes: 0,
    unavoidable: 0,
  };
  for (let crash = pick(random, [0, 1, 1, 2]); crash > 0; crash -= 1) planCrash(world, random, schedule);
  return schedule;
}

/** Plans one crash of the invocation that makes the nth call of an effect for this service. */
function planCrash(world: World, random: Random, schedule: Schedule): void {
  const { service, operation } = pick(random, EFFECTS);
  const when = pick(random, ['before', 'after'] as const);
  let skip = below(random, 3);
  world.deployment.standIn.faults.inject(
    service,
    operation,
    { kind: 'crash', when },
    {
      times: 1,
      when: (input) => {
        const text = JSON.stringify(input);
        if (!text.includes(schedule.service)) return false;
        if (skip > 0) {
          skip -= 1;
          return false;
        }
        schedule.crashes += 1;
        const isConfirm = operation === 'PutItem' && when === 'before' && text.includes('toldAt');
        if (isConfirm || (operation === 'Publish' && when === 'after')) schedule.unavoidable += 1;
        return true;
      },
    },
  );
}

/** Delivers the arrivals while the clock goes on, the watch looking each minute, until nothing more is tried. */
async function playAll(world: World, schedules: readonly Schedule[]): Promise<void> {
  const begin = world.clock.now();
  const due = schedules
    .flatMap(({ arrivals }) => arrivals)
    .map(({ event, afterMs }) => ({ event, at: begin + afterMs }))
    .sort((a, b) => a.at - b.at);
  let open = 0;
  let nextWatch = begin + MINUTE_MS;
  const put = (event: JsonObject): void => {
    open += 1;
    void world.put(event).then((_: Delivery) => {
      open -= 1;
    });
  };
  while (due.length > 0 || open > 0) {
    for (let next = due[0]; next !== undefined && next.at <= world.clock.now(); next = due[0]) {
      put(next.event);
      due.shift();
    }
    if (world.clock.now() >= nextWatch) {
      await world.watch();
      nextWatch += MINUTE_MS;
    }
    // Invocations take real time; the clock must not run away from them.
    await new Promise((resolve) => setTimeout(resolve, 40));
    world.clock.advance(STEP_MS);
  }
}

async function judge(world: World, schedules: readonly Schedule[]): Promise<Omit<ScheduleFigures, 'realSeconds'>> {
  const { standIn, bus } = world.deployment;
  const items = await standIn.dynamodb.items(world.tableName);
  const recorded = new Set(
    items.filter(({ pk }) => String(pk).startsWith('STOPS#')).map(({ sk }) => String(sk).split('#').at(-1)),
  );
  const messages = standIn.sns.published.map(({ attributes, message }) => ({
    kind: attributes['kind']?.value,
    service: attributes['service']?.value,
    cause: attributes['cause']?.value,
    message,
  }));
  const lost: string[] = [];
  const unexplained: string[] = [];
  let doubled = 0;
  for (const schedule of schedules) {
    for (const { taskId: id } of schedule.stops) {
      if (!recorded.has(id)) lost.push(`${schedule.service}: no record of ${id}`);
    }
    const causes = new Set(schedule.stops.map(({ cause }) => cause));
    let tooMany = 0;
    for (const cause of causes) {
      const first = messages.filter(
        (message) => message.service === schedule.service && message.kind === 'stopped' && message.cause === cause,
      );
      if (first.length === 0) lost.push(`${schedule.service}: ${cause} was never told`);
      tooMany += Math.max(0, first.length - 1);
    }
    doubled += tooMany;
    if (tooMany > schedule.unavoidable) unexplained.push(`${schedule.service}: ${tooMany} too many`);
  }
  return {
    schedules: schedules.length,
    events: schedules.reduce((sum, { arrivals }) => sum + arrivals.length, 0),
    crashes: schedules.reduce((sum, schedule) => sum + schedule.crashes, 0),
    unavoidable: schedules.reduce((sum, schedule) => sum + schedule.unavoidable, 0),
    lost,
    doubled,
    unexplained,
    failed: bus.failures.length,
    retold: messages
      .filter(({ kind, message }) => kind === 'update' && /may not have reached you/.test(message))
      .map(({ service }) => service ?? ''),
  };
}

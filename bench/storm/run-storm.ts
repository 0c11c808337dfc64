import { playCrashLoop } from './crash-loop.ts';
import { playManyServices } from './many-services.ts';
import { playSchedules } from './schedules.ts';
import { playTableFaults } from './table-faults.ts';
import { buildBundle } from './world.ts';

/** One line of the table: what was asked, what was measured, and whether that is enough. */
interface Line {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** The seed of the random schedules, so that a schedule that fails can be played again. */
const SEED = 'ecs-postmortem';

/**
 * Plays what incidents are for on the built bundle, and prints it as a table: a crash loop, a storm, random schedules with
 * crashes, a table that fails. Answers how many lines missed what was asked.
 */
export async function runStorm({ schedules = 300, seed = SEED } = {}): Promise<number> {
  const bundle = await buildBundle();
  const lines: Line[] = [];
  const add = (what: string, asked: string, measured: string, isMet: boolean): void => {
    lines.push({ what, asked, measured, isMet });
    console.log(`  ${what.padEnd(50)}${asked.padStart(14)}${measured.padStart(18)}${isMet ? '' : '  MISSED'}`);
  };
  console.log(`\nIncidents (built bundle, stand-in, seed ${seed})`);
  console.log(`  ${''.padEnd(50)}${'asked'.padStart(14)}${'measured'.padStart(18)}`);
  try {
    const loop = await playCrashLoop(bundle, 1_000, 10);
    add('1,000 stops of one crash loop in 10 min: messages', '<= 6', String(loop.messages), loop.messages <= 6);
    add('  the count in the last of them', '1000', String(loop.lastCount), loop.lastCount === 1_000);
    add('  the count in the note of recovery', '1000', String(loop.recoveredCount), loop.recoveredCount === 1_000);
    add('  table calls of a stop, the most', '<= 2', String(loop.tableCallsOfAStop), loop.tableCallsOfAStop <= 2);
    add('  table calls of a watch, on average', '', loop.tableCallsOfAWatch.toFixed(1), true);
    add('  stops/s, real', '', (loop.stops / loop.realSeconds).toFixed(0), true);

    for (const watchAfterMs of [5_000, 35_000, 59_000]) {
      const many = await playManyServices(bundle, 500, watchAfterMs);
      const when = `watch after ${watchAfterMs / 1_000} s`;
      add(`500 services within a minute, ${when}: messages`, '<= 10', String(many.messages), many.messages <= 10);
      add('  services that no message names', '0', String(many.unnamed.length), many.unnamed.length === 0);
      add('  the most messages in any second', '<= 5', String(many.mostInASecond), many.mostInASecond <= 5);
      add('  the most in any 10 minutes', '<= 60', String(many.mostInTenMinutes), many.mostInTenMinutes <= 60);
      add('  records in the history', '500', String(many.records), many.records === 500);
      add(
        '  table calls of a stop, on average',
        '<= 2',
        many.tableCallsOfAStop.toFixed(2),
        many.tableCallsOfAStop <= 2,
      );
      add('  bytes of the longest mail', '', String(many.longestMail), true);
    }

    const random = await playSchedules(bundle, schedules, seed);
    add(`${schedules} random schedules: events`, '', String(random.events), true);
    add('  crashes that befell them', '', String(random.crashes), true);
    add('  lost', '0', String(random.lost.length), random.lost.length === 0);
    add('  doubled', '', String(random.doubled), true);
    add('  crashes between publish and record', '', String(random.unavoidable), true);
    add('  doubled beyond those', '0', String(random.unexplained.length), random.unexplained.length === 0);
    add('  told as lost, though they were not', '0', String(random.retold.length), random.retold.length === 0);
    add('  events in the failure queue', '0', String(random.failed), random.failed === 0);
    for (const fault of [...random.lost, ...random.unexplained, ...random.retold]) console.log(`    ${fault}`);

    for (const { fault, alerts, told, marked } of await playTableFaults(bundle, 20)) {
      add(`the table ${fault}: alerts that left (marked)`, String(alerts), `${told} (${marked})`, told === alerts);
    }
  } finally {
    await bundle.remove();
  }
  return lines.filter(({ isMet }) => !isMet).length;
}

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import { type Evidence, NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import { readTaskEvent } from '../functions/event/task-event.ts';
import { eventOf, type LabelledStop, logsOf, readLabelledStops } from './corpus.ts';
import { missedGates } from './gates.ts';
import { type Answer, domainOf, hitsLine, isRight, isWrongSpecific, type Ratio, type Scored, score } from './score.ts';

const CORPUS = join(import.meta.dirname, '../../shared/corpus');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    misses: { type: 'boolean' },
    gate: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) {
  console.log(`npm run accuracy -- [--json] [--misses] [--gate] [FILE…]
  FILE      labelled stops, one as JSON a line (default: ../shared/corpus/*.jsonl, where that exists)
  --json    the answers as JSON
  --misses  each stop that was not told as labelled
  --gate    exit with 1 where a file misses its figure`);
  process.exit(0);
}
const files = positionals.length > 0 ? positionals : corpusFiles();
if (files.length === 0 && values.gate) {
  console.log('There is no ../shared/corpus beside the repository: the accuracy gates were skipped.');
  process.exit(0);
}
if (files.length === 0) {
  console.error('No FILE was given, and there is no ../shared/corpus beside the repository: nothing was measured.');
  process.exit(2);
}
try {
  const results = files.map((file) => ({ file, scored: readLabelledStops(file).map(answer) }));
  if (values.json) {
    console.log(
      JSON.stringify({ files: results.map(({ file, scored }) => ({ file, rows: scored.map((s) => s.answer) })) }),
    );
  } else {
    for (const { file, scored } of results) printBoard(basename(file), scored);
  }
  const misses = values.gate ? results.flatMap(({ file, scored }) => missedGates(basename(file), scored)) : [];
  for (const miss of misses) console.error(`GATE MISSED  ${miss}`);
  if (misses.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

function corpusFiles(): readonly string[] {
  if (!existsSync(CORPUS)) return [];
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(CORPUS, name));
}

function answer(row: LabelledStop): Scored {
  const event = eventOf(row);
  const evidence: Evidence = { ...NO_EVIDENCE, logs: logsOf(row) };
  const begin = performance.now();
  const diagnosis = diagnose(readTaskEvent(event), evidence);
  const micros = Math.round((performance.now() - begin) * 1_000);
  const result: Answer = {
    id: row.id,
    cause: diagnosis.cause,
    confidence: diagnosis.confidence,
    decisiveLine: diagnosis.decisiveLine ?? null,
    notify: diagnosis.attention.notify,
    subject: diagnosis.subject?.value ?? null,
    micros,
  };
  return { row, answer: result };
}

function printBoard(name: string, all: readonly Scored[]): void {
  const total = score(all);
  console.log(`\n${name}: ${all.length} stops`);
  console.log(
    `  cause ${percent(total.cause)}  strict ${percent(total.strict)}  macro ${(100 * total.macro).toFixed(1)} %  ` +
      `wrong-specific ${percent(total.wrongSpecific)}  decisive line ${percent(total.line)}`,
  );
  console.log(
    `  certain and right ${percent(total.certainRight)}  subject named ${percent(total.subject)}  ` +
      `median ${total.medianMicros} µs a diagnosis, the first ones cold`,
  );
  printNotify(all);
  printGroups('domain', all, ({ row }) => domainOf(row.expected));
  if (all.some(({ row }) => row.language)) printGroups('language', all, ({ row }) => row.language ?? '-');
  if (values.misses) printMisses(all);
}

function printNotify(all: readonly Scored[]): void {
  const labelled = all.filter(({ row }) => row.notify === 'alert' || row.notify === 'quiet');
  if (labelled.length === 0) return;
  const count = (expected: string, got: string): number =>
    labelled.filter(({ row, answer: given }) => row.notify === expected && given.notify === got).length;
  console.log(
    `  notify: alert told ${count('alert', 'alert')}, alert missed ${count('alert', 'quiet')}; ` +
      `quiet kept ${count('quiet', 'quiet')}, quiet told ${count('quiet', 'alert')}`,
  );
}

function printGroups(title: string, all: readonly Scored[], keyOf: (scored: Scored) => string): void {
  console.log(`  by ${title}:`);
  for (const [key, some] of [...Map.groupBy(all, keyOf)].sort(([a], [b]) => a.localeCompare(b))) {
    const { cause, line } = score(some);
    console.log(`    ${key.padEnd(16)} cause ${percent(cause)}${line.of > 0 ? `  line ${percent(line)}` : ''}`);
  }
}

function printMisses(all: readonly Scored[]): void {
  for (const scored of all) {
    const { row, answer: given } = scored;
    const wrongNotify = row.notify != null && row.notify !== 'either' && row.notify !== given.notify;
    const wrongLine = row.decisiveLine != null && !hitsLine(scored);
    if (isRight(scored) && !wrongNotify && !wrongLine) continue;
    const mark = isWrongSpecific(scored) ? 'WRONG' : isRight(scored) ? 'right' : 'vague';
    console.log(
      `  ${mark} ${row.id}: ${given.cause}, expected ${row.expected}; line ${given.decisiveLine}, expected ${row.decisiveLine ?? '-'}` +
        `${wrongNotify ? `; ${given.notify}, expected ${row.notify}` : ''}`,
    );
  }
}

function percent({ hits, of }: Ratio): string {
  return of === 0 ? '-' : `${((100 * hits) / of).toFixed(1)} % (${hits}/${of})`;
}

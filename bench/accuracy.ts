import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import { type ContainerLog, type Evidence, NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import { readTaskEvent } from '../functions/event/task-event.ts';
import { eventOf, type LabelledStop, logsOf, readLabelledStops } from './corpus.ts';
import { missedFalls, missedGates } from './gates.ts';
import { PERTURBATION_NAMES, type PerturbationName, type PerturbedLog, perturb } from './perturb.ts';
import {
  type Answer,
  domainOf,
  fallOf,
  hitsLine,
  isRight,
  isWrongSpecific,
  type Ratio,
  type Scored,
  score,
  shareOf,
} from './score.ts';

const CORPUS = join(import.meta.dirname, '../../shared/corpus');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    misses: { type: 'boolean' },
    gate: { type: 'boolean' },
    perturb: { type: 'boolean' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) {
  console.log(`npm run accuracy -- [--perturb [--seed N]] [--json] [--misses] [--gate] [FILE…]
  FILE       labelled stops, one as JSON a line (default: ../shared/corpus/*.jsonl, where that exists)
  --perturb  each log as it stands, and as other shells, collectors and moments would have left it
             (default: ../shared/corpus/logs-*.jsonl)
  --seed     another number gives other perturbed logs (default: 1)
  --json     the answers as JSON; with --perturb the figures
  --misses   each stop that was not told as labelled; with --perturb each one that a perturbation made so
  --gate     exit with 1 where a file misses its figure`);
  process.exit(0);
}
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) {
  console.error(`--seed ${values.seed}: not a whole number`);
  process.exit(2);
}
const files = positionals.length > 0 ? positionals : corpusFiles(values.perturb ? 'logs-' : '');
if (files.length === 0 && values.gate) {
  console.log('There is no ../shared/corpus beside the repository: the accuracy gates were skipped.');
  process.exit(0);
}
if (files.length === 0) {
  console.error('No FILE was given, and there is no ../shared/corpus beside the repository: nothing was measured.');
  process.exit(2);
}
try {
  const misses = values.perturb ? measureFalls() : measure();
  for (const miss of values.gate ? misses : []) console.error(`GATE MISSED  ${miss}`);
  if (values.gate && misses.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

function corpusFiles(prefix: string): readonly string[] {
  if (!existsSync(CORPUS)) return [];
  return readdirSync(CORPUS)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.jsonl'))
    .map((name) => join(CORPUS, name));
}

/** Prints the answers to the stops as they are labelled; returns the gates that were missed. */
function measure(): readonly string[] {
  const results = files.map((file) => ({ file, scored: readLabelledStops(file).map((row) => answer(row)) }));
  if (values.json) {
    console.log(
      JSON.stringify({ files: results.map(({ file, scored }) => ({ file, rows: scored.map((s) => s.answer) })) }),
    );
  } else {
    for (const { file, scored } of results) printBoard(basename(file), scored);
  }
  return results.flatMap(({ file, scored }) => missedGates(basename(file), scored));
}

/** Prints what each perturbation costs; returns the falls that are deeper than allowed. */
function measureFalls(): readonly string[] {
  const results = files.map((file) => {
    const rows = readLabelledStops(file).filter(({ lines }) => lines != null && lines.length > 0);
    const plain = rows.map((row) => answer(row));
    const perturbed = PERTURBATION_NAMES.map((name) => ({
      name,
      scored: rows.map((row) => answer(row, perturb(name, row, seed))),
    }));
    return { file, plain, perturbed };
  });
  if (values.json) {
    console.log(
      JSON.stringify({
        files: results.map(({ file, plain, perturbed }) => ({
          file,
          plain: figuresOf(plain),
          perturbations: perturbed.map(({ name, scored }) => ({
            name,
            ...figuresOf(scored),
            fall: fallOf(plain, scored),
          })),
        })),
      }),
    );
  } else {
    for (const { file, plain, perturbed } of results) printFalls(basename(file), plain, perturbed);
  }
  return results.flatMap(({ file, plain, perturbed }) =>
    perturbed.flatMap(({ name, scored }) => missedFalls(`${basename(file)} ${name}`, plain, scored)),
  );
}

function figuresOf(scored: readonly Scored[]): {
  readonly cause: Ratio;
  readonly line: Ratio;
  readonly wrongSpecific: Ratio;
} {
  const { cause, line, wrongSpecific } = score(scored);
  return { cause, line, wrongSpecific };
}

function answer(row: LabelledStop, perturbed?: PerturbedLog): Scored {
  const event = eventOf(row);
  const logs = logsOf(row).map(
    (log): ContainerLog =>
      perturbed === undefined
        ? log
        : { ...log, tail: { kind: 'lines', lines: perturbed.lines, truncated: perturbed.truncated } },
  );
  const evidence: Evidence = { ...NO_EVIDENCE, logs };
  const begin = performance.now();
  const diagnosis = diagnose(readTaskEvent(event), evidence);
  const micros = Math.round((performance.now() - begin) * 1_000);
  const decisive = diagnosis.decisiveLine ?? null;
  const result: Answer = {
    id: row.id,
    cause: diagnosis.cause,
    confidence: diagnosis.confidence,
    decisiveLine: decisive === null || perturbed === undefined ? decisive : (perturbed.origin[decisive] ?? null),
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

function printFalls(
  name: string,
  plain: readonly Scored[],
  perturbed: readonly { readonly name: PerturbationName; readonly scored: readonly Scored[] }[],
): void {
  console.log(`\n${name}: ${plain.length} logs, seed ${seed}; in brackets the fall in points`);
  const print = (title: string, scored: readonly Scored[]): void => {
    const { cause, line, wrongSpecific } = score(scored);
    const fall = fallOf(plain, scored);
    const points = (of: number): string => (scored === plain ? '' : `[${of.toFixed(1)}]`).padEnd(8);
    console.log(
      `  ${title.padEnd(14)}cause ${percent(cause)} ${points(fall.cause)}decisive line ${percent(line)} ${points(fall.line)}` +
        `wrong-specific ${percent(wrongSpecific)} ${points(-fall.wrongSpecific)}`.trimEnd(),
    );
  };
  print('as it stands', plain);
  for (const { name: title, scored } of perturbed) {
    print(title, scored);
    if (values.misses) printMisses(scored.filter((one, index) => isWorse(one, plain[index])));
  }
}

/** What was right of a stop as it stands, and no longer is. */
function isWorse(scored: Scored, plain: Scored | undefined): boolean {
  if (plain === undefined) return false;
  return (isRight(plain) && !isRight(scored)) || (hitsLine(plain) && !hitsLine(scored));
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
  return of === 0 ? '-' : `${(100 * shareOf({ hits, of })).toFixed(1)} % (${hits}/${of})`;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildResponder } from '../functions/build.ts';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import { type Evidence, NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import { readLog } from '../functions/diagnosis/log/read-log.ts';
import { readReason } from '../functions/diagnosis/reasons/read-reason.ts';
import { readTaskEvent } from '../functions/event/task-event.ts';
import { renderChat } from '../functions/report/chat.ts';
import { composePostMortem } from '../functions/report/compose-post-mortem.ts';
import { renderMail } from '../functions/report/mail.ts';
import { redact } from '../functions/report/redact/redact.ts';
import { deployLocally } from '../local/local-deployment.ts';
import { putStoryStop } from '../local/story/put-story-stop.ts';
import { STORY } from '../local/story/stops.ts';
import type { StoryStop } from '../local/story/story-stop.ts';
import { synthesiseStack } from '../local/synthesise.ts';
import { readLabelledStops } from './corpus.ts';
import { hundredLines, reasons } from './samples.ts';
import { runStorm } from './storm/run-storm.ts';

const row = (what: string, figure: string): void => console.log(`  ${what.padEnd(58)}${figure.padStart(14)}`);

/** Median microseconds of one call, after a warm-up. */
function medianMicros(run: () => unknown, rounds = 300): number {
  for (let warm = 0; warm < 100; warm += 1) run();
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  }).sort((a, b) => a - b);
  return 1_000 * (times[Math.floor(rounds / 2)] ?? 0);
}

const micros = (value: number): string => `${value < 100 ? value.toFixed(1) : Math.round(value)} µs`;

function benchDiagnosis(): void {
  console.log('\nDiagnosis, warm, median');
  const [crash] = STORY;
  if (crash === undefined) return;
  const task = readTaskEvent(crash.event);
  const lines = hundredLines().map((text) => ({ text }));
  const evidence: Evidence = {
    ...NO_EVIDENCE,
    logs: [{ container: 'worker', tail: { kind: 'lines', lines, truncated: false } }],
  };
  const postMortem = composePostMortem({ task, evidence, diagnosis: diagnose(task, evidence) });
  row('the log of one container, 100 lines', micros(medianMicros(() => readLog(lines, { exitCode: 1 }))));
  row('one stop with that log, both opinions joined', micros(medianMicros(() => diagnose(task, evidence))));
  row(
    'its mail and chat message, redaction included',
    micros(medianMicros(() => [renderMail({ ...postMortem }), renderChat({ ...postMortem })])),
  );
  row('redaction of 100 lines', micros(medianMicros(() => redact(lines.map(({ text }) => text).join('\n')))));
}

const CORPUS = join(import.meta.dirname, '../../shared/corpus/reasons.jsonl');

/** The distinct reasons of the corpus, or a dozen samples where there is none. */
function reasonsToRead(): readonly string[] {
  if (!existsSync(CORPUS)) return reasons();
  const texts = readLabelledStops(CORPUS).flatMap(({ stoppedReason, containers }) => [
    stoppedReason,
    ...(containers ?? []).map(({ reason }) => reason),
  ]);
  return [...new Set(texts.filter((text) => text != null))];
}

/** What a hostile text may be made of: beginnings of what the rules and the readers of subjects look for. */
const HOSTILE = ['a.b=c: error at x ', 'exec: "', 'User: ', 'arn:aws:secretsmanager:', '\\"', 'https://a/v2/', ' \n'];

function benchReasons(): void {
  const read = (text: string): unknown => readReason(text, { where: 'task' });
  const texts = reasonsToRead();
  // Many calls are timed as one, because a clock does not see a single one.
  const each = texts.map((text) => medianMicros(() => repeat(50, () => read(text)), 20) / 50).sort((a, b) => a - b);
  console.log(`\nReasons, warm, ${texts.length} texts`);
  row('one stopped reason, median', micros(each[Math.floor(each.length / 2)] ?? 0));
  row('one stopped reason, the slowest', micros(each.at(-1) ?? 0));
  const hostile = HOSTILE.map((unit) => {
    const [half = 0, whole = 0] = [2 ** 19, 2 ** 20].map((size) => {
      const text = `CannotStartContainerError: ${unit.repeat(size / unit.length)}`;
      return medianMicros(() => read(text), 50);
    });
    return { whole, ratio: whole / (half || 1) };
  });
  row('one hostile reason of 1 MiB, the slowest', micros(Math.max(...hostile.map(({ whole }) => whole))));
  row('1 MiB ÷ 512 KiB, the worst', Math.max(...hostile.map(({ ratio }) => ratio)).toFixed(2));
}

function repeat(times: number, run: () => unknown): void {
  for (let count = 0; count < times; count += 1) run();
}

const renamed = (stop: StoryStop, from: string, to: string): StoryStop =>
  JSON.parse(JSON.stringify(stop).replaceAll(from, to)) as StoryStop;

/** The same stop of another service, which is an incident of its own; its task definition stays. */
const ofAnotherService = (stop: StoryStop): StoryStop =>
  anotherTask(renamed(stop, `"group":"${stop.event.detail['group']}"`, '"group":"service:another"'));

/** The same stop of another task. */
function anotherTask(stop: StoryStop): StoryStop {
  const [taskId = ''] = String(stop.event.detail['taskArn']).split('/').slice(-1);
  return renamed(stop, taskId, `${taskId.slice(1)}${taskId.slice(0, 1)}`);
}

async function benchPath(): Promise<void> {
  const built = await buildResponder();
  console.log('\nFunction');
  row('bundle', `${(built.bytes / 1_000).toFixed(1)} kB`);
  row('bundle, gzip', `${(built.gzipBytes / 1_000).toFixed(1)} kB`);
  const deployment = await deployLocally({
    template: synthesiseStack({ chat: true, emails: ['oncall@example.com'] }),
    bundleDir: join(import.meta.dirname, '../dist/responder'),
    region: 'eu-west-1',
    account: '123456789012',
    environment: { LATE_LOG_WAIT_MS: '0', MOST_PER_SECOND: '100', STORM_FROM: '1000' },
  });
  const { standIn, bus } = deployment;
  const play = async (what: string, stop: StoryStop | undefined): Promise<void> => {
    if (stop === undefined) return;
    putStoryStop(standIn, stop);
    const before = standIn.calls.length;
    const delivery = await bus.put(JSON.parse(JSON.stringify(stop.event)));
    const made = standIn.calls.slice(before).map(({ operation }) => operation);
    const took = delivery.kind === 'handled' ? Math.round(delivery.invocations[0]?.durationMs ?? 0) : Number.NaN;
    console.log(
      `  ${what.padEnd(40)}${String(made.length).padStart(2)} calls ${`${took} ms`.padStart(9)}  ${made.join(', ') || '-'}`,
    );
  };
  console.log('\nCalls of one event, two topics (times: loopback, this machine)');
  await play('alert, cold start', STORY[0]);
  await play('alert, warm, definition cached', STORY[0] && ofAnotherService(STORY[0]));
  await play('repeat of it, counted', STORY[0] && anotherTask(ofAnotherService(STORY[0])));
  await play('alert, never started', STORY[2]);
  await play('scale-in', STORY[4]);
  await play('exit code 0 of a one-off task', STORY[5]);
  await deployment.close();
}

const [only, schedules] = process.argv.slice(2);
if (only !== undefined && only !== 'storm') {
  console.error(
    `bench: "${only}" is not known. Give "storm" (with the number of random schedules, 300 if none), or nothing for all the rest.`,
  );
  process.exitCode = 2;
} else if (only === 'storm') {
  if ((await runStorm(schedules === undefined ? {} : { schedules: Number(schedules) })) > 0) process.exitCode = 1;
} else {
  benchReasons();
  benchDiagnosis();
  await benchPath();
}

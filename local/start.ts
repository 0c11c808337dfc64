import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLogFile } from '../bin/cases.ts';
import { buildResponder } from '../functions/build.ts';
import { CHAPTERS, type Chapter } from './story/chapters.ts';
import { inOrder, ownStops, stoppedAt } from './story/own-stops.ts';
import { playStop } from './story/play-stop.ts';
import { makeScene } from './story/scene.ts';
import { type Stage, setStage, type Theatre } from './story/stage.ts';
import { STORY } from './story/stops.ts';
import type { StoryStop } from './story/story-stop.ts';
import { synthesiseStack } from './synthesise.ts';

const USAGE = `npm start [-- FILE…] [--logs FILE]

Runs the whole path on this machine: the synthesised rules, the built function, and stand-ins for ECS, CloudWatch Logs,
SNS and DynamoDB on loopback ports. Without FILE it tells a short story of stops; with FILE it plays your own, each at
the time at which it happened.
  FILE         an EventBridge event of a stopped task, or the output of "aws ecs describe-tasks"
  --logs FILE  the log of the container that failed: plain lines, or the output of "aws logs get-log-events"`;

const BUNDLE = join(import.meta.dirname, '../dist/responder');
const MINUTE_MS = 60_000;
/** Apart by so much, the stops of the story are no storm. */
const STORY_PACE_MS = 1.5 * MINUTE_MS;
/** What is held back is told within minutes; the cap lets the rest through in the next five. */
const MOST_WATCHES = 15;

const progress = (text: string): void => console.error(`… ${text}`);
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`;
const heading = (text: string): void => console.log(`\n${'='.repeat(72)}\n${text}\n${'='.repeat(72)}`);

/** What a part of the run came to. */
interface Part {
  readonly stops: number;
  readonly wholeWay: number;
  readonly published: number;
  readonly isWell: boolean;
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

async function start(args: string[]): Promise<0 | 1> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { logs: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.logs !== undefined && positionals.length === 0)
    throw new Error('--logs needs a FILE that it is the log of.');
  const lines = values.logs === undefined ? [] : await readLogFile(values.logs);
  const own = inOrder(positionals.flatMap((file) => ownStops(file, lines)));
  if (own.length > 0 && values.logs === undefined)
    progress('no log was given (--logs FILE): the containers look silent');
  const theatre = await build();
  const parts = own.length > 0 ? [await playOwn(theatre, own)] : await playStory(theatre);
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const [stops, wholeWay] = [sum((part) => part.stops), sum((part) => part.wholeWay)];
  console.log(
    `\n${wholeWay} of ${stops} stops went the whole way; ${sum(({ published }) => published)} messages were published.`,
  );
  return wholeWay === stops && parts.every(({ isWell }) => isWell) ? 0 : 1;
}

async function build(): Promise<Theatre> {
  const begin = performance.now();
  progress('building the function');
  const { bytes } = await buildResponder();
  progress(`built, ${Math.round(bytes / 1_000)} kB (${seconds(begin)}); synthesising the stack`);
  const template = synthesiseStack({ chat: true, emails: ['oncall@example.com'] });
  progress(`synthesised (${seconds(begin)}); running it on the stand-in`);
  return { template, bundleDir: BUNDLE };
}

async function playStory(theatre: Theatre): Promise<readonly Part[]> {
  const [first] = STORY;
  const begin = first === undefined ? Date.now() : stoppedAt(first);
  const parts = [
    await on(theatre, { begin }, (stage) =>
      playEach(stage, STORY, { of: STORY.length + CHAPTERS.length }, async () => stage.clock.advance(STORY_PACE_MS)),
    ),
  ];
  for (const [index, chapter] of CHAPTERS.entries()) {
    heading(`${STORY.length + index + 1}/${STORY.length + CHAPTERS.length}  ${chapter.title}`);
    parts.push(await on(theatre, chapter, (stage) => playChapter(stage, chapter)));
  }
  return parts;
}

async function playChapter(stage: Stage, { play }: Chapter): Promise<Omit<Part, 'published'>> {
  const { scene, end } = makeScene(stage, console.log);
  await play(scene);
  return end();
}

async function playOwn(theatre: Theatre, stops: readonly StoryStop[]): Promise<Part> {
  const [first] = stops;
  const begin = first === undefined ? Date.now() : stoppedAt(first);
  const { region, account } = first?.event ?? {};
  const setting = {
    begin,
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    otherRegions: stops.map(({ event }) => event.region),
  };
  return on(theatre, setting, async (stage) => {
    const played = await playEach(stage, stops, { of: stops.length }, async (stop) => {
      const aheadMs = stoppedAt(stop) - stage.clock.now();
      if (aheadMs <= 0) return;
      stage.clock.advance(aheadMs);
      await watch(stage);
    });
    for (let left = MOST_WATCHES; left > 0; left -= 1) {
      stage.clock.advance(MINUTE_MS);
      await watch(stage);
      if (await stage.isAllTold()) return played;
    }
    return { ...played, wholeWay: played.wholeWay - played.held };
  });
}

/** Plays stops one after another; `before` moves the clock on to each but the first. */
async function playEach(
  { deployment }: Stage,
  stops: readonly StoryStop[],
  { of }: { readonly of: number },
  before: (stop: StoryStop) => Promise<void>,
): Promise<Omit<Part, 'published'> & { readonly held: number }> {
  let wholeWay = 0;
  let held = 0;
  for (const [index, stop] of stops.entries()) {
    if (index > 0) await before(stop);
    const played = await playStop(deployment, stop);
    heading(`${index + 1}/${of}  ${stop.title}`);
    console.log(played.text);
    if (played.understood) wholeWay += 1;
    if (played.isHeld) held += 1;
  }
  return { stops: stops.length, wholeWay, held, isWell: true };
}

/** Invokes the watch, and shows the mails that it sent. */
async function watch(stage: Stage): Promise<void> {
  const { mails } = stage.deployment.standIn.sns;
  const before = mails.length;
  await stage.watch();
  for (const { subject, body } of mails.slice(before)) {
    heading('The watch, which looks each minute, has news');
    console.log(`Subject: ${subject}\n\n${body}`);
  }
}

/** Runs a part on a stage of its own. */
async function on(
  theatre: Theatre,
  setting: Parameters<typeof setStage>[1],
  play: (stage: Stage) => Promise<Omit<Part, 'published'>>,
): Promise<Part> {
  const stage = await setStage(theatre, setting);
  try {
    const played = await play(stage);
    return { ...played, published: stage.deployment.standIn.sns.published.length };
  } finally {
    await stage.deployment.close();
  }
}

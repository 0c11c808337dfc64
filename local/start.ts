import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLogFile } from '../bin/cases.ts';
import { buildResponder } from '../functions/build.ts';
import { deployLocally, type LocalDeployment } from './local-deployment.ts';
import { ownStops } from './story/own-stops.ts';
import { playStop } from './story/play-stop.ts';
import { STORY } from './story/stops.ts';
import type { StoryStop } from './story/story-stop.ts';
import { synthesiseStack } from './synthesise.ts';

const USAGE = `npm start [-- FILE…] [--logs FILE]

Runs the whole path on this machine: the synthesised rule, the built function, and stand-ins for ECS, CloudWatch Logs
and SNS on loopback ports. Without FILE it tells a short story of stops; with FILE it plays your own.
  FILE         an EventBridge event of a stopped task, or the output of "aws ecs describe-tasks"
  --logs FILE  the log of the container that failed: plain lines, or the output of "aws logs get-log-events"`;

const BUNDLE = join(import.meta.dirname, '../dist/responder');

const progress = (text: string): void => console.error(`… ${text}`);
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`;

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
  const own = positionals.flatMap((file) => ownStops(file, lines));
  const stops = own.length > 0 ? own : STORY;
  if (own.length > 0 && values.logs === undefined)
    progress('no log was given (--logs FILE): the containers look silent');
  const deployment = await deploy(stops);
  try {
    let told = 0;
    for (const [index, stop] of stops.entries()) {
      const played = await playStop(deployment, stop);
      console.log(
        `\n${'='.repeat(72)}\n${index + 1}/${stops.length}  ${stop.title}\n${'='.repeat(72)}\n${played.text}`,
      );
      if (played.understood) told += 1;
    }
    console.log(
      `\n${told} of ${stops.length} stops went the whole way; ${deployment.standIn.sns.published.length} messages were published.`,
    );
    return told === stops.length ? 0 : 1;
  } finally {
    await deployment.close();
  }
}

async function deploy(stops: readonly StoryStop[]): Promise<LocalDeployment> {
  const begin = performance.now();
  progress('building the function');
  const { bytes } = await buildResponder();
  progress(`built, ${Math.round(bytes / 1_000)} kB (${seconds(begin)}); synthesising the stack`);
  const template = synthesiseStack({ chat: true, emails: ['oncall@example.com'] });
  progress(`synthesised (${seconds(begin)}); starting the stand-in`);
  const deployment = await deployLocally({
    template,
    bundleDir: BUNDLE,
    region: stops[0]?.event.region ?? 'eu-west-1',
    account: stops[0]?.event.account ?? '123456789012',
    otherRegions: stops.map(({ event }) => event.region),
    // Nothing arrives late here, so there is nothing to wait for.
    environment: { LATE_LOG_WAIT_MS: '0' },
  });
  progress(`ready (${seconds(begin)})`);
  return deployment;
}

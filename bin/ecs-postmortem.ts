#!/usr/bin/env node
const USAGE = `ecs-postmortem COMMAND [options]

  explain    says why an Amazon ECS task stopped
  history    lists what failed
  mute       silences failures for a while
  mutes      lists what is muted
  unmute     ends a mute before its time
  self-test  proves that alerts arrive

"ecs-postmortem COMMAND --help" tells the options of a command.`;

// Each command loads what it needs itself: the SDK's clients take longer to load than most commands to run.
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  explain: async (args) => (await import('./explain.ts')).explain(args),
  history: async (args) => (await import('./history.ts')).history(args),
  mute: async (args) => (await import('./mute.ts')).mute(args),
  mutes: async (args) => (await import('./mutes.ts')).mutes(args),
  'self-test': async (args) => (await import('./self-test.ts')).selfTest(args),
  unmute: async (args) => (await import('./mutes.ts')).unmute(args),
};

const [name, ...args] = process.argv.slice(2);
const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command !== undefined) {
  process.exitCode = await command(args);
} else if (name === undefined || ['help', '--help', '-h'].includes(name)) {
  console.log(USAGE);
  process.exitCode = name === undefined ? 2 : 0;
} else {
  console.error(`ecs-postmortem: unknown command "${name}".\n\n${USAGE}`);
  process.exitCode = 2;
}

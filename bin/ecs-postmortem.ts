import { explain, USAGE } from './explain.ts';

const [command, ...args] = process.argv.slice(2);
switch (command) {
  case 'explain':
    process.exitCode = await explain(args);
    break;
  case undefined:
  case 'help':
  case '--help':
  case '-h':
    console.log(USAGE);
    process.exitCode = command === undefined ? 2 : 0;
    break;
  default:
    console.error(`ecs-postmortem: unknown command "${command}".\n\n${USAGE}`);
    process.exitCode = 2;
}

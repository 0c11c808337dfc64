import { describeError } from '../functions/aws/service-errors.ts';
import { InputError } from './input-error.ts';

/** Prints what a command answers and returns the exit code: 0, or 2 with the reason on standard error. */
export async function runCommand(command: () => Promise<string>): Promise<0 | 2> {
  try {
    console.log(await command());
    return 0;
  } catch (error) {
    console.error(`ecs-postmortem: ${reasonOf(error)}`);
    return 2;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof InputError || isOfParseArgs(error)) return error.message;
  return describeError(error);
}

const isOfParseArgs = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');

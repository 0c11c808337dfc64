import type { GuidanceFacts } from './guidance.ts';

type Options = Readonly<Record<string, string | readonly string[] | undefined>>;

const NEEDS_NO_QUOTES = /^[\w@%+=:,./-]+$/;
const CONTROLS = /\p{Cc}+/gu;

/** Quotes an argument for a POSIX shell where it needs it; values come from events and logs, so none may run as code. */
export function quoted(argument: string): string {
  const line = argument.replace(CONTROLS, ' ');
  return NEEDS_NO_QUOTES.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`;
}

/** One line of the AWS CLI in the task's Region; options without a value are left out. */
export function aws({ task }: GuidanceFacts, operation: string, options: Options, region = task.region): string {
  const words = Object.entries({ ...options, region }).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [`--${name}`, ...(typeof value === 'string' ? [value] : value).map(quoted)];
  });
  return ['aws', operation, ...words].join(' ');
}

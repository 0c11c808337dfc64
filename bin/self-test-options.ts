import { InputError } from './input-error.ts';

/** The options of "self-test", as `parseArgs` takes them. */
export const SELF_TEST_OPTIONS = {
  function: { type: 'string' },
  'log-group': { type: 'string' },
  table: { type: 'string' },
  topic: { type: 'string' },
  'chat-topic': { type: 'string' },
  region: { type: 'string' },
  wait: { type: 'string' },
  format: { type: 'string' },
} as const;

/** What is tested. */
export interface Subject {
  readonly region: string;
  readonly functionArn: string;
  readonly logGroup: string;
  /** Absent where the command was not told. */
  readonly table?: string;
  readonly alertTopicArn: string;
  readonly chatTopicArn?: string;
  /** How long to wait for the function's line. */
  readonly waitMs: number;
}

type Values = Readonly<Partial<Record<keyof typeof SELF_TEST_OPTIONS, string | undefined>>>;

/** Where the options are to be had. */
export const HOW_TO_FIND_THE_OPTIONS = `The stack's output SelfTest is the whole command, ready to run:
  aws cloudformation describe-stacks --stack-name EcsPostmortem --query "Stacks[0].Outputs[?OutputKey=='SelfTest'].OutputValue" --output text`;

const DEFAULT_WAIT_S = 60;
const LONGEST_WAIT_S = 600;

/** Reads what is to be tested; throws an error that names the option at fault and the fix. */
export function readSubject(values: Values): Subject {
  const topic = topicIn('--topic', required(values, 'topic'));
  const chat = values['chat-topic'] === undefined ? undefined : topicIn('--chat-topic', values['chat-topic']);
  const functionArn = functionIn(required(values, 'function'), topic);
  const region = values.region ?? topic.region;
  const others = [
    ['--topic', topic.region],
    ['--chat-topic', chat?.region],
    ['--function', functionArn.split(':')[3]],
  ].filter(([, there]) => there !== undefined && there !== region);
  const [other] = others;
  if (other !== undefined) {
    throw new InputError(
      `Wrong Region: ${other[0]} is in ${other[1]}, but the test would run in ${region}. A stack lives in one Region: leave --region out, or take all options from the same stack. ${HOW_TO_FIND_THE_OPTIONS}`,
    );
  }
  return {
    region,
    functionArn,
    logGroup: required(values, 'log-group'),
    ...(values.table ? { table: values.table } : {}),
    alertTopicArn: topic.arn,
    ...(chat === undefined ? {} : { chatTopicArn: chat.arn }),
    waitMs: waitIn(values.wait) * 1_000,
  };
}

function required(values: Values, name: 'function' | 'log-group' | 'topic'): string {
  const value = values[name];
  if (!value) throw new InputError(`--${name} is missing. ${HOW_TO_FIND_THE_OPTIONS}`);
  return value;
}

interface TopicPlace {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

function topicIn(option: string, arn: string): TopicPlace {
  const [, partition, region, account] = /^arn:([\w-]+):sns:([\w-]+):(\d{12}):[\w-]{1,256}$/.exec(arn) ?? [];
  if (partition === undefined || region === undefined || account === undefined) {
    throw new InputError(`${option} is "${arn}", which is not the ARN of a standard topic. ${HOW_TO_FIND_THE_OPTIONS}`);
  }
  return { arn, partition, region, account };
}

function functionIn(given: string, { partition, region, account }: TopicPlace): string {
  if (/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}$/.test(given)) return given;
  if (/^[\w-]{1,64}$/.test(given)) return `arn:${partition}:lambda:${region}:${account}:function:${given}`;
  throw new InputError(`--function is "${given}", which is neither the name nor the ARN of a function.`);
}

function waitIn(text: string | undefined): number {
  const seconds = Number(text ?? DEFAULT_WAIT_S);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_WAIT_S) {
    throw new InputError(`--wait is "${text}": it takes a whole number of seconds from 1 to ${LONGEST_WAIT_S}.`);
  }
  return seconds;
}

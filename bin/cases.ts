import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { accountClients } from '../functions/aws/account-clients.ts';
import { cloudWatchLogTails } from '../functions/aws/log-tails.ts';
import { ecsServices } from '../functions/aws/services.ts';
import { ecsTaskDefinitions, toTaskDefinition } from '../functions/aws/task-definitions.ts';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import { type DefinitionEvidence, type Evidence, type LogLine, NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import type { StoppedTask } from '../functions/event/stopped-task.ts';
import { stoppedTasksIn } from '../functions/event/stopped-tasks-in.ts';
import { readDescribedTask } from '../functions/event/task-event.ts';
import { UnreadableEventError } from '../functions/event/unreadable-event.ts';
import { gatherEvidence } from '../functions/responder/gather-evidence.ts';
import { DEFAULT_SETTINGS } from '../functions/responder/settings.ts';
import { InputError } from './input-error.ts';

/** One stop to explain, with all that is known of it. */
export interface Case {
  readonly task: StoppedTask;
  readonly evidence: Evidence;
  /** Lines given by hand, and whose they are. */
  readonly lines?: readonly LogLine[];
  readonly container?: string;
}

/** Where else to look, from the command line's options. */
export interface CaseOptions {
  readonly logs?: string | undefined;
  readonly 'task-definition'?: string | undefined;
  readonly container?: string | undefined;
  readonly cluster?: string | undefined;
  readonly region?: string | undefined;
}

/** Reads the stops of a file, or of standard input for `-`. */
export async function casesFromFile(input: string, options: CaseOptions): Promise<readonly Case[]> {
  const tasks = readable(input, stoppedTasksIn)(parseJson(await readInput(input), input));
  const lines = options.logs === undefined ? undefined : await readLogFile(options.logs);
  const file = options['task-definition'];
  const definition = file === undefined ? NO_EVIDENCE.definition : await readDefinitionFile(file);
  return tasks.map((task) => ({
    task,
    evidence: { ...NO_EVIDENCE, definition },
    ...(lines === undefined ? {} : { lines }),
    ...(options.container === undefined ? {} : { container: containerOf(task, options.container) }),
  }));
}

/** Asks the account for a task and its evidence; ECS keeps stopped tasks for about an hour. */
export async function caseFromAccount(input: string, options: CaseOptions): Promise<Case> {
  const ofArn = /^arn:[\w-]+:ecs:([\w-]+):\d+:task\/(?:([^/]+)\/)?[^/]+$/.exec(input);
  const region = options.region ?? ofArn?.[1];
  const config = region === undefined ? {} : { region };
  const ecs = new ECSClient(config);
  const cluster = options.cluster ?? ofArn?.[2] ?? 'default';
  const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [input] }));
  const [described] = answer.tasks ?? [];
  if (described === undefined) {
    const reason = answer.failures?.[0]?.reason ?? 'MISSING';
    throw new InputError(
      `Cluster ${cluster} has no task ${input} (${reason}). ECS forgets stopped tasks after about an hour; name another cluster with --cluster.`,
    );
  }
  // The SDK gives Dates; through JSON they take the form that events have.
  const task = readable(input, readDescribedTask)(JSON.parse(JSON.stringify(described)));
  const evidence = await gatherEvidence(
    {
      definitions: ecsTaskDefinitions(ecs),
      services: ecsServices(ecs),
      logs: cloudWatchLogTails(
        accountClients(({ region: logRegion }) => new CloudWatchLogsClient({ ...config, region: logRegion })),
      ),
    },
    task,
    diagnose(task, NO_EVIDENCE),
    { logLines: DEFAULT_SETTINGS.logLines, lateLogWaitMs: 0 },
    AbortSignal.timeout(30_000),
  );
  return { task, evidence };
}

function containerOf(task: StoppedTask, name: string): string {
  if (task.containers.some((container) => container.name === name)) return name;
  const names = task.containers.map((container) => container.name).join(', ');
  throw new InputError(`--container is "${name}": the task has ${names || 'no containers'}.`);
}

const readable =
  <T>(input: string, read: (value: unknown) => T) =>
  (value: unknown): T => {
    try {
      return read(value);
    } catch (error) {
      if (error instanceof UnreadableEventError) throw new InputError(`${input}: ${error.message}`);
      throw error;
    }
  };

async function readInput(input: string): Promise<string> {
  if (input === '-') return readAll(process.stdin);
  try {
    return await readFile(input, 'utf8');
  } catch (error) {
    throw new InputError(`${input}: ${error instanceof Error ? error.message : error}`);
  }
}

function parseJson(text: string, input: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${input}: not JSON (${error instanceof Error ? error.message : error})`);
  }
}

const LogEvents = v.looseObject({
  events: v.array(v.looseObject({ message: v.string(), timestamp: v.nullish(v.number()) })),
});

/** Reads a log: the output of get-log-events or filter-log-events, else plain lines. */
export async function readLogFile(file: string): Promise<readonly LogLine[]> {
  const text = await readInput(file);
  const parsed = text.trimStart().startsWith('{') ? v.safeParse(LogEvents, tryJson(text)) : undefined;
  if (parsed?.success) {
    return parsed.output.events.map(({ message, timestamp }) => ({
      text: message,
      ...(timestamp == null ? {} : { at: timestamp }),
    }));
  }
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => ({ text: line }));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Definition = v.looseObject({ taskDefinition: v.looseObject({ taskDefinitionArn: v.string() }) });

async function readDefinitionFile(file: string): Promise<DefinitionEvidence> {
  const parsed = v.safeParse(Definition, parseJson(await readInput(file), file));
  if (!parsed.success) {
    throw new InputError(`${file}: expected the output of "aws ecs describe-task-definition" (with "taskDefinition").`);
  }
  const { taskDefinition } = parsed.output;
  return { kind: 'definition', definition: toTaskDefinition(taskDefinition, taskDefinition.taskDefinitionArn) };
}

import { readFileSync } from 'node:fs';
import type { LogLine } from '../../functions/diagnosis/evidence.ts';
import { stoppedTasksIn } from '../../functions/event/stopped-tasks-in.ts';
import { loggingContainer, type StoryStop, type TaskEvent } from './story-stop.ts';

/**
 * Reads a person's own stops from a file: an EventBridge event, or the output of `aws ecs describe-tasks`.
 *
 * @param lines - the log of the first container, where one was given.
 * @throws an error that names the file and what is wrong with it.
 */
export function ownStops(file: string, lines: readonly LogLine[]): readonly StoryStop[] {
  return eventsIn(file).map((event) => {
    const containers = Array.isArray(event.detail['containers']) ? event.detail['containers'] : [];
    const names = containers.map((container) => String(container.name));
    const family = String(event.detail['taskDefinitionArn']).replace(/^.*\/|:\d+$/g, '');
    const failed = containers.findIndex(({ exitCode }) => exitCode !== undefined && exitCode !== 0 && exitCode !== 143);
    const logged = names[Math.max(0, failed)];
    return {
      title: file,
      event,
      containerDefinitions: names.map((name) =>
        withRegion(loggingContainer(family, name, `${name}:local`), event.region),
      ),
      logs: logged === undefined ? {} : { [logged]: lines.map(({ text }) => text) },
    };
  });
}

/** When a stop happened; its event's own time where the task does not say. */
export const stoppedAt = ({ event }: StoryStop): number => Date.parse(String(event.detail['stoppedAt'] ?? event.time));

/** The earliest first: incidents are made of what came before. */
export const inOrder = (stops: readonly StoryStop[]): readonly StoryStop[] =>
  [...stops].sort((a, b) => stoppedAt(a) - stoppedAt(b));

function eventsIn(file: string): readonly TaskEvent[] {
  try {
    const input: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isEvent(input)) return [input];
    const tasks = tasksOf(input);
    // Judged before they are wrapped, so that a task which cannot be read is named by its own fields.
    const known = stoppedTasksIn(input);
    return tasks.map((task, index): TaskEvent => {
      const { account = '', region = '', taskArn = '' } = known[index] ?? {};
      return {
        version: '0',
        id: '00000000-0000-4000-8000-000000000000',
        'detail-type': 'ECS Task State Change',
        source: 'aws.ecs',
        account,
        region,
        time: new Date().toISOString(),
        resources: [taskArn],
        detail: task,
      };
    });
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

const isEvent = (input: unknown): input is TaskEvent =>
  typeof input === 'object' && input !== null && 'detail-type' in input && 'detail' in input;

function tasksOf(input: unknown): readonly Record<string, unknown>[] {
  if (typeof input !== 'object' || input === null) return [];
  if ('tasks' in input && Array.isArray(input.tasks)) return input.tasks;
  return [{ ...input }];
}

const withRegion = (definition: ReturnType<typeof loggingContainer>, region: string): typeof definition => ({
  ...definition,
  logConfiguration: {
    logDriver: 'awslogs',
    options: { ...definition.logConfiguration?.options, 'awslogs-region': region },
  },
});

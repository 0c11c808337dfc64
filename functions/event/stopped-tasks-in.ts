import type { StoppedTask } from './stopped-task.ts';
import { readDescribedTask, readTaskEvent } from './task-event.ts';
import { UnreadableEventError } from './unreadable-event.ts';

/**
 * Finds the stopped tasks in what a person has at hand: an EventBridge event, an answer of DescribeTasks, a bare task,
 * or a list of any of these.
 *
 * @throws UnreadableEventError that says what was expected, or names each field at fault.
 */
export function stoppedTasksIn(input: unknown): readonly StoppedTask[] {
  if (Array.isArray(input)) return input.flatMap(stoppedTasksIn);
  if (typeof input !== 'object' || input === null) {
    throw new UnreadableEventError(
      `Expected an EventBridge event, an answer of describe-tasks or a task as JSON, but received ${input === null ? 'null' : typeof input}.`,
    );
  }
  if ('detail' in input || 'detail-type' in input) return [readTaskEvent(input)];
  if ('tasks' in input && Array.isArray(input.tasks))
    return described(input.tasks, 'failures' in input ? input.failures : []);
  if ('taskArn' in input) return [readDescribedTask(input)];
  throw new UnreadableEventError(
    `Expected an EventBridge event (with "detail"), an answer of describe-tasks (with "tasks") or a task (with "taskArn"), but found the keys ${Object.keys(input).slice(0, 8).join(', ') || 'none'}.`,
  );
}

function described(tasks: readonly unknown[], failures: unknown): readonly StoppedTask[] {
  if (tasks.length > 0) return tasks.map(readDescribedTask);
  const reasons = Array.isArray(failures) ? failures.map((failure) => JSON.stringify(failure)) : [];
  throw new UnreadableEventError(
    `The answer of describe-tasks holds no task${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}. ECS forgets stopped tasks after about an hour.`,
  );
}

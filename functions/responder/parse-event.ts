import type { MiddlewareObj } from '@middy/core';
import type { StoppedTask } from '../event/stopped-task.ts';
import { readTaskEvent } from '../event/task-event.ts';

/** Middleware that hands the handler the stopped task in place of the event; an unreadable event fails the invocation. */
export const parseEvent = (): MiddlewareObj<unknown> => ({
  before: (request: { event: unknown }) => {
    const task: StoppedTask = readTaskEvent(request.event);
    request.event = task;
  },
});

import type { MiddlewareObj } from '@middy/core';
import { readServiceEvent, type ServiceEvent } from '../event/service-event.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { readTaskEvent } from '../event/task-event.ts';

/** What the function is invoked with, as the handler sees it. */
export type Incoming =
  | { readonly kind: 'stop'; readonly task: StoppedTask }
  | { readonly kind: 'service'; readonly event: ServiceEvent }
  | { readonly kind: 'watch' };

/** Middleware that hands the handler what an event is about in place of the event; an unreadable event fails the invocation. */
export const parseEvent = (): MiddlewareObj<unknown> => ({
  before: (request: { event: unknown }) => {
    request.event = readIncoming(request.event);
  },
});

function readIncoming(event: unknown): Incoming {
  const fields: Readonly<Record<string, unknown>> = typeof event === 'object' && event !== null ? { ...event } : {};
  if (fields['ecs-postmortem'] === 'watch') return { kind: 'watch' };
  switch (fields['detail-type']) {
    case 'ECS Deployment State Change':
    case 'ECS Service Action':
      return { kind: 'service', event: readServiceEvent(event) };
    default:
      return { kind: 'stop', task: readTaskEvent(event) };
  }
}

import type { MiddlewareObj } from '@middy/core';
import { readServiceEvent, type ServiceEvent } from '../event/service-event.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { readTaskEvent } from '../event/task-event.ts';
import { readTestEvent, SELF_TEST_DETAIL_TYPE, type TestEvent } from '../event/test-event.ts';

/** What the function is invoked with, as the handler sees it. */
export type Incoming =
  | { readonly kind: 'stop'; readonly task: StoppedTask }
  | { readonly kind: 'service'; readonly event: ServiceEvent }
  | { readonly kind: 'self-test'; readonly test: TestEvent }
  | { readonly kind: 'watch' };

/** Middleware that hands the handler what an event is about in place of the event; an unreadable event fails the invocation. */
export const parseEvent = (): MiddlewareObj<unknown> => ({
  before: (request: { event: unknown }) => {
    request.event = readIncoming(request.event);
  },
});

function readIncoming(given: unknown): Incoming {
  // What lies in the failure queue is Lambda's record of the invocation; sent to the function again, it means its event.
  const event = fieldsOf(given)['requestContext'] === undefined ? given : (fieldsOf(given)['requestPayload'] ?? given);
  const fields = fieldsOf(event);
  if (fields['ecs-postmortem'] === 'watch') return { kind: 'watch' };
  switch (fields['detail-type']) {
    case 'ECS Deployment State Change':
    case 'ECS Service Action':
      return { kind: 'service', event: readServiceEvent(event) };
    case SELF_TEST_DETAIL_TYPE:
      return { kind: 'self-test', test: readTestEvent(event) };
    default:
      return { kind: 'stop', task: readTaskEvent(event) };
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

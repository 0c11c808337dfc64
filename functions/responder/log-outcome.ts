import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { redactValue } from '../report/redact/redact.ts';
import type { Outcome } from './respond.ts';

/** Writes one line to the function's log. */
export type WriteLine = (line: string) => void;

/**
 * Middleware that logs one structured line per invocation: the post-mortem with what came of it, or the failure with
 * the task it concerns. Secrets are masked.
 */
export function logOutcome(write: WriteLine): MiddlewareObj<unknown, Outcome, Error, Context> {
  const begunAt = new WeakMap<object, number>();
  const line = (request: { readonly context: Context }, level: 'INFO' | 'ERROR', fields: object): void =>
    write(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level,
        requestId: request.context.awsRequestId,
        durationMs: Math.round(performance.now() - (begunAt.get(request) ?? performance.now())),
        ...fields,
      }),
    );
  return {
    before: (request) => {
      begunAt.set(request, performance.now());
    },
    after: (request) => {
      const { response } = request;
      if (response == null) return;
      const { postMortem, published } = response;
      line(request, 'INFO', { outcome: published.length > 0 ? 'published' : 'quiet', published, ...postMortem });
    },
    onError: (request) => {
      const { error, event } = request;
      const fault = error ?? new Error('The invocation failed without an error.');
      line(
        request,
        'ERROR',
        redactValue({
          outcome: 'failed',
          error: { name: fault.name, message: fault.message },
          taskArn: taskArnOf(event),
        }),
      );
    },
  };
}

/** The task that an event concerns, however broken the event is otherwise. */
function taskArnOf(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const source = 'detail' in event ? event.detail : event;
  if (typeof source !== 'object' || source === null || !('taskArn' in source)) return undefined;
  return typeof source.taskArn === 'string' ? source.taskArn : undefined;
}

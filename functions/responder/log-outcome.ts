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
      line(request, 'faults' in response && response.faults.length > 0 ? 'ERROR' : 'INFO', told(response));
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
          ...concerned(event),
        }),
      );
    },
  };
}

/** A stop is told as its post-mortem, with what was done about it. */
function told(outcome: Outcome): object {
  switch (outcome.kind) {
    case 'stop': {
      const { postMortem, outcome: done, published, again } = outcome;
      return { outcome: done === 'told' ? 'published' : done, published, ...(again ? { again } : {}), ...postMortem };
    }
    case 'service': {
      const { kind: _, outcome: done, ...seen } = outcome;
      return redactValue({ outcome: done === 'told' ? 'published' : done, ...seen });
    }
    case 'watch': {
      const { kind, ...seen } = outcome;
      return redactValue({ outcome: kind, ...seen });
    }
    default:
      return outcome satisfies never;
  }
}

/** The resource that an event concerns, the task or the service, however broken the event is otherwise. */
function concerned(event: unknown): { readonly taskArn?: unknown; readonly resource?: unknown } {
  const { task, event: ofService, detail, resources } = fieldsOf(event);
  const taskArn = fieldsOf(task ?? detail)['taskArn'];
  if (typeof taskArn === 'string') return { taskArn };
  const resource = fieldsOf(ofService)['serviceArn'] ?? (Array.isArray(resources) ? resources[0] : undefined);
  return typeof resource === 'string' ? { resource } : {};
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

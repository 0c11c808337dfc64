import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { redact, redactValue } from '../report/redact/redact.ts';
import { embedMetrics, type Measured, type MetricOptions, measure, measureFailure } from './metrics.ts';
import type { Outcome } from './respond.ts';

/** Writes one line to the function's log. */
export type WriteLine = (line: string) => void;

/**
 * Middleware that logs one structured line per invocation: the post-mortem with what came of it, or the failure with
 * the task it concerns. Secrets are masked. Each line carries the metrics of the invocation in CloudWatch's embedded
 * metric format. A watch that found nothing to do leaves no line.
 */
export function logOutcome(
  write: WriteLine,
  options: MetricOptions = {},
): MiddlewareObj<unknown, Outcome, Error, Context> {
  const begunAt = new WeakMap<object, number>();
  const line = (
    request: { readonly context: Context },
    level: 'INFO' | 'ERROR',
    fields: object,
    measured: Measured,
    now: number,
  ): void =>
    write(
      JSON.stringify({
        timestamp: new Date(now).toISOString(),
        level,
        requestId: request.context.awsRequestId,
        durationMs: Math.round(performance.now() - (begunAt.get(request) ?? performance.now())),
        ...fields,
        ...embedMetrics(measured, now),
      }),
    );
  return {
    before: (request) => {
      begunAt.set(request, performance.now());
    },
    after: (request) => {
      const { response } = request;
      if (response == null || isIdle(response)) return;
      const now = Date.now();
      const [measured, ...more] = measure(response, now, options);
      const isFaulty = 'faults' in response && response.faults !== undefined && response.faults.length > 0;
      line(request, isFaulty ? 'ERROR' : 'INFO', told(response), measured, now);
      for (const each of more) line(request, 'INFO', { outcome: 'messages' }, each, now);
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
        measureFailure(fault),
        Date.now(),
      );
    },
  };
}

/** A line each minute that says nothing would be most of the log. */
const isIdle = (outcome: Outcome): boolean =>
  outcome.kind === 'watch' &&
  outcome.open + outcome.looked + outcome.held + outcome.told.length + outcome.faults.length === 0 &&
  (outcome.counts === undefined || outcome.counts.short + outcome.counts.faults.length === 0) &&
  outcome.subscriptions === undefined;

/** A stop is told as its post-mortem, with what was done about it. */
function told(outcome: Outcome): object {
  switch (outcome.kind) {
    case 'stop': {
      const { postMortem, outcome: done, published, again, faults } = outcome;
      return {
        outcome: done === 'told' ? 'published' : done,
        published,
        ...(again ? { again } : {}),
        ...(faults === undefined ? {} : { faults: faults.map(redact) }),
        ...postMortem,
      };
    }
    case 'service': {
      const { kind: _, outcome: done, ...seen } = outcome;
      return redactValue({ outcome: done === 'told' ? 'published' : done, ...seen });
    }
    case 'self-test': {
      const { kind, ...seen } = outcome;
      return redactValue({ outcome: kind, ...seen });
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
function concerned(event: unknown): {
  readonly taskArn?: unknown;
  readonly resource?: unknown;
  readonly test?: unknown;
} {
  const { task, event: ofService, test, detail, resources } = fieldsOf(event);
  if (test !== undefined) return { test };
  const taskArn = fieldsOf(task ?? detail)['taskArn'];
  if (typeof taskArn === 'string') return { taskArn };
  const resource = fieldsOf(ofService)['serviceArn'] ?? (Array.isArray(resources) ? resources[0] : undefined);
  return typeof resource === 'string' ? { resource } : {};
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

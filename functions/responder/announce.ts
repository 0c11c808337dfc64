import type { EventEmitter } from '../aws/ports.ts';
import { describeError } from '../aws/service-errors.ts';
import { renderJson } from '../report/json.ts';
import type { Invocation } from './invocation.ts';
import type { StopOutcome } from './respond-to-stop.ts';

const EMIT_MS = 3_000;

/**
 * Puts the diagnosis of a stop on the event bus. Never rejects: the message has left by now, and a retry would send it
 * again; what failed is told in the outcome.
 */
export async function announce(
  emitter: EventEmitter | undefined,
  outcome: StopOutcome,
  { signal }: Invocation,
): Promise<StopOutcome> {
  if (emitter === undefined) return outcome;
  const { postMortem } = outcome;
  try {
    await emitter.emit(
      { detail: renderJson(postMortem), resources: [postMortem.task.taskArn] },
      AbortSignal.any([signal, AbortSignal.timeout(EMIT_MS)]),
    );
    return outcome;
  } catch (error) {
    return { ...outcome, faults: [`The diagnosis is not on the event bus: ${describeError(error)}`] };
  }
}

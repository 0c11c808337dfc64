import type { SNSClient } from '@aws-sdk/client-sns';
import type { EventEmitter } from './ports.ts';
import { signedPost } from './signed-post.ts';

/** What identifies the events to rules. */
export const DIAGNOSIS_EVENT = { source: 'ecs-postmortem', detailType: 'ECS Task Post-mortem' } as const;

const TARGET = 'AWSEvents.PutEvents';
const MOST_ATTEMPTS = 2;

/** The bus refused the event, or did not answer as it should. */
export class PutEventsError extends Error {
  override readonly name = 'PutEventsError';
  /** Whether the same event may be taken a moment later. */
  readonly mayRetry: boolean;

  constructor(message: string, mayRetry: boolean) {
    super(message);
    this.mayRetry = mayRetry;
  }
}

/**
 * Puts events on the default bus.
 *
 * The one call is signed and sent with what the bundle holds anyway: the SDK's client for EventBridge, which can do sixty
 * more, would make it 178 kB larger, and each cold start slower.
 *
 * @param sns - a client of its own, whose signer and connections are used; it cannot publish any more afterwards.
 * @param endpoint - where EventBridge listens: `https://events.eu-west-1.amazonaws.com`.
 */
export function eventEmitter(sns: SNSClient, endpoint: string): EventEmitter {
  const url = new URL(endpoint);

  async function put(body: string, signal: AbortSignal): Promise<void> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': TARGET };
    const { status, text } = await signedPost(sns, { url, signingName: 'events', headers, body }, signal);
    if (status !== 200) throw refused(status, text);
    checkEntries(text);
  }

  return {
    async emit({ detail, resources }, signal) {
      const { source, detailType } = DIAGNOSIS_EVENT;
      const entry = { Source: source, DetailType: detailType, Detail: detail, Resources: resources };
      const body = JSON.stringify({ Entries: [entry] });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await put(body, signal);
        } catch (error) {
          const isFinal = error instanceof PutEventsError && !error.mayRetry;
          if (isFinal || attempt === MOST_ATTEMPTS || signal.aborted) throw error;
        }
      }
    },
  };
}

function refused(status: number, answer: string): PutEventsError {
  const { __type: type, message, Message } = fieldsIn(answer);
  const code = typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : `status ${status}`;
  const mayRetry = status >= 500 || status === 429 || code.includes('Throttl');
  return new PutEventsError(`${code}: ${String(message ?? Message ?? answer)}`, mayRetry);
}

/** EventBridge answers 200 for entries that it refused, too. */
function checkEntries(answer: string): void {
  const { FailedEntryCount: failed, Entries: entries } = fieldsIn(answer);
  if (failed === 0) return;
  const { ErrorCode: code, ErrorMessage: message } = fieldsOf(Array.isArray(entries) ? entries[0] : undefined);
  const mayRetry = code === 'ThrottlingException' || code === 'InternalFailure' || code === 'InternalException';
  throw new PutEventsError(`${String(code ?? 'no answer')}: ${String(message ?? answer)}`, mayRetry);
}

function fieldsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventPattern, matchesPattern } from './event-pattern.ts';
import type { Json, JsonObject } from './json.ts';
import type { Invocation, Runtime } from './runtime-host.ts';

/** Lambda's waits between the attempts of an asynchronous invocation. */
const LAMBDA_WAITS_MS = [60_000, 120_000];
/** EventBridge backs off exponentially; this is its first wait. */
const RULE_FIRST_WAIT_MS = 1_000;

/** How a rule hands events to a function, as the deployed template has it. */
export interface EventBusOptions {
  readonly pattern: EventPattern;
  readonly runtime: Pick<Runtime, 'invoke' | 'functionArn'>;
  /** The rule's side of the delivery. */
  readonly rule?: {
    /** @default 185 */
    readonly maximumRetryAttempts?: number;
    /**
     * Whether the target has a dead-letter queue.
     * @default false
     */
    readonly deadLetter?: boolean;
    readonly arn?: string;
  };
  /** Lambda's asynchronous queue. */
  readonly asynchronous?: {
    /** @default 2 */
    readonly maximumRetryAttempts?: number;
    /** @default 21600 */
    readonly maximumEventAgeSeconds?: number;
    /**
     * Whether the function has an on-failure queue.
     * @default false
     */
    readonly onFailure?: boolean;
  };
  /**
   * What the waits between attempts are multiplied with; 1 waits as long as AWS does.
   * @default 0
   */
  readonly waitFactor?: number;
}

/** What Lambda sends to the on-failure destination. */
export interface FailureRecord {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: Json;
  readonly responseContext: {
    readonly statusCode: 200;
    readonly executedVersion: '$LATEST';
    readonly functionError: 'Unhandled';
  };
  readonly responsePayload: Json;
}

/** What EventBridge puts into a rule's dead-letter queue. */
export interface DeadLetter {
  readonly body: JsonObject;
  readonly attributes: {
    readonly RULE_ARN: string;
    readonly TARGET_ARN: string;
    readonly ERROR_CODE: string;
    readonly ERROR_MESSAGE: string;
    readonly RETRY_ATTEMPTS: number;
    readonly EXHAUSTED_RETRY_CONDITION?: 'MaximumRetryAttempts';
  };
}

/** Why the target does not take an event. */
export interface Refusal {
  /** `NO_PERMISSIONS`, `THROTTLING`, `RESOURCE_NOT_FOUND`, … */
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Whether EventBridge tries again. */
  readonly retryable: boolean;
}

/** What became of one event. */
export type Delivery =
  | { readonly kind: 'not-matched' }
  | { readonly kind: 'handled'; readonly invocations: readonly Invocation[] }
  /** Every attempt failed; the record is in the on-failure queue, if there is one. */
  | { readonly kind: 'failed'; readonly invocations: readonly Invocation[] }
  /** The function never got it; the event is in the dead-letter queue, if there is one. */
  | { readonly kind: 'undelivered'; readonly refusal: Refusal };

/** An event bus with one rule and one function. */
export interface EventBus {
  /** Settles when nothing more will be tried for the event. */
  put(event: JsonObject): Promise<Delivery>;
  /** Makes the target refuse events; the given number of times, or until `accept`. */
  refuse(refusal: Refusal, times?: number): void;
  accept(): void;
  readonly deadLetters: readonly DeadLetter[];
  readonly failures: readonly FailureRecord[];
}

/** Makes a bus that matches, delivers and retries as EventBridge and Lambda's asynchronous queue do. */
export function makeEventBus(options: EventBusOptions): EventBus {
  const { pattern, runtime, waitFactor = 0 } = options;
  const ruleRetries = options.rule?.maximumRetryAttempts ?? 185;
  const lambdaRetries = options.asynchronous?.maximumRetryAttempts ?? 2;
  const maximumAgeMs = (options.asynchronous?.maximumEventAgeSeconds ?? 21_600) * 1000;
  const deadLetters: DeadLetter[] = [];
  const failures: FailureRecord[] = [];
  let refusing: { refusal: Refusal; left: number } | undefined;

  const offer = (): Refusal | undefined => {
    if (refusing === undefined || refusing.left === 0) return undefined;
    refusing.left -= 1;
    return refusing.refusal;
  };

  const deliver = async (event: JsonObject): Promise<Refusal | undefined> => {
    for (let retry = 0; ; retry += 1) {
      const refusal = offer();
      if (refusal === undefined) return undefined;
      const exhausted = retry === ruleRetries;
      if (exhausted || !refusal.retryable) {
        if (options.rule?.deadLetter) {
          deadLetters.push({
            body: event,
            attributes: {
              RULE_ARN: options.rule.arn ?? 'arn:aws:events:eu-west-1:111122223333:rule/stopped-tasks',
              TARGET_ARN: runtime.functionArn,
              ERROR_CODE: refusal.errorCode,
              ERROR_MESSAGE: refusal.errorMessage,
              RETRY_ATTEMPTS: retry,
              ...(refusal.retryable ? { EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' as const } : {}),
            },
          });
        }
        return refusal;
      }
      await sleep(RULE_FIRST_WAIT_MS * 2 ** Math.min(retry, 10) * waitFactor);
    }
  };

  const invokeUntilHandled = async (event: JsonObject): Promise<Delivery> => {
    const invocations: Invocation[] = [];
    // Lambda keeps the request id over the retries of one asynchronous invocation.
    const requestId = randomUUID();
    let ageMs = 0;
    for (;;) {
      const invocation = await runtime.invoke(event, requestId);
      invocations.push(invocation);
      if (invocation.ok) return { kind: 'handled', invocations };
      const waitMs = LAMBDA_WAITS_MS[invocations.length - 1] ?? 0;
      ageMs += waitMs;
      const exhausted = invocations.length > lambdaRetries;
      if (exhausted || ageMs > maximumAgeMs) {
        const condition = exhausted ? 'RetriesExhausted' : 'EventAgeExceeded';
        if (options.asynchronous?.onFailure) {
          failures.push(failureRecord(event, runtime.functionArn, condition, invocations.length, invocation.error));
        }
        return { kind: 'failed', invocations };
      }
      await sleep(waitMs * waitFactor);
    }
  };

  return {
    deadLetters,
    failures,
    refuse(refusal, times = Number.POSITIVE_INFINITY) {
      refusing = { refusal, left: times };
    },
    accept() {
      refusing = undefined;
    },
    async put(event) {
      if (!matchesPattern(pattern, event)) return { kind: 'not-matched' };
      const refusal = await deliver(event);
      return refusal === undefined ? invokeUntilHandled(event) : { kind: 'undelivered', refusal };
    },
  };
}

function failureRecord(
  event: JsonObject,
  functionArn: string,
  condition: FailureRecord['requestContext']['condition'],
  invokeCount: number,
  { errorType, errorMessage, stackTrace }: { errorType: string; errorMessage: string; stackTrace: readonly string[] },
): FailureRecord {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType, errorMessage, trace: stackTrace },
  };
}

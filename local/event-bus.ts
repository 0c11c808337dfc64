import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventPattern, matchesPattern } from './event-pattern.ts';
import type { Json, JsonObject } from './json.ts';
import type { Invocation, Runtime } from './runtime-host.ts';

/** Lambda's waits between the attempts of an asynchronous invocation. */
const LAMBDA_WAITS_MS = [60_000, 120_000];
/** EventBridge backs off exponentially; this is its first wait. */
const RULE_FIRST_WAIT_MS = 1_000;

/** A rule of the bus with the function as its target. */
export interface BusRule {
  readonly arn?: string;
  /**
   * The name of the event bus it is on.
   * @default 'default'
   */
  readonly bus?: string;
  /** Events that match are delivered. */
  readonly pattern?: EventPattern;
  /** `rate(1 minute)`, `cron(…)`; nothing is delivered before the schedule is fired. */
  readonly schedule?: string;
  /**
   * What the function gets in place of the event.
   * @default the event
   */
  readonly input?: Json;
  /** @default true */
  readonly enabled?: boolean;
  /** @default 185 */
  readonly maximumRetryAttempts?: number;
  /**
   * Whether the target has a dead-letter queue.
   * @default false
   */
  readonly deadLetter?: boolean;
}

/** How rules hand events to a function, as the deployed template has it. */
export interface EventBusOptions {
  readonly rules: readonly BusRule[];
  readonly runtime: Pick<Runtime, 'invoke' | 'functionArn'>;
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
  /**
   * Dates what the bus makes; the waits go by it too, so that one ends when the clock is put forward.
   * @default the real clock
   */
  readonly now?: () => number;
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
  readonly body: Json;
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

/** What became of one event at one rule. */
export type RuleDelivery =
  | { readonly kind: 'handled'; readonly invocations: readonly Invocation[] }
  /** Every attempt failed; the record is in the on-failure queue, if there is one. */
  | { readonly kind: 'failed'; readonly invocations: readonly Invocation[] }
  /** The function never got it; the event is in the dead-letter queue, if there is one. */
  | { readonly kind: 'undelivered'; readonly refusal: Refusal };

/** What became of one event. */
export type Delivery =
  | { readonly kind: 'not-matched' }
  /** `also` is what came of it at the other rules that match it; absent where only one does. */
  | (RuleDelivery & { readonly also?: readonly RuleDelivery[] });

/** An event bus with the rules that invoke one function. */
export interface EventBus {
  /**
   * Delivers an event once for each rule that matches it; settles when nothing more will be tried for it.
   *
   * @param bus - the name of the event bus it is put on; the default bus where it is left out.
   */
  put(event: JsonObject, bus?: string): Promise<Delivery>;
  /**
   * Lets the schedules strike once; one delivery per rule, in their order. Throws where no enabled rule has the schedule.
   *
   * @param schedule - the expression of the rules to fire; all that have one where it is left out.
   */
  fire(schedule?: string): Promise<readonly RuleDelivery[]>;
  /** Makes the target refuse events; the given number of times, or until `accept`. */
  refuse(refusal: Refusal, times?: number): void;
  accept(): void;
  readonly deadLetters: readonly DeadLetter[];
  readonly failures: readonly FailureRecord[];
}

/** Makes a bus that matches, delivers and retries as EventBridge and Lambda's asynchronous queue do. */
export function makeEventBus(options: EventBusOptions): EventBus {
  const { runtime, waitFactor = 0, now = Date.now } = options;
  const wait = options.now === undefined ? sleep : waiterFor(options.now);
  const rules = options.rules.filter(({ enabled = true }) => enabled);
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

  const handOver = async (rule: BusRule, body: Json): Promise<Refusal | undefined> => {
    for (let retry = 0; ; retry += 1) {
      const refusal = offer();
      if (refusal === undefined) return undefined;
      const exhausted = retry === (rule.maximumRetryAttempts ?? 185);
      if (exhausted || !refusal.retryable) {
        if (rule.deadLetter) deadLetters.push(deadLetterOf(rule, body, refusal, runtime.functionArn, retry));
        return refusal;
      }
      await wait(RULE_FIRST_WAIT_MS * 2 ** Math.min(retry, 10) * waitFactor);
    }
  };

  const invokeUntilHandled = async (event: Json): Promise<RuleDelivery> => {
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
          const place = { functionArn: runtime.functionArn, at: now() };
          failures.push(failureRecord(event, place, condition, invocations.length, invocation.error));
        }
        return { kind: 'failed', invocations };
      }
      await wait(waitMs * waitFactor);
    }
  };

  const deliver = async (rule: BusRule, event: JsonObject): Promise<RuleDelivery> => {
    const body = rule.input ?? event;
    const refusal = await handOver(rule, body);
    return refusal === undefined ? invokeUntilHandled(body) : { kind: 'undelivered', refusal };
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
    async put(event, on = 'default') {
      const matching = rules.filter(
        ({ pattern, bus = 'default' }) => bus === on && pattern !== undefined && matchesPattern(pattern, event),
      );
      const [first, ...also] = await Promise.all(matching.map((rule) => deliver(rule, event)));
      if (first === undefined) return { kind: 'not-matched' };
      return also.length === 0 ? first : { ...first, also };
    },
    async fire(schedule) {
      const due = rules.filter((rule) => rule.schedule !== undefined && rule.schedule === (schedule ?? rule.schedule));
      if (due.length === 0) throw new Error(`No enabled rule has ${schedule ?? 'a schedule'}.`);
      return Promise.all(due.map((rule) => deliver(rule, scheduledEvent(rule, runtime.functionArn, now()))));
    },
  };
}

/** Waits by a clock that the test moves. */
const waiterFor =
  (now: () => number) =>
  async (ms: number): Promise<void> => {
    const due = now() + ms;
    // A clock that nobody moves any more must not keep the program alive.
    while (now() < due) await sleep(2, undefined, { ref: false });
  };

/** What EventBridge makes for a schedule; a target without a constant input gets it. */
function scheduledEvent(rule: BusRule, functionArn: string, at: number): JsonObject {
  const [, , , region, account] = functionArn.split(':');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: rule.arn === undefined ? [] : [rule.arn],
    detail: {},
  };
}

function deadLetterOf(rule: BusRule, body: Json, refusal: Refusal, functionArn: string, retries: number): DeadLetter {
  return {
    body,
    attributes: {
      RULE_ARN: rule.arn ?? 'arn:aws:events:eu-west-1:111122223333:rule/stopped-tasks',
      TARGET_ARN: functionArn,
      ERROR_CODE: refusal.errorCode,
      ERROR_MESSAGE: refusal.errorMessage,
      RETRY_ATTEMPTS: retries,
      ...(refusal.retryable ? { EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' as const } : {}),
    },
  };
}

function failureRecord(
  event: Json,
  { functionArn, at }: { functionArn: string; at: number },
  condition: FailureRecord['requestContext']['condition'],
  invokeCount: number,
  { errorType, errorMessage, stackTrace }: { errorType: string; errorMessage: string; stackTrace: readonly string[] },
): FailureRecord {
  return {
    version: '1.0',
    timestamp: new Date(at).toISOString(),
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

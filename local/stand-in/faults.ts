import type { JsonObject } from '../json.ts';
import type { ServiceName } from './service.ts';

/** What can go wrong with a call, whatever it asks. */
export type Fault =
  /** The caller's role lacks the action. */
  | { readonly kind: 'access-denied' }
  /** `Rate exceeded`. */
  | { readonly kind: 'throttled' }
  /** The service itself fails with a 5xx answer. */
  | { readonly kind: 'server-error' }
  /** The request is taken and never answered. */
  | { readonly kind: 'hang' }
  /** The connection breaks before an answer. */
  | { readonly kind: 'connection-reset' }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The process that called is killed, before the service carries the call out or after it did; it gets no answer. */
  | { readonly kind: 'crash'; readonly when: 'before' | 'after' }
  /** Any other error the service could answer. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly status?: number };

/** Narrows which calls a fault befalls. */
export interface FaultScope {
  /**
   * How many calls it befalls before all is well again.
   * @default every call
   */
  readonly times?: number;
  /**
   * Whether it befalls a call with this input.
   * @default every input
   */
  readonly when?: (input: JsonObject) => boolean;
}

/** The faults that wait to happen. */
export interface FaultPlan {
  /** Plans a fault; of several planned for one operation the first that applies is used. */
  inject(service: ServiceName, operation: string, fault: Fault, scope?: FaultScope): void;
  /** Heals everything. */
  clear(): void;
  /** Answers the fault that befalls this call and counts it. */
  take(service: ServiceName, operation: string, input: JsonObject): Fault | undefined;
}

/** Makes a plan in which nothing goes wrong yet. */
export const makeFaultPlan = (): FaultPlan => {
  let planned: { key: string; fault: Fault; left: number; when: (input: JsonObject) => boolean }[] = [];
  return {
    inject(service, operation, fault, { times = Number.POSITIVE_INFINITY, when = () => true } = {}) {
      planned.push({ key: `${service}.${operation}`, fault, left: times, when });
    },
    clear() {
      planned = [];
    },
    take(service, operation, input) {
      const hit = planned.find((one) => one.key === `${service}.${operation}` && one.left > 0 && one.when(input));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
  };
};

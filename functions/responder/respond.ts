import type { EventEmitter, ServiceCounts, Services, TaskDefinitions, TopicSubscriptions } from '../aws/ports.ts';
import { describeError } from '../aws/service-errors.ts';
import { announce } from './announce.ts';
import { areSubscriptionsDue, checkSubscriptions, type SubscriptionsOutcome } from './check-subscriptions.ts';
import type { Invocation } from './invocation.ts';
import { areCountsDue, type CountsOutcome, lookAtCounts } from './look-at-counts.ts';
import type { Incoming } from './parse-event.ts';
import { respondToService, type ServiceOutcome } from './respond-to-service.ts';
import { respondToStop, type StopOutcome, type StopResponder } from './respond-to-stop.ts';
import { respondToTest, type TestOutcome, type TestResponder } from './respond-to-test.ts';
import { type WatchOutcome, watch } from './watch.ts';

/** What answering whatever comes takes. */
export interface Responder extends StopResponder, Pick<TestResponder, 'probe'> {
  readonly definitions: TaskDefinitions;
  readonly services: Services;
  readonly counts: ServiceCounts;
  /** Absent where no events are wanted. */
  readonly emitter?: EventEmitter;
  /** Absent where nobody is told that a subscription is missing. */
  readonly subscriptions?: TopicSubscriptions;
}

/** What came of an invocation. */
export type Outcome =
  | StopOutcome
  | ServiceOutcome
  | TestOutcome
  | (WatchOutcome & {
      readonly kind: 'watch';
      readonly counts?: CountsOutcome;
      readonly subscriptions?: SubscriptionsOutcome;
    });

/** Answers a stopped task, an event of a service, or the minute's call to look at what goes on. */
export async function respond(responder: Responder, incoming: Incoming, invocation: Invocation): Promise<Outcome> {
  switch (incoming.kind) {
    case 'stop':
      return announce(responder.emitter, await respondToStop(responder, incoming.task, invocation), invocation);
    case 'service':
      return respondToService(responder, incoming.event, invocation);
    case 'self-test':
      return respondToTest(responder, incoming.test, invocation);
    case 'watch':
      return look(responder, invocation);
    default:
      return incoming satisfies never;
  }
}

async function look(responder: Responder, invocation: Invocation): Promise<Outcome> {
  const { store, settings, now } = responder;
  if (store === undefined) throw new Error('The watch has no table: the environment variable TABLE_NAME is not set.');
  const outcome = await watch({ ...responder, store }, invocation);
  const counts =
    settings.watchedClusters === undefined || !areCountsDue(now())
      ? undefined
      : await lookAtCounts({ ...responder, store }, settings.watchedClusters, invocation);
  const seen = await lookAtSubscriptions(responder, invocation);
  return {
    kind: 'watch',
    ...outcome,
    ...(counts === undefined ? {} : { counts }),
    ...seen,
    faults: [...outcome.faults, ...(seen.faults ?? [])],
  };
}

async function lookAtSubscriptions(
  { subscriptions, settings, now }: Responder,
  { signal }: Invocation,
): Promise<{ readonly subscriptions?: SubscriptionsOutcome; readonly faults?: readonly string[] }> {
  if (subscriptions === undefined || !areSubscriptionsDue(now())) return {};
  try {
    return { subscriptions: await checkSubscriptions(subscriptions, settings, signal) };
  } catch (error) {
    return { faults: [`The subscriptions of the alert topic could not be listed: ${describeError(error)}`] };
  }
}

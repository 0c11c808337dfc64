import type { ServiceCounts, Services, TaskDefinitions } from '../aws/ports.ts';
import type { Invocation } from './invocation.ts';
import { areCountsDue, type CountsOutcome, lookAtCounts } from './look-at-counts.ts';
import type { Incoming } from './parse-event.ts';
import { respondToService, type ServiceOutcome } from './respond-to-service.ts';
import { respondToStop, type StopOutcome, type StopResponder } from './respond-to-stop.ts';
import { type WatchOutcome, watch } from './watch.ts';

/** What answering whatever comes takes. */
export interface Responder extends StopResponder {
  readonly definitions: TaskDefinitions;
  readonly services: Services;
  readonly counts: ServiceCounts;
}

/** What came of an invocation. */
export type Outcome =
  | StopOutcome
  | ServiceOutcome
  | (WatchOutcome & { readonly kind: 'watch'; readonly counts?: CountsOutcome });

/** Answers a stopped task, an event of a service, or the minute's call to look at what goes on. */
export async function respond(responder: Responder, incoming: Incoming, invocation: Invocation): Promise<Outcome> {
  switch (incoming.kind) {
    case 'stop':
      return respondToStop(responder, incoming.task, invocation);
    case 'service':
      return respondToService(responder, incoming.event, invocation);
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
  return { kind: 'watch', ...outcome, ...(counts === undefined ? {} : { counts }) };
}

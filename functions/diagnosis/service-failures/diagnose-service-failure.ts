import type { ServiceEvent } from '../../event/service-event.ts';
import { isKnownEvent, meaningOf, type ServiceFailureKind } from '../../event/service-event-meaning.ts';
import type { Severity } from '../causes.ts';
import { normaliseReason } from '../reasons/normalise-reason.ts';
import { tellDeployment } from './deployment-failures.ts';
import { OTHER_FAILURES, tellUnknownEvent } from './other-failures.ts';
import { readPlacement, unexplainedPlacement } from './placement-failures.ts';
import { readRefusal, tellRefusal, unexplainedConfiguration } from './refused-tasks.ts';
import type { ServiceFacts, ServiceFailure, ToldFailure } from './service-failure.ts';

/**
 * Judges a failure of a service that stopped no task: why tasks are not placed, not made, not kept, or a deployment was
 * given up. Events that mean no failure are the caller's to leave out; they are told as an event not known.
 */
export function diagnoseServiceFailure(event: ServiceEvent): ServiceFailure {
  const meaning = meaningOf(event);
  const kind = meaning.kind === 'failure' ? meaning.failure : 'health-unknown';
  const facts: ServiceFacts = { event, reason: normaliseReason(event.reason) };
  const isKnown = meaning.kind === 'failure' && isKnownEvent(event.eventName);
  return { kind, severity: severityOf(event, kind), ...(isKnown ? tell(kind, facts) : tellNewEvent(facts)) };
}

// Throttling delays ECS and stops nothing.
const severityOf = ({ eventType }: ServiceEvent, kind: ServiceFailureKind): Severity =>
  eventType === 'WARN' || kind === 'operation-throttled' ? 'warning' : 'critical';

function tell(kind: ServiceFailureKind, facts: ServiceFacts): ToldFailure {
  switch (kind) {
    case 'placement-failed':
      return readPlacement(facts) ?? refusal(facts) ?? unexplainedPlacement(facts);
    case 'configuration-failed':
      return refusal(facts) ?? unexplainedConfiguration(facts);
    case 'deployment-failed':
      return tellDeployment(facts);
    default:
      return OTHER_FAILURES[kind](facts);
  }
}

function refusal(facts: ServiceFacts): ToldFailure | undefined {
  const opinion = readRefusal(facts);
  return opinion === undefined ? undefined : tellRefusal(facts, opinion);
}

/** The name is new, but its reason may be one of those known. */
const tellNewEvent = (facts: ServiceFacts): ToldFailure =>
  (facts.event.reason === '' ? undefined : (readPlacement(facts) ?? refusal(facts))) ?? tellUnknownEvent(facts);

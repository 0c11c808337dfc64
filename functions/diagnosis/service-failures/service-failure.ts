import type { ServiceEvent } from '../../event/service-event.ts';
import type { ServiceFailureKind } from '../../event/service-event-meaning.ts';
import type { CauseId, Severity } from '../causes.ts';
import type { Step } from '../guidance/guidance.ts';
import type { Subject } from '../opinion.ts';
import type { NormalisedReason } from '../reasons/normalise-reason.ts';

/** The judgement on a failure of a service that stopped no task. */
export interface ServiceFailure {
  readonly kind: ServiceFailureKind;
  readonly cause: CauseId;
  readonly severity: Severity;
  /** A noun phrase of at most 40 ASCII characters: `no CPU to place tasks`. */
  readonly title: string;
  /** One sentence that names the service and what is wrong. */
  readonly headline: string;
  /** What that means, in one or two sentences. */
  readonly explanation: string;
  /** What ECS gave as the reason, decoded to a clause: `no container instance has enough free CPU units`. */
  readonly reasonInWords: string;
  readonly subject?: Subject;
  /** What stopped the tasks of the service says more than this. */
  readonly tasksTell?: true;
  /** What to look at to be sure. */
  readonly checks: readonly Step[];
  /** What to change, the likeliest change first. */
  readonly fixes: readonly Step[];
}

/** What a rule has to go by. */
export interface ServiceFacts {
  readonly event: ServiceEvent;
  readonly reason: NormalisedReason;
}

/** What is told of one kind of failure. */
export type ToldFailure = Omit<ServiceFailure, 'kind' | 'severity'>;

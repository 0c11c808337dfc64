import type { CauseId } from '../causes.ts';
import type { Step } from '../guidance/guidance.ts';
import type { Subject } from '../opinion.ts';
import type { ReasonMatcher } from '../reasons/reason-rule.ts';
import type { ServiceFacts } from './service-failure.ts';

/** One reason for which ECS finds no place for a task. */
export interface PlacementRule {
  readonly id: string;
  readonly cause: CauseId;
  readonly when: ReasonMatcher;
  /** Applies only where the service asked this capacity provider. */
  readonly provider?: string;
  readonly title: string;
  /** Completes `ECS cannot place tasks of service orders: …`. */
  readonly because: (facts: ServiceFacts) => string;
  readonly explanation: string;
  readonly subject?: (facts: ServiceFacts) => Subject | undefined;
  readonly checks: (facts: ServiceFacts) => readonly Step[];
  readonly fixes: (facts: ServiceFacts) => readonly Step[];
}

/** What every placement failure means to the service. */
export const TRIES_AGAIN = 'Tasks that run go on; missing ones are not started, and ECS tries again by itself.';

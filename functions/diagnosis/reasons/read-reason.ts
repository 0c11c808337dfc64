import type { Opinion } from '../opinion.ts';
import { normaliseReason } from './normalise-reason.ts';
import { phaseOfReason, REASON_PHASES, type ReasonPhase } from './reason-phase.ts';
import { matches, type ReasonContext, type ReasonRule } from './reason-rule.ts';
import { REASON_RULES } from './reason-rules.ts';

export type { ReasonContext } from './reason-rule.ts';
export { REASON_RULES } from './reason-rules.ts';

/** What a text of ECS says. */
export interface ReasonOpinion extends Opinion {
  /** False where only the head word decided, such as an image pull that failed for no reason given. */
  readonly specific: boolean;
}

/**
 * Reads what ECS says of a task, a container or an attachment: the wrapping error names give the phase, the innermost
 * words the cause. Undefined when the text says nothing specific, such as "Essential container in task exited".
 */
export function readReason(text: string, context: ReasonContext): ReasonOpinion | undefined {
  const reason = normaliseReason(text);
  const rule = RULES_OF[phaseOfReason(reason.lower)].find(({ when }) => matches(when, reason, context));
  if (rule === undefined) return undefined;
  const subject = rule.subject?.(reason);
  return {
    cause: rule.cause,
    confidence: rule.confidence,
    rule: rule.id,
    specific: rule.fallback !== true,
    ...(subject === undefined ? {} : { subject }),
  };
}

const rulesOf = (phase: ReasonPhase): readonly ReasonRule[] =>
  REASON_RULES.filter(({ when }) => when.phases?.includes(phase) ?? true);

const RULES_OF = Object.fromEntries(REASON_PHASES.map((phase) => [phase, rulesOf(phase)])) as Record<
  ReasonPhase,
  readonly ReasonRule[]
>;

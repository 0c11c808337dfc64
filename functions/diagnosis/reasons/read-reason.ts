import type { Opinion } from '../opinion.ts';
import { normaliseReason } from './normalise-reason.ts';
import { phaseOfReason, type ReasonPhase } from './reason-phase.ts';
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

const RULES_OF: Readonly<Record<ReasonPhase, readonly ReasonRule[]>> = {
  silent: rulesOf('silent'),
  memory: rulesOf('memory'),
  scheduler: rulesOf('scheduler'),
  dependency: rulesOf('dependency'),
  'registry-credentials': rulesOf('registry-credentials'),
  'registry-auth': rulesOf('registry-auth'),
  image: rulesOf('image'),
  'environment-file': rulesOf('environment-file'),
  'log-driver': rulesOf('log-driver'),
  secrets: rulesOf('secrets'),
  volume: rulesOf('volume'),
  network: rulesOf('network'),
  transition: rulesOf('transition'),
  start: rulesOf('start'),
  create: rulesOf('create'),
  runtime: rulesOf('runtime'),
  other: rulesOf('other'),
};

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

/** Reads a text of ECS; undefined where it says nothing specific. */
export type ReadReason = (text: string, context: ReasonContext) => ReasonOpinion | undefined;

/** Makes a reader of a catalogue, whose first rule that applies decides. */
export function makeReadReason(rules: readonly ReasonRule[]): ReadReason {
  const rulesOf = new Map(
    REASON_PHASES.map((phase) => [phase, rules.filter(({ when }) => when.phases?.includes(phase) ?? true)]),
  );
  const outright = rules.filter(
    ({ confidence, when }) => confidence === 'certain' && (when.phases?.includes('other') ?? false),
  );
  return (text, context) => {
    const reason = normaliseReason(text);
    const phase = phaseOfReason(reason.lower);
    const applies = ({ when }: ReasonRule): boolean => matches(when, reason, context);
    const first = rulesOf.get(phase)?.find(applies);
    const onlyTheWrapper = WRAPPERS.has(phase) && (first === undefined || first.fallback === true);
    const rule = onlyTheWrapper ? (outright.find(applies) ?? first) : first;
    if (rule === undefined) return undefined;
    const subject = rule.subject?.(reason);
    return {
      cause: rule.cause,
      confidence: rule.confidence,
      rule: rule.id,
      specific: rule.fallback !== true,
      ...(subject === undefined ? {} : { subject }),
    };
  };
}

/** The phases whose error names are put around texts of any kind; such a text may say the cause outright. */
const WRAPPERS: ReadonlySet<ReasonPhase> = new Set(['silent', 'start', 'create', 'runtime']);

/**
 * Reads what ECS says of a task, a container or an attachment: the wrapping error names give the phase, the innermost
 * words the cause. Undefined when the text says nothing specific, such as "Essential container in task exited".
 */
export const readReason = makeReadReason(REASON_RULES);

import { GUIDANCE } from '../diagnosis/guidance/catalogue.ts';
import type { GuidanceFacts, Step } from '../diagnosis/guidance/guidance.ts';
import { plain } from '../diagnosis/guidance/plain-text.ts';
import { containerFirst } from '../diagnosis/guidance/task-names.ts';
import type { TeamSignature } from '../diagnosis/team-knowledge/knowledge.ts';
import type { Link } from './post-mortem.ts';

/** A cause in words. */
export interface ToldCause {
  readonly title: string;
  readonly headline: string;
  readonly explanation: string;
  readonly checks: readonly Step[];
  readonly fixes: readonly Step[];
}

/** Tells the cause of a stop: in the team's own words where it gave any, else in ours. */
export function tellCause(facts: GuidanceFacts): ToldCause {
  const { known } = facts.diagnosis;
  const { title, headline, explanation, check, change } = GUIDANCE[facts.diagnosis.cause];
  if (known === undefined) {
    return {
      title,
      headline: headline(facts),
      explanation: explanation(facts),
      checks: check(facts),
      fixes: change(facts),
    };
  }
  const own: readonly Step[] = known.change === undefined ? [] : [{ text: known.change }];
  // The advice on an exit that nothing explains is of no use once the team has explained it.
  const isOurs = known.cause !== 'application-exit';
  return {
    title: known.label ?? title,
    headline: known.label === undefined ? headline(facts) : headlineOf(known.label, known, facts),
    explanation: explanationOf(known, isOurs ? explanation(facts) : undefined),
    checks: isOurs ? check(facts) : [],
    fixes: isOurs ? [...own, ...change(facts)] : own,
  };
}

/** `Container app: ledger drift, 42 (known to team-ledger).` */
function headlineOf(label: string, { owner }: TeamSignature, facts: GuidanceFacts): string {
  const { subject } = facts.diagnosis;
  const what = subject === undefined ? '' : `, ${plain(subject.value)}`;
  const who = owner === undefined ? '' : ` (known to ${owner})`;
  return `${containerFirst(facts)}: ${label}${what}${who}.`;
}

function explanationOf({ id, label, explanation, owner }: TeamSignature, ofCause: string | undefined): string {
  const by = label === undefined && owner !== undefined ? ` Known to ${owner}.` : '';
  return (explanation ?? ofCause ?? `The team's signature ${id} matches; it gives no explanation.`) + by;
}

/** The team's runbook as a place to look. */
export function runbookLinks({ diagnosis: { runbook } }: Pick<GuidanceFacts, 'diagnosis'>): readonly Link[] {
  if (runbook === undefined) return [];
  const { url, owner } = runbook;
  return [{ label: 'Runbook', url, ...(owner === undefined ? {} : { note: owner }) }];
}

import { plain } from '../guidance/plain-text.ts';
import { matches } from '../reasons/reason-rule.ts';
import { fargatePlacementRules } from './fargate-placement.ts';
import { instancePlacementRules, NAMED_ATTRIBUTE } from './instance-placement.ts';
import { type PlacementRule, TRIES_AGAIN } from './placement-rule.ts';
import { INSTANCE } from './placement-steps.ts';
import { quotaPlacementRules } from './quota-placement.ts';
import type { ServiceFacts, ToldFailure } from './service-failure.ts';
import { quotedReason, serviceEvents, serviceName } from './service-steps.ts';

/** The reasons in the order of trial; the first that applies decides. */
export const PLACEMENT_RULES: readonly PlacementRule[] = [
  ...quotaPlacementRules,
  ...fargatePlacementRules,
  ...instancePlacementRules,
];

/** The patterns of these rules, for the proof that they take linear time. */
export const PLACEMENT_PATTERNS: readonly RegExp[] = [
  INSTANCE,
  NAMED_ATTRIBUTE,
  ...PLACEMENT_RULES.flatMap(({ when }) => when.pattern ?? []),
];

/** Reads a reason of the scheduler; undefined where it says nothing that a placement rule knows. */
export function readPlacement(facts: ServiceFacts): ToldFailure | undefined {
  const { event, reason } = facts;
  const rule = PLACEMENT_RULES.find(
    ({ when, provider }) =>
      matches(when, reason, { where: 'task' }) &&
      (provider === undefined || event.capacityProviders.includes(provider)),
  );
  return rule === undefined ? undefined : tell(rule, facts);
}

function tell({ cause, title, because, explanation, subject, checks, fixes }: PlacementRule, facts: ServiceFacts) {
  const reasonInWords = because(facts);
  const fault = subject?.(facts);
  return {
    cause,
    title,
    headline: `ECS cannot place tasks of ${serviceName(facts.event)}: ${reasonInWords}.`,
    explanation,
    reasonInWords,
    ...(fault === undefined ? {} : { subject: fault }),
    checks: checks(facts),
    fixes: fixes(facts),
  };
}

/** Told of a placement whose reason no rule knows. */
export const unexplainedPlacement = ({ event }: ServiceFacts): ToldFailure => ({
  cause: 'capacity-unavailable',
  title: 'no capacity to place tasks',
  headline: `ECS cannot place tasks of ${serviceName(event)}${event.reason === '' ? '' : `: ${quotedReason(event)}`}.`,
  explanation: `${event.reason === '' ? 'The event gives no reason.' : 'Its reason is quoted as it came.'} ${TRIES_AGAIN}`,
  reasonInWords: event.reason === '' ? 'no reason given' : plain(event.reason, 200),
  checks: [serviceEvents(event, 'Read which resource the service events name.')],
  fixes: [
    {
      text: 'On EC2, add instances or lower cpu and memory of the task; on Fargate, add subnets in more Availability Zones.',
    },
  ],
});

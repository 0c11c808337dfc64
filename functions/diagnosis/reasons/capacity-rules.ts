import type { ReasonRule } from './reason-rule.ts';
import { instanceSubject, limitSubject, resourceSubject } from './subjects/task-subjects.ts';
import { THROTTLED } from './tail-words.ts';

/** Placement, capacity and account limits. */
export const capacityRules = [
  {
    id: 'account-limit',
    cause: 'quota-exceeded',
    confidence: 'certain',
    when: {
      phases: ['other'],
      any: [
        'reached the limit on the number of',
        'configuration is above your limit',
        'provisioning capacity limit was exceeded',
        'limit has been reached',
        'service quota',
        'exceeded the quota',
        'exceeds quota',
        'quota exceeded',
        'exceeded your quota',
      ],
    },
    subject: limitSubject,
  },
  {
    id: 'some-limit-exceeded',
    cause: 'quota-exceeded',
    confidence: 'high',
    when: {
      phases: ['other'],
      any: ['limitexceeded', 'countexceeded', 'limit exceeded', 'exceeds limit', 'exceeds the limit'],
    },
    subject: limitSubject,
  },
  {
    id: 'launch-throttled',
    cause: 'quota-exceeded',
    confidence: 'high',
    when: { phases: ['other'], any: THROTTLED },
    subject: limitSubject,
  },
  {
    id: 'resource-unavailable',
    cause: 'capacity-unavailable',
    confidence: 'certain',
    when: { phases: ['other'], any: ['resource:'], pattern: /\bresource:[a-z*]/ },
    subject: resourceSubject,
  },
  {
    id: 'agent-disconnected',
    cause: 'host-terminated',
    confidence: 'high',
    when: {
      phases: ['other'],
      any: ['agent'],
      pattern: /^(?:taskfailedtostart: )?agent$|reason: agent$|error "agent"/,
    },
    subject: instanceSubject,
  },
  {
    id: 'placement-word',
    cause: 'capacity-unavailable',
    confidence: 'high',
    when: { phases: ['other'], pattern: /^(?:taskfailedtostart: )?(?:attribute|location)$/ },
    subject: resourceSubject,
  },
  {
    id: 'capacity-unavailable',
    cause: 'capacity-unavailable',
    confidence: 'certain',
    when: {
      phases: ['other'],
      any: [
        'capacity is unavailable at this time',
        'capacity is currently unavailable',
        'insufficient capacity',
        'insufficientinstancecapacity',
        'insufficient instance capacity',
        'no container instance met all of its requirements',
        'no container instances were found',
        'no active instances',
        'empty capacity provider',
        'placement constraint unsatisfied',
        'placement constraint not satisfied',
        'not compatible with the selected compute strategy',
        'no spot capacity',
        'spot capacity unavailable',
        'spot capacity is unavailable',
        'capacity not available',
        'capacity unavailable',
      ],
    },
    subject: resourceSubject,
  },
  {
    id: 'placement-failed',
    cause: 'capacity-unavailable',
    confidence: 'high',
    when: {
      phases: ['other'],
      any: [
        'insufficient cpu',
        'insufficient memory',
        'insufficient gpu',
        'not enough cpu',
        'not enough memory',
        'enough cpu units',
        'missing an attribute required by your task',
        'already using a port required by your task',
        'placement constraint',
        'no capacity',
      ],
    },
    subject: resourceSubject,
  },
] as const satisfies readonly ReasonRule[];

/** What the service scheduler puts before a reason, for want of one. */
export const placementRules = [
  {
    id: 'placement-unexplained',
    cause: 'capacity-unavailable',
    confidence: 'medium',
    when: {
      phases: ['other'],
      any: ['unable to place a task', 'unable to place daemon task', 'could not launch'],
    },
    subject: resourceSubject,
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

import { makeSubject } from '../reasons/subjects/make-subject.ts';
import { type PlacementRule, TRIES_AGAIN } from './placement-rule.ts';
import { moreZones, zones } from './placement-steps.ts';
import { describeService, serviceName, updateService } from './service-steps.ts';

const NO_FARGATE = [
  'resource:fargate',
  'capacity is unavailable at this time',
  'capacity is currently unavailable',
  'no spot capacity',
  'spot capacity',
  'insufficient capacity',
] as const;

/** No room on Fargate. */
export const fargatePlacementRules: readonly PlacementRule[] = [
  {
    id: 'fargate-spot',
    cause: 'capacity-unavailable',
    when: { any: NO_FARGATE },
    provider: 'FARGATE_SPOT',
    title: 'no Fargate Spot capacity',
    because: () => 'Spot capacity is short, so the reclaimed tasks are not replaced',
    explanation:
      'AWS has no spare Fargate capacity for Spot in the zones of its subnets. The service stays below its desired count until there is, and ECS tries again by itself.',
    subject: ({ event }) =>
      makeSubject('resource', 'RESOURCE:FARGATE', { capacityProvider: event.capacityProviders[0] }),
    checks: ({ event }) => [
      {
        text: 'See how many tasks run, and the capacity provider strategy.',
        command: describeService(event, 'services[0].[desiredCount,runningCount,capacityProviderStrategy]'),
      },
    ],
    fixes: (facts) => [
      {
        text: 'Give the capacity provider strategy a base on FARGATE: as many tasks as the service cannot do without. The cluster must know the provider FARGATE.',
        command: updateService(facts.event, {
          'capacity-provider-strategy': [
            'capacityProvider=FARGATE,base=1,weight=1',
            'capacityProvider=FARGATE_SPOT,weight=1',
          ],
          'force-new-deployment': [],
        }),
      },
      moreZones(facts),
    ],
  },
  {
    id: 'fargate',
    cause: 'capacity-unavailable',
    when: { any: NO_FARGATE },
    title: 'no Fargate capacity to place tasks',
    because: () => 'Fargate has no capacity in the zones of its subnets at this time',
    explanation: TRIES_AGAIN,
    subject: () => makeSubject('resource', 'RESOURCE:FARGATE'),
    checks: (facts) => [zones(facts)],
    fixes: (facts) => [
      moreZones(facts),
      { text: 'Otherwise wait: it mostly passes. A smaller task finds a place sooner.' },
    ],
  },
  {
    id: 'fargate-zone',
    cause: 'capacity-unavailable',
    when: { pattern: /(?:reason: |^)internal error$/ },
    title: 'no place for tasks: ECS internal error',
    because: () => 'ECS says "Internal error", as it does of a subnet in a zone that Fargate does not serve',
    explanation: `AWS documents this reason for subnets in an Availability Zone without Fargate. ${TRIES_AGAIN}`,
    checks: (facts) => [zones(facts)],
    fixes: ({ event }) => [
      { text: `Take the subnets in zones without Fargate out of the network configuration of ${serviceName(event)}.` },
    ],
  },
];

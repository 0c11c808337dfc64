import type { Step } from '../guidance/guidance.ts';
import { limitSubject } from '../reasons/subjects/task-subjects.ts';
import { type PlacementRule, TRIES_AGAIN } from './placement-rule.ts';
import { isSpot, moreInstances, remaining } from './placement-steps.ts';
import type { ServiceFacts } from './service-failure.ts';
import { command, serviceEvents } from './service-steps.ts';

const quotaOf = ({ event }: ServiceFacts): Step => ({
  text: `Read the quota of Fargate${isSpot(event) ? ' Spot' : ''} vCPUs in ${event.workload.region}.`,
  command: command(event, 'service-quotas get-service-quota', {
    'service-code': 'fargate',
    'quota-code': isSpot(event) ? 'L-36FBB829' : 'L-3032A538',
    query: 'Quota.[QuotaName,Value]',
  }),
});

/** Limits of the account and of the cluster. */
export const quotaPlacementRules: readonly PlacementRule[] = [
  {
    id: 'concurrency-quota',
    cause: 'quota-exceeded',
    when: { any: ['reached the limit on the number of'] },
    title: 'account quota reached',
    because: (facts) =>
      `the account reached its limit of ${limitSubject(facts.reason)?.value ?? 'tasks'} that run at once in ${facts.event.workload.region}`,
    explanation:
      'The limit holds for the whole account in the Region: other services and crash loops use it up too. ECS tries again by itself.',
    subject: ({ reason }) => limitSubject(reason),
    checks: (facts) => [quotaOf(facts)],
    fixes: () => [
      { text: 'Stop what runs needlessly: crash loops and oversized services hold vCPUs as well.' },
      { text: 'Ask for a higher quota in Service Quotas (AWS Fargate).' },
    ],
  },
  {
    id: 'size-quota',
    cause: 'quota-exceeded',
    when: { any: ['configuration is above your limit'] },
    title: 'task larger than the account may run',
    because: ({ reason }) =>
      `the task asks for more ${reason.lower.includes('memory') ? 'memory' : 'CPU'} than the account may use`,
    explanation: 'No task of this size can start in this account and Region until the limit is raised.',
    subject: ({ reason }) => limitSubject(reason),
    checks: (facts) => [quotaOf(facts)],
    fixes: () => [
      { text: 'Ask AWS Support for a higher limit of the task size, or lower cpu and memory in the task definition.' },
    ],
  },
  {
    id: 'provisioning-quota',
    cause: 'quota-exceeded',
    when: { any: ['provisioning capacity limit'] },
    title: 'too many tasks wait for instances',
    because: () => 'the cluster already has as many tasks in PROVISIONING as a cluster may have',
    explanation: `Tasks wait for instances that do not come up. ${TRIES_AGAIN}`,
    checks: (facts) => [remaining(facts)],
    fixes: (facts) => [moreInstances(facts)],
  },
  {
    id: 'throttled',
    cause: 'quota-exceeded',
    when: { any: ['throttl', 'rate exceeded'] },
    title: 'starts of tasks throttled',
    because: () => 'AWS throttles the calls that start tasks',
    explanation: `Too many starts at once in this account and Region. ${TRIES_AGAIN}`,
    checks: ({ event }) => [serviceEvents(event)],
    fixes: () => [{ text: 'Spread deployments and scale-outs over time; look for a service that crashes in a loop.' }],
  },
];

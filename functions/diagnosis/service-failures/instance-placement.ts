import { inWords, plain } from '../guidance/plain-text.ts';
import type { Subject } from '../opinion.ts';
import { firstGroup } from '../reasons/subjects/find-token.ts';
import { makeSubject } from '../reasons/subjects/make-subject.ts';
import { resourceSubject } from '../reasons/subjects/task-subjects.ts';
import { type PlacementRule, TRIES_AGAIN } from './placement-rule.ts';
import { groupsOf, instanceOf, moreInstances, remaining, zones } from './placement-steps.ts';
import type { ServiceFacts } from './service-failure.ts';
import { clusterOf, command, describeService, serviceEvents, serviceName } from './service-steps.ts';

/** The attribute that a reason ends in. */
export const NAMED_ATTRIBUTE = /\battribute[: ]{1,2}([\w.-]{1,100})$/i;

const resource = (facts: ServiceFacts): Subject | undefined => {
  const subject = resourceSubject(facts.reason);
  return makeSubject('resource', subject?.value, { ...subject?.parts, containerInstance: instanceOf(facts) });
};

const nameAfter = (name: string | undefined): string => (name === undefined ? '' : `: ${name}`);

/** A resource that every instance has too little of. */
interface Shortage extends Pick<PlacementRule, 'id' | 'title'> {
  readonly any: readonly string[];
  /** Completes `no container instance has …`. */
  readonly what: string;
  readonly explanation: string;
  /** What makes the task fit without more instances. */
  readonly smaller: string;
  /** More instances help for a while only. */
  readonly smallerFirst?: true;
}

const shortage = ({ id, title, any, what, explanation, smaller, smallerFirst }: Shortage): PlacementRule => ({
  id,
  cause: 'capacity-unavailable',
  when: { any },
  title,
  because: ({ event }) =>
    groupsOf(event).length === 0
      ? `no container instance has ${what}`
      : `no instance of capacity provider ${inWords(groupsOf(event))} has ${what}`,
  explanation: `${TRIES_AGAIN} ${explanation}`,
  subject: resource,
  checks: (facts) => [remaining(facts)],
  fixes: (facts) =>
    smallerFirst === true ? [{ text: smaller }, moreInstances(facts)] : [moreInstances(facts), { text: smaller }],
});

/** No room on container instances. */
export const instancePlacementRules: readonly PlacementRule[] = [
  {
    id: 'agent',
    cause: 'host-terminated',
    when: { pattern: /^(?:taskfailedtostart: )?agent$|reason: agent$|error "agent"|doesn't have the agent connected/ },
    title: 'ECS agent disconnected',
    because: (facts) => {
      const instance = instanceOf(facts);
      return `the ECS agent of ${instance === undefined ? 'a container instance' : `container instance ${instance}`} is disconnected`;
    },
    explanation:
      'An instance without its agent takes no new tasks; those on it may go on unwatched. Mostly its disk or memory is full, its network or role changed, or the agent crashed.',
    subject: (facts) => makeSubject('instance', instanceOf(facts)),
    checks: (facts) => [remaining(facts)],
    fixes: () => [
      {
        text: 'Restart the agent on the instance, and read in /var/log/ecs/ecs-agent.log why it stopped.',
        command: 'sudo systemctl restart ecs',
      },
      { text: 'If that does not help, terminate the instance and let its Auto Scaling group put in a new one.' },
    ],
  },
  shortage({
    id: 'gpu',
    title: 'no GPU to place tasks',
    any: ['resource:gpu', 'insufficient gpu'],
    what: 'a free GPU',
    explanation: 'A GPU is given to one container whole.',
    smaller: 'Ask for fewer GPUs in resourceRequirements of the container.',
  }),
  shortage({
    id: 'ports',
    title: 'host port taken on every instance',
    any: ['resource:port', 'already using a port required by your task'],
    what: 'the host port of the task free',
    explanation: 'A fixed hostPort allows one task per instance, during a deployment as well.',
    smaller:
      'Use hostPort 0 (dynamic) or network mode awsvpc, so that several tasks fit on an instance; until then no more tasks than instances, and no deployment above 100%.',
    smallerFirst: true,
  }),
  shortage({
    id: 'eni',
    title: 'no network interface left for tasks',
    any: ['resource:eni'],
    what: 'a network interface left',
    explanation: 'Each awsvpc task takes one of the few network interfaces of its instance.',
    smaller: 'Switch on awsvpcTrunking for new instances (put-account-setting-default), or use a larger instance type.',
  }),
  shortage({
    id: 'cpu',
    title: 'no CPU to place tasks',
    any: ['resource:cpu', 'insufficient cpu', 'not enough cpu', 'enough cpu units'],
    what: 'enough free CPU units',
    explanation: 'A task that asks for more CPU than the instance type has never fits.',
    smaller: 'Lower cpu in the task definition, or use a larger instance type.',
  }),
  shortage({
    id: 'memory',
    title: 'no memory to place tasks',
    any: ['resource:memory', 'insufficient memory', 'not enough memory'],
    what: 'enough free memory',
    explanation:
      'A task that asks for more memory than the instance type has never fits; the agent keeps a part for the system.',
    smaller: 'Lower memory or memoryReservation in the task definition, or use a larger instance type.',
  }),
  {
    id: 'attribute',
    cause: 'capacity-unavailable',
    when: { pattern: /^(?:taskfailedtostart: )?attribute|error "attribute|missing an attribute/ },
    title: 'no instance has a needed attribute',
    because: ({ reason }) =>
      `no container instance has an attribute that the task needs${nameAfter(firstGroup(reason, NAMED_ATTRIBUTE))}`,
    explanation:
      'Attributes tell what an instance can do: a log driver, awsvpc, a version of Docker, an operating system. An outdated agent lacks some.',
    subject: resource,
    checks: ({ event }) => [
      {
        text: 'Compare requiresAttributes of the task definition with the attributes of the instances.',
        command: command(event, 'ecs list-attributes', {
          cluster: clusterOf(event),
          'target-type': 'container-instance',
        }),
      },
    ],
    fixes: () => [
      { text: 'Renew the instances from the current ECS-optimized AMI, so that their agent knows the attribute.' },
      { text: 'For a log driver, name it in ECS_AVAILABLE_LOGGING_DRIVERS of the agent.' },
    ],
  },
  {
    id: 'location',
    cause: 'capacity-unavailable',
    when: { pattern: /^(?:taskfailedtostart: )?location|error "location/ },
    title: 'instances and subnets in different zones',
    because: () => 'the instances are in other Availability Zones than the subnets of the service',
    explanation: 'An awsvpc task runs on an instance in the zone of its subnet.',
    subject: resource,
    checks: (facts) => [zones(facts)],
    fixes: ({ event }) => [
      { text: `Give ${serviceName(event)} subnets in the zones of the instances, or put instances into its zones.` },
    ],
  },
  {
    id: 'constraint',
    cause: 'capacity-unavailable',
    when: { any: ['memberof', 'distinctinstance', 'placement constraint'] },
    title: 'placement constraint unsatisfied',
    because: ({ reason }) =>
      reason.lower.includes('distinctinstance')
        ? 'every instance already runs one of its tasks, and distinctInstance allows no second'
        : 'no container instance satisfies its placement constraints',
    explanation: `The constraints stand in the service or in the task definition. ${TRIES_AGAIN}`,
    checks: ({ event }) => [
      {
        text: 'Read the placement constraints of the service.',
        command: describeService(event, 'services[0].placementConstraints'),
      },
    ],
    fixes: () => [
      { text: 'Correct the expression of the constraint, or add instances that satisfy it.' },
      { text: 'For a custom attribute, put it on the instances (put-attributes, or ECS_INSTANCE_ATTRIBUTES).' },
    ],
  },
  {
    id: 'no-instances',
    cause: 'capacity-unavailable',
    when: { any: ['no container instances were found', 'no active instances', 'empty capacity provider'] },
    title: 'no container instances in the cluster',
    because: ({ event }) =>
      groupsOf(event).length === 0
        ? `${event.workload.cluster === '' ? 'its cluster' : `cluster ${plain(event.workload.cluster, 40)}`} has no container instance that takes tasks`
        : `capacity provider ${inWords(groupsOf(event))} has no container instance that takes tasks`,
    explanation:
      'The Auto Scaling group is empty, its instances did not register, or they are draining. A service meant for Fargate has the wrong launch type.',
    checks: (facts) => [remaining(facts)],
    fixes: (facts) => [
      moreInstances(facts),
      {
        text: 'If instances run but did not register, look at ECS_CLUSTER in /etc/ecs/ecs.config, at their role and at their way to the ECS endpoint.',
      },
      { text: 'If it is meant for Fargate, create the service with launch type FARGATE.' },
    ],
  },
  {
    id: 'some-resource',
    cause: 'capacity-unavailable',
    when: { pattern: /\bresource:[a-z_]/ },
    title: 'no capacity to place tasks',
    because: ({ reason }) =>
      `no container instance has enough of ${plain(resourceSubject(reason)?.value.replace(/^resource:/i, '') ?? 'a resource', 40)}`,
    explanation: TRIES_AGAIN,
    subject: resource,
    checks: (facts) => [remaining(facts)],
    fixes: (facts) => [moreInstances(facts)],
  },
  {
    id: 'no-instance-fits',
    cause: 'capacity-unavailable',
    when: { any: ['no container instance met all of its requirements'] },
    title: 'no capacity to place tasks',
    because: () => 'no container instance has what its tasks ask for',
    explanation: TRIES_AGAIN,
    subject: resource,
    checks: (facts) => [remaining(facts), serviceEvents(facts.event, 'Read what the closest instance lacks.')],
    fixes: (facts) => [moreInstances(facts), { text: 'Lower cpu and memory in the task definition.' }],
  },
];

import type { ServiceFailureKind } from '../../event/service-event-meaning.ts';
import { plain } from '../guidance/plain-text.ts';
import { makeSubject } from '../reasons/subjects/make-subject.ts';
import type { ServiceFacts, ToldFailure } from './service-failure.ts';
import { clusterOf, command, describeService, serviceEvents, serviceName, stoppedTasks } from './service-steps.ts';

type OtherKind = Exclude<ServiceFailureKind, 'placement-failed' | 'configuration-failed' | 'deployment-failed'>;

/** Tells of the failures whose events give no reason: their name says all. */
export const OTHER_FAILURES: Readonly<Record<OtherKind, (facts: ServiceFacts) => ToldFailure>> = {
  'start-impaired': ({ event }) => ({
    // Tasks fail to start for any reason there is, and the event names none.
    cause: 'unknown',
    title: 'tasks fail again and again',
    headline: `ECS cannot keep tasks of ${serviceName(event)} running: they fail again and again.`,
    explanation:
      'ECS now waits longer between its tries, up to 15 minutes. It gives no reason here; the stops of the tasks do.',
    reasonInWords: 'its tasks fail again and again',
    tasksTell: true,
    checks: [stoppedTasks(event), serviceEvents(event)],
    fixes: [{ text: 'Repair what stops its tasks, then deploy: a new deployment starts at once, without the waits.' }],
  }),
  'daemon-constraint-violated': ({ event }) => {
    const [instance] = event.containerInstances;
    const subject = makeSubject('instance', instance);
    return {
      cause: 'capacity-unavailable',
      title: 'daemon placement constraint violated',
      headline: `A daemon task of ${serviceName(event)} runs where its placement constraints do not allow it.`,
      explanation:
        'A container instance changed or lost an attribute that the constraints ask for, or the constraints changed. ECS stops the task there and starts none in its place.',
      reasonInWords: 'a task no longer meets the placement constraints of the service',
      ...(subject === undefined ? {} : { subject }),
      checks: [
        {
          text: 'Read the placement constraints of the service.',
          command: describeService(event, 'services[0].placementConstraints'),
        },
        {
          text: 'Compare them with the attributes of the instances.',
          command: command(event, 'ecs list-attributes', {
            cluster: clusterOf(event),
            'target-type': 'container-instance',
          }),
        },
      ],
      fixes: [
        { text: 'Put the attribute back on the instance (put-attributes), or correct the constraint of the service.' },
      ],
    };
  },
  'operation-throttled': ({ event }) => {
    const isDiscovery = event.eventName.includes('DISCOVERY');
    const api = isDiscovery ? 'Cloud Map' : 'ECS';
    const subject = makeSubject('limit', `${api} API calls`);
    return {
      cause: 'quota-exceeded',
      title: `${api} calls throttled`,
      headline: `The scheduler of ${serviceName(event)} is throttled: the account makes too many ${api} calls.`,
      explanation: `Tasks that run go on. ECS starts, stops and registers tasks later than it should, until the calls of the account in ${event.workload.region} slow down.`,
      reasonInWords: `the account makes too many ${api} calls`,
      ...(subject === undefined ? {} : { subject }),
      checks: [
        serviceEvents(event),
        {
          text: `See who calls ${api} most, from a few minutes back on.`,
          command: command(event, 'cloudtrail lookup-events', {
            'lookup-attributes': `AttributeKey=EventSource,AttributeValue=${isDiscovery ? 'servicediscovery' : 'ecs'}.amazonaws.com`,
            'max-results': '50',
            query: 'Events[].[EventTime,EventName,Username]',
          }),
        },
      ],
      fixes: [
        { text: 'Spread deployments and scale-outs over time, and end crash loops: each start of a task costs calls.' },
        { text: 'Let scripts and dashboards that poll the API ask less often.' },
      ],
    };
  },
  'discovery-failed': ({ event }) => {
    const isLattice = event.eventName.includes('LATTICE');
    return {
      cause: 'service-discovery-failed',
      title: isLattice ? 'VPC Lattice target unhealthy' : 'task unhealthy in service discovery',
      headline: isLattice
        ? `A task of ${serviceName(event)} is unhealthy in its VPC Lattice target group.`
        : `A task of ${serviceName(event)} is unhealthy in its service registry (Cloud Map).`,
      explanation: isLattice
        ? 'VPC Lattice sends it no requests, and ECS replaces it. The event does not say which task, nor how it answered.'
        : 'Clients no longer get its address, and ECS replaces it. The event does not say which task, nor why.',
      reasonInWords: isLattice ? 'a VPC Lattice target is unhealthy' : 'a task is unhealthy in Cloud Map',
      checks: isLattice
        ? [
            serviceEvents(event),
            {
              text: 'See the target groups of the service, then the state of their targets (vpc-lattice list-targets).',
              command: describeService(event, 'services[0].deployments[0].vpcLatticeConfigurations'),
            },
          ]
        : [
            serviceEvents(event),
            {
              text: 'See the registries of the service, then the health of their instances (servicediscovery get-instances-health-status).',
              command: describeService(event, 'services[0].serviceRegistries'),
            },
          ],
      fixes: isLattice
        ? [
            {
              text: 'Let the health check of the target group ask a path and port that answer, and the security group of the tasks admit VPC Lattice (its managed prefix list).',
            },
          ]
        : [{ text: 'Repair the health check of the container: what fails it makes the task unhealthy in Cloud Map.' }],
    };
  },
  'health-unknown': ({ event }) => ({
    cause: 'unknown',
    title: 'health of tasks not known',
    headline: `ECS could not read the health of the tasks of ${serviceName(event)}.`,
    explanation:
      'The tasks may be in order. As long as their health is not known, ECS neither replaces failing ones nor ends deployments.',
    reasonInWords: 'the health of its tasks could not be read',
    checks: [
      serviceEvents(event),
      {
        text: 'See its load balancers, then the health of their targets (elbv2 describe-target-health).',
        command: describeService(event, 'services[0].loadBalancers'),
      },
    ],
    fixes: [
      { text: 'See that its target groups exist and that the service-linked role AWSServiceRoleForECS is in place.' },
      { text: `If it does not pass, look in the AWS Health Dashboard for events in ${event.workload.region}.` },
    ],
  }),
};

/** Tells of an event whose name was not documented when this was written. */
export function tellUnknownEvent({ event }: ServiceFacts): ToldFailure {
  const name = plain(event.eventName.toLowerCase().replaceAll('_', ' '), 60);
  return {
    cause: 'unknown',
    title: plain(name.replace(/[^\x20-\x7e]/g, '?'), 40),
    headline: `ECS reports "${name}" for ${serviceName(event)}.`,
    explanation: `This kind of event is newer than ecs-postmortem, which does not know what it means.${event.reason === '' ? '' : ' Its reason is quoted as it came.'}`,
    reasonInWords: event.reason === '' ? name : plain(event.reason, 200),
    checks: [serviceEvents(event), stoppedTasks(event)],
    fixes: [
      { text: `Look up ${plain(event.eventName, 60)} in the Amazon ECS Developer Guide, under service action events.` },
    ],
  };
}

import type { ServiceEvent } from '../../event/service-event.ts';
import type { Step } from '../guidance/guidance.ts';
import { inWords, plain } from '../guidance/plain-text.ts';
import { firstGroup } from '../reasons/subjects/find-token.ts';
import type { ServiceFacts } from './service-failure.ts';
import { clusterOf, command, describeService, serviceName } from './service-steps.ts';

/** The container instance that came closest, as a reason names it. */
export const INSTANCE = /container-instance ([0-9a-f-]{32,36})/i;
/** The container instance that the event names, or the one that came closest. */
export const instanceOf = ({ event, reason }: ServiceFacts): string | undefined =>
  plain(event.containerInstances[0] ?? '', 40) || firstGroup(reason, INSTANCE);

/** The capacity providers of Auto Scaling groups. */
export const groupsOf = ({ capacityProviders }: ServiceEvent): readonly string[] =>
  capacityProviders.filter((name) => !name.startsWith('FARGATE')).map((name) => plain(name, 40));

/** Shows what is free on the instance that was tried, else which instances there are. */
export const remaining = (facts: ServiceFacts): Step => {
  const { event } = facts;
  const instance = instanceOf(facts);
  return instance === undefined
    ? {
        text: 'List the instances that take tasks, then what is free on them (describe-container-instances, remainingResources).',
        command: command(event, 'ecs list-container-instances', { cluster: clusterOf(event), status: 'ACTIVE' }),
      }
    : {
        text: `See what is free on container instance ${instance}, and whether its agent is connected.`,
        command: command(event, 'ecs describe-container-instances', {
          cluster: clusterOf(event),
          'container-instances': instance,
          query: 'containerInstances[].[ec2InstanceId,status,agentConnected,remainingResources[].[name,integerValue]]',
        }),
      };
};

/** Gives the cluster more instances. */
export const moreInstances = ({ event }: ServiceFacts): Step => {
  const groups = groupsOf(event);
  return groups.length === 0
    ? { text: 'Add container instances: raise the desired size and the maximum of the Auto Scaling group.' }
    : {
        text: `See whether the Auto Scaling group behind capacity provider ${inWords(groups)} is at its maximum, and raise it.`,
        command: command(event, 'ecs describe-capacity-providers', {
          'capacity-providers': groups,
          query: 'capacityProviders[].[name,status,autoScalingGroupProvider]',
        }),
      };
};

/** Whether the service asked for Fargate Spot. */
export const isSpot = ({ capacityProviders }: ServiceEvent): boolean => capacityProviders.includes('FARGATE_SPOT');

/** Shows the subnets of the service. */
export const zones = ({ event }: ServiceFacts): Step => ({
  text: 'See in how many Availability Zones the service has subnets.',
  command: describeService(event, 'services[0].networkConfiguration.awsvpcConfiguration.subnets'),
});

/** Gives the service more zones to find room in. */
export const moreZones = ({ event }: ServiceFacts): Step => ({
  text: `Give ${serviceName(event)} subnets in more Availability Zones.`,
});

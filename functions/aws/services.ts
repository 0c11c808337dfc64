import { type Service as AwsService, DescribeServicesCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { EcsAbsence, Service, ServiceEvidence } from '../diagnosis/evidence.ts';
import { ecsAbsence } from './ecs-absence.ts';
import type { Services } from './ports.ts';

/** Looks at services in ECS, each time anew: their events are worth something only while they are fresh. */
export function ecsServices(ecs: ECSClient): Services {
  return {
    async describe(clusterArn, name, signal): Promise<ServiceEvidence> {
      try {
        const { services } = await ecs.send(new DescribeServicesCommand({ cluster: clusterArn, services: [name] }), {
          abortSignal: signal,
        });
        // ECS answers an unknown service with a failure in the list beside, not with an error.
        const found = services?.[0];
        return found === undefined ? gone(name) : { kind: 'service', service: toService(found, name) };
      } catch (error) {
        return whyAbsent(clusterArn, name, error);
      }
    },
  };
}

const goneMessage = (name: string): string =>
  `Service ${name} no longer exists, so its events and its grace period are not known.`;

const gone = (name: string): EcsAbsence => ({ kind: 'absent', why: 'not-found', message: goneMessage(name) });

const whyAbsent = (clusterArn: string, name: string, error: unknown): EcsAbsence =>
  ecsAbsence(error, {
    failed: `Service ${name} could not be looked at`,
    permission: `ecs:DescribeServices on ${clusterArn.replace(':cluster/', ':service/')}/${name}`,
    // The service, or the cluster with it, was deleted since.
    goneErrors: ['ClusterNotFoundException', 'ServiceNotFoundException'],
    gone: goneMessage(name),
  });

/** Turns the API's service into the domain's; only what a diagnosis uses. */
export function toService(from: AwsService, name: string): Service {
  return {
    name: from.serviceName ?? name,
    ...(from.healthCheckGracePeriodSeconds === undefined
      ? {}
      : { healthCheckGracePeriodS: from.healthCheckGracePeriodSeconds }),
    loadBalancers: (from.loadBalancers ?? []).map(({ targetGroupArn, containerName, containerPort }) => ({
      ...(targetGroupArn ? { targetGroupArn } : {}),
      ...(containerName ? { containerName } : {}),
      ...(containerPort ? { containerPort } : {}),
    })),
    ...(from.taskDefinition === undefined ? {} : { taskDefinitionArn: from.taskDefinition }),
    ...primaryDeployment(from),
    events: (from.events ?? []).flatMap(({ createdAt, message }) =>
      message === undefined ? [] : [{ message, ...(createdAt === undefined ? {} : { at: createdAt.getTime() }) }],
    ),
  };
}

function primaryDeployment({ deployments }: AwsService): Pick<Service, 'primaryDeployment'> {
  const primary = deployments?.find(({ status }) => status === 'PRIMARY');
  if (primary?.id === undefined) return {};
  const revision = Number(/:(\d{1,10})$/.exec(primary.taskDefinition ?? '')?.[1] ?? Number.NaN);
  return { primaryDeployment: { id: primary.id, ...(Number.isNaN(revision) ? {} : { revision }) } };
}

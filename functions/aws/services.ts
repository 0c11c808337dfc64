import { type Service as AwsService, DescribeServicesCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { EcsAbsence, Service, ServiceEvidence } from '../diagnosis/evidence.ts';
import type { Services } from './ports.ts';
import { describeError, failureOf } from './service-errors.ts';

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

const gone = (name: string): EcsAbsence => ({
  kind: 'absent',
  why: 'not-found',
  message: `Service ${name} no longer exists, so its events and its grace period are not known.`,
});

function whyAbsent(clusterArn: string, name: string, error: unknown): EcsAbsence {
  const failure = failureOf(error);
  switch (failure) {
    case 'access-denied':
      return {
        kind: 'absent',
        why: failure,
        message: `Service ${name} could not be looked at: allow ecs:DescribeServices on ${clusterArn.replace(':cluster/', ':service/')}/${name} to this function's role.`,
      };
    case 'throttled':
      return {
        kind: 'absent',
        why: failure,
        message: `Service ${name} could not be looked at: ECS throttled the call.`,
      };
    case 'out-of-time':
      return { kind: 'absent', why: failure, message: `Service ${name} could not be looked at in time.` };
    default:
      // Both tell of a service or cluster that was deleted since.
      if (error instanceof Error && /^(?:ClusterNotFound|ServiceNotFound)Exception$/.test(error.name))
        return gone(name);
      return {
        kind: 'absent',
        why: 'failed',
        message: `Service ${name} could not be looked at (${describeError(error)}).`,
      };
  }
}

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
    events: (from.events ?? []).flatMap(({ createdAt, message }) =>
      message === undefined ? [] : [{ message, ...(createdAt === undefined ? {} : { at: createdAt.getTime() }) }],
    ),
  };
}

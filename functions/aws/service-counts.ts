import {
  DescribeServicesCommand,
  type ECSClient,
  paginateListClusters,
  paginateListServices,
} from '@aws-sdk/client-ecs';
import type { TaskCounts } from '../incident/desired-counts.ts';
import type { ServiceCounts } from './ports.ts';
import { describeError } from './service-errors.ts';

/** What DescribeServices takes at once. */
const MOST_SERVICES = 10;

/** Counts the tasks of the services in ECS. */
export function ecsServiceCounts(ecs: ECSClient): ServiceCounts {
  return {
    async of(clusters, signal) {
      const counts: TaskCounts[] = [];
      const faults: string[] = [];
      try {
        for (const cluster of clusters.includes('*') ? await everyCluster(ecs, signal) : clusters) {
          // A cluster that is gone must not hide the others.
          await countsOf(ecs, cluster, signal).then(
            (found) => counts.push(...found),
            (error: unknown) => faults.push(`Cluster ${cluster}: ${describeError(error)}`),
          );
        }
      } catch (error) {
        faults.push(`The clusters could not be listed: ${describeError(error)}`);
      }
      return { counts, faults };
    },
  };
}

async function countsOf(ecs: ECSClient, cluster: string, signal: AbortSignal): Promise<readonly TaskCounts[]> {
  const arns: string[] = [];
  for await (const page of paginateListServices({ client: ecs, pageSize: 100 }, { cluster })) {
    signal.throwIfAborted();
    arns.push(...(page.serviceArns ?? []));
  }
  const counts: TaskCounts[] = [];
  for (let index = 0; index < arns.length; index += MOST_SERVICES) {
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: arns.slice(index, index + MOST_SERVICES) }),
      { abortSignal: signal },
    );
    counts.push(...(services ?? []).flatMap(toCounts));
  }
  return counts;
}

async function everyCluster(ecs: ECSClient, signal: AbortSignal): Promise<readonly string[]> {
  const arns: string[] = [];
  for await (const page of paginateListClusters({ client: ecs, pageSize: 100 }, {})) {
    signal.throwIfAborted();
    arns.push(...(page.clusterArns ?? []));
  }
  return arns;
}

function toCounts(service: {
  serviceArn?: string | undefined;
  serviceName?: string | undefined;
  clusterArn?: string | undefined;
  status?: string | undefined;
  desiredCount?: number | undefined;
  runningCount?: number | undefined;
  pendingCount?: number | undefined;
}): readonly TaskCounts[] {
  const { serviceArn, serviceName, clusterArn = '', status } = service;
  const [, partition, , region, account] = (serviceArn ?? '').split(':');
  if (status !== 'ACTIVE' || serviceName === undefined) return [];
  if (partition === undefined || region === undefined || account === undefined) return [];
  return [
    {
      workload: {
        kind: 'service',
        name: serviceName,
        cluster: clusterArn.slice(clusterArn.lastIndexOf('/') + 1),
        account,
        region,
        partition,
      },
      desired: service.desiredCount ?? 0,
      running: service.runningCount ?? 0,
      pending: service.pendingCount ?? 0,
    },
  ];
}

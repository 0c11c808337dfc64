import type { Workload } from '../../event/workload.ts';
import type { Failure } from '../../incident/failure.ts';
import { link } from '../arn-link.ts';
import { encodePart } from '../console-url.ts';
import type { Link } from '../post-mortem.ts';

/** The places to look at a workload: the service's page and its stopped tasks, or what comes next to that. */
export function workloadPages(workload: Workload, latest?: Failure): readonly Link[] {
  const { kind, name, cluster, region } = workload;
  const root = `/ecs/v2/clusters/${encodePart(cluster)}`;
  const query = `?region=${region}`;
  switch (kind) {
    case 'service': {
      const page = `${root}/services/${encodePart(name)}`;
      return [
        link(workload, 'Service', `${name} in ${cluster}`, `${page}/health${query}`),
        link(
          workload,
          'Stopped tasks',
          `of ${name}, of the last hour`,
          `${page}/tasks?status=STOPPED&region=${region}`,
        ),
      ];
    }
    case 'family':
      return [
        link(
          workload,
          'Stopped tasks',
          `of ${cluster}, of the last hour`,
          `${root}/tasks?status=STOPPED&region=${region}`,
        ),
        ...(latest?.revision === undefined
          ? []
          : [
              link(
                workload,
                'Task definition',
                `${name}:${latest.revision}`,
                `/ecs/v2/task-definitions/${encodePart(name)}/${latest.revision}/containers${query}`,
              ),
            ]),
      ];
    case 'host':
      return [
        link(
          workload,
          'Container instance',
          `${name} in ${cluster}`,
          `${root}/infrastructure/container-instances/${encodePart(name)}${query}`,
        ),
        clusterPage(workload),
      ];
    default:
      return kind satisfies never;
  }
}

/** The page of a workload's cluster. */
export const clusterPage = (workload: Workload): Link =>
  link(
    workload,
    'Cluster',
    workload.cluster,
    `/ecs/v2/clusters/${encodePart(workload.cluster)}/services?region=${workload.region}`,
  );

/** The ARN of a service or a container instance; of a family, that of its latest task. */
export function workloadArn(
  { kind, name, cluster, account, region, partition }: Workload,
  latest?: Failure,
): string | undefined {
  const arn = (resource: string) => `arn:${partition}:ecs:${region}:${account}:${resource}`;
  switch (kind) {
    case 'service':
      return arn(`service/${cluster}/${name}`);
    case 'host':
      return arn(`container-instance/${cluster}/${name}`);
    case 'family':
      return latest?.taskId === undefined ? undefined : arn(`task/${cluster}/${latest.taskId}`);
    default:
      return kind satisfies never;
  }
}

import type { ServiceFailure } from '../../diagnosis/service-failures/service-failure.ts';
import type { ServiceEvent } from '../../event/service-event.ts';
import type { Failure } from '../../incident/failure.ts';
import { arnLink, idLink, link } from '../arn-link.ts';
import { encodePart } from '../console-url.ts';
import type { Link } from '../post-mortem.ts';
import { workloadPages } from './workload-pages.ts';

/** The places to look at a failure of a service: the thing at fault, the page that shows it, then the service. */
export function servicePages(
  event: ServiceEvent,
  failure: ServiceFailure,
  telling: Failure | undefined,
): readonly Link[] {
  const { workload } = event;
  const { name, cluster, region } = workload;
  // Without its cluster, which old ARNs do not name, no page can be found.
  if (cluster === '') return [...subjectPages(event, failure), { label: 'Service', note: name }];
  const page = (label: string, note: string, path: string) => link(workload, label, note, `${path}?region=${region}`);
  const root = `/ecs/v2/clusters/${encodePart(cluster)}`;
  const service = `${root}/services/${encodePart(name)}`;
  // A task that is not placed does not stop either.
  const tasksStopped = failure.kind !== 'placement-failed' && failure.kind !== 'configuration-failed';
  const instances = new Set([
    ...event.containerInstances,
    ...(failure.subject?.parts?.['containerInstance'] ?? '').split(' '),
  ]);
  return [
    ...subjectPages(event, failure),
    ...(failure.kind === 'deployment-failed' ? [page('Deployments', `of ${name}`, `${service}/deployments`)] : []),
    ...(telling?.taskId === undefined
      ? []
      : [page('Task', telling.taskId, `${root}/tasks/${encodePart(telling.taskId)}/configuration`)]),
    ...[...instances]
      .filter((id) => /^[\da-f-]{32,36}$/.test(id))
      .slice(0, 3)
      .map((id) => page('Container instance', id, `${root}/infrastructure/container-instances/${id}`)),
    ...(tasksStopped ? [] : [page('Service events', `of ${name}`, `${service}/events`)]),
    ...workloadPages(workload).filter(({ label }) => tasksStopped || label !== 'Stopped tasks'),
    ...(tasksStopped ? [page('Service events', `of ${name}`, `${service}/events`)] : []),
    ...(failure.cause === 'quota-exceeded' && failure.kind === 'placement-failed'
      ? [link(workload, 'Service quotas', `AWS Fargate in ${region}`, '/servicequotas/home/services/fargate/quotas')]
      : []),
    ...(telling?.family === undefined || telling.revision === undefined
      ? []
      : [
          page(
            'Task definition',
            `${telling.family}:${telling.revision}`,
            `/ecs/v2/task-definitions/${encodePart(telling.family)}/${telling.revision}/containers`,
          ),
        ]),
  ];
}

function subjectPages({ workload }: ServiceEvent, { subject }: ServiceFailure): readonly Link[] {
  const { value = '', parts = {} } = subject ?? {};
  const found = [parts['arn'], value].flatMap((text) =>
    text === undefined ? [] : (arnLink(text, workload) ?? idLink(text, workload) ?? []),
  );
  return found.slice(0, 1);
}

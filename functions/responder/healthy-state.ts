import type { Services, TaskDefinitions } from '../aws/ports.ts';
import type { Workload } from '../event/workload.ts';
import type { HealthyState } from '../incident/incident.ts';

/** Looks at what a service that recovered runs now; undefined where ECS does not say. */
export async function healthyState(
  { services, definitions }: { readonly services: Services; readonly definitions: TaskDefinitions },
  { partition, region, account, cluster, name }: Workload,
  signal: AbortSignal,
): Promise<HealthyState | undefined> {
  const found = await services.describe(`arn:${partition}:ecs:${region}:${account}:cluster/${cluster}`, name, signal);
  const arn = found.kind === 'service' ? found.service.taskDefinitionArn : undefined;
  if (arn === undefined) return undefined;
  const revision = Number(arn.slice(arn.lastIndexOf(':') + 1));
  const evidence = await definitions.describe(arn, signal);
  const containers = evidence.kind === 'definition' ? evidence.definition.containers : [];
  const images = containers.flatMap(({ name: container, image }) => (image === undefined ? [] : [[container, image]]));
  return {
    ...(Number.isInteger(revision) ? { revision } : {}),
    ...(images.length === 0 ? {} : { images: Object.fromEntries(images) }),
  };
}

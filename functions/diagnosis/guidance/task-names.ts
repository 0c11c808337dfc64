import type { GuidanceFacts } from './guidance.ts';
import { afterLast, capitalized, plain } from './plain-text.ts';

/** The name of the container to blame, where one is known. */
export const blamedContainer = ({ diagnosis, container, containerDefinition, task }: GuidanceFacts) =>
  diagnosis.container ??
  container?.name ??
  containerDefinition?.name ??
  (task.containers.length === 1 ? task.containers[0]?.name : undefined);

/** The container to blame inside a sentence: `container app`. */
export function containerName(facts: GuidanceFacts): string {
  const name = blamedContainer(facts);
  return name === undefined ? 'the container' : `container ${plain(name, 40)}`;
}

/** The container to blame at the start of a sentence: `Container app`. */
export const containerFirst = (facts: GuidanceFacts): string => capitalized(containerName(facts));

/** The service or the family inside a sentence: `service orders`. */
export const workloadName = ({ task }: GuidanceFacts): string =>
  task.service === undefined ? `task family ${plain(task.family, 50)}` : `service ${plain(task.service, 50)}`;

/** AWS Batch runs its jobs as ECS tasks and writes their task definitions itself. */
export const isBatch = ({ task }: GuidanceFacts): boolean => task.group?.startsWith('AWSBatch') ?? false;

/** The task runs on AWS's hosts, so there is no instance to look at. */
export const isFargate = ({ task }: GuidanceFacts): boolean =>
  task.launchType === 'FARGATE' || (task.capacityProvider?.startsWith('FARGATE') ?? false);

/** `orders:7`, as the API takes it. */
export const definitionId = ({ task }: GuidanceFacts): string =>
  task.revision === undefined ? task.family : `${task.family}:${task.revision}`;

/** Where a setting of the task stands: `task definition orders:7`. */
export const definitionName = (facts: GuidanceFacts): string =>
  isBatch(facts) ? 'the AWS Batch job definition' : `task definition ${plain(definitionId(facts), 60)}`;

/** Where a changed setting goes, as revisions cannot be edited. */
export const newRevision = (facts: GuidanceFacts): string =>
  isBatch(facts)
    ? 'a new revision of the AWS Batch job definition'
    : `a new revision of task definition ${plain(facts.task.family, 60)}`;

/** The id of the container instance, where the task ran on one. */
export const containerInstanceId = ({ task }: GuidanceFacts): string | undefined =>
  task.containerInstanceArn === undefined ? undefined : afterLast(task.containerInstanceArn, '/');

/** The ARN of a thing in the task's partition, Region and account. */
export const arnOf = ({ task }: GuidanceFacts, service: string, resource: string): string =>
  `arn:${task.partition}:${service}:${task.region}:${task.account}:${resource}`;

import { aws } from './command-line.ts';
import { inPlace } from './dialects/place.ts';
import type { ContainerFields, Edit, TaskFields } from './edit.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import { blamedContainer, containerInstanceId, containerName, definitionId } from './task-names.ts';

/** Shows the stopped task, which ECS keeps for about an hour; `text` is a sentence without its period. */
export const describeTask = (facts: GuidanceFacts, text: string, query?: string): Step => ({
  text: `${text}; ECS shows a stopped task for about an hour.`,
  command: aws(facts, 'ecs describe-tasks', { cluster: facts.task.cluster, tasks: facts.task.taskId, query }),
});

/** Shows how each container of the stopped task ended. */
export const compareContainers = (facts: GuidanceFacts, text: string): Step =>
  describeTask(facts, text, 'tasks[0].containers[].[name,exitCode,reason,healthStatus]');

/** Shows the revision of the task definition that ran, or one part of its containers. */
export const describeDefinition = (facts: GuidanceFacts, text: string, fields?: string): Step => ({
  text,
  command: aws(facts, 'ecs describe-task-definition', {
    'task-definition': definitionId(facts),
    query: fields === undefined ? undefined : `taskDefinition.containerDefinitions[].[name,${fields}]`,
  }),
});

/** Shows the latest events of the service, or how the task's containers ended where there is no service. */
export const serviceEvents = (facts: GuidanceFacts, text: string): Step =>
  facts.task.service === undefined
    ? describeTask(facts, 'Read how each container of the task ended', 'tasks[0].containers[].[name,exitCode,reason]')
    : { text, command: describeService(facts, 'services[0].events[:10].[createdAt,message]') };

/** The line that shows one part of the service; without a service there is none. */
export const describeService = (facts: GuidanceFacts, query: string): string =>
  aws(facts, 'ecs describe-services', { cluster: facts.task.cluster, services: facts.task.service ?? '', query });

/** Shows the container instance, where the task ran on one. */
export function describeInstance(facts: GuidanceFacts, text: string): readonly Step[] {
  const instance = containerInstanceId(facts);
  if (instance === undefined) return [];
  const command = aws(facts, 'ecs describe-container-instances', {
    cluster: facts.task.cluster,
    'container-instances': instance,
    query: 'containerInstances[].[ec2InstanceId,status,agentConnected,remainingResources[].[name,integerValue]]',
  });
  return [{ text, command }];
}

/** Shows the end of the log of the container to blame, with the line that prints it where it is in CloudWatch Logs. */
export const readLog = (
  facts: GuidanceFacts,
  text = `Read the last lines of ${containerName(facts)} before it ended.`,
): Step => lookAtLogOf(facts, blamedContainer(facts), text);

/** As `readLog`, of any container of the task. */
export function lookAtLogOf(facts: GuidanceFacts, container: string | undefined, text: string): Step {
  const { definition, containerDefinition, task } = facts;
  const described = definition?.containers.find(({ name }) => name === container) ?? containerDefinition;
  if (container === undefined || described?.name !== container) return { text };
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix, 'awslogs-region': region } = described.logOptions;
  // Only EC2 may leave the prefix out; the stream is then named after the container's runtime id.
  const runtimeId = task.containers.find(({ name }) => name === container)?.runtimeId;
  const stream = prefix === undefined ? runtimeId : `${prefix}/${container}/${task.taskId}`;
  if (group === undefined || stream === undefined) return { text };
  const command = aws(
    facts,
    'logs get-log-events',
    { 'log-group-name': group, 'log-stream-name': stream, limit: '100', query: 'events[].[message]', output: 'text' },
    region,
  );
  return { text, command };
}

/** Names a setting of the task to change; `text` begins with a verb and names the field of the task definition. */
export const inNewRevision = (facts: GuidanceFacts, text: string, edit?: Edit): Step => ({
  text: `${inPlace(facts)}, ${text}`,
  ...(edit === undefined ? {} : { edit }),
});

/** As `inNewRevision`, with the new values of settings of the container to blame, where one is known. */
export function inContainer(facts: GuidanceFacts, text: string, fields: ContainerFields): Step {
  const name = blamedContainer(facts);
  return inNewRevision(
    facts,
    text,
    name === undefined ? undefined : { kind: 'definition', container: { name, fields } },
  );
}

/** As `inNewRevision`, with the new values of settings of the whole task. */
export const inTask = (facts: GuidanceFacts, text: string, task: TaskFields): Step =>
  inNewRevision(facts, text, { kind: 'definition', task });

/** Starts the service's tasks anew, for what is read at the start of a deployment or task. */
export function redeploy(facts: GuidanceFacts, service: string, otherwise: string): Step {
  if (facts.task.service === undefined) return { text: otherwise };
  const command = aws(facts, 'ecs update-service', {
    cluster: facts.task.cluster,
    service: facts.task.service,
    'force-new-deployment': [],
  });
  return { text: service, command };
}

/** Tries again after a repair outside the task definition. */
export const startAgain = (facts: GuidanceFacts): Step =>
  redeploy(
    facts,
    'Start a new deployment: after repeated failures ECS waits up to 15 minutes between its own tries.',
    'Run the task again.',
  );

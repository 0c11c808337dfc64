import { type JsonObject, parseJson } from '../json.ts';
import type { AccountState } from '../stand-in/member-accounts.ts';
import type { StoryService, StoryStop, TaskEvent } from './story-stop.ts';

/** Fills the stand-in with the account as it was when the stop's event arrived: its task definition, its service and its logs. */
export function putStoryStop(standIn: AccountState, { event, containerDefinitions, logs, service }: StoryStop): void {
  const { detail, region } = event;
  const arn = String(detail['taskDefinitionArn']);
  const [family = '', revision = '1'] = arn.slice(arn.lastIndexOf('/') + 1).split(':');
  standIn.ecs.putTaskDefinition({
    taskDefinitionArn: arn,
    family,
    revision: Number(revision),
    status: 'ACTIVE',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '512',
    memory: '1024',
    taskRoleArn: `arn:aws:iam::${event.account}:role/${family}-task`,
    executionRoleArn: `arn:aws:iam::${event.account}:role/${family}-execution`,
    containerDefinitions: containerDefinitions.map(toWire),
  });
  if (service !== undefined) putService(standIn, event, service);
  const taskArn = String(detail['taskArn']);
  const taskId = taskArn.slice(taskArn.lastIndexOf('/') + 1);
  const endedAt = Date.parse(String(detail['executionStoppedAt'] ?? detail['stoppedAt'] ?? event.time));
  for (const { name = '', logConfiguration } of containerDefinitions) {
    const options = logConfiguration?.options ?? {};
    const group = options['awslogs-group'];
    if (group === undefined) continue;
    const logRegion = options['awslogs-region'] ?? region;
    standIn.logs.putGroup({ name: group, region: logRegion });
    const lines = logs[name] ?? [];
    if (lines.length === 0) continue;
    standIn.logs.putStream({
      group,
      name: `${options['awslogs-stream-prefix'] ?? 'ecs'}/${name}/${taskId}`,
      region: logRegion,
      events: lines.map((message, index) => ({
        timestamp: writtenAt(message) ?? endedAt - 50 * (lines.length - index),
        // A blank line becomes an event of one space.
        message: message === '' ? ' ' : message,
      })),
    });
  }
}

function putService(standIn: AccountState, { detail }: TaskEvent, service: StoryService): void {
  const clusterArn = String(detail['clusterArn']);
  const serviceName = String(detail['group']).replace('service:', '');
  const at = Date.parse(String(detail['stoppingAt'] ?? detail['stoppedAt'])) / 1_000;
  standIn.ecs.putService({
    serviceName,
    serviceArn: `${clusterArn.replace(':cluster/', ':service/')}/${serviceName}`,
    clusterArn,
    status: 'ACTIVE',
    launchType: 'FARGATE',
    schedulingStrategy: 'REPLICA',
    desiredCount: 1,
    ...(service.healthCheckGracePeriodSeconds === undefined
      ? {}
      : { healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds }),
    loadBalancers: parseJson(JSON.stringify(service.loadBalancers)),
    events: service.events.map((message, index) => ({ id: `event-${index}`, createdAt: at - index, message })),
  });
}

/** The time that a line itself begins with. */
function writtenAt(line: string): number | undefined {
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/.exec(line)?.[0];
  return stamp === undefined ? undefined : Date.parse(stamp);
}

const toWire = (definition: StoryStop['containerDefinitions'][number]): JsonObject =>
  parseJson(JSON.stringify(definition)) as JsonObject;

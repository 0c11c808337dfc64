import type { StandIn } from '../aws-stand-in.ts';
import { type JsonObject, parseJson } from '../json.ts';
import { putStoryStop } from './put-story-stop.ts';
import { loggingContainer, PLACE, type StopDescription, type TaskEvent, taskEvent } from './story-stop.ts';

/** One stop at a moment of one's choice; whatever is not said is that of a crashed container `app`. */
export interface StopInTime extends Partial<StopDescription> {
  readonly taskId: string;
  /** When the task stopped. */
  readonly at: number;
  readonly revision?: number;
  readonly zone?: string;
  readonly cluster?: string;
  readonly instance?: string;
  /** What each container logged. */
  readonly lines?: readonly string[];
}

/** Makes the event of a stop, and leaves in the stand-in what its account knows of it. */
export function putStopInTime(
  standIn: StandIn,
  { at, revision = 42, zone, cluster = PLACE.cluster, instance, lines, ...stop }: StopInTime,
): JsonObject {
  const family = stop.family ?? stop.service ?? 'orders';
  const containers = stop.containers ?? [{ name: 'app', exitCode: 1, image: `${family}:1.${revision}` }];
  const described = taskEvent({
    family,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    ran: true,
    ...stop,
    containers,
  });
  const event = moved(described, at, {
    taskDefinitionArn: arnOf(`task-definition/${family}:${revision}`),
    clusterArn: arnOf(`cluster/${cluster}`),
    taskArn: arnOf(`task/${cluster}/${stop.taskId}`),
    ...(zone === undefined ? {} : { availabilityZone: zone }),
    ...(instance === undefined ? {} : onInstance(cluster, instance)),
  });
  putStoryStop(standIn, {
    title: '',
    event,
    containerDefinitions: containers.map(({ name, image }) =>
      loggingContainer(family, name, image ?? `${family}:1.${revision}`),
    ),
    logs: lines === undefined ? {} : Object.fromEntries(containers.map(({ name }) => [name, lines])),
  });
  return parseJson(JSON.stringify(event)) as JsonObject;
}

const arnOf = (resource: string): string => `arn:aws:ecs:${PLACE.region}:${PLACE.account}:${resource}`;

const ISO = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z/g;

/** Moves an event in time, so that its task stopped at the given moment. */
function moved(event: TaskEvent, at: number, changes: Readonly<Record<string, unknown>>): TaskEvent {
  const shift = at - Date.parse(String(event.detail['stoppedAt']));
  const text = JSON.stringify({ ...event, detail: { ...event.detail, ...changes } });
  return JSON.parse(text.replace(ISO, (time) => new Date(Date.parse(time) + shift).toISOString()));
}

const onInstance = (cluster: string, instance: string) => ({
  launchType: 'EC2',
  containerInstanceArn: arnOf(`container-instance/${cluster}/${instance}`),
});

/** An id as ECS gives tasks: 32 hexadecimal digits, the first of which say whose it is. */
export const taskId = (number: number): string => number.toString(16).padStart(8, '0').padEnd(32, '0');

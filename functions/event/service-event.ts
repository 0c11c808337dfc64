import * as v from 'valibot';
import { afterLast, arn, epochMs, moment, parse, present, text } from './event-schema.ts';
import type { EpochMs } from './stopped-task.ts';
import { UnreadableEventError } from './unreadable-event.ts';
import { shortTag, type Workload } from './workload.ts';

/** What ECS says of a service, in the product's own terms; nothing behind this type sees AWS's wire shapes. */
export interface ServiceEvent {
  /** The same for every copy of the event, other than the id of its envelope: what happened, when and why, and a tag. */
  readonly id: string;
  readonly kind: 'deployment' | 'action';
  /** `SERVICE_TASK_PLACEMENT_FAILURE`; AWS adds names. */
  readonly eventName: string;
  /** `INFO`, `WARN` or `ERROR`; other text is kept as it came, empty when ECS gave none. */
  readonly eventType: string;
  readonly serviceArn: string;
  /** Its cluster is empty where an old-format ARN does not name it. */
  readonly workload: Workload & { readonly kind: 'service' };
  readonly at: EpochMs;
  /** Why, as it stands in the event; empty when ECS gave none. */
  readonly reason: string;
  /** `ecs-svc/1234`: what the tasks of the deployment were started by. */
  readonly deploymentId?: string;
  /** Names of capacity providers. */
  readonly capacityProviders: readonly string[];
  /** Ids of container instances. */
  readonly containerInstances: readonly string[];
}

const DETAIL_TYPES = ['ECS Deployment State Change', 'ECS Service Action'] as const;

const ServiceEventSchema = v.looseObject({
  'detail-type': v.picklist(DETAIL_TYPES),
  resources: v.nullish(v.array(v.string()), []),
  time: moment,
  detail: v.looseObject({
    eventName: v.string(),
    eventType: text,
    clusterArn: v.nullish(arn('ecs', 'cluster')),
    // Events of created services say `serviceName`, those of updated ones `service`.
    serviceName: text,
    service: text,
    reason: text,
    deploymentId: text,
    capacityProviderArns: v.nullish(v.array(v.string())),
    containerInstanceArns: v.nullish(v.array(v.string())),
    createdAt: moment,
    updatedAt: moment,
  }),
});

type Wire = v.InferOutput<typeof ServiceEventSchema>;

/**
 * Reads an EventBridge event "ECS Deployment State Change" or "ECS Service Action".
 *
 * @throws UnreadableEventError that names each field at fault.
 */
export function readServiceEvent(event: unknown): ServiceEvent {
  const wire = parse(ServiceEventSchema, event, 'The event');
  const { detail } = wire;
  const { serviceArn, workload } = whose(wire);
  const reason = detail.reason ?? '';
  const stamp = detail.createdAt ?? detail.updatedAt ?? wire.time;
  const at = epochMs(stamp);
  if (at === undefined) {
    throw new UnreadableEventError(
      'The event cannot be read: detail.createdAt: Expected a time there, in detail.updatedAt or in time but received none',
    );
  }
  return {
    id: idOf(wire.resources[0] ?? serviceArn, detail.eventName, String(stamp), reason),
    kind: wire['detail-type'] === 'ECS Service Action' ? 'action' : 'deployment',
    eventName: detail.eventName,
    eventType: detail.eventType ?? '',
    serviceArn,
    workload,
    at,
    reason,
    capacityProviders: (detail.capacityProviderArns ?? []).map((provider) => afterLast(provider, '/')),
    containerInstances: (detail.containerInstanceArns ?? []).map((instance) => afterLast(instance, '/')),
    ...present({ deploymentId: detail.deploymentId || DEPLOYMENT_AT_HAND.exec(reason)?.[1] }),
  };
}

/** The deployment a reason is about, not the one that it goes back to. */
const DEPLOYMENT_AT_HAND = /(?<!to )\bdeployment (ecs-svc\/\d{1,32})/i;

const SERVICE_ARN = /^arn:([\w-]+):ecs:([\w-]*):(\d*):(service|task-set)\/([^/]+)(?:\/([^/]+))?(?:\/.+)?$/;
const CLUSTER_ARN = /^arn:([\w-]+):ecs:([\w-]*):(\d*):cluster\/(.+)$/;

/** The patterns of this file, for the proof that they take linear time. */
export const READING_PATTERNS: readonly RegExp[] = [DEPLOYMENT_AT_HAND, SERVICE_ARN, CLUSTER_ARN];

function whose({ resources, detail }: Wire): Pick<ServiceEvent, 'serviceArn' | 'workload'> {
  const named = detail.serviceName || detail.service || undefined;
  const found = resources.find((resource) => SERVICE_ARN.test(resource));
  if (found !== undefined) {
    const [, partition = '', region = '', account = '', kind, first = '', second] = SERVICE_ARN.exec(found) ?? [];
    // Old ARNs of services name no cluster; those of task sets go on behind the service.
    const name = second ?? first;
    const cluster = detail.clusterArn == null ? (second === undefined ? '' : first) : afterLast(detail.clusterArn, '/');
    return {
      serviceArn: kind === 'service' ? found : serviceArnOf({ partition, region, account, cluster, name }),
      workload: { kind: 'service', name, cluster, account, region, partition },
    };
  }
  const [, partition = '', region = '', account = '', cluster = ''] = CLUSTER_ARN.exec(detail.clusterArn ?? '') ?? [];
  if (named === undefined || cluster === '') {
    throw new UnreadableEventError(
      `The event cannot be read: resources.0: Invalid ARN: Expected arn:…:ecs:…:service/… but received ${resources[0] === undefined ? 'none' : `"${resources[0]}"`}`,
    );
  }
  const name = afterLast(named, '/');
  return {
    serviceArn: serviceArnOf({ partition, region, account, cluster, name }),
    workload: { kind: 'service', name, cluster, account, region, partition },
  };
}

const serviceArnOf = ({ partition, region, account, cluster, name }: Omit<Workload, 'kind'>): string =>
  `arn:${partition}:ecs:${region}:${account}:service/${cluster}/${name}`;

/** These events have neither a version nor an id that copies share; AWS has them told apart by these four. */
const idOf = (resource: string, eventName: string, stamp: string, reason: string): string =>
  [
    eventName.slice(0, 60),
    stamp.slice(0, 40),
    // The beginning for the reader; the tag tells what was cut.
    reason.replace(/\s+/g, ' ').slice(0, 40).trim(),
    shortTag([resource, eventName, stamp, reason].join('\n')),
  ]
    .filter((part) => part !== '')
    .join(' ');

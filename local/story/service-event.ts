import type { JsonObject } from '../json.ts';
import { PLACE } from './story-stop.ts';

/** What ECS says of a service. */
export interface ServiceSays {
  readonly service: string;
  /** `SERVICE_STEADY_STATE`, `SERVICE_DEPLOYMENT_FAILED`, … */
  readonly eventName: string;
  /** @default 'ERROR' */
  readonly eventType?: string;
  readonly at: number;
  /** `reason`, `deploymentId`, …; with a `deploymentId` it is about the deployment. */
  readonly others?: Readonly<Record<string, string>>;
}

/** Makes an event "ECS Service Action" or "ECS Deployment State Change". */
export function makeServiceEvent({
  service,
  eventName,
  eventType = 'ERROR',
  at,
  others = {},
}: ServiceSays): JsonObject {
  const { region, account, cluster } = PLACE;
  const time = new Date(at).toISOString();
  const isDeployment = others['deploymentId'] !== undefined;
  return {
    version: '0',
    id: 'ddca6449-b258-46c0-8653-e0e3aEXAMPLE',
    'detail-type': isDeployment ? 'ECS Deployment State Change' : 'ECS Service Action',
    source: 'aws.ecs',
    account,
    time,
    region,
    resources: [`arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`],
    detail: {
      eventType,
      eventName,
      ...(isDeployment
        ? { updatedAt: time }
        : { createdAt: time, clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}` }),
      ...others,
    },
  };
}

import { readServiceEvent, type ServiceEvent } from '../../functions/event/service-event.ts';

export const SERVICE_ARN = 'arn:aws:ecs:eu-west-1:111122223333:service/prod/orders';
export const DEPLOYMENT_ID = 'ecs-svc/4200000000000000001';

/** The JSON of an event "ECS Service Action" about the service `orders` in the cluster `prod`. */
export const serviceEventJson = (detail: object = {}) => ({
  version: '0',
  id: '6f5e4d3c-0000-4000-8000-000000000001',
  'detail-type': 'ECS Service Action',
  source: 'aws.ecs',
  resources: [SERVICE_ARN],
  detail: {
    eventType: 'ERROR',
    eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
    createdAt: '2026-11-24T12:00:00.123456789Z',
    ...detail,
  },
});

/** The same, read. */
export const aServiceAction = (detail: object = {}): ServiceEvent => readServiceEvent(serviceEventJson(detail));

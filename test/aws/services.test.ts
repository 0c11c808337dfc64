import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ecsServices } from '../../functions/aws/services.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';
import { clientsOf } from '../local/stand-in/clients.ts';

const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/prod/orders';
const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef';

let standIn: StandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

beforeEach(() => {
  standIn.faults.clear();
  standIn.ecs.putService({
    serviceArn: SERVICE,
    serviceName: 'orders',
    clusterArn: CLUSTER,
    status: 'ACTIVE',
    healthCheckGracePeriodSeconds: 30,
    loadBalancers: [
      { targetGroupArn: ARN, containerName: 'app', containerPort: 8080 },
      { loadBalancerName: 'classic', containerName: 'app', containerPort: 8081 },
    ],
    events: [
      { id: 'b', createdAt: 1_795_521_600.25, message: '(service orders) has begun draining connections on 1 tasks.' },
      { id: 'a', createdAt: 1_795_521_590, message: '(service orders) has reached a steady state.' },
    ],
  });
});

const look = (name = 'orders', { cluster = CLUSTER, signal = AbortSignal.timeout(10_000) } = {}) =>
  ecsServices(clientsOf(standIn).ecs).describe(cluster, name, signal);

describe('a service', () => {
  it('is told with its grace period, load balancers and events', async () => {
    expect(await look()).toEqual({
      kind: 'service',
      service: {
        name: 'orders',
        healthCheckGracePeriodS: 30,
        loadBalancers: [
          { targetGroupArn: ARN, containerName: 'app', containerPort: 8080 },
          { containerName: 'app', containerPort: 8081 },
        ],
        events: [
          { at: 1_795_521_600_250, message: '(service orders) has begun draining connections on 1 tasks.' },
          { at: 1_795_521_590_000, message: '(service orders) has reached a steady state.' },
        ],
      },
    });
  });

  it('without load balancer, grace period and events has none', async () => {
    standIn.ecs.putService({ serviceArn: SERVICE, serviceName: 'orders', clusterArn: CLUSTER });
    expect(await look()).toEqual({ kind: 'service', service: { name: 'orders', loadBalancers: [], events: [] } });
  });
});

describe('a service that could not be looked at is an absence with its reason', () => {
  it.each([
    [
      'access-denied',
      'access-denied',
      `Service orders could not be looked at: allow ecs:DescribeServices on ${SERVICE} to this function's role.`,
    ],
    ['throttled', 'throttled', 'Service orders could not be looked at: ECS throttled the call.'],
    ['server-error', 'failed', /^Service orders could not be looked at \(ServerException: /],
    ['connection-reset', 'failed', /^Service orders could not be looked at \(/],
  ] as const)('%s', async (kind, why, says) => {
    standIn.faults.inject('ecs', 'DescribeServices', { kind });
    expect(await look()).toEqual({
      kind: 'absent',
      why,
      message: typeof says === 'string' ? says : expect.stringMatching(says),
    });
  });

  it('a call that hangs, when its time is up', async () => {
    standIn.faults.inject('ecs', 'DescribeServices', { kind: 'hang' });
    const controller = new AbortController();
    const looking = look('orders', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await looking).toEqual({
      kind: 'absent',
      why: 'out-of-time',
      message: 'Service orders could not be looked at in time.',
    });
  });

  it('a service or a cluster that is gone', async () => {
    const gone = { kind: 'absent', why: 'not-found', message: expect.stringContaining('no longer exists') };
    expect(await look('invoices')).toEqual(gone);
    expect(await look('orders', { cluster: CLUSTER.replace('prod', 'staging') })).toEqual(gone);
  });
});

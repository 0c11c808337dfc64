import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { READING_PATTERNS, readServiceEvent } from '../../functions/event/service-event.ts';
import { MEANING_PATTERNS, meaningOf } from '../../functions/event/service-event-meaning.ts';
import { unprovenPatterns } from '../support/linear-patterns.ts';
import { aServiceAction, DEPLOYMENT_ID, SERVICE_ARN, serviceEventJson } from '../support/service-events.ts';
import { REFERENCE, whereShared } from '../support/shared.ts';

const ECS = 'arn:aws:ecs:eu-west-1:111122223333';

describe('readServiceEvent', () => {
  it('reads what ECS says of a service in the words of the product', () => {
    const event = readServiceEvent(
      serviceEventJson({
        eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
        reason: 'RESOURCE:CPU',
        capacityProviderArns: [`${ECS}:capacity-provider/blue`],
        containerInstanceArns: [`${ECS}:container-instance/prod/00112233445566778899aabbccddeeff`],
      }),
    );
    expect(event).toEqual({
      id: expect.stringMatching(
        /^SERVICE_TASK_PLACEMENT_FAILURE 2026-11-24T12:00:00\.123456789Z RESOURCE:CPU [a-z\d]{11}$/,
      ),
      kind: 'action',
      eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
      eventType: 'ERROR',
      serviceArn: SERVICE_ARN,
      workload: {
        kind: 'service',
        name: 'orders',
        cluster: 'prod',
        account: '111122223333',
        region: 'eu-west-1',
        partition: 'aws',
      },
      at: Date.UTC(2026, 10, 24, 12, 0, 0, 123),
      reason: 'RESOURCE:CPU',
      capacityProviders: ['blue'],
      containerInstances: ['00112233445566778899aabbccddeeff'],
    });
  });

  it('takes cluster, time and deployment of a deployment from where it names them', () => {
    const event = readServiceEvent({
      'detail-type': 'ECS Deployment State Change',
      resources: [SERVICE_ARN],
      detail: {
        eventType: 'ERROR',
        eventName: 'SERVICE_DEPLOYMENT_FAILED',
        deploymentId: DEPLOYMENT_ID,
        updatedAt: '2026-11-24T12:00:01Z',
        reason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
    });
    expect(event).toMatchObject({
      kind: 'deployment',
      deploymentId: DEPLOYMENT_ID,
      at: Date.UTC(2026, 10, 24, 12, 0, 1),
    });
    expect(event.workload.cluster).toBe('prod');
  });

  it.each([
    ['an old ARN', { resources: [`${ECS}:service/orders`] }, {}],
    ['serviceName', { resources: [] }, { serviceName: 'orders' }],
    ['service', { resources: undefined }, { service: 'orders' }],
    ['an ARN in service', { resources: [] }, { service: SERVICE_ARN }],
    ['the ARN of a task set', { resources: [`${ECS}:task-set/prod/orders/ecs-svc/12`] }, {}],
    ['the second resource', { resources: [`${ECS}:cluster/prod`, SERVICE_ARN] }, {}],
  ])('names service and cluster by %s', (_, envelope, detail) => {
    const event = readServiceEvent({ ...serviceEventJson(detail), ...envelope });
    expect(event.workload).toMatchObject({ name: 'orders', cluster: 'prod', account: '111122223333' });
    expect(event.serviceArn).toMatch(/:service\/(?:prod\/)?orders$/);
  });

  it('knows no cluster where only an old ARN is there', () => {
    const event = readServiceEvent({
      ...serviceEventJson({ clusterArn: undefined }),
      resources: [`${ECS}:service/orders`],
    });
    expect(event.workload).toMatchObject({ name: 'orders', cluster: '' });
  });

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('reads partition %s', (partition, region) => {
    const root = `arn:${partition}:ecs:${region}:111122223333`;
    const event = readServiceEvent({
      ...serviceEventJson({ clusterArn: `${root}:cluster/prod` }),
      resources: [`${root}:service/prod/orders`],
    });
    expect(event.workload).toMatchObject({ partition, region, name: 'orders' });
  });

  it('lives with nulls and unknown fields', () => {
    const event = readServiceEvent(
      serviceEventJson({ reason: null, eventType: null, capacityProviderArns: null, brandNew: { field: [1] } }),
    );
    expect(event).toMatchObject({ reason: '', eventType: '', capacityProviders: [], containerInstances: [] });
  });

  it('takes the time of the envelope where the detail has none', () => {
    const json = { ...serviceEventJson({ createdAt: undefined }), time: '2026-11-24T12:00:05Z' };
    expect(readServiceEvent(json).at).toBe(Date.UTC(2026, 10, 24, 12, 0, 5));
  });

  it('gives copies of an event one id, whatever their envelope, and other events others', () => {
    const id = (detail: object, envelope: object = {}) =>
      readServiceEvent({ ...serviceEventJson(detail), ...envelope }).id;
    const first = id({ reason: 'AGENT' });
    expect(id({ reason: 'AGENT' }, { id: 'another', time: '2026-11-24T12:03:00Z' })).toBe(first);
    const others = [
      id({ reason: 'RESOURCE:CPU' }),
      id({ reason: 'AGENT', eventName: 'SERVICE_TASK_START_IMPAIRED' }),
      id({ reason: 'AGENT', createdAt: '2026-11-24T12:00:00.123456790Z' }),
      id({ reason: 'AGENT' }, { resources: [`${ECS}:service/prod/billing`] }),
      id({ reason: `AGENT ${'x'.repeat(100)}` }),
      id({ reason: `AGENT ${'x'.repeat(101)}` }),
    ];
    expect(new Set([first, ...others]).size).toBe(others.length + 1);
    // It ends a sort key of at most 1,024 bytes.
    expect(id({ reason: 'x'.repeat(9_000), eventName: 'Y'.repeat(9_000) }).length).toBeLessThan(200);
  });

  it('takes the deployment out of a reason, but not the one that ECS goes back to', () => {
    const of = (reason: string) => readServiceEvent(serviceEventJson({ reason })).deploymentId;
    expect(of('(deployment ecs-svc/42) deployment failed: alarm detected.')).toBe('ecs-svc/42');
    expect(of('rolling back to deployment ecs-svc/41.')).toBeUndefined();
  });

  it.each([
    [{ ...serviceEventJson(), 'detail-type': 'ECS Task State Change' }, /detail-type: .*ECS Service Action/],
    [serviceEventJson({ eventName: undefined }), /detail\.eventName/],
    [serviceEventJson({ createdAt: 'yesterday' }), /detail\.createdAt: .*ISO 8601/],
    [serviceEventJson({ createdAt: undefined }), /detail\.createdAt: .*time/],
    [serviceEventJson({ clusterArn: 'prod' }), /detail\.clusterArn: .*cluster\//],
    [{ ...serviceEventJson(), resources: [`${ECS}:cluster/prod`] }, /resources\.0: .*service\/.*cluster\/prod/],
    [{ ...serviceEventJson(), resources: [`${ECS}:service/prod/`] }, /resources\.0: .*service\//],
    [{ ...serviceEventJson(), resources: [] }, /resources\.0: .*none/],
    [{ ...serviceEventJson(), resources: [7] }, /resources\.0/],
    [null, /its root/],
  ])('says which field cannot be read: %#', (event, message) => {
    expect(() => readServiceEvent(event)).toThrow(message);
    expect(() => readServiceEvent(event)).toThrow(expect.objectContaining({ name: 'UnreadableEventError' }));
  });
});

describe('meaningOf', () => {
  it.each([
    ['SERVICE_STEADY_STATE', 'INFO', { kind: 'steady' }],
    ['TASKSET_STEADY_STATE', 'INFO', { kind: 'steady' }],
    ['CAPACITY_PROVIDER_STEADY_STATE', 'INFO', { kind: 'nothing' }],
    ['SERVICE_DESIRED_COUNT_UPDATED', 'INFO', { kind: 'nothing' }],
    ['TASKS_STOPPED', 'INFO', { kind: 'nothing' }],
    ['SERVICE_TASK_START_IMPAIRED', 'WARN', { kind: 'failure', failure: 'start-impaired' }],
    ['SERVICE_DISCOVERY_INSTANCE_UNHEALTHY', 'WARN', { kind: 'failure', failure: 'discovery-failed' }],
    ['VPC_LATTICE_TARGET_UNHEALTHY', 'WARN', { kind: 'failure', failure: 'discovery-failed' }],
    [
      'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED',
      'ERROR',
      { kind: 'failure', failure: 'daemon-constraint-violated' },
    ],
    ['ECS_OPERATION_THROTTLED', 'ERROR', { kind: 'failure', failure: 'operation-throttled' }],
    ['SERVICE_DISCOVERY_OPERATION_THROTTLED', 'ERROR', { kind: 'failure', failure: 'operation-throttled' }],
    ['SERVICE_TASK_PLACEMENT_FAILURE', 'ERROR', { kind: 'failure', failure: 'placement-failed' }],
    ['SERVICE_TASK_CONFIGURATION_FAILURE', 'ERROR', { kind: 'failure', failure: 'configuration-failed' }],
    ['SERVICE_HEALTH_UNKNOWN', 'ERROR', { kind: 'failure', failure: 'health-unknown' }],
    ['SERVICE_DEPLOYMENT_FAILED', 'ERROR', { kind: 'failure', failure: 'deployment-failed' }],
    ['SERVICE_SOMETHING_TO_KNOW', 'INFO', { kind: 'nothing' }],
    ['SERVICE_SOMETHING_BAD', 'WARN', { kind: 'failure', failure: 'health-unknown' }],
    ['SERVICE_CAPACITY_LOST', 'ERROR', { kind: 'failure', failure: 'placement-failed' }],
    ['SERVICE_DEPLOYMENT_STALLED', 'ERROR', { kind: 'failure', failure: 'deployment-failed' }],
    ['EFS_OPERATION_THROTTLED', '', { kind: 'failure', failure: 'operation-throttled' }],
    ['toString', 'INFO', { kind: 'nothing' }],
  ])('%s (%s)', (eventName, eventType, meaning) => {
    expect(meaningOf(aServiceAction({ eventName, eventType }))).toEqual(meaning);
  });

  it('tells the begin of a deployment from a rollback', () => {
    const of = (reason: string) =>
      meaningOf(
        aServiceAction({
          eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
          eventType: 'INFO',
          deploymentId: DEPLOYMENT_ID,
          reason,
        }),
      );
    expect(of(`ECS deployment ${DEPLOYMENT_ID} in progress.`)).toEqual({
      kind: 'deployment-begun',
      deploymentId: DEPLOYMENT_ID,
    });
    const back = { kind: 'rollback', to: 'ecs-svc/41' };
    expect(of('ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/41.')).toEqual(back);
    expect(of('rolling back to deployment ecs-svc/41.')).toEqual(back);
  });

  it('knows the deployment that completed', () => {
    const event = aServiceAction({
      eventName: 'SERVICE_DEPLOYMENT_COMPLETED',
      eventType: 'INFO',
      deploymentId: DEPLOYMENT_ID,
    });
    expect(meaningOf(event)).toEqual({ kind: 'deployment-completed', deploymentId: DEPLOYMENT_ID });
  });

  whereShared('understands every event of a service in the reference as its file says', () => {
    const folder = join(REFERENCE, 'events');
    const files = readdirSync(folder).filter((name) => /^(?:service-action|deployment)-/.test(name));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const event = readServiceEvent(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      const meaning = meaningOf(event);
      expect(event.workload).toMatchObject({ kind: 'service', name: 'servicetest', cluster: 'default' });
      expect([file, meaning.kind === 'failure']).toEqual([file, event.eventType !== 'INFO']);
      expect([file, meaning.kind === 'rollback']).toEqual([file, file.includes('rollback')]);
    }
  });
});

it('every pattern for the events of services takes linear time', async () => {
  expect(await unprovenPatterns('service-events', [...READING_PATTERNS, ...MEANING_PATTERNS])).toEqual([]);
}, 120_000);

import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../../local/aws-stand-in.ts';
import { clientsOf } from './clients.ts';

const DEFINITION = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders';
const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0';

let standIn: StandIn;
let ecs: ECSClient;

beforeAll(async () => {
  standIn = await startStandIn();
  ecs = clientsOf(standIn).ecs;
  standIn.ecs.putTaskDefinition(
    { taskDefinitionArn: `${DEFINITION}:7`, family: 'orders', revision: 7, status: 'ACTIVE' },
    [{ key: 'team', value: 'shop' }],
  );
  standIn.ecs.putTaskDefinition({
    taskDefinitionArn: `${DEFINITION}:8`,
    family: 'orders',
    revision: 8,
    status: 'ACTIVE',
  });
  standIn.ecs.putTaskDefinition({
    taskDefinitionArn: `${DEFINITION}:9`,
    family: 'orders',
    revision: 9,
    status: 'INACTIVE',
  });
  standIn.ecs.putTask({
    taskArn: TASK,
    clusterArn: CLUSTER,
    lastStatus: 'STOPPED',
    stoppedAt: 1_795_521_600.5,
    tags: [{ key: 'team', value: 'shop' }],
  });
});
afterAll(() => standIn.close());

describe('DescribeTaskDefinition', () => {
  const describeDefinition = (taskDefinition: string | undefined, include?: 'TAGS'[]) =>
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, ...(include && { include }) }));

  it.each([
    ['its ARN', `${DEFINITION}:7`, 7],
    ['family and revision', 'orders:7', 7],
    ['the family, meaning the newest active revision', 'orders', 8],
    ['the ARN of an inactive revision', `${DEFINITION}:9`, 9],
  ])('finds a revision by %s', async (_by, wanted, revision) => {
    expect((await describeDefinition(wanted)).taskDefinition?.revision).toBe(revision);
  });

  it('shows tags only where they are asked for', async () => {
    expect((await describeDefinition(`${DEFINITION}:7`)).tags).toBeUndefined();
    expect((await describeDefinition(`${DEFINITION}:7`, ['TAGS'])).tags).toEqual([{ key: 'team', value: 'shop' }]);
  });

  it('answers a ClientException for an unknown revision', async () => {
    await expect(describeDefinition(`${DEFINITION}:6`)).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Unable to describe task definition.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('answers a ClientException for a revision that was removed', async () => {
    standIn.ecs.putTaskDefinition({ taskDefinitionArn: `${DEFINITION}:5`, family: 'orders', revision: 5 });
    await describeDefinition('orders:5');
    standIn.ecs.removeTaskDefinition(`${DEFINITION}:5`);
    await expect(describeDefinition('orders:5')).rejects.toMatchObject({ name: 'ClientException' });
  });

  it('refuses a request that names none', async () => {
    await expect(describeDefinition('')).rejects.toMatchObject({ name: 'ClientException' });
  });
});

describe('DescribeTasks', () => {
  it('finds a task by ARN and by id, with its times as dates', async () => {
    const byArn = await ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: [TASK], include: ['TAGS'] }));
    expect(byArn.tasks?.[0]).toMatchObject({
      taskArn: TASK,
      stoppedAt: new Date(1_795_521_600_500),
      tags: [{ key: 'team', value: 'shop' }],
    });
    const byId = await ecs.send(new DescribeTasksCommand({ cluster: 'prod', tasks: [TASK.slice(-32)] }));
    expect(byId.tasks?.[0]?.taskArn).toBe(TASK);
    expect(byId.tasks?.[0]?.tags).toBeUndefined();
  });

  it('reports an unknown task as MISSING', async () => {
    const answer = await ecs.send(
      new DescribeTasksCommand({ cluster: 'prod', tasks: ['ffffffffffffffffffffffffffffffff'] }),
    );
    expect(answer.tasks).toEqual([]);
    expect(answer.failures).toEqual([
      {
        arn: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/ffffffffffffffffffffffffffffffff',
        reason: 'MISSING',
      },
    ]);
  });

  it('looks in the cluster `default` when none is named', async () => {
    const answer = await ecs.send(new DescribeTasksCommand({ tasks: [TASK] }));
    expect(answer.failures?.[0]).toMatchObject({ arn: TASK, reason: 'MISSING' });
  });

  it('answers ClusterNotFoundException for an unknown cluster', async () => {
    await expect(ecs.send(new DescribeTasksCommand({ cluster: 'staging', tasks: [TASK] }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
  });

  it.each([0, 101])('refuses %d tasks', async (count) => {
    const tasks = Array.from({ length: count }, (_, index) => `task-${index}`);
    await expect(ecs.send(new DescribeTasksCommand({ cluster: 'prod', tasks }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('DescribeServices', () => {
  const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/prod/orders';
  const describeServices = (
    services: string[],
    others: { cluster?: string; include?: 'TAGS'[] } = { cluster: 'prod' },
  ) => ecs.send(new DescribeServicesCommand({ services, ...others }));

  beforeAll(() => {
    standIn.ecs.putService({
      serviceArn: SERVICE,
      serviceName: 'orders',
      clusterArn: CLUSTER,
      healthCheckGracePeriodSeconds: 30,
      events: Array.from({ length: 120 }, (_, index) => ({
        id: `event-${index}`,
        createdAt: 1_795_521_600 - index,
        message: '(service orders) has reached a steady state.',
      })),
      tags: [{ key: 'team', value: 'shop' }],
    });
  });

  it('finds a service by name and by ARN, with its times as dates and its newest hundred events', async () => {
    const { services } = await describeServices(['orders']);
    expect(services?.[0]).toMatchObject({ serviceArn: SERVICE, healthCheckGracePeriodSeconds: 30 });
    expect(services?.[0]?.events).toHaveLength(100);
    expect(services?.[0]?.events?.[0]?.createdAt).toEqual(new Date(1_795_521_600_000));
    expect((await describeServices([SERVICE], { cluster: CLUSTER })).services?.[0]?.serviceName).toBe('orders');
  });

  it('shows tags only where they are asked for', async () => {
    expect((await describeServices(['orders'])).services?.[0]?.tags).toBeUndefined();
    const { services } = await describeServices(['orders'], { cluster: 'prod', include: ['TAGS'] });
    expect(services?.[0]?.tags).toEqual([{ key: 'team', value: 'shop' }]);
  });

  it('reports an unknown service as MISSING, also one of another cluster and one that was removed', async () => {
    standIn.ecs.putCluster('staging');
    const missing = (cluster: string, name: string) => ({
      services: [],
      failures: [{ arn: `arn:aws:ecs:eu-west-1:111122223333:service/${cluster}/${name}`, reason: 'MISSING' }],
    });
    expect(await describeServices(['invoices'])).toMatchObject(missing('prod', 'invoices'));
    expect(await describeServices(['orders'], { cluster: 'staging' })).toMatchObject(missing('staging', 'orders'));
    expect(await describeServices(['orders'], {})).toMatchObject(missing('default', 'orders'));
    const other = SERVICE.replace('orders', 'search');
    standIn.ecs.putService({ serviceArn: other, serviceName: 'search', clusterArn: CLUSTER });
    standIn.ecs.removeService(other);
    expect(await describeServices(['search'])).toMatchObject(missing('prod', 'search'));
  });

  it('answers ClusterNotFoundException for an unknown cluster', async () => {
    await expect(describeServices(['orders'], { cluster: 'nowhere' })).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
  });

  it.each([0, 11])('refuses %d services', async (count) => {
    const services = Array.from({ length: count }, (_, index) => `service-${index}`);
    await expect(describeServices(services)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('an operation the stand-in does not have', () => {
  it('is refused by name', async () => {
    await expect(ecs.send(new ListTasksCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

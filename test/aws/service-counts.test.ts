import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ecsServiceCounts } from '../../functions/aws/service-counts.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';
import { clientsOf } from '../local/stand-in/clients.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
  for (let nth = 0; nth < 123; nth += 1) putService('prod', `service-${nth}`, {});
  putService('dev', 'orders', { desiredCount: 3, runningCount: 1, pendingCount: 2 });
  putService('dev', 'deleted', { status: 'INACTIVE' });
  putService('dev', 'draining', { status: 'DRAINING' });
});
afterAll(() => standIn.close());
beforeEach(() => standIn.faults.clear());

const arn = (kind: string, path: string): string => `arn:aws:ecs:eu-west-1:111122223333:${kind}/${path}`;
function putService(cluster: string, name: string, others: Readonly<Record<string, string | number>>): void {
  standIn.ecs.putService({
    serviceArn: arn('service', `${cluster}/${name}`),
    serviceName: name,
    clusterArn: arn('cluster', cluster),
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
    ...others,
  });
}
const look = (clusters: readonly string[], signal = AbortSignal.timeout(10_000)) =>
  ecsServiceCounts(clientsOf(standIn).ecs).of(clusters, signal);
const count = async (clusters: readonly string[]) => {
  const { counts, faults } = await look(clusters);
  expect(faults).toEqual([]);
  return counts;
};

describe('the counts of services', () => {
  it('are those of every active service of a cluster', async () => {
    expect(await count(['dev'])).toEqual([
      {
        workload: {
          kind: 'service',
          name: 'orders',
          cluster: 'dev',
          account: '111122223333',
          region: 'eu-west-1',
          partition: 'aws',
        },
        desired: 3,
        running: 1,
        pending: 2,
      },
    ]);
  });

  it('are asked for ten services at a time, however many there are', async () => {
    const before = standIn.calls.length;
    expect(await count([arn('cluster', 'prod')])).toHaveLength(123);
    const asked = standIn.calls.slice(before).map(({ operation }) => operation);
    expect(asked.filter((operation) => operation === 'ListServices')).toHaveLength(2);
    expect(asked.filter((operation) => operation === 'DescribeServices')).toHaveLength(13);
  });

  it('are those of all clusters where a star says so', async () => {
    expect(new Set((await count(['*'])).map(({ workload }) => workload.cluster))).toEqual(new Set(['prod', 'dev']));
    expect(await count(['default'])).toEqual([]);
    expect(await count([])).toEqual([]);
  });

  it('of a cluster that is gone are missing, and those of the others are there', async () => {
    const { counts, faults } = await look(['gone', 'dev']);
    expect(counts).toHaveLength(1);
    expect(faults).toEqual([expect.stringMatching(/^Cluster gone: ClusterNotFoundException/)]);
  });

  it('are missing where ECS refuses, or the time is over', async () => {
    expect((await look(['dev'], AbortSignal.abort(new Error('over')))).faults[0]).toMatch(/over/);
    standIn.faults.inject('ecs', 'DescribeServices', { kind: 'access-denied' });
    expect((await look(['dev'])).faults[0]).toMatch(/AccessDeniedException/);
    standIn.faults.inject('ecs', 'ListClusters', { kind: 'access-denied' });
    expect((await look(['*'])).faults[0]).toMatch(/could not be listed: AccessDeniedException/);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ecsTaskTags } from '../../functions/aws/task-tags.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';
import { clientsOf } from '../local/stand-in/clients.ts';

const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());
beforeEach(() => standIn.faults.clear());

const tagsOf = (taskArn = TASK, signal = AbortSignal.timeout(10_000)) =>
  ecsTaskTags(clientsOf(standIn).ecs).of(taskArn, CLUSTER, signal);

describe('the tags of a task', () => {
  it('are told as key and value', async () => {
    standIn.ecs.putTask({
      taskArn: TASK,
      clusterArn: CLUSTER,
      tags: [
        { key: 'team', value: 'payments' },
        { key: 'on-call', value: '' },
      ],
    });
    expect(await tagsOf()).toEqual(['team=payments', 'on-call=']);
  });

  it('are not known of a task that ECS has forgotten', async () => {
    expect(await tagsOf(TASK.replace('0f1e', 'ffff'))).toBeUndefined();
  });

  it.each([{ kind: 'access-denied' }, { kind: 'server-error' }, { kind: 'connection-reset' }] as const)(
    'are not known where ECS fails: %j',
    async (fault) => {
      standIn.faults.inject('ecs', 'DescribeTasks', fault);
      expect(await tagsOf()).toBeUndefined();
    },
  );

  it('are not waited for longer than there is time', async () => {
    standIn.faults.inject('ecs', 'DescribeTasks', { kind: 'hang' });
    expect(await tagsOf(TASK, AbortSignal.timeout(100))).toBeUndefined();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stoppedTasksIn } from '../../functions/event/stopped-tasks-in.ts';
import { readDescribedTask, readTaskEvent } from '../../functions/event/task-event.ts';
import { REFERENCE, whereShared } from '../support/shared.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const detail = {
  taskArn: `${ARN}:task/prod/0123456789abcdef0123456789abcdef`,
  clusterArn: `${ARN}:cluster/prod`,
  taskDefinitionArn: `${ARN}:task-definition/orders:42`,
  lastStatus: 'STOPPED',
  containers: [{ name: 'app', exitCode: 1 }],
};
const event = (changes: object = {}) => ({ 'detail-type': 'ECS Task State Change', detail: { ...detail, ...changes } });

describe('readTaskEvent', () => {
  it('names cluster, service, family and revision', () => {
    const task = readTaskEvent(event({ group: 'service:orders' }));
    expect(task).toMatchObject({
      cluster: 'prod',
      service: 'orders',
      family: 'orders',
      revision: 42,
      account: '123456789012',
      region: 'us-east-1',
      partition: 'aws',
      taskId: '0123456789abcdef0123456789abcdef',
    });
  });

  it('knows no service for a task that a rule or a person ran', () => {
    expect(readTaskEvent(event({ group: 'family:orders' })).service).toBeUndefined();
  });

  it('takes the cluster of an old-format task ARN from the cluster ARN', () => {
    const task = readTaskEvent(event({ taskArn: `${ARN}:task/1a2b3c4d-0000-4000-8000-1234567890ab` }));
    expect(task).toMatchObject({ cluster: 'prod', taskId: '1a2b3c4d-0000-4000-8000-1234567890ab' });
  });

  it('accepts a task definition without a revision', () => {
    const task = readTaskEvent(event({ taskDefinitionArn: `${ARN}:task-definition/orders` }));
    expect(task.family).toBe('orders');
    expect(task.revision).toBeUndefined();
  });

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('reads partition %s', (partition, region) => {
    const inPartition = (resource: string) => `arn:${partition}:ecs:${region}:123456789012:${resource}`;
    const task = readTaskEvent(
      event({
        taskArn: inPartition('task/prod/0123456789abcdef0123456789abcdef'),
        clusterArn: inPartition('cluster/prod'),
        taskDefinitionArn: inPartition('task-definition/orders:1'),
      }),
    );
    expect(task).toMatchObject({ partition, region });
  });

  it('lives without containers, with nulls and with unknown fields', () => {
    const task = readTaskEvent(event({ containers: undefined, stopCode: null, brandNew: { field: [1] } }));
    expect(task.containers).toEqual([]);
    expect(task.stopCode).toBeUndefined();
  });

  it('takes the four letters "null" of a container without CPU or memory for nothing', () => {
    const task = readTaskEvent(event({ containers: [{ name: 'agent', cpu: 'null', memory: 'null' }] }));
    expect(task.containers).toEqual([{ name: 'agent' }]);
  });

  it('keeps an absent exit code absent', () => {
    expect(readTaskEvent(event({ containers: [{ name: 'app' }] })).containers[0]?.exitCode).toBeUndefined();
  });

  it('reads times of events, to the nanosecond, and of the API', () => {
    const { times } = readTaskEvent(event({ createdAt: '2026-11-24T09:14:02.118Z', stoppedAt: 1764000000.5 }));
    expect(times).toEqual({ createdAt: Date.UTC(2026, 10, 24, 9, 14, 2, 118), stoppedAt: 1764000000500 });
    expect(readTaskEvent(event({ createdAt: '2026-11-24T09:14:02.118456789Z' })).times.createdAt).toBe(
      Date.UTC(2026, 10, 24, 9, 14, 2, 118),
    );
  });

  it.each([
    [{ taskArn: undefined }, /detail\.taskArn/],
    [{ taskArn: 'arn:aws:ecs:us-east-1:123456789012:service/prod/orders' }, /detail\.taskArn: .*task\//],
    [{ lastStatus: 'RUNNING' }, /detail\.lastStatus: .*STOPPED.*RUNNING/],
    [{ containers: [{ name: 'app' }, { name: 'log', exitCode: '1' }] }, /detail\.containers\.1\.exitCode: .*number/],
    [{ containers: 'app' }, /detail\.containers/],
    [{ stoppedAt: 'yesterday' }, /detail\.stoppedAt: .*ISO 8601/],
  ])('says which field of %j cannot be read', (changes, message) => {
    expect(() => readTaskEvent(event(changes))).toThrow(message);
    expect(() => readTaskEvent(event(changes))).toThrow(expect.objectContaining({ name: 'UnreadableEventError' }));
  });

  it('refuses an event of another kind by its detail type', () => {
    expect(() => readTaskEvent({ ...event(), 'detail-type': 'ECS Service Action' })).toThrow(/detail-type/);
  });

  whereShared('reads every STOPPED event of the reference', () => {
    const files = readdirSync(join(REFERENCE, 'events')).filter((name) => name.startsWith('task-stopped-'));
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const read = readTaskEvent(JSON.parse(readFileSync(join(REFERENCE, 'events', file), 'utf8')));
      expect(read.containers.length).toBeGreaterThan(0);
    }
  });
});

describe('readDescribedTask', () => {
  it('reads a task as DescribeTasks returns it', () => {
    const attachments = [
      { type: 'Service Connect', status: 'ATTACHED', details: [{ name: 'ContainerName', value: 'x' }] },
    ];
    expect(readDescribedTask({ ...detail, attachments }).attachments).toEqual([
      { type: 'serviceconnect', status: 'ATTACHED', details: { ContainerName: 'x' } },
    ]);
  });
});

describe('stoppedTasksIn', () => {
  it.each([
    ['an event', event(), 1],
    ['an answer of describe-tasks', { tasks: [detail, detail], failures: [] }, 2],
    ['a bare task', detail, 1],
    ['a list of events', [event(), event()], 2],
  ])('finds the tasks in %s', (_, input, count) => {
    expect(stoppedTasksIn(input)).toHaveLength(count);
  });

  it('says why an answer of describe-tasks is empty', () => {
    const input = { tasks: [], failures: [{ arn: 'a', reason: 'MISSING' }] };
    expect(() => stoppedTasksIn(input)).toThrow(/holds no task: .*MISSING.*about an hour/);
  });

  it.each([['text'], [7], [null], [{ hello: 1 }]])('refuses %j and says what it expected', (input) => {
    expect(() => stoppedTasksIn(input)).toThrow(/Expected an EventBridge event/);
  });
});

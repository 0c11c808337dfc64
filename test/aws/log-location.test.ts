import { describe, expect, it } from '@jest/globals';
import { locateLog } from '../../functions/aws/log-location.ts';
import { aContainerDefinition, aStoppedContainer, aStoppedTask } from '../support/builders.ts';

const AWSLOGS = { 'awslogs-group': '/ecs/orders', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'ecs' };
const task = aStoppedTask();
const container = aStoppedContainer({ runtimeId: 'd'.repeat(64) });

const locate = (logDriver: string, logOptions: Record<string, string>) =>
  locateLog(task, container, aContainerDefinition({ logDriver, logOptions }));

describe('locateLog', () => {
  it('joins prefix, container and task id to the name of the stream', () => {
    expect(locate('awslogs', AWSLOGS)).toMatchObject({
      location: { group: '/ecs/orders', stream: `ecs/app/${task.taskId}`, region: 'eu-west-1' },
    });
  });

  it('keeps a prefix that holds slashes', () => {
    const found = locate('awslogs', { ...AWSLOGS, 'awslogs-stream-prefix': 'teams/orders' });
    expect(found).toMatchObject({ location: { stream: `teams/orders/app/${task.taskId}` } });
  });

  it('takes the Docker id for the stream where EC2 has no prefix', () => {
    const { 'awslogs-stream-prefix': _, ...options } = AWSLOGS;
    expect(locate('awslogs', options)).toMatchObject({ location: { stream: 'd'.repeat(64) } });
  });

  it("reads in the log's own region", () => {
    expect(locate('awslogs', { ...AWSLOGS, 'awslogs-region': 'us-east-1' })).toMatchObject({
      location: { region: 'us-east-1' },
    });
  });

  it('takes an unset mode for non-blocking and trusts an explicit one', () => {
    expect(locate('awslogs', AWSLOGS)).toMatchObject({ nonBlocking: true });
    expect(locate('awslogs', { ...AWSLOGS, mode: 'blocking' })).toMatchObject({ nonBlocking: false });
  });

  it("falls back to AWS Batch's own group and to the job's name", () => {
    const job = aStoppedTask({ group: 'AWSBatch-jobqueue', family: 'align' });
    const found = locateLog(
      job,
      aStoppedContainer({ name: 'default' }),
      aContainerDefinition({ name: 'default', logDriver: 'awslogs', logOptions: {} }),
    );
    expect(found).toMatchObject({ location: { group: '/aws/batch/job', stream: `align/default/${job.taskId}` } });
  });

  it.each([
    [
      { Name: 'cloudwatch_logs', log_group_name: '/ecs/o', log_stream_prefix: 'from-' },
      `from-app-firelens-${task.taskId}`,
    ],
    [{ Name: 'cloudwatch', log_group_name: '/ecs/o', log_stream_name: 'o/$(ecs_task_id)' }, `o/${task.taskId}`],
    [{ Name: 'cloudwatch_logs', log_group_name: '/ecs/o', log_stream_name: 'fixed' }, 'fixed'],
  ])('finds the stream of FireLens options %j', (options, stream) => {
    expect(locate('awsfirelens', { ...options, region: 'eu-west-1' })).toMatchObject({
      location: { group: '/ecs/o', stream },
    });
  });

  it.each([
    ['awsfirelens', { Name: 'firehose', delivery_stream: 'orders-logs' }, /firehose.*orders-logs/],
    ['awsfirelens', { Name: 'cloudwatch', log_group_name: '/ecs/o', log_stream_name: '$(uuid)' }, /run time/],
    ['awsfirelens', {}, /configuration file/],
    ['splunk', { 'splunk-url': 'https://splunk.example:8088', 'splunk-index': 'main' }, /splunk\.example.*main/],
    ['json-file', {}, /disk/],
    ['gelf', { 'gelf-address': 'udp://logs.example:12201' }, /logs\.example/],
  ])('says where driver %s with %j sends the lines', (driver, options, where) => {
    expect(locate(driver, options)).toMatchObject({
      kind: 'absent',
      why: { kind: 'driver-unreadable', driver, where: expect.stringMatching(where) },
    });
  });

  it('knows that a container which never ran has no log', () => {
    const found = locateLog(task, { name: 'app' }, aContainerDefinition());
    expect(found).toEqual({ kind: 'absent', why: { kind: 'never-started' } });
  });

  it("points to the service for the log of Service Connect's proxy", () => {
    const proxy = aStoppedContainer({ name: 'ecs-service-connect-x1' });
    expect(locateLog(task, proxy, undefined)).toMatchObject({
      why: { kind: 'not-configured', where: expect.stringContaining('serviceConnectConfiguration') },
    });
  });

  it('says that a Fargate container without a log configuration lost its lines', () => {
    const { logDriver: _, ...definition } = aContainerDefinition({ logOptions: {} });
    expect(locateLog(task, container, definition)).toMatchObject({
      why: { kind: 'not-configured', where: expect.stringContaining('nowhere') },
    });
  });
});

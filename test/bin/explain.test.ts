import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';
import { putStoryStop } from '../../local/story/put-story-stop.ts';
import { loggingContainer, taskEvent } from '../../local/story/story-stop.ts';
import { runProgram } from '../support/run-program.ts';

const event = taskEvent({
  service: 'orders',
  family: 'orders',
  taskId: '0123456789abcdef0123456789abcdef',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [
    { name: 'app', exitCode: 1 },
    { name: 'nginx', exitCode: 143 },
  ],
  ran: true,
});
const scaled = {
  ...event.detail,
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
  containers: [{ name: 'app', exitCode: 143 }],
};

let folder: string;
const fileOf = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const explain = (args: readonly string[], options: Parameters<typeof runProgram>[2] = {}) =>
  runProgram('bin/ecs-postmortem.ts', ['explain', ...args], options);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-explain-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('ecs-postmortem explain', () => {
  it('explains an event with the log that was given, and exits with 1 for a fault', async () => {
    const logs = await fileOf('app.log', "booting\r\nModuleNotFoundError: No module named 'celery'\r\n");
    const { exitCode, stdout } = await explain([await fileOf('event.json', event), '--logs', logs]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^orders: dependency missing from the image \(prod\)/);
    expect(stdout).toMatch(/^> ModuleNotFoundError: No module named 'celery'/m);
  });

  it('takes a bare task on standard input, and exits with 0 for an expected stop', async () => {
    const { exitCode, stdout } = await explain(['-'], { stdin: JSON.stringify(scaled) });
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^orders: stopped by the service scheduler/)]);
  });

  it('says what to change in the terms of the tool that is named', async () => {
    const oom = {
      ...event.detail,
      containers: [
        { name: 'app', exitCode: 137, memory: '256', reason: 'OutOfMemoryError: container killed due to memory usage' },
      ],
    };
    const file = await fileOf('oom.json', oom);
    expect((await explain([file])).stdout).toContain('aws ecs register-task-definition');
    expect((await explain([file, '--dialect', 'cdk'])).stdout).toContain("taskDefinition.addContainer('app', {");
    expect((await explain([file, '--dialect', 'terraform'])).stdout).toContain('resource "aws_ecs_task_definition"');
    expect((await explain([file, '--dialect', 'pulumi'])).stderr).toContain(
      '--dialect is "pulumi": it takes ecs, cdk, terraform, fsd.',
    );
  });

  it('prints the diagnosis as JSON', async () => {
    const { stdout } = await explain([await fileOf('event.json', event), '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'ecs-postmortem/1',
      kind: 'stopped',
      cause: 'application-exit',
      container: 'app',
    });
  });

  it('prints one report for each task of an answer of describe-tasks, and a list as JSON', async () => {
    const file = await fileOf('tasks.json', { tasks: [event.detail, scaled], failures: [] });
    const { exitCode, stdout } = await explain([file, '--format', 'json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ notify: 'alert' }),
      expect.objectContaining({ notify: 'quiet' }),
    ]);
  });

  it('reads the output of get-log-events, for the container that is named', async () => {
    const logs = await fileOf('logs.json', {
      events: [{ timestamp: 1, message: 'nginx: [emerg] host not found in upstream "api" in /etc/nginx/nginx.conf:9' }],
      nextForwardToken: 'f',
    });
    const { stdout } = await explain([
      await fileOf('event.json', event),
      '--logs',
      logs,
      '--container',
      'nginx',
      '--format',
      'markdown',
    ]);
    expect(stdout).toMatch(/host not found in upstream/);
  });

  it('uses a task definition that was given', async () => {
    const definition = await fileOf('definition.json', {
      taskDefinition: {
        taskDefinitionArn: event.detail['taskDefinitionArn'],
        family: 'orders',
        revision: 42,
        containerDefinitions: [{ name: 'app', essential: false }, { name: 'nginx' }],
      },
    });
    const { stdout } = await explain([
      await fileOf('event.json', event),
      '--task-definition',
      definition,
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ container: 'nginx', cause: 'terminated' });
  });

  it.each<[string, readonly string[], string, RegExp]>([
    ['a file that is not there', ['nothing-here.json'], '', /nothing-here\.json: ENOENT/],
    ['what is not JSON', ['-'], '{"detail"', /-: not JSON/],
    [
      'a task that still runs',
      ['-'],
      JSON.stringify({ ...event.detail, lastStatus: 'RUNNING' }),
      /lastStatus: .*"STOPPED" but received "RUNNING"/,
    ],
    ['JSON of another kind', ['-'], '{"hello":1}', /Expected an EventBridge event .* found the keys hello/],
    ['an unknown format', ['-', '--format', 'html'], '{}', /--format is "html": it takes text, markdown, json/],
    ['an unknown option', ['-', '--frmat', 'json'], '{}', /--frmat/],
    [
      'a container that the task has not',
      ['-', '--container', 'web'],
      JSON.stringify(event),
      /--container is "web": the task has app, nginx/,
    ],
  ])('exits with 2 and names the fault: %s', async (_, args, stdin, message) => {
    const { exitCode, stdout, stderr } = await explain(args, { stdin });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('shows its usage', async () => {
    expect(await explain(['--help'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Exit code: 0 ='),
    });
    expect(await runProgram('bin/ecs-postmortem.ts', ['--help'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/explain +says why/),
    });
    expect(await runProgram('bin/ecs-postmortem.ts', ['diagnose'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('unknown command "diagnose"'),
    });
  });
});

describe('ecs-postmortem explain TASK', () => {
  let standIn: StandIn;
  const account = () => ({
    environment: {
      ...standIn.environment,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    },
  });

  beforeAll(async () => {
    standIn = await startStandIn({ region: 'eu-west-1', account: '123456789012' });
    putStoryStop(standIn, {
      title: '',
      event,
      containerDefinitions: [
        loggingContainer('orders', 'app', 'orders:1'),
        loggingContainer('orders', 'nginx', 'nginx:1'),
      ],
      logs: { app: ['Error: listen EADDRINUSE: address already in use :::8080'] },
    });
    const times = Object.fromEntries(
      Object.entries(event.detail).flatMap(([key, value]) =>
        /At$/.test(key) ? [[key, Date.parse(String(value)) / 1_000]] : [],
      ),
    );
    standIn.ecs.putTask({ ...JSON.parse(JSON.stringify(event.detail)), ...times });
  });
  afterAll(async () => {
    await standIn.close();
  });

  it('asks the account for the task, its definition and its log', async () => {
    const { exitCode, stdout } = await explain([String(event.detail['taskArn'])], account());
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^orders: port in use \(prod\)/)]);
  });

  it('finds a task by its id in the cluster that is named', async () => {
    const { exitCode } = await explain(['0123456789abcdef0123456789abcdef', '--cluster', 'prod'], account());
    expect(exitCode).toBe(1);
  });

  it('says that ECS has forgotten a task', async () => {
    const { exitCode, stderr } = await explain(['ffffffffffffffffffffffffffffffff', '--cluster', 'prod'], account());
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/no task ffff.* \(MISSING\).*about an hour/)]);
  });
});

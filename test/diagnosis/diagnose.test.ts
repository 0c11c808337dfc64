import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CauseId } from '../../functions/diagnosis/causes.ts';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import { type Evidence, NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import type { StoppedContainer, StoppedTask } from '../../functions/event/stopped-task.ts';
import { readTaskEvent } from '../../functions/event/task-event.ts';
import { aContainerDefinition, aStoppedTask, aTaskDefinition, NOON } from '../support/builders.ts';
import { REFERENCE, whereShared } from '../support/shared.ts';

const withLog = (container: string, ...lines: string[]): Evidence => ({
  ...NO_EVIDENCE,
  logs: [{ container, tail: { kind: 'lines', lines: lines.map((text) => ({ text })), truncated: false } }],
});

const exited = (...containers: StoppedContainer[]): StoppedTask => aStoppedTask({ containers });

const SCALED = {
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)',
};

describe('diagnose: two opinions', () => {
  it('lets a specific reason of the container beat the general one of the task', () => {
    const task = exited({
      name: 'app',
      exitCode: 137,
      reason: 'OutOfMemoryError: Container killed due to memory usage',
    });
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({
      cause: 'out-of-memory',
      confidence: 'certain',
      container: 'app',
    });
  });

  it('lets the log speak where ECS only says that the container exited', () => {
    const task = exited({ name: 'app', exitCode: 1 });
    const diagnosis = diagnose(task, withLog('app', 'booting', "ModuleNotFoundError: No module named 'celery'"));
    expect(diagnosis).toMatchObject({ cause: 'missing-dependency', decisiveLine: 1, container: 'app' });
    expect(diagnosis.evidence[0]).toMatchObject({
      source: 'log',
      decisive: true,
      text: expect.stringContaining('celery'),
    });
  });

  it('keeps the reason of ECS and tells the log as the second cause', () => {
    const task = exited({
      name: 'app',
      exitCode: 137,
      reason: 'OutOfMemoryError: Container killed due to memory usage',
    });
    const diagnosis = diagnose(task, withLog('app', 'java.lang.OutOfMemoryError: Java heap space'));
    expect(diagnosis).toMatchObject({ cause: 'out-of-memory', secondary: { cause: 'heap-exhausted' } });
  });

  it('lets a fatal line beat exit code 0, and alerts', () => {
    const task = aStoppedTask({ containers: [{ name: 'job', exitCode: 0 }], group: 'family:job' });
    const { service: _, ...oneOff } = task;
    expect(diagnose(oneOff, NO_EVIDENCE)).toMatchObject({ cause: 'completed', attention: { notify: 'quiet' } });
    const diagnosis = diagnose(
      oneOff,
      withLog(
        'job',
        'Traceback (most recent call last):',
        '  File "/job.py", line 3, in <module>',
        "KeyError: 'REPORT_BUCKET'",
      ),
    );
    expect(diagnosis.cause).not.toBe('completed');
    expect(diagnosis.attention.notify).toBe('alert');
  });

  it('falls back to the exit code in words', () => {
    const diagnosis = diagnose(exited({ name: 'app', exitCode: 139 }), NO_EVIDENCE);
    expect(diagnosis).toMatchObject({ cause: 'segmentation-fault', container: 'app' });
    expect(diagnosis.evidence[0]?.text).toContain('SIGSEGV');
  });

  it('does not take an ordinary crash of .NET for an abort', () => {
    const log = withLog(
      'app',
      'Unhandled exception. System.InvalidOperationException: No handler registered',
      '   at Orders.Program.Main(String[] args) in /src/Program.cs:line 12',
    );
    expect(diagnose(exited({ name: 'app', exitCode: 134 }), log).cause).toBe('unhandled-exception');
  });

  it('says application-exit and shows the log when nothing explains the exit', () => {
    const diagnosis = diagnose(exited({ name: 'app', exitCode: 1 }), withLog('app', 'starting', 'done with step 3'));
    expect(diagnosis.cause).toBe('application-exit');
    expect(diagnosis.excerpts[0]?.lines.length).toBeGreaterThan(0);
  });
});

describe('diagnose: exit code 137', () => {
  it('does not call it out of memory without evidence', () => {
    const diagnosis = diagnose(exited({ name: 'app', exitCode: 137 }), NO_EVIDENCE);
    expect(diagnosis).toMatchObject({ cause: 'killed', remarks: [] });
  });

  it('names the ignored SIGTERM when the stop timeout passed', () => {
    const task = aStoppedTask({
      containers: [{ name: 'app', exitCode: 137 }],
      times: { startedAt: NOON, stoppingAt: NOON + 60_000, executionStoppedAt: NOON + 90_500 },
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
    });
    const diagnosis = diagnose(task, NO_EVIDENCE);
    expect(diagnosis.cause).toBe('container-health-check-failed');
    expect(diagnosis.remarks.join(' ')).toMatch(/31 s after SIGTERM.*stop timeout of 30 s/);
  });
});

describe('diagnose: failed health checks', () => {
  const failedCheck = aStoppedTask({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason:
      'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/0123456789abcdef) (reason Health checks failed with these codes: [502])',
    containers: [{ name: 'app', exitCode: 143 }],
  });
  const onPort = (containerPort: number): Evidence => ({
    ...withLog('app', 'Server listening on http://0.0.0.0:3000'),
    definition: {
      kind: 'definition',
      definition: aTaskDefinition({ containers: [aContainerDefinition({ containerPorts: [containerPort] })] }),
    },
  });

  it('tell when the application listens on another port than the task definition maps', () => {
    expect(diagnose(failedCheck, onPort(8080)).remarks.join()).toMatch(/listens on port 3000, .* maps 8080/);
    expect(diagnose(failedCheck, onPort(3000)).remarks).toEqual([]);
  });

  it('tell an error that the log holds as the second cause', () => {
    const diagnosis = diagnose(
      failedCheck,
      withLog(
        'app',
        'Traceback (most recent call last):',
        '  File "/app/health.py", line 9, in check',
        'sqlite3.OperationalError: no such table: users',
      ),
    );
    expect(diagnosis).toMatchObject({
      cause: 'elb-health-check-failed',
      secondary: { cause: 'database-not-initialized' },
    });
  });
});

describe('diagnose: who died first', () => {
  it.each<[string, StoppedContainer[], string]>([
    [
      'a crash before the SIGTERM that followed it',
      [
        { name: 'nginx', exitCode: 143 },
        { name: 'app', exitCode: 1 },
      ],
      'app',
    ],
    [
      'the application before its sidecar',
      [
        { name: 'envoy', exitCode: 1 },
        { name: 'app', exitCode: 2 },
      ],
      'app',
    ],
    [
      'the sidecar when only it failed',
      [
        { name: 'app', exitCode: 143 },
        { name: 'envoy', exitCode: 1 },
      ],
      'envoy',
    ],
    [
      'a reason before an exit code',
      [
        { name: 'a', exitCode: 1 },
        { name: 'b', reason: 'CannotStartContainerError: exec: "x": executable file not found in $PATH' },
      ],
      'b',
    ],
    [
      'a clean end before a SIGTERM',
      [
        { name: 'a', exitCode: 143 },
        { name: 'b', exitCode: 0 },
      ],
      'b',
    ],
  ])('blames %s', (_, containers, blamed) => {
    expect(diagnose(aStoppedTask({ containers }), NO_EVIDENCE).container).toBe(blamed);
  });

  it('does not blame a container that the task definition calls non-essential', () => {
    const definition = aTaskDefinition({
      containers: [aContainerDefinition({ name: 'warmup', essential: false }), aContainerDefinition({ name: 'app' })],
    });
    const task = exited({ name: 'warmup', exitCode: 1 }, { name: 'app', exitCode: 137 });
    const evidence: Evidence = { definition: { kind: 'definition', definition }, logs: [] };
    expect(diagnose(task, NO_EVIDENCE).container).toBe('warmup');
    expect(diagnose(task, evidence).container).toBe('app');
  });
});

describe('diagnose: quiet, precisely', () => {
  const notify = (task: StoppedTask) => diagnose(task, NO_EVIDENCE).attention.notify;

  it.each<[string, number | undefined]>([
    ['SIGTERM', 143],
    ['a clean exit', 0],
    ['SIGKILL after the stop timeout', 137],
    ['an exit 1 born of the shutdown', 1],
    ['no exit code', undefined],
  ])('keeps quiet about scale-in that ends with %s', (_, exitCode) => {
    const container = { name: 'app', ...(exitCode === undefined ? {} : { exitCode }) };
    expect(notify(aStoppedTask({ ...SCALED, containers: [container] }))).toBe('quiet');
  });

  it.each([132, 134, 135, 139])('alerts when a stop that was asked for ends with crash signal %i', (exitCode) => {
    const task = aStoppedTask({ ...SCALED, containers: [{ name: 'app', exitCode }] });
    expect(notify(task)).toBe('alert');
    expect(diagnose(task, NO_EVIDENCE).container).toBe('app');
  });

  it('alerts when ECS reports OOM inside a stop that was asked for', () => {
    const reason = 'OutOfMemoryError: container killed due to memory usage';
    const task = aStoppedTask({ ...SCALED, containers: [{ name: 'app', exitCode: 137, reason }] });
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'out-of-memory', attention: { notify: 'alert' } });
  });

  it('alerts when a container had failed before the stop was asked for', () => {
    const times = { startedAt: NOON, executionStoppedAt: NOON + 60_000, stoppingAt: NOON + 75_000 };
    expect(notify(aStoppedTask({ ...SCALED, times, containers: [{ name: 'app', exitCode: 1 }] }))).toBe('alert');
    expect(notify(aStoppedTask({ ...SCALED, times, containers: [{ name: 'app', exitCode: 0 }] }))).toBe('quiet');
  });

  it('alerts when somebody stopped a task that could not start', () => {
    const reason =
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref r.example/a:1: r.example/a:1: not found';
    const task = aStoppedTask({
      stopCode: 'UserInitiated',
      stoppedReason: 'giving up',
      containers: [{ name: 'app', reason }],
    });
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'image-not-found', attention: { notify: 'alert' } });
  });

  it.each<[string, Partial<StoppedTask>, CauseId, 'alert' | 'quiet']>([
    [
      'StopTask with words of its own',
      { stopCode: 'UserInitiated', stoppedReason: 'error: stuck, OutOfMemoryError?' },
      'user-stopped',
      'quiet',
    ],
    [
      'a Spot reclaim',
      { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
      'spot-interruption',
      'quiet',
    ],
    [
      'a failed load balancer check',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason:
          'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/0123456789abcdef)',
      },
      'elb-health-check-failed',
      'alert',
    ],
    [
      'a lost host',
      { stopCode: 'TerminationNotice', stoppedReason: 'Host EC2 (instance i-0123456789abcdef0) terminated.' },
      'host-terminated',
      'alert',
    ],
    [
      'maintenance of a service',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'ECS is performing maintenance on the underlying infrastructure hosting the task.',
      },
      'platform-maintenance',
      'quiet',
    ],
    [
      'a rolled back deployment',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
      'deployment-failed',
      'alert',
    ],
  ])('%s', (_, changes, cause, expected) => {
    const task = aStoppedTask({ ...changes, containers: [{ name: 'app', exitCode: 143 }] });
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause, attention: { notify: expected } });
  });

  it('alerts about maintenance of a task that no service replaces', () => {
    const { service: _, ...task } = aStoppedTask({
      group: 'family:job',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'ECS is performing maintenance on the underlying infrastructure hosting the task.',
      containers: [{ name: 'app', exitCode: 143 }],
    });
    expect(notify(task)).toBe('alert');
  });

  it('alerts about exit code 0 of a service, and about a SIGTERM that nobody recorded', () => {
    expect(notify(exited({ name: 'app', exitCode: 0 }))).toBe('alert');
    expect(diagnose(exited({ name: 'app', exitCode: 143 }), NO_EVIDENCE)).toMatchObject({
      cause: 'terminated',
      attention: { notify: 'alert' },
    });
  });

  it('alerts about what it does not understand', () => {
    const task = aStoppedTask({ stopCode: 'BrandNewCode', stoppedReason: 'Something new happened', containers: [] });
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'unknown', attention: { notify: 'alert' } });
  });
});

const EXPECTED: Readonly<Record<string, readonly [CauseId, 'alert' | 'quiet']>> = {
  'ec2-awsvpc-exit-1': ['application-exit', 'alert'],
  'ec2-batch-job': ['application-exit', 'alert'],
  'ec2-bridge-oom': ['out-of-memory', 'alert'],
  'ec2-cannot-pull-denied': ['image-pull-access-denied', 'alert'],
  'ec2-cannot-start-port': ['port-in-use', 'alert'],
  'ec2-capacity': ['capacity-unavailable', 'alert'],
  'ec2-dependency-failed-143': ['dependency-container-failed', 'alert'],
  'ec2-docker-timeout': ['container-runtime-timeout', 'alert'],
  'ec2-host-terminated': ['host-terminated', 'alert'],
  'ec2-oom-exit-code-0': ['out-of-memory', 'alert'],
  'ec2-secret-not-found': ['secret-not-found', 'alert'],
  'fargate-137-no-reason': ['killed', 'alert'],
  'fargate-cannot-pull-not-found': ['image-not-found', 'alert'],
  'fargate-cannot-pull-timeout': ['registry-unreachable', 'alert'],
  'fargate-container-health': ['container-health-check-failed', 'alert'],
  'fargate-container-reason-no-exit-code': ['entrypoint-not-found', 'alert'],
  'fargate-ebs-attach-failed': ['volume-mount-failed', 'alert'],
  'fargate-ecr-auth-unreachable': ['registry-unreachable', 'alert'],
  'fargate-efs-mount-failed': ['volume-mount-failed', 'alert'],
  'fargate-elb-health': ['elb-health-check-failed', 'alert'],
  'fargate-eni-timeout': ['network-interface-failed', 'alert'],
  'fargate-env-file-denied': ['environment-file-failed', 'alert'],
  'fargate-execute-command': ['application-exit', 'alert'],
  'fargate-exit-0-scheduled': ['completed', 'quiet'],
  'fargate-exit-1': ['application-exit', 'alert'],
  'fargate-exit-139-three-containers': ['segmentation-fault', 'alert'],
  'fargate-log-group-missing': ['log-group-not-found', 'alert'],
  'fargate-maintenance': ['platform-maintenance', 'quiet'],
  'fargate-oom': ['out-of-memory', 'alert'],
  'fargate-scaling': ['service-scaled', 'quiet'],
  'fargate-secret-access-denied': ['secret-access-denied', 'alert'],
  'fargate-secret-not-found': ['secret-not-found', 'alert'],
  'fargate-service-connect': ['service-discovery-failed', 'alert'],
  'fargate-spot': ['spot-interruption', 'quiet'],
  'fargate-subnet-exhausted': ['subnet-addresses-exhausted', 'alert'],
  'fargate-user-initiated': ['user-stopped', 'quiet'],
  'fargate-user-initiated-custom-reason': ['user-stopped', 'quiet'],
};

describe('diagnose: the reference events', () => {
  whereShared('names the cause of each, and keeps the quiet ones quiet', () => {
    const files = readdirSync(join(REFERENCE, 'events')).filter((name) => name.startsWith('task-stopped-'));
    const found = files.map((file) => {
      const { cause, attention } = diagnose(
        readTaskEvent(JSON.parse(readFileSync(join(REFERENCE, 'events', file), 'utf8'))),
        NO_EVIDENCE,
      );
      return [file.slice('task-stopped-'.length, -'.json'.length), [cause, attention.notify]];
    });
    expect(Object.fromEntries(found)).toEqual(EXPECTED);
  });
});

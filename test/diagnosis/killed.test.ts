import { describe, expect, it } from '@jest/globals';
import type { CauseId } from '../../functions/diagnosis/causes.ts';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import { type ContainerDefinition, type Evidence, NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import type { Confidence } from '../../functions/diagnosis/opinion.ts';
import type { StoppedContainer, StoppedTask } from '../../functions/event/stopped-task.ts';
import { aContainerDefinition, aStoppedTask, aTaskDefinition, NOON } from '../support/builders.ts';

const OOM = 'OutOfMemoryError: Container killed due to memory usage';

/** The task ran a minute; its last container ended so many seconds after it was told to stop. */
const stopTook = (seconds: number): Pick<StoppedTask, 'times'> => ({
  times: { startedAt: NOON, stoppingAt: NOON + 60_000, executionStoppedAt: NOON + 60_000 + seconds * 1_000 },
});

const defined = (...containers: Partial<ContainerDefinition>[]): Evidence => ({
  ...NO_EVIDENCE,
  definition: {
    kind: 'definition',
    definition: aTaskDefinition({ containers: containers.map((one) => aContainerDefinition(one)) }),
  },
});

const withLog = (container: string, ...lines: string[]): Evidence => ({
  ...NO_EVIDENCE,
  logs: [{ container, tail: { kind: 'lines', lines: lines.map((text) => ({ text })), truncated: false } }],
});

const ended = (containers: StoppedContainer[], others: Partial<StoppedTask> = {}): StoppedTask =>
  aStoppedTask({ containers, ...others });

describe('out of memory', () => {
  it.each([137, 0, 1, 143, undefined])(
    'is what the reason of the container says, whatever the exit code: %s',
    (exitCode) => {
      const task = ended([{ name: 'app', reason: OOM, ...(exitCode === undefined ? {} : { exitCode }) }]);
      expect(diagnose(task, NO_EVIDENCE)).toMatchObject({
        cause: 'out-of-memory',
        confidence: 'certain',
        container: 'app',
      });
    },
  );

  it.each([137, 0, 1])('is what the reason of the task says: exit code %i', (exitCode) => {
    const task = ended([{ name: 'app', exitCode }], { stoppedReason: OOM });
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'out-of-memory', container: 'app' });
  });

  it.each<[string, StoppedContainer[], string]>([
    [
      'the second container',
      [
        { name: 'web', exitCode: 137 },
        { name: 'worker', exitCode: 137, reason: OOM },
      ],
      'worker',
    ],
    [
      'a container that ended with 0',
      [
        { name: 'web', exitCode: 143 },
        { name: 'worker', exitCode: 0, reason: OOM },
      ],
      'worker',
    ],
    [
      'a container beside a crash',
      [
        { name: 'web', exitCode: 1 },
        { name: 'worker', exitCode: 1, reason: OOM },
      ],
      'worker',
    ],
    [
      'a sidecar, when the rest was only stopped',
      [
        { name: 'app', exitCode: 143 },
        { name: 'datadog-agent', exitCode: 137, reason: OOM },
      ],
      'datadog-agent',
    ],
  ])('blames %s', (_, containers, blamed) => {
    expect(diagnose(ended(containers), NO_EVIDENCE)).toMatchObject({ cause: 'out-of-memory', container: blamed });
  });

  it('of a container that is not essential is the cause when nothing else failed, else a remark', () => {
    const evidence = defined({ name: 'app' }, { name: 'cache', essential: false });
    const cache = { name: 'cache', exitCode: 137, reason: OOM };
    expect(diagnose(ended([{ name: 'app', exitCode: 137 }, cache]), evidence)).toMatchObject({
      cause: 'out-of-memory',
      container: 'cache',
    });
    const crashed = diagnose(ended([{ name: 'app', exitCode: 1 }, cache]), evidence);
    expect(crashed).toMatchObject({ cause: 'application-exit', container: 'app' });
    expect(crashed.remarks).toEqual(['Container cache ran out of memory too.']);
  });

  it('shows through a failed health check and through scale-in', () => {
    const containers = [{ name: 'app', exitCode: 137, reason: OOM }];
    for (const stoppedReason of [
      'Task failed container health checks',
      'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)',
    ]) {
      const task = ended(containers, { stopCode: 'ServiceSchedulerInitiated', stoppedReason });
      expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'out-of-memory', attention: { notify: 'alert' } });
    }
  });

  it('is not what an exit code of 137 says by itself', () => {
    expect(diagnose(ended([{ name: 'app', exitCode: 137 }]), NO_EVIDENCE).cause).toBe('killed');
  });
});

describe('SIGTERM that was ignored', () => {
  const SCALED = {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)',
  };

  it.each<[string, Partial<StoppedTask>, CauseId]>([
    ['scale-in', SCALED, 'service-scaled'],
    ['StopTask', { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' }, 'user-stopped'],
    [
      'a Spot reclaim',
      { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
      'spot-interruption',
    ],
  ])('stays the cause of the stop, and quiet, with a remark: %s', (_, stop, cause) => {
    const diagnosis = diagnose(ended([{ name: 'app', exitCode: 137 }], { ...stop, ...stopTook(30.4) }), NO_EVIDENCE);
    expect(diagnosis).toMatchObject({ cause, attention: { notify: 'quiet' } });
    expect(diagnosis.remarks).toEqual([
      'Container app was killed 30 s after SIGTERM: it did not end within its stop timeout of 30 s.',
    ]);
  });

  it('goes by the stop timeout of the container', () => {
    const task = ended([{ name: 'app', exitCode: 137 }], { ...SCALED, ...stopTook(45) });
    expect(diagnose(task, defined({ name: 'app', stopTimeoutS: 120 })).remarks).toEqual([]);
    expect(diagnose(task, defined({ name: 'app', stopTimeoutS: 45 })).remarks.join()).toContain('stop timeout of 45 s');
  });

  it('is a consequence where another container crashed first', () => {
    const task = ended(
      [
        { name: 'web', exitCode: 137 },
        { name: 'worker', exitCode: 1 },
      ],
      stopTook(30),
    );
    const diagnosis = diagnose(task, NO_EVIDENCE);
    expect(diagnosis).toMatchObject({ cause: 'application-exit', container: 'worker' });
    expect(diagnosis.remarks.join()).toContain('Container web was killed 30 s after SIGTERM');
  });

  it('is a consequence where an essential sidecar crashed first', () => {
    const task = ended(
      [
        { name: 'app', exitCode: 137 },
        { name: 'envoy', exitCode: 1 },
      ],
      stopTook(31),
    );
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'application-exit', container: 'envoy' });
    expect(diagnose({ ...task, ...stopTook(2) }, NO_EVIDENCE)).toMatchObject({ cause: 'killed', container: 'app' });
  });

  it('is a consequence where another container ended well', () => {
    const task = ended(
      [
        { name: 'web', exitCode: 137 },
        { name: 'migrate', exitCode: 0 },
      ],
      stopTook(31),
    );
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({ cause: 'completed', container: 'migrate' });
  });
});

describe('killed by a failed health check', () => {
  it.each<[string, CauseId]>([
    ['Task failed container health checks', 'container-health-check-failed'],
    ['Task failed ELB health checks in (elb orders)', 'elb-health-check-failed'],
  ])('is that check: %s', (stoppedReason, cause) => {
    const stop = { stopCode: 'ServiceSchedulerInitiated', stoppedReason };
    const late = diagnose(ended([{ name: 'app', exitCode: 137 }], { ...stop, ...stopTook(31) }), NO_EVIDENCE);
    expect(late).toMatchObject({ cause, attention: { notify: 'alert' } });
    expect(late.remarks.join()).toContain('killed 31 s after SIGTERM');
    const early = diagnose(ended([{ name: 'app', exitCode: 137 }], { ...stop, ...stopTook(1) }), NO_EVIDENCE);
    expect(early.remarks.join()).not.toContain('SIGTERM');
  });
});

describe('killed, nobody says by whom', () => {
  const killed = (others: Partial<StoppedTask>) =>
    diagnose(ended([{ name: 'app', exitCode: 137 }], others), NO_EVIDENCE);

  it('is told as likely, and without a word of SIGTERM, when its own end began the stop', () => {
    expect(killed(stopTook(1))).toMatchObject({ cause: 'killed', confidence: 'medium', container: 'app', remarks: [] });
    expect(killed(stopTook(40)).remarks).toEqual([]);
  });

  it('is told as a guess when ECS recorded no times', () => {
    expect(killed({ times: {} })).toMatchObject({ cause: 'killed', confidence: 'low', remarks: [] });
  });

  it('is not explained by a log that ends in an orderly shutdown', () => {
    const log = withLog('app', 'server running on port 8080', 'Received SIGTERM, shutting down gracefully');
    expect(diagnose(ended([{ name: 'app', exitCode: 137 }]), log).cause).toBe('killed');
  });
});

describe('exit codes, when nothing says better', () => {
  const codeAlone = (exitCode: number, evidence: Evidence = NO_EVIDENCE) =>
    diagnose(ended([{ name: 'app', exitCode }]), evidence);

  it.each<[number, CauseId, string]>([
    [125, 'container-start-failed', 'runtime failed'],
    [126, 'entrypoint-not-executable', 'not executable'],
    [127, 'entrypoint-not-found', 'not found'],
    [132, 'segmentation-fault', 'illegal instruction'],
    [134, 'aborted', 'SIGABRT'],
    [135, 'segmentation-fault', 'SIGBUS'],
    [136, 'aborted', 'SIGFPE'],
    [139, 'segmentation-fault', 'SIGSEGV'],
    [143, 'terminated', 'SIGTERM'],
    [159, 'container-start-failed', 'seccomp'],
    [255, 'application-exit', '-1'],
    [2, 'application-exit', 'Go panic'],
    [3, 'application-exit', 'Gunicorn'],
    [9, 'application-exit', 'not SIGKILL'],
    [78, 'invalid-configuration', 'configuration'],
    [101, 'unhandled-exception', 'Rust'],
    [3221225477, 'segmentation-fault', 'Windows'],
  ])('%i is %s', (exitCode, cause, words) => {
    const diagnosis = codeAlone(exitCode);
    expect(diagnosis).toMatchObject({ cause, container: 'app', attention: { notify: 'alert' } });
    expect(diagnosis.evidence.find(({ source }) => source === 'exit-code')).toMatchObject({
      decisive: true,
      text: expect.stringContaining(words),
    });
  });

  it.each<[string, number, Partial<ContainerDefinition>, CauseId, Confidence]>([
    [
      'Node.js that was given a bad argument',
      9,
      { command: ['node', '--no-such-flag', 'main.js'] },
      'invalid-configuration',
      'medium',
    ],
    ['Node.js, by its image', 9, { image: 'node:24-slim' }, 'invalid-configuration', 'medium'],
    [
      'Node.js whose last handler threw',
      7,
      { entryPoint: ['/usr/local/bin/node', 'main.js'] },
      'unhandled-exception',
      'medium',
    ],
    ['another program with the same code', 7, { command: ['curl', 'http://db/nodes'] }, 'application-exit', 'high'],
    [
      'a JVM told to exit when its heap is full',
      3,
      { command: ['java', '-XX:+ExitOnOutOfMemoryError', '-jar', 'a.jar'] },
      'heap-exhausted',
      'high',
    ],
    [
      'a JVM told to crash when its heap is full',
      134,
      { command: ['java', '-XX:+CrashOnOutOfMemoryError', '-jar', 'a.jar'] },
      'heap-exhausted',
      'medium',
    ],
    ['a JVM without that order', 3, { command: ['java', '-jar', 'a.jar'] }, 'application-exit', 'high'],
  ])('%s', (_, exitCode, container, cause, confidence) => {
    expect(codeAlone(exitCode, defined({ name: 'app', ...container }))).toMatchObject({ cause, confidence });
  });

  it.each<[string, number, string[], CauseId]>([
    [
      'a heap that is full, not an abort',
      134,
      ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
      'heap-exhausted',
    ],
    [
      'an exception of .NET, not a segmentation fault',
      139,
      [
        'Unhandled exception. System.InvalidOperationException: queue is closed',
        '   at Shop.Worker.Run() in /src/Worker.cs:line 31',
      ],
      'unhandled-exception',
    ],
    [
      'a missing interpreter behind 127',
      127,
      ['/entrypoint.sh: line 3: gunicorn: command not found'],
      'entrypoint-not-found',
    ],
  ])('the log knows better: %s', (_, exitCode, lines, cause) => {
    expect(codeAlone(exitCode, withLog('app', ...lines)).cause).toBe(cause);
  });

  it('143 that the agent wrote for a container that never ran is the dependency that failed', () => {
    const reason = 'CannotStartContainerError: dependency graph: dependency not resolved: container migrate';
    const task = ended([
      { name: 'app', exitCode: 143, reason },
      { name: 'migrate', exitCode: 1 },
    ]);
    expect(diagnose(task, NO_EVIDENCE)).toMatchObject({
      cause: 'dependency-container-failed',
      container: 'migrate',
    });
  });
});

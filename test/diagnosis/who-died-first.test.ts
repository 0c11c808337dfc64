import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import { type ContainerDefinition, type Evidence, NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import type { StoppedContainer, StoppedTask } from '../../functions/event/stopped-task.ts';
import { aContainerDefinition, aStoppedTask, aTaskDefinition } from '../support/builders.ts';

const defined = (...containers: Partial<ContainerDefinition>[]): Evidence => ({
  ...NO_EVIDENCE,
  definition: {
    kind: 'definition',
    definition: aTaskDefinition({ containers: containers.map((one) => aContainerDefinition(one)) }),
  },
});

const blame = (containers: StoppedContainer[], evidence: Evidence = NO_EVIDENCE, task: Partial<StoppedTask> = {}) =>
  diagnose(aStoppedTask({ containers, ...task }), evidence);

const SIDECARS: readonly (readonly [what: string, container: StoppedContainer])[] = [
  ['Envoy', { name: 'envoy' }],
  ['App Mesh by its image', { name: 'proxy', image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod' }],
  ['FireLens', { name: 'log_router' }],
  ['FireLens by its image', { name: 'logs', image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable' }],
  ['the CloudWatch agent', { name: 'cloudwatch-agent' }],
  ['the CloudWatch agent by its image', { name: 'metrics', image: 'amazon/cloudwatch-agent:latest' }],
  ['X-Ray', { name: 'xray-daemon' }],
  ['X-Ray by its image', { name: 'tracing', image: 'public.ecr.aws/xray/aws-xray-daemon:3.x' }],
  ['Datadog', { name: 'datadog-agent' }],
  ['Datadog by its image', { name: 'apm', image: 'public.ecr.aws/datadog/agent:7' }],
  ['the collector of OpenTelemetry', { name: 'otel-collector' }],
  ['Service Connect', { name: 'ecs-service-connect-a1b2C' }],
];

describe.each(SIDECARS)('%s', (_, sidecar) => {
  it('is not blamed for the crash of the application, wherever it stands', () => {
    const app = { name: 'app', exitCode: 1 };
    for (const exitCode of [0, 1, 137, 143]) {
      expect(blame([{ ...sidecar, exitCode }, app]).container).toBe('app');
      expect(blame([app, { ...sidecar, exitCode }]).container).toBe('app');
    }
  });

  it('is not blamed when both were only stopped', () => {
    expect(
      blame([
        { ...sidecar, exitCode: 143 },
        { name: 'app', exitCode: 143 },
      ]).container,
    ).toBe('app');
    expect(
      blame([
        { ...sidecar, exitCode: 0 },
        { name: 'app', exitCode: 137 },
      ]).container,
    ).toBe('app');
  });

  it('is blamed when it alone failed', () => {
    expect(
      blame([
        { name: 'app', exitCode: 143 },
        { ...sidecar, exitCode: 1 },
      ]).container,
    ).toBe(sidecar.name);
    expect(
      blame([
        { name: 'app', exitCode: 0 },
        { ...sidecar, exitCode: 2 },
      ]).container,
    ).toBe(sidecar.name);
  });
});

describe('a log router', () => {
  it('is known by its FireLens configuration, whatever its name and image', () => {
    const router = { name: 'shipper', image: 'acme/shipper:4', exitCode: 1 };
    const evidence = defined({ name: 'shipper', firelensType: 'fluentbit' }, { name: 'app', logDriver: 'awsfirelens' });
    expect(blame([router, { name: 'app', exitCode: 2 }], NO_EVIDENCE).container).toBe('shipper');
    expect(blame([router, { name: 'app', exitCode: 2 }], evidence).container).toBe('app');
  });
});

describe('dependsOn', () => {
  const waiting = (condition: string, essential: boolean) =>
    defined(
      { name: 'app', dependsOn: [{ container: 'migrate', condition }] },
      { name: 'migrate', essential, containerPorts: [] },
    );
  const GRAPH = 'CannotStartContainerError: dependency graph: dependency not resolved: container migrate';

  it.each([
    ['SUCCESS', false],
    ['SUCCESS', true],
    ['COMPLETE', true],
    ['HEALTHY', true],
  ] as const)('blames the init container that held up the others: %s, essential %s', (condition, essential) => {
    const migrate = { name: 'migrate', exitCode: 1 };
    const evidence = waiting(condition, essential);
    const never = blame([{ name: 'app' }, migrate], evidence, { stopCode: 'TaskFailedToStart' });
    expect(never).toMatchObject({ container: 'migrate', cause: 'application-exit' });
    const told = blame([{ name: 'app', exitCode: 143, reason: GRAPH }, migrate], evidence);
    expect(told).toMatchObject({ container: 'migrate', cause: 'dependency-container-failed' });
  });

  it('lets the log of the init container say why', () => {
    const evidence: Evidence = {
      ...waiting('SUCCESS', false),
      logs: [
        {
          container: 'migrate',
          tail: {
            kind: 'lines',
            lines: [{ text: 'Error: connect ECONNREFUSED 10.0.3.25:5432' }],
            truncated: false,
          },
        },
      ],
    };
    const diagnosis = blame(
      [
        { name: 'app', exitCode: 143, reason: GRAPH },
        { name: 'migrate', exitCode: 1 },
      ],
      evidence,
    );
    expect(diagnosis).toMatchObject({ container: 'migrate', cause: 'connection-refused' });
  });

  it('does not blame an init container that had done its work', () => {
    const evidence = waiting('SUCCESS', false);
    const migrate = { name: 'migrate', exitCode: 0 };
    expect(blame([migrate, { name: 'app', exitCode: 143 }], evidence).container).toBe('app');
    expect(blame([migrate, { name: 'app', exitCode: 1 }], evidence).container).toBe('app');
  });

  it('blames an essential init container that ended well: it stops the task', () => {
    const evidence = waiting('SUCCESS', true);
    expect(
      blame(
        [
          { name: 'app', exitCode: 143 },
          { name: 'migrate', exitCode: 0 },
        ],
        evidence,
      ),
    ).toMatchObject({
      container: 'migrate',
      cause: 'completed',
      attention: { notify: 'alert' },
    });
  });

  it('puts the dependency before its dependents where both crashed', () => {
    const evidence = defined({ name: 'app', dependsOn: [{ container: 'db', condition: 'START' }] }, { name: 'db' });
    expect(
      blame(
        [
          { name: 'app', exitCode: 1 },
          { name: 'db', exitCode: 1 },
        ],
        evidence,
      ).container,
    ).toBe('db');
  });
});

describe('"Essential container in task exited"', () => {
  it.each<[string, StoppedContainer[], string, string]>([
    [
      'a start that failed beside a stop',
      [
        { name: 'app', exitCode: 143 },
        { name: 'web', reason: 'CannotStartContainerError: exec: "serve": executable file not found in $PATH' },
      ],
      'entrypoint-not-found',
      'web',
    ],
    [
      'an image that a sidecar lacks, beside a clean end',
      [
        { name: 'app', exitCode: 0 },
        {
          name: 'envoy',
          reason:
            'CannotPullContainerError: failed to resolve ref docker.io/acme/envoy:9: docker.io/acme/envoy:9: not found',
        },
      ],
      'image-not-found',
      'envoy',
    ],
    [
      'a secret that a container could not get, beside a crash',
      [
        { name: 'worker', exitCode: 1 },
        {
          name: 'app',
          reason:
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        },
      ],
      'secret-not-found',
      'app',
    ],
    [
      'memory that ran out in the last of three',
      [
        { name: 'a', exitCode: 143 },
        { name: 'b', exitCode: 1 },
        { name: 'c', exitCode: 0, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      ],
      'out-of-memory',
      'c',
    ],
  ])('never hides %s', (_, containers, cause, container) => {
    for (const order of [containers, containers.toReversed()]) {
      const diagnosis = blame(order);
      expect(diagnosis).toMatchObject({ cause, container });
      expect(diagnosis.evidence[0]).toMatchObject({ source: 'container-reason', container, decisive: true });
    }
  });
});

it("GuardDuty's agent, which is never essential, is not blamed for a failed pull when the job ended", () => {
  const agent = { name: 'aws-guardduty-agent-XyZ12', reason: 'CannotPullContainerError' };
  const { container, cause } = blame([agent, { name: 'sync', exitCode: 0 }], NO_EVIDENCE, {
    stoppedReason: 'Essential container in task exited',
  });
  expect([container, cause]).toEqual(['sync', 'completed']);
  for (const exitCode of [0, 1, 137]) {
    expect(
      blame([
        { name: agent.name, exitCode },
        { name: 'app', exitCode: 143 },
      ]).container,
    ).toBe('app');
  }
});

import { describe, expect, it } from '@jest/globals';
import { containersToRead } from '../../functions/diagnosis/containers-to-read.ts';
import type { ContainerDefinition } from '../../functions/diagnosis/evidence.ts';
import type { StoppedContainer } from '../../functions/event/stopped-task.ts';
import { aContainerDefinition, aStoppedTask, aTaskDefinition } from '../support/builders.ts';

const read = (
  containers: StoppedContainer[],
  {
    cause = 'application-exit',
    most = 3,
    defined = [],
  }: Partial<Parameters<typeof containersToRead>[1]> & {
    readonly defined?: readonly Partial<ContainerDefinition>[];
  } = {},
): readonly string[] =>
  containersToRead(aStoppedTask({ containers }), {
    definition: aTaskDefinition({ containers: defined.map((one) => aContainerDefinition(one)) }),
    most,
    cause,
  }).map(({ name }) => name);

describe('the containers whose logs are read', () => {
  const crashed = [
    { name: 'web', exitCode: 143 },
    { name: 'app', exitCode: 1 },
    { name: 'worker', exitCode: 2 },
  ];

  it('are the one that failed first and the others that failed', () => {
    expect(read(crashed)).toEqual(['app', 'worker']);
    expect(read(crashed, { most: 1 })).toEqual(['app']);
  });

  it('take in the log router of one that logs through it', () => {
    const containers = [
      { name: 'app', exitCode: 1 },
      { name: 'shipper', exitCode: 0 },
    ];
    const defined = [
      { name: 'app', logDriver: 'awsfirelens' },
      { name: 'shipper', firelensType: 'fluentbit' },
    ];
    expect(read(containers, { defined })).toEqual(['app', 'shipper']);
    expect(read(containers, { defined: [{ name: 'app' }, { name: 'shipper', firelensType: 'fluentbit' }] })).toEqual([
      'app',
    ]);
  });

  const stopped = [
    { name: 'api', exitCode: 143 },
    { name: 'nginx', exitCode: 143 },
    { name: 'cron', exitCode: 143 },
  ];
  const healthCheck = { command: ['CMD', '/up'], intervalS: 30, timeoutS: 5, retries: 3 };
  const defined = [
    { name: 'api', containerPorts: [] },
    { name: 'nginx', containerPorts: [80] },
    { name: 'cron', containerPorts: [], healthCheck },
  ];

  it('take in those that a load balancer can ask, where its check failed', () => {
    expect(read(stopped, { defined, cause: 'elb-health-check-failed' })).toEqual(['api', 'nginx']);
    expect(read(stopped, { defined })).toEqual(['api']);
    const failed = { cause: 'elb-health-check-failed', defined: crashed.map(({ name }) => ({ name })) } as const;
    expect(read(crashed, { ...failed, most: 5 })).toEqual(['app', 'worker', 'web']);
  });

  it('take in those with a health check, where one failed', () => {
    expect(read(stopped, { defined, cause: 'container-health-check-failed' })).toEqual(['api', 'cron']);
  });
});

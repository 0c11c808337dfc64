import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CAUSE_IDS, type CauseId } from '../../../functions/diagnosis/causes.ts';
import { diagnoseServiceFailure } from '../../../functions/diagnosis/service-failures/diagnose-service-failure.ts';
import {
  PLACEMENT_PATTERNS,
  PLACEMENT_RULES,
} from '../../../functions/diagnosis/service-failures/placement-failures.ts';
import { WHAT_TASKS_DID } from '../../../functions/diagnosis/service-failures/what-tasks-did.ts';
import { readServiceEvent } from '../../../functions/event/service-event.ts';
import { meaningOf } from '../../../functions/event/service-event-meaning.ts';
import { unprovenPatterns } from '../../support/linear-patterns.ts';
import { aServiceAction, DEPLOYMENT_ID } from '../../support/service-events.ts';
import { REFERENCE, whereShared } from '../../support/shared.ts';

const INSTANCE = 'ffeeddccbbaa99887766554433221100';
const provider = (name: string) => [`arn:aws:ecs:eu-west-1:111122223333:capacity-provider/${name}`];
const placement = (reason: string, detail: object = {}) =>
  diagnoseServiceFailure(aServiceAction({ reason, ...detail }));
const commandsOf = ({ fixes, checks }: ReturnType<typeof placement>) =>
  [...fixes, ...checks].flatMap(({ command }) => command ?? []);

/** Reasons of the scheduler, what they come to, and a word of the headline that only the right rule writes. */
const PLACEMENTS: readonly (readonly [reason: string, cause: CauseId, title: RegExp, headline: RegExp])[] = [
  ['RESOURCE:CPU', 'capacity-unavailable', /no CPU/, /no container instance has enough free CPU units/],
  ['RESOURCE:MEMORY', 'capacity-unavailable', /no memory/, /enough free memory/],
  ['RESOURCE:GPU', 'capacity-unavailable', /no GPU/, /a free GPU/],
  ['RESOURCE:ENI', 'capacity-unavailable', /network interface/, /network interface left/],
  ['RESOURCE:PORT', 'capacity-unavailable', /host port/, /host port of the task free/],
  ['RESOURCE:PORTS', 'capacity-unavailable', /host port/, /host port of the task free/],
  ['RESOURCE:FARGATE', 'capacity-unavailable', /no Fargate capacity/, /Fargate has no capacity/],
  ['RESOURCE:INFERENTIA', 'capacity-unavailable', /no capacity/, /enough of INFERENTIA/],
  ['AGENT', 'host-terminated', /agent disconnected/, /agent of a container instance is disconnected/],
  ['ATTRIBUTE', 'capacity-unavailable', /attribute/, /an attribute that the task needs\.$/],
  ['ATTRIBUTE:gpu.kind', 'capacity-unavailable', /attribute/, /an attribute that the task needs: gpu\.kind\.$/],
  ['LOCATION', 'capacity-unavailable', /zones/, /other Availability Zones/],
  ['MemberOf placement constraint unsatisfied.', 'capacity-unavailable', /constraint/, /satisfies its placement/],
  ['memberOf(attribute:rack =~ r1)', 'capacity-unavailable', /constraint/, /satisfies its placement/],
  ['distinctInstance placement constraint unsatisfied', 'capacity-unavailable', /constraint/, /already runs one/],
  [
    'No Container Instances were found in your cluster.',
    'capacity-unavailable',
    /no container instances/,
    /cluster prod has no/,
  ],
  [
    'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    'capacity-unavailable',
    /no Fargate capacity/,
    /Fargate has no capacity/,
  ],
  [
    `service orders was unable to place a task because no container instance met all of its requirements. The closest matching container-instance ${INSTANCE} has insufficient memory available.`,
    'capacity-unavailable',
    /no memory/,
    /enough free memory/,
  ],
  [
    `was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance ${INSTANCE}) is already using a port required by your task.`,
    'capacity-unavailable',
    /host port/,
    /host port/,
  ],
  [
    `no container instance met all of its requirements. The closest matching container-instance ${INSTANCE} doesn’t have the agent connected.`,
    'host-terminated',
    /agent/,
    new RegExp(INSTANCE),
  ],
  [
    `no container instance met all of its requirements. The closest matching container-instance ${INSTANCE} is missing an attribute required by your task.`,
    'capacity-unavailable',
    /attribute/,
    /attribute/,
  ],
  [
    'was unable to place a task because no container instance met all of its requirements.',
    'capacity-unavailable',
    /no capacity/,
    /what its tasks ask for/,
  ],
  [
    'was unable to place a task. Reason: Internal error.',
    'capacity-unavailable',
    /internal error/,
    /zone that Fargate/,
  ],
  [
    "You've reached the limit on the number of tasks you can run concurrently",
    'quota-exceeded',
    /quota/,
    /limit of tasks .* in eu-west-1/,
  ],
  [
    'You’ve reached the limit on the number of vCPUs you can run concurrently.',
    'quota-exceeded',
    /quota/,
    /limit of vCPUs/,
  ],
  [
    'The requested MEMORY configuration is above your limit.',
    'quota-exceeded',
    /larger than/,
    /more memory than the account/,
  ],
  ['The tasks provisioning capacity limit was exceeded.', 'quota-exceeded', /wait for instances/, /PROVISIONING/],
  [
    "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-00aa11bb22cc33dd4': InsufficientFreeAddressesInSubnet",
    'subnet-addresses-exhausted',
    /out of IP addresses/,
    /subnet subnet-00aa11bb22cc33dd4 has no free/,
  ],
  ['the moon is full', 'capacity-unavailable', /no capacity/, /"the moon is full"/],
  ['', 'capacity-unavailable', /no capacity/, /^ECS cannot place tasks of service orders\.$/],
];

describe('diagnoseServiceFailure of a placement', () => {
  it.each(PLACEMENTS)('reads %s', (reason, cause, title, headline) => {
    const failure = placement(reason);
    expect(failure).toMatchObject({ kind: 'placement-failed', cause, severity: 'critical' });
    expect(failure.title).toMatch(title);
    expect(failure.headline).toMatch(headline);
    expect(failure.fixes.length).toBeGreaterThan(0);
    expect(failure.checks.length).toBeGreaterThan(0);
  });

  it('has every rule decide one of these reasons, or that of Spot', () => {
    const titles = new Set([...PLACEMENTS.map(([reason]) => placement(reason).title), spot.title, throttled.title]);
    expect(PLACEMENT_RULES.filter(({ title }) => !titles.has(title)).map(({ id }) => id)).toEqual([]);
  });

  const throttled = placement('ThrottlingException: Rate exceeded');
  const spot = placement('RESOURCE:FARGATE', { capacityProviderArns: provider('FARGATE_SPOT') });
  it('tells short Spot capacity from short Fargate capacity, with a base on FARGATE as the fix', () => {
    expect(spot.headline).toMatch(/Spot capacity is short, so the reclaimed tasks are not replaced\.$/);
    expect(spot.fixes[0]?.command).toMatch(
      /^aws ecs update-service --cluster prod --service orders --capacity-provider-strategy capacityProvider=FARGATE,base=1,weight=1 capacityProvider=FARGATE_SPOT,weight=1 --force-new-deployment --region eu-west-1$/,
    );
    expect(placement('RESOURCE:FARGATE', { capacityProviderArns: provider('FARGATE') }).headline).not.toMatch(/Spot/);
  });

  it('asks for the quota that is meant', () => {
    const limit = "You've reached the limit on the number of vCPUs you can run concurrently";
    expect(commandsOf(placement(limit)).join()).toContain('L-3032A538');
    expect(commandsOf(placement(limit, { capacityProviderArns: provider('FARGATE_SPOT') })).join()).toContain(
      'L-36FBB829',
    );
  });

  it('names the capacity provider and the instance that were tried', () => {
    const failure = placement('RESOURCE:CPU', {
      capacityProviderArns: provider('blue'),
      containerInstanceArns: [`arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/${INSTANCE}`],
    });
    expect(failure.headline).toMatch(/no instance of capacity provider blue has enough free CPU units/);
    expect(failure.subject).toEqual({
      type: 'resource',
      value: 'RESOURCE:CPU',
      parts: { containerInstance: INSTANCE },
    });
    expect(commandsOf(failure).join('\n')).toContain(`--container-instances ${INSTANCE}`);
    expect(commandsOf(failure).join('\n')).toContain('--capacity-providers blue');
  });

  it('lets no name run as code in a command', () => {
    const event = aServiceAction({ clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/a;rm -rf $(x)' });
    expect(commandsOf(diagnoseServiceFailure(event)).join()).toContain("--cluster 'a;rm -rf $(x)'");
  });

  it('leaves the cluster out of commands where it is not known', () => {
    const event = aServiceAction({ reason: 'RESOURCE:CPU' });
    const commands = commandsOf(diagnoseServiceFailure({ ...event, workload: { ...event.workload, cluster: '' } }));
    expect(commands.join()).not.toContain('--cluster');
  });
});

describe('diagnoseServiceFailure of a configuration', () => {
  const configuration = (reason: string) =>
    diagnoseServiceFailure(aServiceAction({ eventName: 'SERVICE_TASK_CONFIGURATION_FAILURE', reason }));

  it('gives a role that cannot be assumed its own cause and its trust policy', () => {
    const arn = 'arn:aws:iam::111122223333:role/team/orders-task';
    const failure = configuration(`ECS was unable to assume the role '${arn}' that was provided for this task.`);
    expect(failure).toMatchObject({
      kind: 'configuration-failed',
      cause: 'execution-role-not-assumable',
      subject: { type: 'role', value: expect.stringContaining('orders-task') },
      headline: 'ECS cannot start tasks of service orders: it cannot assume role orders-task.',
    });
    expect(failure.fixes[0]?.command).toContain('ecs-tasks.amazonaws.com');
    expect(failure.checks[0]?.command).toContain('--role-name orders-task');
  });

  it('names the causes that it has no words of its own for by their titles', () => {
    expect(configuration('invalid ssm parameters: /orders/db-url')).toMatchObject({
      cause: 'secret-not-found',
      headline: expect.stringMatching(/secret not found/),
    });
  });

  it('is not misled by words of stops that were asked for', () => {
    expect(configuration('Scaling activity initiated by (deployment ecs-svc/7)').cause).toBe('unknown');
  });

  it('knows tags that need the long ARN format', () => {
    const failure = configuration('Tags need the new ARN format: opt in first.');
    expect(failure.headline).toMatch(/long ARN format/);
    expect(failure.fixes[0]?.command).toContain('taskLongArnFormat');
  });

  it('quotes what it cannot read, and claims no cause', () => {
    expect(configuration('the stars are wrong')).toMatchObject({
      cause: 'unknown',
      headline: expect.stringContaining('"the stars are wrong"'),
    });
  });
});

describe('diagnoseServiceFailure of a deployment', () => {
  const deployment = (reason: string, detail: object = {}) =>
    diagnoseServiceFailure(aServiceAction({ eventName: 'SERVICE_DEPLOYMENT_FAILED', reason, ...detail }));

  it.each([
    ['ECS deployment circuit breaker: tasks failed to start.', /did not start or did not stay up/, true],
    ['Service deployment rolled back because the circuit breaker threshold was exceeded.', /did not stay up/, true],
    ['deployment failed: alarm detected.', /CloudWatch alarm/, undefined],
    ['Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed.', /lifecycle hook/, undefined],
    [
      'Service deployment rolled back because of invalid networking configuration: no rule',
      /listener rules/,
      undefined,
    ],
    ['tasks failed container health checks', /health checks/, true],
    ['', /did not reach a steady state/, true],
  ])('says why: %s', (reason, headline, tasksTell) => {
    const failure = deployment(reason, { deploymentId: DEPLOYMENT_ID });
    expect(failure).toMatchObject({
      kind: 'deployment-failed',
      cause: 'deployment-failed',
      severity: 'critical',
      headline: expect.stringMatching(headline),
      subject: { type: 'deployment', value: DEPLOYMENT_ID },
    });
    expect(failure.tasksTell).toBe(tasksTell);
  });

  it('says the same of both events that tell it', () => {
    const reason = 'ECS deployment circuit breaker: tasks failed to start.';
    const action = aServiceAction({ eventName: 'SERVICE_DEPLOYMENT_FAILED', reason, deploymentId: DEPLOYMENT_ID });
    expect(diagnoseServiceFailure({ ...action, kind: 'deployment' })).toEqual(diagnoseServiceFailure(action));
  });
});

describe('diagnoseServiceFailure of an event without a reason', () => {
  it.each([
    ['SERVICE_TASK_START_IMPAIRED', 'WARN', 'start-impaired', 'unknown', 'warning', /again and again/],
    [
      'SERVICE_DISCOVERY_INSTANCE_UNHEALTHY',
      'WARN',
      'discovery-failed',
      'service-discovery-failed',
      'warning',
      /Cloud Map/,
    ],
    ['VPC_LATTICE_TARGET_UNHEALTHY', 'WARN', 'discovery-failed', 'service-discovery-failed', 'warning', /VPC Lattice/],
    [
      'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED',
      'ERROR',
      'daemon-constraint-violated',
      'capacity-unavailable',
      'critical',
      /daemon/,
    ],
    ['ECS_OPERATION_THROTTLED', 'ERROR', 'operation-throttled', 'quota-exceeded', 'warning', /too many ECS calls/],
    [
      'SERVICE_DISCOVERY_OPERATION_THROTTLED',
      'ERROR',
      'operation-throttled',
      'quota-exceeded',
      'warning',
      /too many Cloud Map calls/,
    ],
    ['SERVICE_HEALTH_UNKNOWN', 'ERROR', 'health-unknown', 'unknown', 'critical', /health of the tasks/],
    ['SERVICE_SHOES_UNTIED', 'ERROR', 'health-unknown', 'unknown', 'critical', /"service shoes untied"/],
    ['SERVICE_PLACEMENT_SHAKY', 'WARN', 'placement-failed', 'unknown', 'warning', /"service placement shaky"/],
  ])('tells %s', (eventName, eventType, kind, cause, severity, headline) => {
    const failure = diagnoseServiceFailure(aServiceAction({ eventName, eventType }));
    expect(failure).toMatchObject({ kind, cause, severity, headline: expect.stringMatching(headline) });
    expect(failure.fixes.length).toBeGreaterThan(0);
  });

  it('reads the reason of an event whose name is new', () => {
    const event = aServiceAction({ eventName: 'SERVICE_PLACEMENT_SHAKY', reason: 'RESOURCE:MEMORY' });
    expect(diagnoseServiceFailure(event)).toMatchObject({
      cause: 'capacity-unavailable',
      title: 'no memory to place tasks',
    });
  });
});

describe('what is told', () => {
  whereShared('keeps to what subjects and screens take, for every failure of the reference', () => {
    const folder = join(REFERENCE, 'events');
    const failures = readdirSync(folder)
      .filter((name) => /^(?:service-action|deployment)-/.test(name))
      .map((name) => readServiceEvent(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
      .filter((event) => meaningOf(event).kind === 'failure');
    expect(failures.length).toBeGreaterThan(12);
    for (const event of failures) {
      const failure = diagnoseServiceFailure(event);
      expect(failure.title).toMatch(/^[\x20-\x7e]{5,40}$/);
      expect(failure.headline).toMatch(/servicetest.*\.$/);
      expect(failure.headline.length).toBeLessThanOrEqual(160);
      expect(
        commandsOf(failure).filter((line) => line.startsWith('aws ') && !line.endsWith('--region us-west-2')),
      ).toEqual([]);
    }
  });

  it.each(PLACEMENT_RULES.map(({ id, title }) => [id, title]))(
    'has a title of 40 ASCII characters for %s',
    (_, title) => {
      expect(title).toMatch(/^[\x20-\x7e]{5,40}$/);
    },
  );

  it('completes "its tasks …" for every cause, without a full stop', () => {
    expect(new Set(Object.keys(WHAT_TASKS_DID))).toEqual(new Set(CAUSE_IDS));
    expect(Object.values(WHAT_TASKS_DID).filter((clause) => !/^[a-z][^.:]{3,70}$/.test(clause))).toEqual([]);
  });
});

it('every pattern of the placement rules takes linear time', async () => {
  expect(await unprovenPatterns('service-failures', PLACEMENT_PATTERNS)).toEqual([]);
}, 120_000);

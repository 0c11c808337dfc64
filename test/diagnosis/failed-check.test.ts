import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import type { ContainerDefinition, Evidence, LogLine, Service } from '../../functions/diagnosis/evidence.ts';
import type { StoppedTask } from '../../functions/event/stopped-task.ts';
import { composePostMortem } from '../../functions/report/compose-post-mortem.ts';
import { aContainerDefinition, aStoppedTask, aTaskDefinition, NOON } from '../support/builders.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef';
const OTHER_ARN = ARN.replace('/orders/', '/admin/');

/** Ran for a minute, then the load balancer gave up on it. */
const byLoadBalancer = (others: Partial<StoppedTask> = {}): StoppedTask =>
  aStoppedTask({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Task failed ELB health checks in (target-group ${ARN})`,
    containers: [{ name: 'app', exitCode: 143 }],
    times: { createdAt: NOON - 30_000, startedAt: NOON, stoppingAt: NOON + 60_000, executionStoppedAt: NOON + 62_000 },
    ...others,
  });

const aService = (others: Partial<Service> = {}): Service => ({
  name: 'orders',
  loadBalancers: [{ targetGroupArn: ARN, containerName: 'app', containerPort: 8080 }],
  events: [],
  ...others,
});

const unhealthy = (why: string, { arn = ARN, port = 8080, task = '' } = {}): string =>
  `(service orders)${task} (port ${port}) is unhealthy in (target-group ${arn}) due to (reason ${why})`;

const CODES_404 = 'Health checks failed with these codes: [404]';

interface Known {
  readonly service?: Service;
  readonly containers?: readonly Partial<ContainerDefinition>[];
  readonly logs?: Readonly<Record<string, readonly (string | LogLine)[]>>;
  readonly truncated?: boolean;
}

const knowing = ({ service, containers = [{}], logs = {}, truncated = false }: Known): Evidence => ({
  definition: {
    kind: 'definition',
    definition: aTaskDefinition({ containers: containers.map((one) => aContainerDefinition(one)) }),
  },
  logs: Object.entries(logs).map(([container, lines]) => ({
    container,
    tail: {
      kind: 'lines',
      truncated,
      lines: lines.map((line) => (typeof line === 'string' ? { text: line } : line)),
    },
  })),
  ...(service === undefined ? {} : { service: { kind: 'service', service } }),
});

const printed = (seconds: number, text: string): LogLine => ({ at: NOON + seconds * 1_000, text });

/** The report's words on what it means and what to change. */
const advice = (task: StoppedTask, evidence: Evidence) => {
  const { explanation, fixes } = composePostMortem({ task, evidence, diagnosis: diagnose(task, evidence) });
  return { explanation, fixes: fixes.map(({ text }) => text), commands: fixes.flatMap(({ command }) => command ?? []) };
};

describe('the events of the service', () => {
  const quoted = (messages: readonly (string | { at: number; message: string })[], task = byLoadBalancer()) => {
    const events = messages.map((one) => (typeof one === 'string' ? { at: NOON + 55_000, message: one } : one));
    const diagnosis = diagnose(task, knowing({ service: aService({ events }) }));
    const found = diagnosis.evidence.filter(({ source }) => source === 'service-event').map(({ text }) => text);
    return { found, parts: diagnosis.subject?.parts };
  };

  it('give the codes and the port that the stopped reason leaves out, and are quoted', () => {
    const { found, parts } = quoted(['(service orders) has reached a steady state.', unhealthy(CODES_404)]);
    expect(found).toEqual([unhealthy(CODES_404)]);
    expect(parts).toEqual({ arn: ARN, codes: '404', reason: CODES_404, port: '8080' });
  });

  it('do not overrule the codes of the stopped reason', () => {
    const task = byLoadBalancer({
      stoppedReason: `Task failed ELB health checks in (target-group ${ARN}) (reason Health checks failed with these codes: [500])`,
    });
    expect(quoted([unhealthy(CODES_404)], task).parts).toMatchObject({ codes: '500' });
  });

  it.each<[string, string]>([
    ['another target group', unhealthy(CODES_404, { arn: OTHER_ARN })],
    ['another task', unhealthy(CODES_404, { task: ' (task ffffffffffffffffffffffffffffffff)' })],
    ['something else', '(service orders) has started 1 tasks: (task 0f1e2d3c4b5a69788796a5b4c3d2e1f0).'],
  ])('are left out where they speak of %s', (_, message) => {
    expect(quoted([message])).toEqual({ found: [], parts: { arn: ARN } });
  });

  it('are left out where they are older than the task, or much later', () => {
    const at = (seconds: number) => ({ at: NOON + seconds * 1_000, message: unhealthy(CODES_404) });
    expect(quoted([at(-5)]).found).toEqual([]);
    expect(quoted([at(600)]).found).toEqual([]);
    expect(quoted([at(70)]).found).toHaveLength(1);
  });

  it('that name the task are taken, the newest first, at most two, none twice', () => {
    const mine = (why: string) => unhealthy(why, { task: ' (task 0f1e2d3c4b5a69788796a5b4c3d2e1f0)' });
    const { found, parts } = quoted([
      { at: NOON + 20_000, message: mine('Health checks failed with these codes: [503]') },
      { at: NOON + 40_000, message: mine('Request timed out') },
      { at: NOON + 50_000, message: mine(CODES_404) },
      { at: NOON + 55_000, message: mine(CODES_404) },
    ]);
    expect(found).toEqual([mine(CODES_404), mine('Request timed out')]);
    expect(parts).toMatchObject({ codes: '404' });
  });

  it('name the target group where the stopped reason names none', () => {
    const task = byLoadBalancer({ stoppedReason: 'Task failed ELB health checks' });
    const events = [{ at: NOON + 55_000, message: unhealthy('Request timed out') }];
    const { subject } = diagnose(task, knowing({ service: aService({ events }) }));
    expect(subject).toMatchObject({ value: 'orders', parts: { arn: ARN, reason: 'Request timed out' } });
    expect(diagnose(task, knowing({ service: aService() })).subject).toMatchObject({ value: 'orders' });
  });

  it.each<[string, string, RegExp, RegExp]>([
    ['404', CODES_404, /404: the path of the check does not exist/, /health check path of target group orders/],
    ['401', 'Health checks failed with these codes: [401]', /wants a login/, /needs no login/],
    ['403', 'Health checks failed with these codes: [403]', /wants a login/, /needs no login/],
    ['301', 'Health checks failed with these codes: [301]', /redirect/, /matcher to 200-399/],
    ['400', 'Health checks failed with these codes: [400]', /refuses the request itself/, /Host header/],
    ['500', 'Health checks failed with these codes: [500]', /error of its own/, /Repair what the check asks/],
    ['502', 'Health checks failed with these codes: [502]', /nothing listens/, /listen on the port .*port 8080/],
    ['503', 'Health checks failed with these codes: [503]', /not ready/, /what it waits for/],
    ['504', 'Health checks failed with these codes: [504]', /too slow/, /security group/],
    ['a time-out', 'Request timed out', /too slow.*security group/, /security group/],
    ['no code at all', 'Health checks failed', /nothing listens on the port/, /listen on the port/],
  ])('are explained: %s', (_, why, means, change) => {
    const events = [{ at: NOON + 55_000, message: unhealthy(why) }];
    const { explanation, fixes } = advice(byLoadBalancer(), knowing({ service: aService({ events }) }));
    expect(explanation).toMatch(means);
    expect(fixes.join('\n')).toMatch(change);
  });
});

describe('the service', () => {
  it('names the container that the load balancer asks', () => {
    const task = byLoadBalancer({
      containers: [
        { name: 'api', exitCode: 143 },
        { name: 'nginx', exitCode: 0 },
      ],
    });
    const service = aService({ loadBalancers: [{ targetGroupArn: ARN, containerName: 'nginx', containerPort: 80 }] });
    const evidence = knowing({ service, containers: [{ name: 'api' }, { name: 'nginx' }] });
    expect(diagnose(task, evidence).container).toBe('nginx');
  });

  it('that could not be looked at is told with its reason, and changes nothing else', () => {
    const message = 'Service orders could not be looked at: ECS throttled the call.';
    const evidence: Evidence = { ...knowing({}), service: { kind: 'absent', why: 'throttled', message } };
    const diagnosis = diagnose(byLoadBalancer(), evidence);
    expect(diagnosis).toMatchObject({ cause: 'elb-health-check-failed', attention: { notify: 'alert' } });
    expect(diagnosis.missing).toEqual([message]);
  });
});

describe('the port', () => {
  const listens = ['Server listening on http://0.0.0.0:3000'];
  const remarks = (task: StoppedTask, known: Known) => diagnose(task, knowing(known)).remarks.join('\n');

  it('of the load balancer is compared with the one the log tells', () => {
    const known = { service: aService(), containers: [{ containerPorts: [3000] }], logs: { app: listens } };
    expect(remarks(byLoadBalancer(), known)).toContain(
      'Container app says that it listens on port 3000, but the load balancer asks port 8080: nothing may answer there.',
    );
    const { fixes } = advice(byLoadBalancer(), knowing(known));
    expect(fixes[0]).toBe(
      'Let container app listen on port 8080, or set the containerPort of the service and its portMappings to 3000.',
    );
    const events = [{ at: NOON + 55_000, message: unhealthy('Health checks failed') }];
    const once = advice(byLoadBalancer(), knowing({ ...known, service: aService({ events }) })).fixes;
    expect(once.filter((text) => text.includes('listen on'))).toHaveLength(1);
    expect(remarks(byLoadBalancer(), { ...known, logs: { app: ['listening on 0.0.0.0:8080'] } })).not.toContain('port');
  });

  it('is that of the target group at fault, where the service has two', () => {
    const service = aService({
      loadBalancers: [
        { targetGroupArn: OTHER_ARN, containerName: 'app', containerPort: 3000 },
        { targetGroupArn: ARN, containerName: 'app', containerPort: 9090 },
      ],
    });
    expect(remarks(byLoadBalancer(), { service, logs: { app: listens } })).toContain('asks port 9090');
  });

  it('is looked for in the logs of all containers: they may share one network', () => {
    const task = byLoadBalancer({
      containers: [
        { name: 'app', exitCode: 143 },
        { name: 'web', exitCode: 143 },
      ],
    });
    const logs = { app: listens, web: ['listening on 0.0.0.0:8080'] };
    expect(remarks(task, { service: aService(), containers: [{}, { name: 'web' }], logs })).not.toContain('port');
  });

  it('falls back to those of the task definition', () => {
    const known = { containers: [{ containerPorts: [8080] }], logs: { app: listens } };
    expect(remarks(byLoadBalancer(), known)).toContain('the task definition maps 8080');
  });

  it("is that of the container's own health command", () => {
    const task = byLoadBalancer({ stoppedReason: 'Task failed container health checks' });
    const healthCheck = {
      command: ['CMD-SHELL', 'curl -sf http://localhost:8081/up || exit 1'],
      intervalS: 30,
      timeoutS: 5,
      retries: 3,
    };
    const known = { containers: [{ containerPorts: [3000], healthCheck }], logs: { app: listens } };
    expect(remarks(task, known)).toContain('listens on port 3000, but its health command asks port 8081');
  });
});

describe('the grace period', () => {
  const STARTED = 'Started OrdersApplication in 41.9 seconds (process running for 43.2)';
  const remarks = (known: Known, task = byLoadBalancer()) => diagnose(task, knowing(known)).remarks.join('\n');
  const slow = { app: [printed(1, 'starting'), printed(44, STARTED)] };

  it('shorter than the start is told with both numbers and what to set', () => {
    expect(remarks({ service: aService({ healthCheckGracePeriodS: 20 }), logs: slow })).toBe(
      `The start of container app took 44 s ("${STARTED}"), and the grace period of service orders is 20 s: set healthCheckGracePeriodSeconds to 70.`,
    );
    expect(remarks({ service: aService(), logs: slow })).toContain('service orders has no grace period (0 s)');
    expect(advice(byLoadBalancer(), knowing({ service: aService(), logs: slow })).commands.join('\n')).toContain(
      '--health-check-grace-period-seconds 70',
    );
  });

  it('longer than the start is not mentioned', () => {
    expect(remarks({ service: aService({ healthCheckGracePeriodS: 60 }), logs: slow })).toBe('');
    expect(remarks({ service: aService(), logs: { app: [printed(3, 'Listening on 0.0.0.0:8080')] } })).toBe('');
  });

  it('is proposed first where nothing is known of the answers, last where a code is, not at all after a quick start', () => {
    const fixes = (known: Known) => advice(byLoadBalancer(), knowing(known)).fixes;
    expect(fixes({ service: aService(), logs: slow })[0]).toBe('Slow start: give it a grace period of 70 s.');
    const events = [{ at: NOON + 55_000, message: unhealthy(CODES_404) }];
    const withCode = fixes({ service: aService({ events }), logs: slow });
    expect(withCode[0]).toContain('health check path');
    expect(withCode.at(-1)).toContain('of 70 s');
    const quick = fixes({ service: aService({ events }), logs: { app: [printed(2, 'Listening on 0.0.0.0:8080')] } });
    expect(quick).toHaveLength(1);
    expect(quick.join()).not.toContain('grace period');
  });

  it('is compared with the number in the line where lines have no times', () => {
    expect(remarks({ service: aService(), logs: { app: [STARTED] } })).toContain('took 42 s');
    expect(remarks({ service: aService(), logs: { app: ['Server startup in [52004] milliseconds'] } })).toContain(
      'took 52 s',
    );
  });

  it('tells of a start that was cut off', () => {
    expect(remarks({ service: aService(), logs: { app: [printed(75, 'Listening on 0.0.0.0:8080')] } })).toContain(
      'took 75 s ("Listening on 0.0.0.0:8080"), the task was stopped after 60 s, and service orders has no grace period',
    );
  });

  it('is told where the application never said that it is up', () => {
    const logs = { app: [printed(1, 'running migrations')] };
    expect(remarks({ service: aService(), logs })).toBe(
      'The log does not say that container app ever listened in the 60 s that the task ran, and service orders has no grace period (0 s): set healthCheckGracePeriodSeconds to 90 if it needs longer to start.',
    );
    expect(remarks({ service: aService({ healthCheckGracePeriodS: 90 }), logs })).toBe('');
  });

  it("is compared with the task's life where the log was not read to its beginning", () => {
    const logs = { app: [printed(59, 'slow query')] };
    expect(remarks({ service: aService(), logs, truncated: true })).toContain(
      'The task was stopped 60 s after its start, and service orders has no grace period (0 s)',
    );
  });

  it('is not mentioned where an answer shows that the application was up, or it ran for long', () => {
    const events = [{ at: NOON + 55_000, message: unhealthy(CODES_404) }];
    expect(remarks({ service: aService({ events }), logs: { app: ['booting'] } })).toBe('');
    const times = { startedAt: NOON, stoppingAt: NOON + 86_400_000, executionStoppedAt: NOON + 86_402_000 };
    expect(remarks({ service: aService(), logs: slow }, byLoadBalancer({ times }))).toBe('');
    expect(remarks({ service: aService(), logs: { app: ['x'] } }, byLoadBalancer({ times }))).toBe('');
  });

  it.each<[string, string]>([
    ['Quarkus', 'shop 1.0 on JVM (powered by Quarkus 3.8.1) started in 41.204s. Listening on: http://0.0.0.0:8080'],
    ['Micronaut', 'Startup completed in 41204ms. Server Running: http://ip-10-0-1-7:8080'],
    ['Next.js', ' \u2713 Ready in 41.2s'],
    ['WildFly', 'WFLYSRV0025: WildFly 31.0.0.Final started in 41204ms - Started 285 of 522 services'],
    ['a logger that writes JSON', '{"level":"info","msg":"Started OrdersApplication in 41.2 seconds"}'],
  ])('is compared with what %s says of its start', (_, line) => {
    expect(remarks({ service: aService(), logs: { app: [line] } })).toContain('The start of container app took 41 s');
  });

  it.each<[string, string]>([
    ['Uvicorn', 'INFO:     Application startup complete.'],
    ['Kestrel', '      Now listening on: http://[::]:8080'],
    ['Puma', '* Listening on http://0.0.0.0:8080'],
    ['PostgreSQL', 'LOG:  database system is ready to accept connections'],
  ])('is compared with the time at which %s says that it is up', (_, line) => {
    expect(remarks({ service: aService(), logs: { app: [printed(1, 'boot'), printed(37, line)] } })).toContain(
      'took 37 s',
    );
  });

  it('is not compared with a port that is only announced', () => {
    const logs = { app: [printed(4, 'Tomcat initialized with port 8080 (http)'), printed(50, 'loading entities')] };
    expect(remarks({ service: aService(), logs })).toContain('The task was stopped 60 s after its start');
  });

  it('is not taken from a line that only waits', () => {
    const logs = { app: [printed(50, 'database not ready, retrying in 5 seconds')] };
    expect(remarks({ service: aService(), logs })).toContain('does not say');
  });
});

describe("the container's own health check", () => {
  const failed = (lifeS = 95) =>
    byLoadBalancer({
      stoppedReason: 'Task failed container health checks',
      times: { startedAt: NOON, stoppingAt: NOON + lifeS * 1_000, executionStoppedAt: NOON + (lifeS + 2) * 1_000 },
    });
  const checked = (command: readonly string[], startPeriodS?: number) => ({
    healthCheck: {
      command,
      intervalS: 30,
      timeoutS: 5,
      retries: 3,
      ...(startPeriodS === undefined ? {} : { startPeriodS }),
    },
  });
  const CURL = ['CMD-SHELL', 'curl -f http://localhost:8080/ || exit 1'];
  const remarks = (known: Known, task = failed()) => diagnose(task, knowing(known)).remarks.join('\n');

  it('is compared with the start by startPeriod, interval and retries', () => {
    const logs = { app: [printed(120, 'Listening on 0.0.0.0:8080')] };
    expect(remarks({ containers: [checked(CURL)], logs }, failed(125))).toBe(
      'The start of container app took 120 s ("Listening on 0.0.0.0:8080"), and its health check gives it 90 s (no startPeriod, 3 failures 30 s apart): set startPeriod to 180.',
    );
    expect(remarks({ containers: [checked(CURL, 60)], logs }, failed(125))).toBe('');
  });

  it('asks for no more than the longest startPeriod', () => {
    const logs = { app: [printed(400, 'Listening on 0.0.0.0:8080')] };
    expect(remarks({ containers: [checked(CURL)], logs }, failed(410))).toContain(
      'set startPeriod to 300, its maximum, and raise retries',
    );
  });

  it('is told where the application never said that it is up', () => {
    expect(remarks({ containers: [checked(CURL, 10)], logs: { app: ['loading model'] } })).toContain(
      'ever listened in the 95 s that the task ran, and its health check gives it 100 s (startPeriod 10 s, 3 failures 30 s apart): set startPeriod to 150',
    );
  });

  it('blames the only essential container that has one', () => {
    const task = {
      ...failed(),
      containers: [
        { name: 'web', exitCode: 0 },
        { name: 'app', exitCode: 143 },
      ],
    };
    const evidence = knowing({ containers: [{ name: 'web' }, checked(CURL)] });
    expect(diagnose(task, evidence).container).toBe('app');
  });

  it.each<[string, string[], RegExp]>([
    [
      'a line for the shell',
      CURL,
      /"curl -f http:\/\/localhost:8080\/ \|\| exit 1" failed.*5 s to answer.*3 failures 30 s/,
    ],
    ['a program with its words', ['CMD', '/bin/up', '--port', '8080'], /"\/bin\/up --port 8080" failed/],
    ['no check at all', ['NONE'], /^Its health command failed too often/],
  ])('is quoted as it is carried out: %s', (_, command, says) => {
    expect(advice(failed(), knowing({ containers: [checked(command)] })).explanation).toMatch(says);
  });

  it.each<[string, string[], RegExp]>([
    [
      'operators of a shell',
      ['CMD', 'curl', '-f', 'http://localhost/', '||', 'exit', '1'],
      /CMD hands \|\| to curl as an argument/,
    ],
    [
      'a whole line as one program',
      ['CMD', 'curl -f http://localhost/'],
      /for the name of one program: a command line needs CMD-SHELL/,
    ],
  ])('that cannot succeed is told: CMD with %s', (_, command, says) => {
    const known = { containers: [checked(command)], logs: { app: ['up'] } };
    expect(remarks(known)).toMatch(says);
    expect(advice(failed(), knowing(known)).fixes[0]).toContain('with CMD-SHELL, as one line');
  });

  it.each<[string, string[]]>([
    ['CMD-SHELL', CURL],
    ['a shell of its own', ['CMD', '/bin/sh', '-c', 'curl -f http://localhost/ || exit 1']],
    ['a plain program', ['CMD', '/bin/up']],
  ])('that can succeed is left alone: %s', (_, command) => {
    expect(remarks({ containers: [checked(command)] })).not.toContain('never succeeds');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { diagnoseServiceFailure } from '../../../functions/diagnosis/service-failures/diagnose-service-failure.ts';
import { readServiceEvent, type ServiceEvent } from '../../../functions/event/service-event.ts';
import { meaningOf } from '../../../functions/event/service-event-meaning.ts';
import type { Failure } from '../../../functions/incident/failure.ts';
import { renderNoticeChat } from '../../../functions/report/notice-chat.ts';
import { renderNoticeMail } from '../../../functions/report/notice-mail.ts';
import {
  composeServiceNotice,
  failureOfService,
  SERVICE_NOTICE_PATTERNS,
  type ServiceNoticeContext,
} from '../../../functions/report/notices/service-failure.ts';
import { unprovenPatterns } from '../../support/linear-patterns.ts';
import { aServiceAction, DEPLOYMENT_ID, SERVICE_ARN } from '../../support/service-events.ts';
import { REFERENCE, whereShared } from '../../support/shared.ts';

const MINUTE_MS = 60_000;
const PLACEMENT = aServiceAction({ reason: 'RESOURCE:CPU' });
const FAILED = aServiceAction({
  eventName: 'SERVICE_DEPLOYMENT_FAILED',
  deploymentId: DEPLOYMENT_ID,
  reason: 'ECS deployment circuit breaker: tasks failed to start.',
});

const compose = (event: ServiceEvent, context?: ServiceNoticeContext) =>
  composeServiceNotice(event, diagnoseServiceFailure(event), context);

const section = (notice: ReturnType<typeof compose>, heading: RegExp) =>
  notice.sections.find((each) => heading.test(each.heading))?.entries.join('\n');

const aStop = (overrides: Partial<Failure> = {}): Failure => ({
  id: '00ff',
  kind: 'stopped',
  workload: FAILED.workload,
  at: FAILED.at - 5 * MINUTE_MS,
  cause: 'image-pull-access-denied',
  severity: 'critical',
  title: 'image pull denied',
  headline: 'The registry refused to hand out orders:43.',
  proof: 'CannotPullContainerError: pull access denied for orders',
  proofLabel: 'ECS says of app',
  fix: 'Allow role orders-execution to pull orders.',
  taskId: '00ff',
  family: 'orders',
  revision: 43,
  container: 'app',
  image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:43',
  deployment: DEPLOYMENT_ID,
  treatment: 'alert',
  ...overrides,
});

const outOfMemory = (overrides: Partial<Failure> = {}) =>
  aStop({
    cause: 'out-of-memory',
    title: 'out of memory',
    headline: 'Container app ran out of memory.',
    proof: 'OutOfMemoryError',
    fix: 'Raise memory.',
    ...overrides,
  });

describe('composeServiceNotice', () => {
  it('tells a placement failure as the first message of its incident', () => {
    const notice = compose(PLACEMENT);
    expect(notice).toMatchObject({
      kind: 'placement-failed',
      cause: 'capacity-unavailable',
      domain: 'capacity',
      severity: 'critical',
      stem: 'orders: no CPU to place tasks (prod)',
      follows: false,
      threadId: `111122223333/eu-west-1/prod/orders/capacity-unavailable/${Math.floor(PLACEMENT.at / 1_000)}`,
      evidence: [{ label: 'ECS says (SERVICE_TASK_PLACEMENT_FAILURE)', text: 'RESOURCE:CPU' }],
      clusters: ['prod'],
      services: ['orders'],
      account: '111122223333',
      region: 'eu-west-1',
      resources: [SERVICE_ARN],
      sections: [],
      missing: [],
    });
    expect(notice.links.map(({ label }) => label)).toEqual(['Service events', 'Service']);
  });

  it('quotes the name of an event that gives no reason', () => {
    const notice = compose(aServiceAction({ eventName: 'ECS_OPERATION_THROTTLED' }));
    expect(notice.evidence).toEqual([{ label: 'ECS says of the service', text: 'ECS_OPERATION_THROTTLED' }]);
  });

  it('links the instance, the role or the subnet at fault first', () => {
    const id = '00112233445566778899aabbccddeeff';
    const labels = (detail: object) => compose(aServiceAction(detail)).links[0];
    expect(labels({ reason: `container-instance ${id} has insufficient CPU units` })).toMatchObject({
      label: 'Container instance',
      note: id,
      url: expect.stringContaining(`/container-instances/${id}?region=eu-west-1`),
    });
    expect(
      labels({ reason: "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/orders'" }),
    ).toMatchObject({
      label: 'Role',
      note: 'orders',
    });
    expect(labels({ reason: "in subnet 'subnet-00aa11bb22cc33dd4': InsufficientFreeAddressesInSubnet" })).toMatchObject(
      {
        label: 'Subnet',
      },
    );
  });

  it('names the service without links where its cluster is not known', () => {
    const event = { ...PLACEMENT, workload: { ...PLACEMENT.workload, cluster: '' } };
    const notice = compose(event);
    expect(notice.links).toEqual([{ label: 'Service', note: 'orders' }]);
    expect(notice).toMatchObject({ clusters: [], stem: 'orders: no CPU to place tasks' });
  });

  it('keeps thread and subject within their limits for the longest names', () => {
    const workload = { ...PLACEMENT.workload, name: 'n'.repeat(255), cluster: 'c'.repeat(255) };
    const notice = compose({ ...PLACEMENT, workload });
    expect(notice.threadId.length).toBeLessThanOrEqual(200);
    expect(notice.stem).toMatch(/^[\x20-\x7e]{20,99}$/);
    expect(notice.headline.length).toBeLessThan(200);
  });

  it('passes on what could not be looked at', () => {
    expect(compose(PLACEMENT, { missing: ['the table'] }).missing).toEqual(['the table']);
  });
});

describe('the story of a failed deployment', () => {
  const stops = [
    outOfMemory({ id: '1', at: FAILED.at - MINUTE_MS }),
    aStop({ id: '2' }),
    aStop({ id: '3', at: FAILED.at - 3 * MINUTE_MS, proof: 'the latest proof' }),
  ];

  it('says what killed its tasks, which revision it was and what ECS goes back to', () => {
    const notice = compose(FAILED, { failures: stops, rollback: { to: 'ecs-svc/41', revision: 42 } });
    expect(notice.headline).toBe('Deployment of orders failed and is rolled back: its tasks may not pull their image.');
    expect(notice.explanation).toMatch(/^The registry refused to hand out orders:43\. /);
    expect(notice.evidence).toEqual([
      { label: 'ECS says of app', text: 'the latest proof' },
      { label: 'ECS says (SERVICE_DEPLOYMENT_FAILED)', text: FAILED.reason },
    ]);
    expect(section(notice, /^Deployment$/)).toMatch(
      new RegExp(
        `^${DEPLOYMENT_ID} of orders in prod failed at 2026-11-24 12:00:00 UTC\\.\nIt deploys revision orders:43 with image orders:43\\.$`,
      ),
    );
    expect(section(notice, /stopped its tasks$/)).toBe('2 tasks of 3: image pull denied\n1 task of 3: out of memory');
    expect(section(notice, /Rollback/)).toBe(
      'ECS goes back to the last deployment that completed: ecs-svc/41, revision orders:42.',
    );
    expect(notice.fixes[0]?.text).toBe('Allow role orders-execution to pull orders.');
    expect(notice.fixes.some(({ command }) => command?.includes('REVISION'))).toBe(false);
    expect(notice.links.map(({ label }) => label).slice(0, 2)).toEqual(['Deployments', 'Task']);
  });

  it('counts only the stops of the deployment that failed', () => {
    const other = aStop({ id: '4', deployment: 'ecs-svc/41' });
    const elsewhere = aStop({ id: '5', workload: { ...FAILED.workload, name: 'billing' } });
    const placementOnly = {
      ...failureOfService(PLACEMENT, diagnoseServiceFailure(PLACEMENT)),
      deployment: DEPLOYMENT_ID,
    };
    const notice = compose(FAILED, { failures: [outOfMemory(), other, elsewhere, placementOnly] });
    expect(section(notice, /stopped its tasks$/)).toBe('1 task: out of memory');
  });

  it('takes the stops of the last 30 minutes where the deployment is not named', () => {
    const event = aServiceAction({ eventName: 'SERVICE_DEPLOYMENT_FAILED', reason: 'tasks failed to start' });
    const old = outOfMemory({ at: event.at - 31 * MINUTE_MS });
    const later = outOfMemory({ at: event.at + 10 * MINUTE_MS });
    const notice = compose(event, { failures: [old, aStop(), later] });
    expect(section(notice, /in the last 30 minutes$/)).toBe('1 task: image pull denied');
    // The revision that such stops name may be the one before.
    expect(section(notice, /^Deployment$/)).not.toMatch(/revision/);
  });

  it('prefers a specific cause to the many that say nothing', () => {
    const vague = ['1', '2', '3'].map((id) =>
      aStop({ id, cause: 'application-exit', title: 'application exited', headline: 'It exited.' }),
    );
    const scaled = aStop({ id: '5', cause: 'service-scaled', title: 'stopped by the service scheduler' });
    expect(compose(FAILED, { failures: [...vague, scaled, outOfMemory({ id: '4' })] }).headline).toMatch(
      /out of memory/,
    );
    expect(compose(FAILED, { failures: [scaled, ...vague] }).headline).toMatch(/exited, and nothing says why/);
  });

  it('says that no stop is known, and where to look', () => {
    const notice = compose(FAILED);
    expect(notice.headline).toBe('Deployment of orders failed: its tasks did not start or did not stay up.');
    expect(section(notice, /stopped its tasks/)).toMatch(/^No failed task of this deployment is on record/);
    expect(section(notice, /Rollback/)).toMatch(/has not said so far/);
    const commands = notice.fixes.flatMap(({ command }) => command ?? []).join('\n');
    expect(commands).toContain('--desired-status STOPPED');
    expect(commands).toContain('--task-definition FAMILY:REVISION');
  });

  it('lets an alarm be the reason, whatever else stopped', () => {
    const event = { ...FAILED, reason: 'deployment failed: alarm detected.' };
    const notice = compose(event, { failures: [outOfMemory()] });
    expect(notice.headline).toBe('Deployment of orders failed: a CloudWatch alarm of the deployment went off.');
    expect(notice.fixes[0]?.text).toMatch(/alarm/);
    expect(section(notice, /stopped its tasks$/)).toBe('1 task: out of memory');
  });

  it('reads of the rollback in the reason', () => {
    const rolled = {
      ...FAILED,
      reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    };
    expect(compose(rolled).headline).toMatch(/failed and is rolled back/);
    const stuck = { ...FAILED, reason: 'tasks failed to start. No rollback candidate was found to run the rollback.' };
    expect(compose(stuck, { rollback: { to: 'x' } }).headline).not.toMatch(/rolled back/);
    expect(section(compose(stuck), /Rollback/)).toMatch(/found no earlier deployment/);
  });

  it('tells of tasks that fail again and again what stopped them', () => {
    const event = aServiceAction({ eventName: 'SERVICE_TASK_START_IMPAIRED', eventType: 'WARN' });
    const notice = compose(event, { failures: [aStop(), aStop({ id: '9' })] });
    expect(notice.headline).toBe('ECS cannot keep orders running: its tasks may not pull their image.');
    expect(section(notice, /in the last 30 minutes/)).toBe('Both tasks: image pull denied');
    expect(section(notice, /Deployment|Rollback/)).toBeUndefined();
  });
});

describe('failureOfService', () => {
  it('keeps what incidents, digests and the history need', () => {
    expect(failureOfService(FAILED, diagnoseServiceFailure(FAILED))).toEqual({
      id: FAILED.id,
      kind: 'deployment-failed',
      workload: FAILED.workload,
      at: FAILED.at,
      cause: 'deployment-failed',
      severity: 'critical',
      title: 'deployment failed',
      headline: 'Deployment of service orders failed: its tasks did not start or did not stay up.',
      proof: FAILED.reason,
      proofLabel: 'ECS says (SERVICE_DEPLOYMENT_FAILED)',
      fix: 'Repair what stopped the tasks of the new revision, then deploy again.',
      treatment: 'alert',
      deployment: DEPLOYMENT_ID,
      scope: DEPLOYMENT_ID,
    });
  });

  it('bounds and redacts what it keeps', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    const event = aServiceAction({ reason: `password=hunter2hunter2 ${secret} ${'x '.repeat(900)}` });
    const record = failureOfService(event, diagnoseServiceFailure(event));
    expect(JSON.stringify({ ...record, id: '' })).not.toContain('hunter2hunter2');
    expect(record.proof?.length).toBeLessThanOrEqual(300);
    expect(record.headline.length).toBeLessThanOrEqual(240);
  });
});

describe('the rendered notices', () => {
  whereShared('say of every failure of the reference who fails and what to do, in mail and chat', () => {
    const folder = join(REFERENCE, 'events');
    const events = readdirSync(folder)
      .filter((name) => /^(?:service-action|deployment)-/.test(name))
      .map((name) => readServiceEvent(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
      .filter((event) => meaningOf(event).kind === 'failure');
    expect(events.length).toBeGreaterThan(12);
    for (const event of events) {
      const notice = compose(event);
      const { subject, body } = renderNoticeMail(notice);
      expect(subject).toMatch(/^servicetest: [\x20-\x7e]{5,40} \(default\)$/);
      expect(body.split('\n')[0]).toMatch(/servicetest|service/);
      expect(body).toContain(event.reason === '' ? event.eventName : event.reason.slice(0, 20));
      expect(body).toContain('WHAT TO CHANGE');
      expect(body).toContain('/services/servicetest/');
      expect(renderNoticeChat(notice)).toContain('servicetest');
      // The later messages of the incident find its subject through the record.
      expect(subject).toContain(failureOfService(event, diagnoseServiceFailure(event)).title);
    }
  });
});

it('every pattern of the notice takes linear time', async () => {
  expect(await unprovenPatterns('service-notices', SERVICE_NOTICE_PATTERNS)).toEqual([]);
}, 120_000);

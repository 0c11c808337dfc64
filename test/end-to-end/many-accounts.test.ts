import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildResponder } from '../../functions/build.ts';
import { makeClock } from '../../local/clock.ts';
import { matchesPattern } from '../../local/event-pattern.ts';
import { deployLocally, type LocalDeployment } from '../../local/local-deployment.ts';
import { putStoryStop } from '../../local/story/put-story-stop.ts';
import { loggingContainer, PLACE, type StoryStop, taskEvent } from '../../local/story/story-stop.ts';
import { synthesiseMember, synthesiseStack } from '../../local/synthesise.ts';
import { readTemplate } from '../../local/template.ts';

const HUB = '999988887777';
const MEMBER = '444455556666';
const REGION = 'eu-west-1';
const MEMBER_REGION = 'us-east-1';
const BUS = 'ecs-postmortem';
const BUS_ARN = `arn:aws:events:${REGION}:${HUB}:event-bus/${BUS}`;
const CRASH = ['starting', 'Error: listen EADDRINUSE: address already in use :::8080'];

let bundleDir: string;
let hubTemplate: unknown;
let memberTemplate: unknown;
let deployment: LocalDeployment;
const clock = makeClock(Date.now());

beforeAll(async () => {
  bundleDir = await mkdtemp(join(tmpdir(), 'ecs-postmortem-bundle-'));
  await buildResponder({ outDir: bundleDir });
  const hub = { accounts: [MEMBER] };
  hubTemplate = synthesiseStack({ hub, emails: ['oncall@example.com'], code: Code.fromAsset(bundleDir) });
  memberTemplate = synthesiseMember({ hubBusArn: BUS_ARN });
}, 60_000);

afterAll(async () => {
  await rm(bundleDir, { recursive: true, force: true });
  await rm(`${bundleDir}.map`, { recursive: true, force: true });
});

beforeEach(async () => {
  deployment = await deployLocally({
    template: hubTemplate,
    bundleDir,
    region: REGION,
    account: HUB,
    otherRegions: [MEMBER_REGION],
    now: clock.now,
    environment: { LATE_LOG_WAIT_MS: '0', MOST_PER_SECOND: '100', STORM_FROM: '1000' },
  });
});

afterEach(() => deployment.close());

const member = () => readTemplate(memberTemplate, { account: MEMBER, region: MEMBER_REGION });

/** Deploys the member's role. */
function letIn(): void {
  const role = member().roles.find(({ arn }) => arn.endsWith('role/EcsPostmortemRead'));
  if (role === undefined) throw new Error('The member stack makes no role to read by.');
  deployment.standIn.sts.putRole(role);
}

let taskNumber = 0;

/** A task of the account that crashed. */
function aStop(account: string, region: string, service = 'orders'): StoryStop {
  taskNumber += 1;
  const stop = {
    title: '',
    event: taskEvent({
      service,
      family: service,
      taskId: taskNumber.toString(16).padStart(32, '0'),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'app', exitCode: 1 }],
      ran: true,
    }),
    containerDefinitions: [loggingContainer(service, 'app', 'orders:1')],
    logs: { app: CRASH },
  };
  return JSON.parse(JSON.stringify(stop).replaceAll(PLACE.account, account).replaceAll(PLACE.region, region));
}

/** The rules of the member put the event where they say; the hub's rules take it from there. */
async function forward(stop: StoryStop) {
  const event = JSON.parse(JSON.stringify(stop.event));
  const targets = member()
    .rules.filter(({ bus, pattern }) => bus === 'default' && pattern !== undefined && matchesPattern(pattern, event))
    .flatMap((rule) => rule.targets.map(({ arn }) => arn));
  expect(targets).toEqual([BUS_ARN]);
  return deployment.bus.put(event, BUS);
}

const calls = () =>
  deployment.standIn.calls.map(({ operation, region, outcome }) => `${operation} ${region} ${outcome}`).sort();
const operations = () => deployment.standIn.calls.map(({ operation }) => operation);
const mails = () => deployment.standIn.sns.mails;
const flat = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ');

describe('a stop in a member', () => {
  it('is told with the proof from the log of its own account and Region', async () => {
    letIn();
    const stop = aStop(MEMBER, MEMBER_REGION);
    putStoryStop(deployment.standIn.accountOf(MEMBER), stop);
    expect(await forward(stop)).toMatchObject({ kind: 'handled' });
    expect(mails()).toHaveLength(1);
    expect(mails()[0]?.subject).toBe('orders: port in use (prod)');
    expect(mails()[0]?.body).toMatch(/^> Error: listen EADDRINUSE/m);
    expect(calls()).toEqual(
      expect.arrayContaining([
        `AssumeRole ${REGION} ok`,
        `DescribeTaskDefinition ${MEMBER_REGION} ok`,
        `GetLogEvents ${MEMBER_REGION} ok`,
      ]),
    );
    const [published] = deployment.standIn.sns.published;
    expect(published?.attributes).toMatchObject({ account: { value: MEMBER }, region: { value: MEMBER_REGION } });
  });

  it('is not mixed up with what its account does not hold', async () => {
    letIn();
    const stop = aStop(MEMBER, MEMBER_REGION);
    // The same names in the hub's account, with a log that would tell something else.
    putStoryStop(deployment.standIn, stop);
    await forward(stop);
    expect(flat(mails()[0]?.body)).toContain('no longer exists');
    expect(mails()[0]?.body).not.toContain('EADDRINUSE');
  });

  it('leaves without evidence where the role is missing, and says which role must trust whom', async () => {
    const stop = aStop(MEMBER, MEMBER_REGION);
    putStoryStop(deployment.standIn.accountOf(MEMBER), stop);
    expect(await forward(stop)).toMatchObject({ kind: 'handled' });
    expect(mails()).toHaveLength(1);
    expect(flat(mails()[0]?.body)).toContain(
      `role EcsPostmortemRead of account ${MEMBER} could not be assumed. Deploy the member stack there, so that the role exists and its trust policy allows sts:AssumeRole to arn:aws:iam::${HUB}:role/EcsPostmortemHub.`,
    );
    expect(operations()).not.toContain('DescribeTaskDefinition');
  });

  it('leaves as well where STS does not answer', async () => {
    letIn();
    deployment.standIn.faults.inject('sts', 'AssumeRole', { kind: 'server-error' });
    await forward(aStop(MEMBER, MEMBER_REGION));
    expect(flat(mails()[0]?.body)).toContain(
      `role EcsPostmortemRead of account ${MEMBER} could not be assumed (InternalFailure).`,
    );
  });

  it('says so where the role went away since the definition was read', async () => {
    letIn();
    const [first, second] = [aStop(MEMBER, MEMBER_REGION), aStop(MEMBER, MEMBER_REGION)];
    for (const stop of [first, second]) putStoryStop(deployment.standIn.accountOf(MEMBER), stop);
    await forward(first);
    deployment.standIn.sts.removeRole(`arn:aws:iam::${MEMBER}:role/EcsPostmortemRead`);
    clock.advance(3_600_000);
    // An hour later the incident of the first is over or told again; either way the log is asked for anew.
    const delivery = await forward(second);
    const log = delivery.kind === 'handled' ? JSON.stringify(delivery.invocations) : '';
    expect(log).toContain(`role EcsPostmortemRead of account ${MEMBER} could not be assumed`);
  });

  it('assumes the role once for many stops, and again before the session ends', async () => {
    letIn();
    const assumed = () => operations().filter((operation) => operation === 'AssumeRole').length;
    for (const service of ['orders', 'billing']) {
      const stop = aStop(MEMBER, MEMBER_REGION, service);
      putStoryStop(deployment.standIn.accountOf(MEMBER), stop);
      await forward(stop);
    }
    expect(assumed()).toBe(1);
    clock.advance(55 * 60_000);
    const late = aStop(MEMBER, MEMBER_REGION, 'search');
    putStoryStop(deployment.standIn.accountOf(MEMBER), late);
    await forward(late);
    expect(assumed()).toBe(2);
    expect(mails().at(-1)?.body).toMatch(/^> Error: listen EADDRINUSE/m);
  });
});

describe("a stop in the hub's own account", () => {
  it('is read without any role', async () => {
    const stop = aStop(HUB, REGION);
    putStoryStop(deployment.standIn, stop);
    const delivery = await deployment.bus.put(JSON.parse(JSON.stringify(stop.event)));
    // One rule only: those of the hub's bus do not see the default bus.
    expect(delivery).toMatchObject({ kind: 'handled' });
    expect(delivery).not.toHaveProperty('also');
    expect(mails()[0]?.body).toMatch(/^> Error: listen EADDRINUSE/m);
    expect(operations()).not.toContain('AssumeRole');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { matchesPattern } from '../../local/event-pattern.ts';
import { REFERENCE, whereShared } from '../support/shared.ts';
import { aStack, HERE, inStack, ruleNamed, synthesise } from './synthesise.ts';

type Pattern = Parameters<typeof matchesPattern>[0];
type Event = Parameters<typeof matchesPattern>[1];

const patternFor = (clusters?: string[], rule = 'Rule'): Pattern =>
  ruleNamed(synthesise(clusters ? { clusters } : {}, HERE), rule).EventPattern as Pattern;

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';

const aTaskEvent = (detail: Event = {}, envelope: Event = {}): Event => ({
  version: '0',
  id: 'f1b6c9a2-0000-4000-8000-000000000001',
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  account: HERE.account,
  region: HERE.region,
  detail: {
    clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod',
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    ...detail,
  },
  ...envelope,
});

describe('the rule of all clusters', () => {
  const pattern = patternFor();

  it('matches a task that has stopped', () => {
    expect(matchesPattern(pattern, aTaskEvent())).toBe(true);
  });

  it.each(['PROVISIONING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'DELETED'])(
    'leaves out a task that is %s',
    (lastStatus) => expect(matchesPattern(pattern, aTaskEvent({ lastStatus }))).toBe(false),
  );

  it.each(['ECS Container Instance State Change', 'ECS Service Action', 'ECS Deployment State Change'])(
    'leaves out an event of type %s',
    (type) => expect(matchesPattern(pattern, aTaskEvent({}, { 'detail-type': type }))).toBe(false),
  );

  it('leaves out an event that only looks like one of ECS', () => {
    expect(matchesPattern(pattern, aTaskEvent({}, { source: 'my.ecs' }))).toBe(false);
  });
});

const aDeploymentEvent = (eventName: string, serviceArn = `${ARN}:service/prod/web`): Event => ({
  ...aTaskEvent(),
  'detail-type': 'ECS Deployment State Change',
  resources: [serviceArn],
  detail: {
    eventType: eventName.endsWith('FAILED') ? 'ERROR' : 'INFO',
    eventName,
    deploymentId: 'ecs-svc/9223370480917651234',
    updatedAt: '2026-11-24T09:14:27Z',
    reason: 'what ECS says of it',
  },
});

const aServiceAction = (eventType: string, eventName: string, cluster = 'prod'): Event => ({
  ...aTaskEvent(),
  'detail-type': 'ECS Service Action',
  resources: [`${ARN}:service/${cluster}/web`],
  detail: { eventType, eventName, clusterArn: `${ARN}:cluster/${cluster}`, createdAt: '2026-11-24T09:14:27Z' },
});

describe('the rule of deployments', () => {
  const all = patternFor(undefined, 'DeploymentRule');

  it.each(['IN_PROGRESS', 'COMPLETED', 'FAILED'])('matches a deployment that is %s', (state) => {
    expect(matchesPattern(all, aDeploymentEvent(`SERVICE_DEPLOYMENT_${state}`))).toBe(true);
  });

  it('leaves out what ECS may add, and other types of events', () => {
    expect(matchesPattern(all, aDeploymentEvent('SERVICE_DEPLOYMENT_PENDING'))).toBe(false);
    expect(matchesPattern(all, aTaskEvent())).toBe(false);
    expect(matchesPattern(all, aServiceAction('ERROR', 'SERVICE_DEPLOYMENT_FAILED'))).toBe(false);
  });

  it.each<[string, boolean]>([
    [`${ARN}:service/prod/web`, true],
    [`${ARN}:service/prod-2/web`, false],
    [`${ARN}:service/preprod/web`, false],
    ['arn:aws:ecs:us-east-1:123456789012:service/prod/web', false],
  ])('of the clusters prod and staging, for %s: %s', (serviceArn, matched) => {
    const pattern = patternFor(['prod', `${ARN}:cluster/staging`], 'DeploymentRule');
    expect(matchesPattern(pattern, aDeploymentEvent('SERVICE_DEPLOYMENT_FAILED', serviceArn))).toBe(matched);
  });

  it.each(['ARN', 'name'])('takes a cluster of the same app by its %s', (given) => {
    const stack = aStack(HERE);
    const cluster = new CfnResource(stack, 'Shop', { type: 'AWS::ECS::Cluster' });
    inStack(stack, { clusters: [given === 'ARN' ? cluster.getAtt('Arn').toString() : cluster.ref] });
    const { EventPattern } = ruleNamed(Template.fromStack(stack), 'DeploymentRule');
    const { resources } = EventPattern as { resources: { prefix: unknown }[] };
    const byArn = {
      'Fn::Join': [
        '',
        [{ 'Fn::Join': [':service/', { 'Fn::Split': [':cluster/', { 'Fn::GetAtt': ['Shop', 'Arn'] }] }] }, '/'],
      ],
    };
    const byName = { 'Fn::Join': ['', ['arn:aws:ecs:eu-west-1:123456789012:service/', { Ref: 'Shop' }, '/']] };
    expect(resources).toContainEqual({ prefix: given === 'ARN' ? byArn : byName });
  });
});

describe('the rule of service actions', () => {
  const all = patternFor(undefined, 'ServiceActionRule');

  it.each([
    ['WARN', 'SERVICE_TASK_START_IMPAIRED'],
    ['ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE'],
    ['ERROR', 'SOMETHING_THAT_ECS_ADDS'],
    ['INFO', 'SERVICE_STEADY_STATE'],
  ])('matches %s %s', (type, name) => expect(matchesPattern(all, aServiceAction(type, name))).toBe(true));

  it.each(['SERVICE_DESIRED_COUNT_UPDATED', 'TASKS_STOPPED', 'CAPACITY_PROVIDER_STEADY_STATE'])(
    'leaves out INFO %s',
    (name) => expect(matchesPattern(all, aServiceAction('INFO', name))).toBe(false),
  );

  it('keeps to its clusters', () => {
    const pattern = patternFor(['prod'], 'ServiceActionRule');
    expect(matchesPattern(pattern, aServiceAction('WARN', 'SERVICE_TASK_START_IMPAIRED'))).toBe(true);
    expect(matchesPattern(pattern, aServiceAction('WARN', 'SERVICE_TASK_START_IMPAIRED', 'prod-2'))).toBe(false);
    expect(matchesPattern(pattern, aServiceAction('INFO', 'SERVICE_STEADY_STATE', 'prod-2'))).toBe(false);
  });
});

describe('the samples of the reference', () => {
  whereShared('match the one rule they are for, and no sample matches two', () => {
    const folder = join(REFERENCE, 'events');
    const samples = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const quietActions = ['capacity-provider-steady-state', 'desired-count-updated', 'tasks-stopped'];
    const ruleFor = (sample: string): string[] => {
      if (sample.startsWith('task-stopped-')) return ['Rule'];
      if (sample.startsWith('deployment-')) return ['DeploymentRule'];
      if (quietActions.some((action) => sample === `service-action-${action}.json`)) return [];
      return sample.startsWith('service-action-') ? ['ServiceActionRule'] : [];
    };
    const rules = ['Rule', 'DeploymentRule', 'ServiceActionRule'].map(
      (name) => [name, patternFor(undefined, name)] as const,
    );
    const matched = samples.map((sample) => {
      const event = JSON.parse(readFileSync(join(folder, sample), 'utf8')) as Event;
      return [sample, rules.filter(([, pattern]) => matchesPattern(pattern, event)).map(([name]) => name)];
    });
    expect(matched.length).toBeGreaterThan(60);
    expect(matched).toEqual(samples.map((sample) => [sample, ruleFor(sample)]));
  });
});

describe('the rule of one cluster', () => {
  const pattern = patternFor(['prod']);

  it('matches a stopped task of that cluster', () => {
    expect(matchesPattern(pattern, aTaskEvent())).toBe(true);
  });

  it.each([
    'arn:aws:ecs:eu-west-1:123456789012:cluster/prod-2',
    'arn:aws:ecs:eu-west-1:123456789012:cluster/preprod',
    'arn:aws:ecs:us-east-1:123456789012:cluster/prod',
  ])('leaves out a stopped task of %s', (clusterArn) => {
    expect(matchesPattern(pattern, aTaskEvent({ clusterArn }))).toBe(false);
  });
});

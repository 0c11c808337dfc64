import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../local/event-pattern.ts';
import { REFERENCE, whereShared } from '../support/shared.ts';
import { HERE, only, synthesise } from './synthesise.ts';

type Pattern = Parameters<typeof matchesPattern>[0];
type Event = Parameters<typeof matchesPattern>[1];

const patternFor = (clusters?: string[]): Pattern =>
  only(synthesise(clusters ? { clusters } : {}, HERE), 'AWS::Events::Rule').EventPattern as Pattern;

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

  whereShared('matches each sample of a stopped task and no other sample', () => {
    const folder = join(REFERENCE, 'events');
    const samples = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const matched = samples.filter((name) =>
      matchesPattern(pattern, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Event),
    );
    expect(matched.length).toBeGreaterThan(0);
    expect(matched).toEqual(samples.filter((name) => name.startsWith('task-stopped-')));
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

import { describe, expect, it } from '@jest/globals';
import { CfnParameter } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { EcsPostmortemProps } from '../../lib/ecs-postmortem-props.ts';
import { matchesPattern } from '../../local/event-pattern.ts';
import { aStack, HERE, inStack, only, ruleNamed, synthesise } from './synthesise.ts';

type Pattern = Parameters<typeof matchesPattern>[0];

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';

const patternFor = (props: EcsPostmortemProps, rule: string): Pattern =>
  ruleNamed(synthesise(props, HERE), rule).EventPattern as Pattern;

const aTask = (group: string, family: string, cluster = 'prod') => ({
  source: 'aws.ecs',
  'detail-type': 'ECS Task State Change',
  detail: {
    clusterArn: `${ARN}:cluster/${cluster}`,
    lastStatus: 'STOPPED',
    group,
    taskDefinitionArn: `${ARN}:task-definition/${family}:7`,
  },
});

const aDeployment = (service: string) => ({
  source: 'aws.ecs',
  'detail-type': 'ECS Deployment State Change',
  resources: [`${ARN}:service/${service}`],
  detail: { eventName: 'SERVICE_DEPLOYMENT_FAILED' },
});

const anAction = (service: string) => ({
  source: 'aws.ecs',
  'detail-type': 'ECS Service Action',
  resources: [`${ARN}:service/${service}`],
  detail: { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED', clusterArn: `${ARN}:cluster/prod` },
});

describe('services', () => {
  const pattern = patternFor({ services: ['web', 'shop-*', 'eu-*-api'] }, 'Rule');

  it.each<[string, string, boolean]>([
    ['service:web', 'anything', true],
    ['service:web2', 'anything', false],
    ['service:my-web', 'anything', false],
    ['service:shop-cart', 'anything', true],
    ['service:shop', 'anything', false],
    ['service:eu-west-api', 'anything', true],
    ['service:eu-west-worker', 'anything', false],
    ['service:other', 'web', false],
    ['family:web', 'web', true],
    ['family:web2', 'web2', false],
    ['family:shop-import', 'shop-import', true],
    ['family:eu-1-api', 'eu-1-api', true],
    ['AWSBatch-queue', 'shop-report', true],
    ['AWSBatch-queue', 'report', false],
  ])('of a task in group %s of family %s: watched %s', (group, family, watched) => {
    expect(matchesPattern(pattern, aTask(group, family))).toBe(watched);
  });

  it.each<[string, boolean]>([
    ['prod/web', true],
    ['staging/web', true],
    ['web', true],
    ['web/other', false],
    ['prod/web2', false],
    ['prod/shop-cart', true],
    ['shop-cluster/other', false],
    ['prod/eu-west-api', true],
  ])('of what ECS says of service %s: watched %s', (service, watched) => {
    const props = { services: ['web', 'shop-*', 'eu-*-api'] };
    expect(matchesPattern(patternFor(props, 'DeploymentRule'), aDeployment(service))).toBe(watched);
    expect(matchesPattern(patternFor(props, 'ServiceActionRule'), anAction(service))).toBe(watched);
  });

  it('are those of the clusters to watch only', () => {
    const props = { services: ['web', 'shop-*'], clusters: ['prod'] };
    expect(matchesPattern(patternFor(props, 'Rule'), aTask('service:web', 'web'))).toBe(true);
    expect(matchesPattern(patternFor(props, 'Rule'), aTask('service:web', 'web', 'staging'))).toBe(false);
    const deployments = patternFor(props, 'DeploymentRule');
    expect(matchesPattern(deployments, aDeployment('prod/web'))).toBe(true);
    expect(matchesPattern(deployments, aDeployment('prod/shop-cart'))).toBe(true);
    expect(matchesPattern(deployments, aDeployment('staging/web'))).toBe(false);
  });

  it('may be known at deployment only', () => {
    const stack = aStack(HERE);
    inStack(stack, { services: [new CfnParameter(stack, 'Service').valueAsString] });
    const { EventPattern } = ruleNamed(Template.fromStack(stack), 'Rule');
    expect(JSON.stringify(EventPattern)).toContain('["",["service:",{"Ref":"Service"}]]');
  });

  it('are the ones held against their desired count', () => {
    const props = { services: ['web', 'shop-*'], checkDesiredCounts: true };
    expect(only(synthesise(props), 'AWS::Lambda::Function').Environment).toMatchObject({
      Variables: { WATCHED_SERVICES: 'web,shop-*' },
    });
  });

  it('may be a dozen', () => {
    const services = Array.from({ length: 12 }, (_, index) => `service-${index}`);
    expect(() => synthesise({ services })).not.toThrow();
  });

  it.each<[string, string[], RegExp]>([
    ['an empty list', [], /services is an empty list.*Leave services out/],
    ['an ARN', [`${ARN}:service/prod/web`], /services holds "arn:.*not ARNs/],
    ['a blank name', [''], /services holds ""/],
    [
      'more than fit an event pattern',
      Array.from({ length: 30 }, (_, index) => `service-with-a-long-name-${index}`),
      /event pattern of \d+ characters, and 3696 fit. Use \* for common parts/,
    ],
    ['two stars in a row', ['web-**'], /services holds "web-\*\*".*One \* stands for any text/],
  ])('refuses %s', (_what, services, message) => {
    expect(() => synthesise({ services })).toThrow(message);
  });
});

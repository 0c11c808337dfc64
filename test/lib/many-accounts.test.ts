import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { HubOptions } from '../../lib/hub.ts';
import { EcsPostmortemMemberStack, type EcsPostmortemMemberStackProps } from '../../lib/member-stack.ts';
import { HERE, ruleNamed, synthesise } from './synthesise.ts';

const BUS_ARN = 'arn:aws:events:eu-west-1:999988887777:event-bus/ecs-postmortem';

const aMember = (props: Partial<EcsPostmortemMemberStackProps> = {}): Template =>
  Template.fromStack(new EcsPostmortemMemberStack(new App(), 'Member', { hubBusArn: BUS_ARN, ...props }));

const aHub = (hub: HubOptions) => synthesise({ hub }, HERE);

describe('the hub', () => {
  it('is not there by default', () => {
    const template = synthesise({}, HERE);
    template.resourceCountIs('AWS::Events::EventBus', 0);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/sts:AssumeRole"[^}]*EcsPostmortemRead|MEMBER_ROLE_NAME/);
  });

  it('lets each account put events of ECS on its bus, and nobody else', () => {
    const template = aHub({ accounts: ['111122223333', '444455556666', '111122223333'] });
    template.resourceCountIs('AWS::Events::EventBusPolicy', 2);
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: Match.objectLike({
        Action: 'events:PutEvents',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::444455556666:root' },
        Condition: { StringEquals: { 'events:source': 'aws.ecs' } },
      }),
    });
  });

  it('lets an organization do so', () => {
    aHub({ organizationId: 'o-a1b2c3d4e5' }).hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: Match.objectLike({
        Principal: { AWS: '*' },
        Condition: { StringEquals: { 'events:source': 'aws.ecs', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      }),
    });
  });

  it('hands the same events to the function as the default bus does', () => {
    const template = aHub({ accounts: ['111122223333'] });
    const onBus = Object.values(template.findResources('AWS::Events::Rule'))
      .map(({ Properties }) => Properties)
      .filter(({ EventBusName }) => EventBusName !== undefined);
    const patterns = (rules: readonly Record<string, unknown>[]) => rules.map(({ EventPattern }) => EventPattern);
    expect(patterns(onBus)).toEqual(
      patterns(['Rule', 'DeploymentRule', 'ServiceActionRule'].map((name) => ruleNamed(template, name))),
    );
  });

  it('may assume the role of the fixed name in the accounts named, by a role of a fixed name', () => {
    const template = aHub({ accounts: ['111122223333'], memberRoleName: 'Reader', roleName: 'Hub2' });
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'Hub2' });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'ReadMembers',
            Action: 'sts:AssumeRole',
            Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:role/Reader']] },
          }),
        ]),
      }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          MEMBER_ROLE_NAME: 'Reader',
          HUB_ROLE_ARN: 'arn:aws:iam::123456789012:role/Hub2',
        }),
      },
    });
  });

  it.each<[HubOptions, string]>([
    [{}, 'hub names neither accounts nor organizationId'],
    [{ accounts: [] }, 'hub names neither accounts nor organizationId'],
    [{ accounts: ['111122223333', '12345'] }, 'hub.accounts holds "12345"'],
    [{ organizationId: 'r-abcd' }, 'hub.organizationId is "r-abcd"'],
    [{ accounts: ['111122223333'], memberRoleName: 'a/b' }, 'hub.memberRoleName is "a/b"'],
    [{ accounts: ['111122223333'], roleName: 'x'.repeat(65) }, 'hub.roleName is "xxx'],
    [{ accounts: ['111122223333'], busName: 'default' }, 'hub.busName is "default"'],
  ])('refuses %j', (hub, message) => {
    expect(() => aHub(hub)).toThrow(`EcsPostmortem: ${message}`);
  });
});

describe('the stack of a member', () => {
  it('is a plain template: no assets, no bootstrap, known in every account and Region', () => {
    const { Parameters, Rules } = aMember().toJSON();
    expect(Object.keys(Parameters)).toEqual(['HubBusArn', 'HubRoleName', 'ReadRoleName', 'RoleRegion']);
    expect(Parameters.RoleRegion.Default).toBe('eu-west-1');
    expect(Rules).toBeUndefined();
  });

  it('forwards what the function of the hub would see, by a role that may do nothing else', () => {
    const template = aMember();
    const patterns = (from: Template) =>
      Object.values(from.findResources('AWS::Events::Rule'))
        .map(({ Properties }) => Properties)
        .filter(({ EventPattern }) => EventPattern?.source?.[0] === 'aws.ecs')
        .map(({ EventPattern }) => EventPattern);
    expect(patterns(template)).toEqual(patterns(synthesise({})));
    template.allResourcesProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ Arn: { Ref: 'HubBusArn' }, DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: { Ref: 'HubBusArn' } }],
        Version: '2012-10-17',
      },
    });
  });

  it('narrows what it forwards to clusters and services of its own account', () => {
    const template = aMember({ clusters: ['prod'], services: ['web-*'] });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        'detail-type': ['ECS Task State Change'],
        detail: Match.objectLike({ clusterArn: [{ 'Fn::Join': Match.anyValue() }] }),
      }),
    });
  });

  it.each([undefined, 'o-a1b2c3d4e5'])('lets the function of the hub read and no more, organization %s', (id) => {
    const template = aMember(id === undefined ? {} : { organizationId: id });
    const [role] = Object.values(
      template.findResources('AWS::IAM::Role', { Properties: { RoleName: { Ref: 'ReadRoleName' } } }),
    );
    expect(role?.Condition).toBe('MakesRole');
    const [statement] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
    expect(Object.keys(statement.Condition)).toEqual(id === undefined ? ['ArnEquals'] : ['ArnEquals', 'StringEquals']);
    expect(JSON.stringify(statement.Condition.ArnEquals)).toContain('HubRoleName');
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(
      ({ Condition }) => Condition === 'MakesRole',
    );
    expect(
      policies.flatMap(({ Properties }) =>
        Properties.PolicyDocument.Statement.map(({ Action }: { readonly Action: string }) => Action),
      ),
    ).toEqual(['ecs:DescribeTaskDefinition', 'ecs:DescribeServices', 'ecs:DescribeTasks', 'logs:GetLogEvents']);
  });

  it.each<[Partial<EcsPostmortemMemberStackProps>, string]>([
    [{ hubBusArn: 'ecs-postmortem' }, 'hubBusArn is "ecs-postmortem"'],
    [{ memberRoleName: 'a b' }, 'memberRoleName is "a b"'],
    [{ hubRoleName: '' }, 'hubRoleName is ""'],
    [{ organizationId: 'example' }, 'organizationId is "example"'],
  ])('refuses %j', (props, message) => {
    expect(() => aMember(props)).toThrow(`EcsPostmortemMemberStack: ${message}`);
  });
});

import { describe, expect, it } from '@jest/globals';
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { SlackChannelOptions, TeamsChannelOptions } from '../../lib/channels.ts';
import type { EcsPostmortem } from '../../lib/ecs-postmortem.ts';
import { aStack, HERE, inStack } from './synthesise.ts';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const SLACK: SlackChannelOptions = { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' };
const TEAMS: TeamsChannelOptions = { teamId: UUID, tenantId: UUID, channelId: '19%3Aabc_D-9%40thread.tacv2' };
const managed = (name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]],
});
const DENY_ALL = [managed('AWSDenyAll')];

const withChat = (add: (postmortem: EcsPostmortem, stack: Stack) => void): Template => {
  const stack = aStack(HERE);
  add(inStack(stack, { chat: true }), stack);
  return Template.fromStack(stack);
};

describe('a Slack channel', () => {
  it('shows the chat topic, and lets nobody do anything', () => {
    withChat((postmortem) => postmortem.addSlackChannel(SLACK)).hasResourceProperties(
      'AWS::Chatbot::SlackChannelConfiguration',
      {
        SlackWorkspaceId: 'T0123ABCD',
        SlackChannelId: 'C0123ABCD',
        SnsTopicArns: [{ Ref: Match.stringLikeRegexp('ChatTopic') }],
        GuardrailPolicies: DENY_ALL,
        ConfigurationName: Match.stringLikeRegexp('^[A-Za-z0-9_-]{1,128}$'),
      },
    );
  });

  it('has a role that Amazon Q Developer may take and that allows nothing', () => {
    const template = withChat((postmortem) => postmortem.addSlackChannel(SLACK));
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'chatbot.amazonaws.com' } })] },
      ManagedPolicyArns: Match.absent(),
      Policies: Match.absent(),
    });
    template.resourceCountIs('AWS::IAM::Policy', 1);
  });

  it('takes a name and wider guardrails', () => {
    const guardrailPolicies = [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')];
    withChat((postmortem) =>
      postmortem.addSlackChannel({ ...SLACK, configurationName: 'ecs-alerts', guardrailPolicies }),
    ).hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      ConfigurationName: 'ecs-alerts',
      GuardrailPolicies: [managed('ReadOnlyAccess')],
    });
  });

  it('may be one of several, each with a name of its own', () => {
    const template = withChat((postmortem) => {
      postmortem.addSlackChannel(SLACK);
      postmortem.addSlackChannel({ ...SLACK, channelId: 'C0456EFGH' });
    });
    const configurations = Object.values(template.findResources('AWS::Chatbot::SlackChannelConfiguration'));
    expect(new Set(configurations.map(({ Properties }) => Properties.ConfigurationName)).size).toBe(2);
  });

  it('may be known at deployment only', () => {
    withChat((postmortem, stack) =>
      postmortem.addSlackChannel({ ...SLACK, channelId: new CfnParameter(stack, 'Channel').valueAsString }),
    ).hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', { SlackChannelId: { Ref: 'Channel' } });
  });

  it('cannot be added twice', () => {
    expect(() =>
      withChat((postmortem) => {
        postmortem.addSlackChannel(SLACK);
        postmortem.addSlackChannel(SLACK);
      }),
    ).toThrow(/addSlackChannel was called twice for one channel/);
  });

  it.each<[string, Partial<SlackChannelOptions>, RegExp]>([
    ['the name of a workspace', { workspaceId: 'acme' }, /addSlackChannel has workspaceId "acme".*such as T0123ABCD/],
    ['the name of a channel', { channelId: '#alerts' }, /addSlackChannel has channelId "#alerts".*such as C0123ABCD/],
    ['a name with a space', { configurationName: 'my alerts' }, /has configurationName "my alerts".*letters, digits/],
    [
      'no guardrail',
      { guardrailPolicies: [] },
      /guardrailPolicies as an empty list, which stands for AdministratorAccess/,
    ],
    [
      'the guardrail that is none',
      { guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] },
      /guardrailPolicies with AdministratorAccess.*such as ReadOnlyAccess/,
    ],
  ])('refuses %s', (_what, options, message) => {
    expect(() => withChat((postmortem) => postmortem.addSlackChannel({ ...SLACK, ...options }))).toThrow(message);
  });
});

describe('a Teams channel', () => {
  it.each(['19%3Aabc_D-9%40thread.tacv2', '19:abc_D-9@thread.tacv2'])('shows the chat topic in %s', (channelId) => {
    withChat((postmortem) => postmortem.addTeamsChannel({ ...TEAMS, channelId })).hasResourceProperties(
      'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
      {
        TeamId: UUID,
        TeamsTenantId: UUID,
        TeamsChannelId: '19%3Aabc_D-9%40thread.tacv2',
        SnsTopicArns: [{ Ref: Match.stringLikeRegexp('ChatTopic') }],
        GuardrailPolicies: DENY_ALL,
        ConfigurationName: Match.stringLikeRegexp('^[A-Za-z0-9_-]{1,128}$'),
      },
    );
  });

  it.each<[string, Partial<TeamsChannelOptions>, RegExp]>([
    ['the name of a team', { teamId: 'Platform' }, /addTeamsChannel has teamId "Platform".*groupId=/],
    ['the name of a tenant', { tenantId: 'acme.com' }, /addTeamsChannel has tenantId "acme.com".*tenantId=/],
    ['the name of a channel', { channelId: 'Alerts' }, /addTeamsChannel has channelId "Alerts".*thread\.tacv2/],
  ])('refuses %s', (_what, options, message) => {
    expect(() => withChat((postmortem) => postmortem.addTeamsChannel({ ...TEAMS, ...options }))).toThrow(message);
  });
});

describe('a channel of either', () => {
  const adders: [string, (postmortem: EcsPostmortem) => unknown][] = [
    ['addSlackChannel', (postmortem) => postmortem.addSlackChannel(SLACK)],
    ['addTeamsChannel', (postmortem) => postmortem.addTeamsChannel(TEAMS)],
  ];

  it.each(adders)('needs the chat topic: %s', (name, add) => {
    expect(() => add(inStack(aStack()))).toThrow(
      `EcsPostmortem: ${name} needs the chat topic, and there is none. Set chat to true.`,
    );
  });

  it.each(adders)('needs the partition that has Amazon Q Developer: %s', (_name, add) => {
    const stack = aStack({ account: '123456789012', region: 'cn-north-1' });
    expect(() => add(inStack(stack, { chat: true }))).toThrow(/not possible in cn-north-1/);
  });
});

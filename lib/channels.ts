import { Names, Stack, Token } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { type IManagedPolicy, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What holds for a channel of Slack and of Teams. */
export interface ChannelOptions {
  /**
   * The name of the configuration in Amazon Q Developer, unique in the account and not to be changed later.
   *
   * @default - made of the construct's path, the Region and the channel
   */
  readonly configurationName?: string;
  /**
   * The most that anybody may do with AWS from the channel.
   *
   * @default - the managed policy AWSDenyAll: the channel shows alerts, and no command runs from it
   */
  readonly guardrailPolicies?: IManagedPolicy[];
}

/** A Slack channel that shows the alerts. */
export interface SlackChannelOptions extends ChannelOptions {
  /** The id of the workspace, which was authorised once in the console of Amazon Q Developer: `T0123ABCD`. */
  readonly workspaceId: string;
  /** The id of the channel, not its name: `C0123ABCD`, at the end of "About" in the channel's details. */
  readonly channelId: string;
}

/** A Microsoft Teams channel that shows the alerts; private channels are not supported. */
export interface TeamsChannelOptions extends ChannelOptions {
  /** The id of the team (a UUID), which was authorised once in the console of Amazon Q Developer: `groupId` in a link to the channel. */
  readonly teamId: string;
  /** The id of the tenant (a UUID): `tenantId` in a link to the channel. */
  readonly tenantId: string;
  /** The id of the channel as a link to the channel has it: `19%3A…%40thread.tacv2`, or `19:…@thread.tacv2`. */
  readonly channelId: string;
}

const WORKSPACE_ID = /^[TE][0-9A-Z]{2,254}$/;
const SLACK_CHANNEL_ID = /^[CG][0-9A-Z]{2,30}$/;
const UUID = /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
const TEAMS_CHANNEL_ID = /^19%3[Aa][A-Za-z0-9_-]{1,200}%40thread\.(tacv2|skype)$/;
const CONFIGURATION_NAME = /^[A-Za-z0-9_-]{1,128}$/;

/** Has Amazon Q Developer show the topic's messages in a Slack channel; throws an error that names the option at fault. */
export function makeSlackChannel(
  scope: Construct,
  topic: ITopic | undefined,
  options: SlackChannelOptions,
): SlackChannelConfiguration {
  const method = 'addSlackChannel';
  const chatTopic = checkChat(scope, topic, method);
  const { workspaceId, channelId } = options;
  check(method, 'workspaceId', workspaceId, WORKSPACE_ID, 'the id of a workspace such as T0123ABCD, not its name');
  check(method, 'channelId', channelId, SLACK_CHANNEL_ID, 'the id of a channel such as C0123ABCD, not its name');
  return new SlackChannelConfiguration(scope, idFor(scope, 'SlackChannel', channelId), {
    slackChannelConfigurationName: nameFor(scope, method, options, channelId),
    slackWorkspaceId: workspaceId,
    slackChannelId: channelId,
    notificationTopics: [chatTopic],
    guardrailPolicies: guardrailsOf(method, options),
  });
}

/** Has Amazon Q Developer show the topic's messages in a Teams channel; throws an error that names the option at fault. */
export function makeTeamsChannel(
  scope: Construct,
  topic: ITopic | undefined,
  options: TeamsChannelOptions,
): CfnMicrosoftTeamsChannelConfiguration {
  const method = 'addTeamsChannel';
  const chatTopic = checkChat(scope, topic, method);
  const { teamId, tenantId } = options;
  const channelId = options.channelId.replace(':', '%3A').replace('@', '%40');
  check(method, 'teamId', teamId, UUID, 'the UUID after "groupId=" in a link to the channel');
  check(method, 'tenantId', tenantId, UUID, 'the UUID after "tenantId=" in a link to the channel');
  check(method, 'channelId', channelId, TEAMS_CHANNEL_ID, 'what a link to the channel has: 19%3A…%40thread.tacv2');
  const id = idFor(scope, 'TeamsChannel', channelId.replace(/[^A-Za-z0-9]/g, ''));
  const role = new Role(scope, `${id}Role`, {
    description: 'Amazon Q Developer in a Teams channel: shows alerts of ECS tasks, may do nothing.',
    assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
  });
  return new CfnMicrosoftTeamsChannelConfiguration(scope, id, {
    configurationName: nameFor(scope, method, options, teamsName(channelId)),
    iamRoleArn: role.roleArn,
    teamId,
    teamsTenantId: tenantId,
    teamsChannelId: channelId,
    snsTopicArns: [chatTopic.topicArn],
    guardrailPolicies: guardrailsOf(method, options).map(({ managedPolicyArn }) => managedPolicyArn),
  });
}

function checkChat(scope: Construct, topic: ITopic | undefined, method: string): ITopic {
  if (topic === undefined) {
    throw new Error(`EcsPostmortem: ${method} needs the chat topic, and there is none. Set chat to true.`);
  }
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.test(region)) {
    throw new Error(
      `EcsPostmortem: ${method} is not possible in ${region}: Amazon Q Developer in chat applications exists only in the partition aws. Subscribe mail or a queue instead.`,
    );
  }
  return topic;
}

function check(method: string, option: string, value: string, pattern: RegExp, takes: string): void {
  if (Token.isUnresolved(value) || pattern.test(value)) return;
  throw new Error(`EcsPostmortem: ${method} has ${option} "${value}", but it takes ${takes}.`);
}

function guardrailsOf(method: string, { guardrailPolicies }: ChannelOptions): IManagedPolicy[] {
  if (guardrailPolicies === undefined) return [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')];
  // Amazon Q Developer takes AdministratorAccess where no guardrail is named.
  const fault =
    guardrailPolicies.length === 0
      ? 'as an empty list, which stands for AdministratorAccess'
      : guardrailPolicies.some(({ managedPolicyArn }) => managedPolicyArn.endsWith(':policy/AdministratorAccess'))
        ? 'with AdministratorAccess, which lets a chat do anything'
        : undefined;
  if (fault !== undefined) {
    throw new Error(
      `EcsPostmortem: ${method} has guardrailPolicies ${fault}. Leave it out to allow nothing, or name what the channel may do, such as ReadOnlyAccess.`,
    );
  }
  return guardrailPolicies;
}

function idFor(scope: Construct, kind: string, channel: string): string {
  const id = Token.isUnresolved(channel) ? kind : `${kind}${channel}`;
  if (scope.node.tryFindChild(id) !== undefined) {
    throw new Error(`EcsPostmortem: add${kind} was called twice for one channel. Call it once for each.`);
  }
  return id;
}

/** The part of a Teams channel's id that tells it from others. */
const teamsName = (channelId: string): string =>
  Token.isUnresolved(channelId) ? 'Teams' : channelId.slice('19%3A'.length, '19%3A'.length + 16).replace(/%.*$/, '');

function nameFor(scope: Construct, method: string, { configurationName }: ChannelOptions, channel: string): string {
  if (configurationName === undefined) {
    const path = Names.uniqueResourceName(scope, { maxLength: 72, allowedSpecialCharacters: '-_' });
    // Configurations are the account's, not the Region's.
    return `${path}-${Stack.of(scope).region}-${channel}`;
  }
  check(method, 'configurationName', configurationName, CONFIGURATION_NAME, 'up to 128 letters, digits, - and _');
  return configurationName;
}

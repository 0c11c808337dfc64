import { Aws, Stack, Token } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { makeEcsRules, type RuleTarget } from './rules.ts';

/** Who may forward events to a hub, and what its parts are called; give `accounts`, `organizationId` or both. */
export interface HubOptions {
  /**
   * The accounts that may forward their events.
   *
   * @default - those of the organization
   */
  readonly accounts?: string[];
  /**
   * The organization (AWS Organizations) whose accounts may forward their events.
   *
   * @default - only the accounts named
   */
  readonly organizationId?: string;
  /**
   * The name of the role that the function assumes in each member: the member stack makes it.
   *
   * @default 'EcsPostmortemRead'
   */
  readonly memberRoleName?: string;
  /**
   * The name of the function's own role, which the members' roles trust; another where one account holds two hubs.
   *
   * @default 'EcsPostmortemHub'
   */
  readonly roleName?: string;
  /**
   * The name of the event bus that members forward to.
   *
   * @default 'ecs-postmortem'
   */
  readonly busName?: string;
}

/** What holds where nothing is set. */
export const HUB_DEFAULTS = {
  memberRoleName: 'EcsPostmortemRead',
  roleName: 'EcsPostmortemHub',
  busName: 'ecs-postmortem',
} as const;

const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const BUS_NAME = /^[\w.-]{1,256}$/;

/** Whether a text is the id of an account. */
export const isAccountId = (text: string): boolean => Token.isUnresolved(text) || ACCOUNT.test(text);

/** Whether a text is the id of an organization. */
export const isOrganizationId = (text: string): boolean => Token.isUnresolved(text) || ORGANIZATION.test(text);

/** Throws an error that names the setting at fault where `name` cannot be that of an IAM role. */
export function checkRoleName(setting: string, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || ROLE_NAME.test(name)) return;
  throw new Error(
    `${setting} is "${name}", which is no name of an IAM role: up to 64 letters, digits and +=,.@_-, without a path. Give one such as ${HUB_DEFAULTS.memberRoleName}.`,
  );
}

/** Throws an error that names the setting at fault and what it takes instead. */
export function checkHub(hub: HubOptions | undefined): void {
  if (hub === undefined) return;
  const { accounts, organizationId, memberRoleName, roleName, busName } = hub;
  if (organizationId === undefined && (accounts === undefined || accounts.length === 0)) {
    throw new Error(
      'EcsPostmortem: hub names neither accounts nor organizationId, so that nobody could forward events to it. Give one of them, or leave hub out.',
    );
  }
  const stranger = accounts?.find((account) => !isAccountId(account));
  if (stranger !== undefined) {
    throw new Error(
      `EcsPostmortem: hub.accounts holds "${stranger}", which is not the id of an account. Give its 12 digits as text, a leading 0 too: "012345678901".`,
    );
  }
  if (organizationId !== undefined && !isOrganizationId(organizationId)) {
    throw new Error(
      `EcsPostmortem: hub.organizationId is "${organizationId}", which is not the id of an organization. Give one such as o-a1b2c3d4e5.`,
    );
  }
  checkRoleName('EcsPostmortem: hub.memberRoleName', memberRoleName);
  checkRoleName('EcsPostmortem: hub.roleName', roleName);
  if (busName !== undefined && !Token.isUnresolved(busName) && (!BUS_NAME.test(busName) || busName === 'default')) {
    throw new Error(
      `EcsPostmortem: hub.busName is "${busName}", which is no name of a custom event bus: letters, digits and ._- and not "default".`,
    );
  }
}

/** Makes the bus that members forward to, and the rules that hand what arrives there to the function. */
export function makeHub(scope: Construct, target: RuleTarget, hub: HubOptions): EventBus {
  const here = new Construct(scope, 'Hub');
  const bus = new EventBus(here, 'Bus', {
    eventBusName: hub.busName ?? HUB_DEFAULTS.busName,
    description: 'Takes the events of ECS that other accounts and Regions forward to the post-mortem function.',
  });
  const events = { actions: ['events:PutEvents'], resources: [bus.eventBusArn] };
  const ofEcs = { 'events:source': 'aws.ecs' };
  for (const account of new Set(hub.accounts)) {
    bus.addToResourcePolicy(
      new PolicyStatement({
        // CDK makes a resource of each statement, and names it so.
        sid: `Account${Token.isUnresolved(account) ? here.node.addr : account}`,
        principals: [new AccountPrincipal(account)],
        conditions: { StringEquals: ofEcs },
        ...events,
      }),
    );
  }
  if (hub.organizationId !== undefined) {
    bus.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Organization',
        principals: [new AnyPrincipal()],
        conditions: { StringEquals: { ...ofEcs, 'aws:PrincipalOrgID': hub.organizationId } },
        ...events,
      }),
    );
  }
  // What is watched of a member is for its own stack to say: here its clusters and services are not known.
  makeEcsRules(here, target, {}, bus);
  return bus;
}

/** The ARN of the function's role, by its name: the role itself would wait for the function, and the function for it. */
export const hubRoleArn = (scope: Construct, hub: HubOptions): string =>
  Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: hub.roleName ?? HUB_DEFAULTS.roleName,
  });

/** Lets the function assume the role of the fixed name: in the accounts named, or in whichever of an organization trusts it. */
export const assumeMembers = (hub: HubOptions): PolicyStatement =>
  new PolicyStatement({
    sid: 'ReadMembers',
    actions: ['sts:AssumeRole'],
    resources: (hub.organizationId === undefined ? (hub.accounts ?? ['*']) : ['*']).map(
      (account) => `arn:${Aws.PARTITION}:iam::${account}:role/${hub.memberRoleName ?? HUB_DEFAULTS.memberRoleName}`,
    ),
  });

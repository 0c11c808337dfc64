import {
  Aws,
  BootstraplessSynthesizer,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  CfnResource,
  Duration,
  Fn,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ecsPatterns } from './event-patterns.ts';
import { checkRoleName, HUB_DEFAULTS, isOrganizationId } from './hub.ts';
import { checkServices } from './service-names.ts';

/** What a member's stack is set to do. */
export interface EcsPostmortemMemberStackProps extends StackProps {
  /** The ARN of the hub's event bus: the output `HubBusArn` of the hub. */
  readonly hubBusArn: string;
  /**
   * The name of the role of the hub's function, as `hub.roleName` there.
   *
   * @default 'EcsPostmortemHub'
   */
  readonly hubRoleName?: string;
  /**
   * The name of the role that the hub's function assumes here, as `hub.memberRoleName` there.
   *
   * @default 'EcsPostmortemRead'
   */
  readonly memberRoleName?: string;
  /**
   * The organization that the hub must belong to for its function to be let in.
   *
   * @default - it is not asked
   */
  readonly organizationId?: string;
  /**
   * Names of the clusters to watch here.
   *
   * @default - every cluster of the account and Region
   */
  readonly clusters?: string[];
  /**
   * Names of the services to watch here, with `*` for any text; of tasks outside services, of their families.
   *
   * @default - every service, and every task outside services
   */
  readonly services?: string[];
}

/** CDK's class may have neither qualifier nor role, which its own interface does not allow. */
class NoBootstrap extends BootstraplessSynthesizer {
  override get bootstrapQualifier(): string {
    return super.bootstrapQualifier ?? '';
  }

  override get cloudFormationExecutionRole(): string {
    return super.cloudFormationExecutionRole ?? '';
  }

  override get lookupRole(): string {
    return super.lookupRole ?? '';
  }
}

/** The ARN of a custom event bus. */
export const BUS_ARN = /^arn:aws[a-z-]*:events:([a-z0-9-]+):(\d{12}):event-bus\/[\w.-]{1,256}$/;

/**
 * The small stack of an account that forwards its events to a hub: three rules, and the role by which the hub's function
 * reads task definitions, services and logs here.
 *
 * Its template has no assets, so that it can be a stack set as it is.
 */
export class EcsPostmortemMemberStack extends Stack {
  constructor(scope: Construct, id: string, props: EcsPostmortemMemberStackProps) {
    super(scope, id, {
      description: 'Forwards the ECS events of this account to the post-mortem of another, and lets it read why.',
      // No bootstrap is needed where there are no assets, and stack sets know none.
      synthesizer: new NoBootstrap(),
      ...props,
    });
    const { region: hubRegion } = check(props);
    const hubBusArn = new CfnParameter(this, 'HubBusArn', {
      default: props.hubBusArn,
      allowedPattern: BUS_ARN.source.replaceAll(/[()]/g, ''),
      description: "The ARN of the hub's event bus: the output HubBusArn of the hub.",
    }).valueAsString;
    const hubRoleName = new CfnParameter(this, 'HubRoleName', {
      default: props.hubRoleName ?? HUB_DEFAULTS.roleName,
      description: "The name of the role of the hub's function.",
    }).valueAsString;
    const readRoleName = new CfnParameter(this, 'ReadRoleName', {
      default: props.memberRoleName ?? HUB_DEFAULTS.memberRoleName,
      description: "The name of the role that the hub's function assumes here; the hub must know it by the same name.",
    }).valueAsString;
    const roleRegion = new CfnParameter(this, 'RoleRegion', {
      default: hubRegion,
      description:
        'The one Region of this account whose stack makes the role that the hub assumes: roles belong to all Regions. It must be one that the stack is deployed to.',
    }).valueAsString;

    this.forward(hubBusArn, props);
    this.letRead({ hubBusArn, hubRoleName, readRoleName, roleRegion }, props.organizationId);
  }

  private forward(hubBusArn: string, watched: EcsPostmortemMemberStackProps): void {
    const deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const role = new Role(this, 'ForwardRole', {
      description: 'Lets EventBridge put the events of ECS on the bus of the post-mortem hub.',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const target = new EventBusTarget(EventBus.fromEventBusArn(this, 'HubBus', hubBusArn), { role, deadLetterQueue });
    const { stops, deployments, serviceActions } = ecsPatterns(this, watched);
    const rules = [
      { id: 'Rule', what: 'each ECS task that has stopped', eventPattern: stops },
      { id: 'DeploymentRule', what: 'each beginning and end of an ECS deployment', eventPattern: deployments },
      {
        id: 'ServiceActionRule',
        what: 'what ECS warns of a service, and that it is steady,',
        eventPattern: serviceActions,
      },
    ];
    for (const { id, what, eventPattern } of rules) {
      new Rule(this, id, { description: `Forwards ${what} to the post-mortem hub.`, eventPattern, targets: [target] });
    }
    new CfnOutput(this, 'DeadLetterQueueUrl', {
      value: deadLetterQueue.queueUrl,
      description: 'Events that never reached the hub.',
    });
  }

  private letRead(
    {
      hubBusArn,
      hubRoleName,
      readRoleName,
      roleRegion,
    }: Readonly<Record<'hubBusArn' | 'hubRoleName' | 'readRoleName' | 'roleRegion', string>>,
    organizationId: string | undefined,
  ): void {
    const hubAccount = Fn.select(4, Fn.split(':', hubBusArn));
    const hubRoleArn = `arn:${Aws.PARTITION}:iam::${hubAccount}:role/${hubRoleName}`;
    const role = new Role(this, 'ReadRole', {
      roleName: readRoleName,
      description: 'Lets the function of the post-mortem hub read task definitions, services, tags of tasks and logs.',
      // A role named as the principal must exist already, and is another one once it is made anew; its ARN does not change.
      assumedBy: new AccountPrincipal(hubAccount).withConditions({
        ArnEquals: { 'aws:PrincipalArn': hubRoleArn },
        ...(organizationId === undefined ? {} : { StringEquals: { 'aws:PrincipalOrgID': organizationId } }),
      }),
    });
    const arnsOf = (service: string, resource: string): string =>
      // A role belongs to all Regions, and tasks of all of them may be forwarded.
      `arn:${Aws.PARTITION}:${service}:*:${Aws.ACCOUNT_ID}:${resource}`;
    const statements = [
      // IAM knows no resource type for this action: anything but `*` denies it.
      { sid: 'ReadTaskDefinitions', actions: ['ecs:DescribeTaskDefinition'], resources: ['*'] },
      { sid: 'ReadServices', actions: ['ecs:DescribeServices'], resources: [arnsOf('ecs', 'service/*')] },
      { sid: 'ReadTagsOfTasks', actions: ['ecs:DescribeTasks'], resources: [arnsOf('ecs', 'task/*')] },
      {
        sid: 'ReadContainerLogs',
        actions: ['logs:GetLogEvents'],
        resources: [arnsOf('logs', 'log-group:*:log-stream:*')],
      },
    ];
    for (const statement of statements) role.addToPolicy(new PolicyStatement(statement));
    const makesRole = new CfnCondition(this, 'MakesRole', { expression: Fn.conditionEquals(Aws.REGION, roleRegion) });
    for (const child of role.node.findAll()) {
      if (CfnResource.isCfnResource(child)) child.cfnOptions.condition = makesRole;
    }
  }
}

function check({ hubBusArn, hubRoleName, memberRoleName, organizationId, services }: EcsPostmortemMemberStackProps): {
  readonly region: string;
} {
  const [, region] = BUS_ARN.exec(hubBusArn) ?? [];
  if (region === undefined) {
    throw new Error(
      `EcsPostmortemMemberStack: hubBusArn is "${hubBusArn}", which is not the ARN of an event bus. Give the hub's output HubBusArn, arn:aws:events:<region>:<account>:event-bus/<name>.`,
    );
  }
  checkRoleName('EcsPostmortemMemberStack: hubRoleName', hubRoleName);
  checkRoleName('EcsPostmortemMemberStack: memberRoleName', memberRoleName);
  if (organizationId !== undefined && !isOrganizationId(organizationId)) {
    throw new Error(
      `EcsPostmortemMemberStack: organizationId is "${organizationId}", which is not the id of an organization. Give one such as o-a1b2c3d4e5.`,
    );
  }
  checkServices(services);
  return { region };
}

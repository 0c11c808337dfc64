import type { ContainerFields, Edit, TaskFields } from '../edit.ts';
import type { GuidanceFacts } from '../guidance.ts';
import { afterLast } from '../plain-text.ts';
import { allowStatement } from '../policy-statement.ts';
import { isBatch } from '../task-names.ts';
import { identifier } from './snippet.ts';

/** The HCL of the AWS provider that makes an edit; undefined where the provider has no form for it. */
export function terraformSnippet(edit: Edit, facts: GuidanceFacts): string | undefined {
  const { family, service, region } = facts.task;
  switch (edit.kind) {
    case 'grant': {
      const role = edit.roleArn === undefined ? 'ROLE_NAME' : afterLast(edit.roleArn, '/');
      return resource('aws_iam_role_policy', role, [
        `role = ${hcl(role)}`,
        `policy = jsonencode(${hcl({ Version: '2012-10-17', Statement: edit.grants.map(allowStatement) })})`,
      ]);
    }
    case 'trust': {
      const role = edit.roleArn === undefined ? 'ROLE_NAME' : afterLast(edit.roleArn, '/');
      const statement = { Effect: 'Allow', Principal: { Service: edit.service }, Action: 'sts:AssumeRole' };
      return resource('aws_iam_role', role, [
        OTHERS_STAY,
        `assume_role_policy = jsonencode(${hcl({ Version: '2012-10-17', Statement: [statement] })})`,
      ]);
    }
    case 'definition':
      if (isBatch(facts)) return undefined;
      return resource('aws_ecs_task_definition', family, [
        OTHERS_STAY,
        ...taskArguments(edit.task ?? {}),
        ...(edit.container === undefined ? [] : containerDefinitions(edit.container.name, edit.container.fields)),
      ]);
    case 'service': {
      const { healthCheckGracePeriodSeconds: grace, assignPublicIp } = edit.fields;
      return resource('aws_ecs_service', service ?? family, [
        OTHERS_STAY,
        ...(grace === undefined ? [] : [`health_check_grace_period_seconds = ${grace}`]),
        ...(assignPublicIp === undefined
          ? []
          : ['network_configuration {', `  assign_public_ip = ${assignPublicIp === 'ENABLED'}`, '}']),
      ]);
    }
    case 'target-group':
      return resource('aws_lb_target_group', service ?? family, [
        OTHERS_STAY,
        'health_check {',
        `  path    = ${hcl(edit.path)}`,
        `  matcher = ${hcl(edit.codes)}`,
        '}',
      ]);
    case 'log-group':
      return resource('aws_cloudwatch_log_group', edit.name, [`name = ${hcl(edit.name)}`]);
    case 'security-group': {
      const [type, other] =
        edit.direction === 'in'
          ? ['aws_vpc_security_group_ingress_rule', 'referenced_security_group_id = "LOAD_BALANCER_SECURITY_GROUP"']
          : ['aws_vpc_security_group_egress_rule', 'cidr_ipv4 = "0.0.0.0/0"'];
      return resource(type, service ?? family, [
        'security_group_id = "TASK_SECURITY_GROUP"',
        other,
        'ip_protocol = "tcp"',
        `from_port = ${edit.port}`,
        `to_port = ${edit.port}`,
      ]);
    }
    case 'endpoints':
      return edit.names
        .map((name) =>
          resource('aws_vpc_endpoint', name, [
            'vpc_id = "VPC"',
            `service_name = ${hcl(`${region.startsWith('cn-') && name.startsWith('ecr.') ? 'cn.' : ''}com.amazonaws.${region}.${name}`)}`,
            ...(name === 's3'
              ? ['vpc_endpoint_type = "Gateway"', 'route_table_ids = ["ROUTE_TABLE"]']
              : ['vpc_endpoint_type = "Interface"', 'private_dns_enabled = true', 'subnet_ids = ["SUBNET"]']),
          ]),
        )
        .join('\n');
    default:
      return edit satisfies never;
  }
}

const OTHERS_STAY = '# the other arguments stay as they are';

const containerDefinitions = (name: string, fields: ContainerFields): readonly string[] => [
  'container_definitions = jsonencode([{',
  `  name = ${hcl(name)}`,
  ...Object.entries(fields).map(([field, value]) => `  ${field} = ${hcl(value)}`),
  '}])',
];

function taskArguments({
  memory,
  executionRoleArn,
  taskRoleArn,
  runtimePlatform,
  ephemeralStorage,
}: TaskFields): readonly string[] {
  return [
    ...(memory === undefined ? [] : [`memory = "${memory}"`]),
    ...(executionRoleArn === undefined ? [] : [`execution_role_arn = ${hcl(executionRoleArn)}`]),
    ...(taskRoleArn === undefined ? [] : [`task_role_arn = ${hcl(taskRoleArn)}`]),
    ...(runtimePlatform === undefined
      ? []
      : ['runtime_platform {', `  cpu_architecture = "${runtimePlatform.cpuArchitecture}"`, '}']),
    ...(ephemeralStorage === undefined
      ? []
      : ['ephemeral_storage {', `  size_in_gib = ${ephemeralStorage.sizeInGiB}`, '}']),
  ];
}

/** A resource with the arguments that change; the team's own name of the resource is not known. */
const resource = (type: string, name: string, lines: readonly string[]): string =>
  [`resource "${type}" "${identifier(name)}" {`, ...lines.map((line) => `  ${line}`), '}'].join('\n');

/** A value in HCL on one line. */
function hcl(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hcl).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)} = ${hcl(inner)}`)
      .join(', ')} }`;
  }
  // `${` and `%{` begin a template in HCL; doubled they stand for themselves.
  return JSON.stringify(value).replaceAll(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);
}

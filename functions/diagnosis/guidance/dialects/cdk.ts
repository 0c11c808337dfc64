import type { ContainerFields, Edit, TaskFields } from '../edit.ts';
import type { GuidanceFacts } from '../guidance.ts';
import { afterLast } from '../plain-text.ts';
import { isFargate } from '../task-names.ts';
import { block, identifier, literal } from './snippet.ts';

/** The code of aws-cdk-lib v2 that makes an edit; undefined where it has no construct of its own. */
export function cdkSnippet(edit: Edit, facts: GuidanceFacts): string | undefined {
  switch (edit.kind) {
    case 'grant': {
      const target = GRANT_TARGETS[edit.role];
      return edit.grants
        .map(({ actions, resources }) =>
          block(`${target}(new iam.PolicyStatement({`, { actions: list(actions), resources: list(resources) }, '}));'),
        )
        .join('\n');
    }
    case 'trust':
      return `new iam.Role(this, 'TaskRole', { assumedBy: new iam.ServicePrincipal(${literal(edit.service)}) });`;
    case 'definition': {
      const { container, task = {} } = edit;
      const { image, repositoryCredentials, ...others } = container?.fields ?? {};
      const snippets = [
        withProps(
          `new ecs.${isFargate(facts) ? 'Fargate' : 'Ec2'}TaskDefinition(this, ${literal(identifier(facts.task.family))}, {`,
          taskProps(task, facts),
        ),
        withProps(`taskDefinition.addContainer(${literal(container?.name ?? '')}, {`, {
          ...imageOf(image, repositoryCredentials),
          ...containerProps(others),
        }),
      ].filter((snippet) => snippet !== undefined);
      return snippets.length === 0 ? undefined : snippets.join('\n');
    }
    case 'service': {
      const { healthCheckGracePeriodSeconds: grace, assignPublicIp } = edit.fields;
      return withProps(
        `new ecs.${isFargate(facts) ? 'Fargate' : 'Ec2'}Service(this, ${literal(identifier(facts.task.service ?? facts.task.family))}, {`,
        {
          ...(grace === undefined ? {} : { healthCheckGracePeriod: seconds(grace) }),
          ...(assignPublicIp === undefined ? {} : { assignPublicIp: String(assignPublicIp === 'ENABLED') }),
        },
      );
    }
    case 'target-group':
      return `targetGroup.configureHealthCheck({ path: ${literal(edit.path)}, healthyHttpCodes: ${literal(edit.codes)} });`;
    case 'log-group':
      return `new logs.LogGroup(this, 'LogGroup', { logGroupName: ${literal(edit.name)} });`;
    case 'security-group':
      return edit.direction === 'in'
        ? `service.connections.allowFrom(loadBalancer, ec2.Port.tcp(${edit.port}));`
        : `service.connections.allowToAnyIpv4(ec2.Port.tcp(${edit.port}));`;
    case 'endpoints':
      return edit.names.map(endpoint).join('\n');
    default:
      return edit satisfies never;
  }
}

/** The props that change, below a reminder of those that stay; undefined where none does. */
const withProps = (first: string, props: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(props).length === 0
    ? undefined
    : block(first, { '// the other settings stay as they are': undefined, ...props }, '});');

const GRANT_TARGETS = {
  execution: 'taskDefinition.addToExecutionRolePolicy',
  task: 'taskDefinition.addToTaskRolePolicy',
  other: 'role.addToPrincipalPolicy',
} as const;

const ENDPOINTS: Readonly<Record<string, string>> = {
  'ecr.api': 'ECR',
  'ecr.dkr': 'ECR_DOCKER',
  logs: 'CLOUDWATCH_LOGS',
  secretsmanager: 'SECRETS_MANAGER',
  ssm: 'SSM',
  kms: 'KMS',
};

const endpoint = (name: string): string =>
  name === 's3'
    ? "vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });"
    : `vpc.addInterfaceEndpoint(${literal(identifier(name))}, { service: ec2.InterfaceVpcEndpointAwsService.${ENDPOINTS[name] ?? identifier(name).toUpperCase()} });`;

const list = (values: readonly string[]): string => `[${values.map(literal).join(', ')}]`;
const seconds = (count: number): string => `Duration.seconds(${count})`;

const imageOf = (
  image: string | undefined,
  credentials: ContainerFields['repositoryCredentials'],
): Readonly<Record<string, string>> => {
  const name = literal(image ?? 'REGISTRY/REPOSITORY:TAG');
  if (credentials !== undefined) {
    const secret = `secretsmanager.Secret.fromSecretCompleteArn(this, 'RegistryLogin', ${literal(credentials.credentialsParameter)})`;
    return { image: `ecs.ContainerImage.fromRegistry(${name}, { credentials: ${secret} })` };
  }
  return image === undefined ? {} : { image: `ecs.ContainerImage.fromRegistry(${name})` };
};

function containerProps(
  fields: Omit<ContainerFields, 'image' | 'repositoryCredentials'>,
): Readonly<Record<string, string>> {
  const { memory, entryPoint, command, essential, environment, secrets, healthCheck, logConfiguration } = fields;
  const { portMappings, linuxParameters, ulimits, startTimeout, stopTimeout } = fields;
  return {
    ...(memory === undefined ? {} : { memoryLimitMiB: String(memory) }),
    ...(entryPoint === undefined ? {} : { entryPoint: list(entryPoint) }),
    ...(command === undefined ? {} : { command: list(command) }),
    ...(essential === undefined ? {} : { essential: String(essential) }),
    ...(environment === undefined
      ? {}
      : { environment: braced(environment.map(({ name, value }) => [literal(name), literal(value)])) }),
    ...(secrets === undefined
      ? {}
      : { secrets: braced(secrets.map(({ name, valueFrom }) => [literal(name), secretOf(name, valueFrom)])) }),
    ...(healthCheck === undefined
      ? {}
      : {
          healthCheck: braced([
            // CDK wants a command with every health check.
            ['command', list(healthCheck.command ?? ['CMD-SHELL', 'COMMAND'])],
            ...(healthCheck.startPeriod === undefined
              ? []
              : [['startPeriod', seconds(healthCheck.startPeriod)] as const]),
          ]),
        }),
    ...(logConfiguration === undefined ? {} : { logging: loggingOf(logConfiguration.options) }),
    ...(portMappings === undefined
      ? {}
      : {
          portMappings: `[${portMappings.map((port) => braced(Object.entries(port).map(([name, value]) => [name, String(value)]))).join(', ')}]`,
        }),
    ...(linuxParameters === undefined
      ? {}
      : {
          linuxParameters: `new ecs.LinuxParameters(this, 'Linux', ${braced(Object.entries(linuxParameters).map(([name, value]) => [name, String(value)]))})`,
        }),
    ...(ulimits === undefined
      ? {}
      : {
          ulimits: `[${ulimits
            .map(({ name, softLimit, hardLimit }) =>
              braced([
                ['name', `ecs.UlimitName.${name.toUpperCase()}`],
                ['softLimit', `${softLimit}`],
                ['hardLimit', `${hardLimit}`],
              ]),
            )
            .join(', ')}]`,
        }),
    ...(startTimeout === undefined ? {} : { startTimeout: seconds(startTimeout) }),
    ...(stopTimeout === undefined ? {} : { stopTimeout: seconds(stopTimeout) }),
  };
}

const braced = (entries: readonly (readonly [name: string, code: string])[]): string =>
  `{ ${entries.map(([name, code]) => `${name}: ${code}`).join(', ')} }`;

function secretOf(name: string, valueFrom: string): string {
  const id = literal(identifier(name));
  if (!valueFrom.includes(':secretsmanager:')) {
    const parameter = valueFrom.startsWith('arn:') ? `/${afterLast(valueFrom, ':parameter/')}` : valueFrom;
    return `ecs.Secret.fromSsmParameter(ssm.StringParameter.fromSecureStringParameterAttributes(this, ${id}, { parameterName: ${literal(parameter)} }))`;
  }
  const parts = valueFrom.split(':');
  const secret = `secretsmanager.Secret.fromSecretCompleteArn(this, ${id}, ${literal(parts.slice(0, 7).join(':'))})`;
  const key = parts[7];
  return `ecs.Secret.fromSecretsManager(${secret}${key ? `, ${literal(key)}` : ''})`;
}

function loggingOf({
  'awslogs-group': group,
  'awslogs-region': _region,
  ...others
}: Readonly<Record<string, string>>): string {
  return `ecs.LogDrivers.awsLogs(${braced([
    ['streamPrefix', literal(others['awslogs-stream-prefix'] ?? 'ecs')],
    ...(group === undefined
      ? []
      : [['logGroup', `logs.LogGroup.fromLogGroupName(this, 'Logs', ${literal(group)})`] as const]),
    ...(others.mode === undefined
      ? []
      : [['mode', `ecs.AwsLogDriverMode.${others.mode === 'blocking' ? 'BLOCKING' : 'NON_BLOCKING'}`] as const]),
  ])})`;
}

function taskProps(fields: TaskFields, facts: GuidanceFacts): Readonly<Record<string, string>> {
  const { memory, executionRoleArn, taskRoleArn, runtimePlatform, ephemeralStorage } = fields;
  const role = (id: string, arn: string) => `iam.Role.fromRoleArn(this, '${id}', ${literal(arn)})`;
  return {
    // On EC2 only containers have memory in CDK.
    ...(memory === undefined || !isFargate(facts) ? {} : { memoryLimitMiB: String(memory) }),
    ...(executionRoleArn === undefined ? {} : { executionRole: role('ExecutionRole', executionRoleArn) }),
    ...(taskRoleArn === undefined ? {} : { taskRole: role('TaskRole', taskRoleArn) }),
    ...(runtimePlatform === undefined || !isFargate(facts)
      ? {}
      : { runtimePlatform: `{ cpuArchitecture: ecs.CpuArchitecture.${runtimePlatform.cpuArchitecture} }` }),
    ...(ephemeralStorage === undefined || !isFargate(facts)
      ? {}
      : { ephemeralStorageGiB: String(ephemeralStorage.sizeInGiB) }),
  };
}

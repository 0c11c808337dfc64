import type { Diagnosis } from '../../functions/diagnosis/diagnosis.ts';
import type { ContainerDefinition, TaskDefinition } from '../../functions/diagnosis/evidence.ts';
import type { StoppedContainer, StoppedTask } from '../../functions/event/stopped-task.ts';

/** Noon of a day in UTC; the moment the task of `aStoppedTask` was created. */
export const NOON = Date.UTC(2026, 10, 24, 12, 0, 0);

/** One container that ended with code 1 and no reason. */
export function aStoppedContainer(overrides: Partial<StoppedContainer> = {}): StoppedContainer {
  return {
    name: 'app',
    image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v42',
    exitCode: 1,
    lastStatus: 'STOPPED',
    ...overrides,
  };
}

/** A Fargate task of the service `orders` in the cluster `prod`, whose only container ended by itself. */
export function aStoppedTask(overrides: Partial<StoppedTask> = {}): StoppedTask {
  return {
    taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    taskId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
    cluster: 'prod',
    partition: 'aws',
    account: '111122223333',
    region: 'eu-west-1',
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:7',
    family: 'orders',
    revision: 7,
    group: 'service:orders',
    service: 'orders',
    startedBy: 'ecs-svc/1234567890123456789',
    launchType: 'FARGATE',
    availabilityZone: 'eu-west-1a',
    platformVersion: '1.4.0',
    cpuArchitecture: 'x86_64',
    cpuUnits: 512,
    memoryMiB: 1024,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [aStoppedContainer()],
    attachments: [
      {
        type: 'elasticnetworkinterface',
        status: 'DELETED',
        details: { subnetId: 'subnet-0a1b2c3d4e5f60718', networkInterfaceId: 'eni-0a1b2c3d4e5f60718' },
      },
    ],
    times: {
      createdAt: NOON,
      connectivityAt: NOON + 6_000,
      pullStartedAt: NOON + 10_000,
      pullStoppedAt: NOON + 22_000,
      startedAt: NOON + 25_000,
      stoppingAt: NOON + 65_000,
      executionStoppedAt: NOON + 66_000,
      stoppedAt: NOON + 90_000,
    },
    version: 5,
    ...overrides,
  };
}

/** An essential container `app` with port 8080, its log in CloudWatch Logs and neither health check nor secrets. */
export function aContainerDefinition(overrides: Partial<ContainerDefinition> = {}): ContainerDefinition {
  return {
    name: 'app',
    image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v42',
    essential: true,
    containerPorts: [8080],
    dependsOn: [],
    logDriver: 'awslogs',
    logOptions: {
      'awslogs-group': '/ecs/orders',
      'awslogs-region': 'eu-west-1',
      'awslogs-stream-prefix': 'ecs',
    },
    secrets: [],
    environmentNames: ['NODE_ENV'],
    environmentFiles: [],
    readonlyRootFilesystem: false,
    initProcessEnabled: false,
    ...overrides,
  };
}

/** Revision 7 of the Fargate family `orders`, with both roles and the one container of `aContainerDefinition`. */
export function aTaskDefinition(overrides: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    arn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:7',
    family: 'orders',
    revision: 7,
    taskRoleArn: 'arn:aws:iam::111122223333:role/orders-task',
    executionRoleArn: 'arn:aws:iam::111122223333:role/orders-execution',
    networkMode: 'awsvpc',
    cpuUnits: 512,
    memoryMiB: 1024,
    cpuArchitecture: 'X86_64',
    operatingSystem: 'LINUX',
    containers: [aContainerDefinition()],
    ...overrides,
  };
}

/** An alert about the container `app`, which ended with code 1 and said nothing. */
export function aDiagnosis(overrides: Partial<Diagnosis> = {}): Diagnosis {
  return {
    cause: 'application-exit',
    confidence: 'high',
    rule: 'exit-code',
    container: 'app',
    evidence: [{ source: 'exit-code', container: 'app', text: 'exit code 1', decisive: true }],
    excerpts: [],
    phase: 'RUNNING',
    timeline: [],
    remarks: [],
    missing: [],
    attention: { notify: 'alert', because: 'an essential container ended with code 1' },
    ...overrides,
  };
}

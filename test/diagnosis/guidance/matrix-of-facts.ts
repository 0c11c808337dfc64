import type { CauseId } from '../../../functions/diagnosis/causes.ts';
import type { GuidanceFacts } from '../../../functions/diagnosis/guidance/guidance.ts';
import type { Subject } from '../../../functions/diagnosis/opinion.ts';
import type { StoppedTask } from '../../../functions/event/stopped-task.ts';
import {
  aContainerDefinition,
  aDiagnosis,
  aStoppedContainer,
  aStoppedTask,
  aTaskDefinition,
} from '../../support/builders.ts';

const inPartition = (partition: string, region: string, suffix: string): Partial<StoppedTask> => ({
  partition,
  region,
  taskArn: `arn:${partition}:ecs:${region}:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0`,
  clusterArn: `arn:${partition}:ecs:${region}:111122223333:cluster/prod`,
  taskDefinitionArn: `arn:${partition}:ecs:${region}:111122223333:task-definition/orders:7`,
  containers: [aStoppedContainer({ image: `111122223333.dkr.ecr.${region}.amazonaws.com${suffix}/orders:v42` })],
});

const onInstance: Partial<StoppedTask> = {
  launchType: 'EC2',
  capacityProvider: 'prod-instances',
  containerInstanceArn: 'arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/490320b73797085628c24df7022d2732',
  attachments: [],
};

/** The same stop in the places a task can run in. */
const TASKS: Readonly<Record<string, StoppedTask>> = {
  'a service on Fargate': aStoppedTask(),
  'a service on Fargate Spot': aStoppedTask({ capacityProvider: 'FARGATE_SPOT' }),
  'a scheduled task on EC2': without(aStoppedTask({ ...onInstance, group: 'family:orders' }), 'service', 'memoryMiB'),
  'an AWS Batch job': without(aStoppedTask({ ...onInstance, group: 'AWSBatch-queue' }), 'service', 'revision'),
  China: aStoppedTask(inPartition('aws-cn', 'cn-north-1', '.cn')),
  GovCloud: aStoppedTask(inPartition('aws-us-gov', 'us-gov-west-1', '')),
  'a bare event': without(
    aStoppedTask({ containers: [], attachments: [], times: {}, stoppedReason: '' }),
    'service',
    'group',
    'launchType',
    'availabilityZone',
    'cpuUnits',
    'memoryMiB',
    'stopCode',
    'startedBy',
    'revision',
    'cpuArchitecture',
  ),
  'names at their limits': aStoppedTask({
    cluster: 'c'.repeat(255),
    service: 's'.repeat(255),
    family: 'f'.repeat(255),
    capacityProvider: 'p'.repeat(255),
    containers: [aStoppedContainer({ name: 'n'.repeat(255), image: `registry.example/${'i'.repeat(400)}:latest` })],
  }),
};

function without<K extends keyof StoppedTask>(task: StoppedTask, ...keys: readonly K[]): StoppedTask {
  return Object.fromEntries(Object.entries(task).filter(([key]) => !keys.some((each) => each === key))) as never;
}

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/orders/db-a1b2c3';

/** Things at fault as the readers of reasons and logs name them. */
const SUBJECTS: readonly (Subject | undefined)[] = [
  undefined,
  { type: 'image', value: 'orders:v42', parts: { repository: 'orders', tag: 'v42' } },
  { type: 'image', value: 'library/redis:7' },
  { type: 'image', value: `orders@sha256:${'0a'.repeat(32)}` },
  { type: 'secret', value: 'prod/orders/db', parts: { arn: ARN, jsonKey: 'password' } },
  { type: 'secret', value: 'prod/orders/other' },
  { type: 'secret', value: ARN, parts: { action: 'kms:Decrypt' } },
  { type: 'parameter', value: '/prod/orders/url' },
  {
    type: 'action',
    value: 's3:GetObject',
    parts: {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::orders-bucket/a.csv',
      principal: 'arn:aws:sts::111122223333:assumed-role/orders-task/0f1e2d3c4b5a',
    },
  },
  { type: 'role', value: 'arn:aws:iam::111122223333:role/team/orders-execution' },
  { type: 'log-group', value: '/ecs/orders' },
  {
    type: 'target-group',
    value: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef',
  },
  { type: 'endpoint', value: 'db.internal:5432', parts: { host: 'db.internal', port: '5432' } },
  { type: 'endpoint', value: '10.0.1.20:443', parts: { host: '10.0.1.20', port: '443' } },
  { type: 'host', value: 'localhost' },
  { type: 'port', value: '0.0.0.0:80', parts: { port: '80' } },
  { type: 'variable', value: 'DATABASE_URL' },
  { type: 'module', value: 'express' },
  { type: 'file', value: "/data/it's here; rm -rf /" },
  { type: 'file', value: '/app/config.yml' },
  { type: 'file-system', value: 'fs-0123456789abcdef0' },
  { type: 'subnet', value: 'subnet-00112233445566778' },
  { type: 'instance', value: 'i-0123456789abcdef0' },
  { type: 'container', value: 'migrate' },
  { type: 'deployment', value: 'ecs-svc/1234567890123456789' },
  { type: 'entry-point', value: './start.sh' },
  { type: 'limit', value: 'vCPU' },
  { type: 'option', value: ' \n\t ' },
  {
    type: 'resource',
    value: 'x'.repeat(3_000),
    parts: { action: `s3:${'X'.repeat(500)}`, resource: `arn:aws:s3:::${'y'.repeat(900)}` },
  },
];

const definitions = (task: StoppedTask) => {
  const name = task.containers[0]?.name ?? 'app';
  const full = aContainerDefinition({
    name,
    memoryMiB: 512,
    secrets: [
      { name: 'DB_PASSWORD', valueFrom: `${ARN}:password::` },
      { name: 'API_URL', valueFrom: '/prod/orders/url' },
    ],
    healthCheck: {
      command: ['CMD-SHELL', 'curl -f http://localhost:8080/ || exit 1'],
      intervalS: 30,
      timeoutS: 5,
      retries: 3,
    },
    dependsOn: [{ container: 'migrate', condition: 'SUCCESS' }],
    environmentFiles: ['arn:aws:s3:::orders-bucket/prod.env'],
    entryPoint: ['/app/start.sh'],
    command: ['serve', '--port', '8080'],
    user: '1000',
  });
  const bare = aContainerDefinition({
    name,
    containerPorts: [],
    logOptions: {},
    environmentNames: [],
    logDriver: 'fluentd',
  });
  const { taskRoleArn: _task, executionRoleArn: _execution, networkMode: _mode, ...roleless } = aTaskDefinition();
  return {
    'no task definition': undefined,
    'a full task definition': aTaskDefinition({ containers: [full, aContainerDefinition({ name: 'migrate' })] }),
    'a task definition without roles': { ...roleless, containers: [bare] },
  };
};

/** Every combination of place, thing at fault and task definition for one cause. */
export function* matrixOfFacts(cause: CauseId): Generator<readonly [name: string, facts: GuidanceFacts]> {
  for (const [place, task] of Object.entries(TASKS)) {
    for (const [index, subject] of SUBJECTS.entries()) {
      for (const [kind, definition] of Object.entries(definitions(task))) {
        const container = task.containers[0];
        const containerDefinition = definition?.containers[0];
        const { container: _named, ...diagnosis } = aDiagnosis({
          cause,
          ...(subject === undefined ? {} : { subject }),
        });
        yield [
          `${place}, ${subject?.type ?? 'nothing'} ${index} at fault, ${kind}`,
          {
            task,
            diagnosis: container === undefined ? diagnosis : { ...diagnosis, container: container.name },
            ...(definition === undefined ? {} : { definition }),
            ...(container === undefined ? {} : { container }),
            ...(containerDefinition === undefined ? {} : { containerDefinition }),
          },
        ];
      }
    }
  }
}

import type { ContainerDefinition, LoadBalancer } from '@aws-sdk/client-ecs';

/** One stop of the story: the event, and the account as it was when the event arrived. */
export interface StoryStop {
  /** What happened, for the reader of the story. */
  readonly title: string;
  readonly event: TaskEvent;
  /** The containers of the task definition's revision that the task ran. */
  readonly containerDefinitions: readonly ContainerDefinition[];
  /** Log lines by container; a container without any has an empty or missing stream. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
  /** The service as it is when the event arrives; a stop without it finds none. */
  readonly service?: StoryService;
}

/** What a stop's service knows. */
export interface StoryService {
  readonly healthCheckGracePeriodSeconds?: number;
  readonly loadBalancers: readonly LoadBalancer[];
  /** What it did, newest first; each as if written at the stop. */
  readonly events: readonly string[];
}

/** An EventBridge event of a task. */
export interface TaskEvent {
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly id: string;
  readonly version: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What differs from one stop to the next. */
export interface StopDescription {
  readonly service?: string;
  readonly family: string;
  readonly taskId: string;
  readonly stopCode: string;
  readonly stoppedReason: string;
  readonly containers: readonly {
    readonly name: string;
    readonly exitCode?: number;
    readonly reason?: string;
    readonly image?: string;
    readonly memory?: string;
  }[];
  readonly startedBy?: string;
  /** The task reached RUNNING. */
  readonly ran: boolean;
  /** Seconds that the task ran. */
  readonly ranForS?: number;
  /** Seconds from the stop to the end of the last container. */
  readonly stopTookS?: number;
}

/** Where the story plays. */
export const PLACE = { region: 'eu-west-1', account: '123456789012', cluster: 'prod' } as const;

const { region: REGION, account: ACCOUNT, cluster: CLUSTER } = PLACE;
const CREATED_AT = Date.UTC(2026, 10, 24, 2, 14, 2, 118);

const arn = (resource: string): string => `arn:aws:ecs:${REGION}:${ACCOUNT}:${resource}`;
const at = (seconds: number): string => new Date(CREATED_AT + seconds * 1_000).toISOString();

/** Makes the event that ECS would send for a Fargate task in cluster `prod`. */
export function taskEvent(stop: StopDescription): TaskEvent {
  const taskArn = arn(`task/${CLUSTER}/${stop.taskId}`);
  const stoppedRunningS = 25 + (stop.ranForS ?? 42);
  const endedS = stoppedRunningS + (stop.stopTookS ?? 3);
  const times = stop.ran
    ? {
        pullStartedAt: at(12),
        pullStoppedAt: at(23),
        startedAt: at(25),
        stoppingAt: at(stoppedRunningS),
        executionStoppedAt: at(endedS),
      }
    : { stoppingAt: at(17) };
  return {
    version: '0',
    id: `5f0c0e4e-0000-4000-8000-${stop.taskId.slice(0, 12)}`,
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: ACCOUNT,
    region: REGION,
    time: at(stop.ran ? endedS + 26 : 40),
    resources: [taskArn],
    detail: {
      taskArn,
      clusterArn: arn(`cluster/${CLUSTER}`),
      taskDefinitionArn: arn(`task-definition/${stop.family}:42`),
      group: stop.service === undefined ? `family:${stop.family}` : `service:${stop.service}`,
      startedBy: stop.startedBy ?? (stop.service === undefined ? 'events-rule/nightly' : 'ecs-svc/4827361904417230985'),
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      availabilityZone: `${REGION}b`,
      capacityProviderName: 'FARGATE',
      cpu: '512',
      memory: '1024',
      ephemeralStorage: { sizeInGiB: 20 },
      attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
      attachments: [
        {
          id: 'b1f6c6c2-0000-4000-8000-000000000001',
          type: 'eni',
          status: 'DELETED',
          details: [
            { name: 'subnetId', value: 'subnet-0a1b2c3d4e5f60718' },
            { name: 'networkInterfaceId', value: 'eni-0123456789abcdef0' },
            { name: 'privateIPv4Address', value: '10.0.1.131' },
          ],
        },
      ],
      connectivity: 'CONNECTED',
      connectivityAt: at(4),
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      stopCode: stop.stopCode,
      stoppedReason: stop.stoppedReason,
      containers: stop.containers.map((container, index) => ({
        containerArn: arn(`container/${CLUSTER}/${stop.taskId}/c${index}`),
        taskArn,
        lastStatus: 'STOPPED',
        ...container,
        ...(stop.ran ? { runtimeId: `${stop.taskId}-${1471339757 + index}` } : {}),
        cpu: '256',
      })),
      overrides: { containerOverrides: stop.containers.map(({ name }) => ({ name })) },
      createdAt: at(0),
      ...times,
      stoppedAt: at(stop.ran ? endedS + 25 : 39),
      updatedAt: at(stop.ran ? endedS + 25 : 39),
      version: 6,
    },
  };
}

/** A container that logs to CloudWatch, as the task definition describes it. */
export const loggingContainer = (
  family: string,
  name: string,
  image: string,
  others: Partial<ContainerDefinition> = {},
): ContainerDefinition => ({
  name,
  image,
  essential: true,
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': `/ecs/${family}`, 'awslogs-region': REGION, 'awslogs-stream-prefix': 'ecs' },
  },
  ...others,
});

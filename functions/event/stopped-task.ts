/** A moment, in milliseconds since 1970-01-01 UTC. */
export type EpochMs = number;

/** The moments of a task's life that ECS recorded; each is absent when the task never got there. */
export interface TaskTimes {
  readonly createdAt?: EpochMs;
  readonly connectivityAt?: EpochMs;
  readonly pullStartedAt?: EpochMs;
  readonly pullStoppedAt?: EpochMs;
  readonly startedAt?: EpochMs;
  /** When the task was told to stop, or when its first essential container had ended. */
  readonly stoppingAt?: EpochMs;
  /** When the last container had ended. */
  readonly executionStoppedAt?: EpochMs;
  readonly stoppedAt?: EpochMs;
}

/** One container of a stopped task. */
export interface StoppedContainer {
  readonly name: string;
  readonly image?: string;
  readonly imageDigest?: string;
  /** Absent when the container never ran, or when its host died; absence is not zero. */
  readonly exitCode?: number;
  /** What ECS says of this container, as it stands in the event. */
  readonly reason?: string;
  /** The container runtime's id; on EC2 also the name of a log stream without a prefix. */
  readonly runtimeId?: string;
  readonly lastStatus?: string;
  /** The hard memory limit of the container, in MiB. */
  readonly memoryMiB?: number;
  readonly privateIp?: string;
}

/** Something ECS attached to the task: a network interface, a volume, Service Connect. */
export interface Attachment {
  /** Lower case, without spaces: `eni`, `elasticnetworkinterface`, `amazonelasticblockstorage`, `serviceconnect`. */
  readonly type: string;
  readonly status?: string;
  readonly details: Readonly<Record<string, string>>;
}

/** A task that has stopped, in the product's own terms; nothing behind this type sees AWS's wire shapes. */
export interface StoppedTask {
  readonly taskArn: string;
  readonly taskId: string;
  readonly clusterArn: string;
  readonly cluster: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly taskDefinitionArn: string;
  readonly family: string;
  /** Absent where the event names the task definition without its revision. */
  readonly revision?: number;
  readonly group?: string;
  /** The service's name, for tasks of a service. */
  readonly service?: string;
  readonly startedBy?: string;
  /** `FARGATE`, `EC2`, `EXTERNAL`, `MANAGED_INSTANCES`; absent in some events. */
  readonly launchType?: string;
  readonly capacityProvider?: string;
  readonly availabilityZone?: string;
  readonly containerInstanceArn?: string;
  readonly platformVersion?: string;
  /** `x86_64` or `arm64`. */
  readonly cpuArchitecture?: string;
  /** The task's CPU units (1024 = one vCPU). */
  readonly cpuUnits?: number;
  /** The task's memory limit, in MiB. */
  readonly memoryMiB?: number;
  readonly ephemeralStorageGiB?: number;
  /** One of ECS's six stop codes; other text is kept as it came, absence is possible. */
  readonly stopCode?: string;
  /** The task's stopped reason as it stands in the event; empty when ECS gave none. */
  readonly stoppedReason: string;
  readonly containers: readonly StoppedContainer[];
  readonly attachments: readonly Attachment[];
  readonly times: TaskTimes;
  /** ECS's version of the task's state; grows with each change. */
  readonly version: number;
}

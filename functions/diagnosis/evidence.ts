import type { EpochMs } from '../event/stopped-task.ts';

/** One event of a log stream; its text may hold several physical lines. */
export interface LogLine {
  /** When the line was written, where the log says so. */
  readonly at?: EpochMs;
  readonly text: string;
}

/** Where the lines of a container's log are kept. */
export interface LogLocation {
  readonly group: string;
  readonly stream: string;
  readonly region: string;
}

/** Why there are no log lines to read. */
export type LogAbsence =
  /** The container never ran, so nothing can have been written. */
  | { readonly kind: 'never-started' }
  | { readonly kind: 'group-missing'; readonly group: string; readonly region: string }
  | { readonly kind: 'stream-missing'; readonly location: LogLocation; readonly nonBlocking: boolean }
  | { readonly kind: 'access-denied'; readonly action: string; readonly resource: string }
  /** The lines went somewhere CloudWatch Logs cannot show; `where` names the place. */
  | { readonly kind: 'driver-unreadable'; readonly driver: string; readonly where: string }
  | { readonly kind: 'not-configured'; readonly where: string }
  /** The stream is there and empty; `nonBlocking` says whether the log driver may have dropped lines. */
  | { readonly kind: 'nothing-printed'; readonly location: LogLocation; readonly nonBlocking: boolean }
  | { readonly kind: 'throttled'; readonly location: LogLocation }
  | { readonly kind: 'out-of-time'; readonly location: LogLocation }
  | { readonly kind: 'read-failed'; readonly location: LogLocation; readonly message: string }
  /** The task definition could not be read, so the log's place is not known. */
  | { readonly kind: 'location-unknown'; readonly message: string };

/** The end of one container's log, or the reason why there is none. */
export type LogTail =
  | {
      readonly kind: 'lines';
      /** Oldest first, as the log service returned them. */
      readonly lines: readonly LogLine[];
      readonly location?: LogLocation;
      /** Older lines exist that were not read. */
      readonly truncated: boolean;
    }
  | { readonly kind: 'absent'; readonly why: LogAbsence };

/** The log of one container. */
export interface ContainerLog {
  readonly container: string;
  readonly tail: LogTail;
}

/** A container as the task definition describes it; only what a diagnosis uses. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image?: string;
  readonly essential: boolean;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  /** The hard limit, in MiB. */
  readonly memoryMiB?: number;
  /** The soft limit, in MiB. */
  readonly memoryReservationMiB?: number;
  readonly containerPorts: readonly number[];
  readonly dependsOn: readonly { readonly container: string; readonly condition: string }[];
  /** Seconds between SIGTERM and SIGKILL; absent = the platform's default of 30. */
  readonly stopTimeoutS?: number;
  readonly startTimeoutS?: number;
  readonly healthCheck?: {
    readonly command: readonly string[];
    readonly intervalS: number;
    readonly timeoutS: number;
    readonly retries: number;
    readonly startPeriodS?: number;
  };
  readonly logDriver?: string;
  readonly logOptions: Readonly<Record<string, string>>;
  /** `fluentbit` or `fluentd`, on the container that routes the others' logs. */
  readonly firelensType?: string;
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly environmentNames: readonly string[];
  readonly environmentFiles: readonly string[];
  readonly user?: string;
  readonly readonlyRootFilesystem: boolean;
  readonly initProcessEnabled: boolean;
}

/** The task definition's revision that the task ran; only what a diagnosis uses. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly networkMode?: string;
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  readonly cpuArchitecture?: string;
  readonly operatingSystem?: string;
  readonly ephemeralStorageGiB?: number;
  /** The volumes on EFS. */
  readonly efsVolumes?: readonly { readonly name: string; readonly fileSystemId: string }[];
  readonly containers: readonly ContainerDefinition[];
}

/** Why something of ECS could not be had. */
export interface EcsAbsence {
  readonly kind: 'absent';
  /** `not-asked`: the stop needed none. */
  readonly why: 'not-asked' | 'access-denied' | 'not-found' | 'throttled' | 'out-of-time' | 'failed';
  /** For the reader: what failed, with the action to allow where access was denied. */
  readonly message: string;
}

/** The task definition, or why it could not be had. */
export type DefinitionEvidence = { readonly kind: 'definition'; readonly definition: TaskDefinition } | EcsAbsence;

/** What a service's load balancer asks: a target group, or a Classic load balancer, and the port it leads to. */
export interface ServiceLoadBalancer {
  readonly targetGroupArn?: string;
  readonly containerName?: string;
  readonly containerPort?: number;
}

/** One line of a service's own record of what it did. */
export interface ServiceEvent {
  readonly at?: EpochMs;
  readonly message: string;
}

/** The service of a task as it is now; only what a diagnosis uses. */
export interface Service {
  readonly name: string;
  /** Seconds after a task's start in which failed health checks do not count; absent where the service has none. */
  readonly healthCheckGracePeriodS?: number;
  readonly loadBalancers: readonly ServiceLoadBalancer[];
  /** What the service runs, or is about to run. */
  readonly taskDefinitionArn?: string;
  /** The deployment that is current or under way; after a failed one, the one that ECS goes back to. */
  readonly primaryDeployment?: { readonly id: string; readonly revision?: number };
  /** Newest first. */
  readonly events: readonly ServiceEvent[];
}

/** The service, or why it could not be had. */
export type ServiceEvidence = { readonly kind: 'service'; readonly service: Service } | EcsAbsence;

/** All that is known of a stop besides the event itself. */
export interface Evidence {
  readonly definition: DefinitionEvidence;
  readonly logs: readonly ContainerLog[];
  /** Looked at only where a load balancer's check failed; absent otherwise. */
  readonly service?: ServiceEvidence;
}

/** What is known when nothing but the event was looked at. */
export const NO_EVIDENCE: Evidence = {
  definition: { kind: 'absent', why: 'not-asked', message: '' },
  logs: [],
};

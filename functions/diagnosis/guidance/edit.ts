/** The tools a team may deploy with; guidance speaks the terms of one. */
export const DIALECTS = ['ecs', 'cdk', 'terraform', 'fsd'] as const;

/** `ecs` = the task definition itself and the AWS CLI, `fsd` = the service YAML of FSD. */
export type Dialect = (typeof DIALECTS)[number];

/** What an Allow statement grants. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Settings of a container by their names in the task definition, with the new values. */
export interface ContainerFields {
  readonly image?: string;
  /** MiB. */
  readonly memory?: number;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly essential?: boolean;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly healthCheck?: {
    readonly command?: readonly string[];
    /** Seconds. */
    readonly startPeriod?: number;
  };
  readonly logConfiguration?: { readonly options: Readonly<Record<string, string>> };
  readonly portMappings?: readonly { readonly containerPort: number; readonly hostPort?: number }[];
  readonly linuxParameters?: {
    readonly initProcessEnabled?: boolean;
    /** MiB. */
    readonly sharedMemorySize?: number;
  };
  readonly ulimits?: readonly { readonly name: string; readonly softLimit: number; readonly hardLimit: number }[];
  readonly repositoryCredentials?: { readonly credentialsParameter: string };
  /** Seconds. */
  readonly startTimeout?: number;
  /** Seconds. */
  readonly stopTimeout?: number;
}

/** Settings of the whole task by their names in the task definition, with the new values. */
export interface TaskFields {
  /** MiB. */
  readonly memory?: number;
  readonly executionRoleArn?: string;
  readonly taskRoleArn?: string;
  readonly runtimePlatform?: { readonly cpuArchitecture: 'ARM64' | 'X86_64' };
  readonly ephemeralStorage?: { readonly sizeInGiB: number };
}

/** Settings of the service by their names in the ECS API, with the new values. */
export interface ServiceFields {
  readonly healthCheckGracePeriodSeconds?: number;
  readonly assignPublicIp?: 'ENABLED' | 'DISABLED';
}

/** What a step changes, told apart from the tool it is changed with; words in capitals stand for what only the team knows. */
export type Edit =
  /** Adds Allow statements to a role; `other` is a role that is neither the task's nor its execution role. */
  | {
      readonly kind: 'grant';
      readonly role: 'execution' | 'task' | 'other';
      readonly roleArn?: string;
      readonly grants: readonly Grant[];
    }
  /** Lets a role be assumed by a service. */
  | { readonly kind: 'trust'; readonly roleArn?: string; readonly service: string }
  /** Changes the task definition: settings of one container, of the whole task, or both. */
  | {
      readonly kind: 'definition';
      readonly container?: { readonly name: string; readonly fields: ContainerFields };
      readonly task?: TaskFields;
    }
  | { readonly kind: 'service'; readonly fields: ServiceFields }
  /** Sets the health check of the target group. */
  | { readonly kind: 'target-group'; readonly path: string; readonly codes: string }
  | { readonly kind: 'log-group'; readonly name: string }
  /** Lets others connect to the task, or the task to others, on a TCP port. */
  | { readonly kind: 'security-group'; readonly direction: 'in' | 'out'; readonly port: number }
  /** Interface endpoints by their short names (`ecr.api`, `logs`), and `s3` for the gateway endpoint. */
  | { readonly kind: 'endpoints'; readonly names: readonly string[] };

/** What a cause is about; one of the groups a message can be filtered by. */
export type Domain =
  | 'image'
  | 'network'
  | 'permissions'
  | 'configuration'
  | 'storage'
  | 'capacity'
  | 'resources'
  | 'health-check'
  | 'application'
  | 'lifecycle'
  | 'platform'
  | 'unknown';

/** How much a stop asks of the person on call. */
export type Severity = 'critical' | 'warning' | 'info';

/** What is fixed about a cause, whatever the task. */
export interface CauseFacts {
  readonly domain: Domain;
  /** The severity of a stop that alerts for this cause. */
  readonly severity: Severity;
  /** One sentence: when this cause applies. */
  readonly meaning: string;
}

/** Every cause a stop can have, with what is fixed about it; ids are part of the messages and never reused. */
export const CAUSES = {
  'image-not-found': {
    domain: 'image',
    severity: 'critical',
    meaning: 'The repository, tag or digest does not exist in the registry (manifest unknown, name unknown, 404).',
  },
  'image-pull-access-denied': {
    domain: 'image',
    severity: 'critical',
    meaning:
      'The registry refused the pull: missing ecr:* permissions, no registry credentials, repository policy, 401/403, "pull access denied … may require docker login".',
  },
  'image-pull-rate-limited': {
    domain: 'image',
    severity: 'critical',
    meaning: 'The registry throttled the pull (toomanyrequests, 429).',
  },
  'image-reference-invalid': {
    domain: 'image',
    severity: 'critical',
    meaning: 'The image name itself is malformed (invalid reference format).',
  },
  'image-platform-mismatch': {
    domain: 'image',
    severity: 'critical',
    meaning:
      "The image has no manifest for the task's CPU architecture or OS, or its binary is for another one (exec format error).",
  },
  'image-pull-failed': {
    domain: 'image',
    severity: 'critical',
    meaning: 'The pull failed for a reason none of the other image causes name.',
  },
  'registry-unreachable': {
    domain: 'network',
    severity: 'critical',
    meaning:
      'The registry or its auth/layer endpoint could not be reached (i/o timeout, no such host, connection refused/reset, TLS handshake timeout) while pulling the image or fetching registry auth.',
  },
  'secrets-unreachable': {
    domain: 'network',
    severity: 'critical',
    meaning: 'Secrets Manager, SSM or KMS could not be reached while initialising the task (timeouts, no route).',
  },
  'log-endpoint-unreachable': {
    domain: 'network',
    severity: 'critical',
    meaning:
      'The log destination (CloudWatch Logs, Splunk, Fluentd …) could not be reached when the log driver was initialised.',
  },
  'network-interface-failed': {
    domain: 'network',
    severity: 'critical',
    meaning: "The task's elastic network interface could not be created, attached or configured.",
  },
  'subnet-addresses-exhausted': {
    domain: 'network',
    severity: 'critical',
    meaning: 'The subnet has no free IP addresses.',
  },
  'service-discovery-failed': {
    domain: 'network',
    severity: 'critical',
    meaning: 'Cloud Map / Service Connect registration or its agent failed.',
  },
  'secret-access-denied': {
    domain: 'permissions',
    severity: 'critical',
    meaning:
      'The execution role may not read a Secrets Manager secret, an SSM parameter or the KMS key that encrypts it.',
  },
  'execution-role-not-assumable': {
    domain: 'permissions',
    severity: 'critical',
    meaning: 'ECS could not assume the task execution role or the task role.',
  },
  'log-access-denied': {
    domain: 'permissions',
    severity: 'critical',
    meaning: 'The execution role may not create log streams/groups or put log events.',
  },
  'task-role-access-denied': {
    domain: 'permissions',
    severity: 'critical',
    meaning: "The application's own AWS call was denied (AccessDenied, not authorized to perform …).",
  },
  'aws-credentials-missing': {
    domain: 'permissions',
    severity: 'critical',
    meaning: "The application's AWS SDK found no credentials, or invalid/expired ones.",
  },
  'resource-permission-denied': {
    domain: 'permissions',
    severity: 'critical',
    meaning:
      'Another permission failure while the task was set up (file system access point, ECS Exec, PassRole, image signer …).',
  },
  'secret-not-found': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'The secret, JSON key, version or SSM parameter named in the task definition does not exist.',
  },
  'log-group-not-found': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'The log group named in the task definition does not exist.',
  },
  'log-driver-misconfigured': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'The log driver rejected its options or failed to start for another reason.',
  },
  'environment-file-failed': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'An environment file could not be downloaded from S3 or parsed.',
  },
  'entrypoint-not-found': {
    domain: 'configuration',
    severity: 'critical',
    meaning:
      'The command or entry point does not exist in the image (executable file not found, no such file or directory, exit code 127).',
  },
  'entrypoint-not-executable': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'The command exists but may not be executed (permission denied, exit code 126).',
  },
  'container-create-failed': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'The runtime refused to create the container (invalid mount, device, ulimit, name conflict, bad option).',
  },
  'container-start-failed': {
    domain: 'configuration',
    severity: 'critical',
    meaning: 'The runtime could not start the container for a reason none of the other start causes name.',
  },
  'volume-mount-failed': {
    domain: 'storage',
    severity: 'critical',
    meaning: 'An EFS, EBS, FSx, Docker or bind volume could not be created, attached or mounted.',
  },
  'ephemeral-storage-full': {
    domain: 'storage',
    severity: 'critical',
    meaning: 'The disk is full (no space left on device), while pulling or while running.',
  },
  'capacity-unavailable': {
    domain: 'capacity',
    severity: 'critical',
    meaning: "No Fargate or EC2 capacity was available, or no container instance met the task's requirements.",
  },
  'quota-exceeded': {
    domain: 'capacity',
    severity: 'critical',
    meaning: 'An account limit was reached (concurrent tasks, vCPU, ENIs, API throttling of task launches).',
  },
  'out-of-memory': {
    domain: 'resources',
    severity: 'critical',
    meaning: 'The kernel killed the container for exceeding its memory limit (OutOfMemoryError, OOMKilled).',
  },
  'heap-exhausted': {
    domain: 'resources',
    severity: 'critical',
    meaning:
      'The language runtime ran out of its own heap (Java heap space, JavaScript heap out of memory, MemoryError).',
  },
  'file-descriptors-exhausted': {
    domain: 'resources',
    severity: 'critical',
    meaning: 'Too many open files, threads or processes (EMFILE, ulimit, cannot allocate thread).',
  },
  killed: {
    domain: 'resources',
    severity: 'critical',
    meaning: 'SIGKILL (exit code 137) with no evidence of memory exhaustion, e.g. stopTimeout passed after SIGTERM.',
  },
  'elb-health-check-failed': {
    domain: 'health-check',
    severity: 'critical',
    meaning: "The load balancer's target health checks failed.",
  },
  'container-health-check-failed': {
    domain: 'health-check',
    severity: 'critical',
    meaning: "The container's own HEALTHCHECK failed.",
  },
  'dependency-container-failed': {
    domain: 'health-check',
    severity: 'critical',
    meaning: 'A container this one depends on did not reach the condition in dependsOn.',
  },
  'missing-dependency': {
    domain: 'application',
    severity: 'critical',
    meaning:
      'A library or module is missing from the image (ModuleNotFoundError, Cannot find module, ClassNotFoundException, shared library not found …).',
  },
  'missing-environment-variable': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A required environment variable or configuration key is not set.',
  },
  'invalid-configuration': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A configuration value or file is present but wrong (parse error, validation error, bad URL).',
  },
  'connection-refused': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A database or service the application needs refused the connection.',
  },
  'connection-timeout': {
    domain: 'application',
    severity: 'critical',
    meaning:
      'A database, service or endpoint the application needs did not answer in time (no route, security group, no NAT).',
  },
  'dns-resolution-failed': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A host name the application needs does not resolve.',
  },
  'tls-failure': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A TLS handshake or certificate check failed.',
  },
  'authentication-failed': {
    domain: 'application',
    severity: 'critical',
    meaning: "A database, broker or service rejected the application's user name, password or token.",
  },
  'port-in-use': {
    domain: 'application',
    severity: 'critical',
    meaning: 'The port is already bound (EADDRINUSE).',
  },
  'port-permission-denied': {
    domain: 'application',
    severity: 'critical',
    meaning: 'The process may not bind the port (a port under 1024 as non-root).',
  },
  'file-not-found': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A file or directory the application needs does not exist.',
  },
  'file-permission-denied': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A file or directory the application needs may not be read or written (EACCES, read-only file system).',
  },
  'database-not-initialized': {
    domain: 'application',
    severity: 'critical',
    meaning: 'Tables, schema or database are missing (no such table, relation does not exist, unknown database).',
  },
  'database-locked': {
    domain: 'application',
    severity: 'critical',
    meaning:
      'The database is locked or a migration lock is held (database is locked, deadlock, could not obtain lock).',
  },
  'migration-failed': {
    domain: 'application',
    severity: 'critical',
    meaning: 'A schema migration failed for another reason.',
  },
  'syntax-error': {
    domain: 'application',
    severity: 'critical',
    meaning: 'The program does not parse or compile (SyntaxError, parse error, unsupported class file version).',
  },
  'unhandled-exception': {
    domain: 'application',
    severity: 'critical',
    meaning:
      'The program crashed with an uncaught exception, panic or stack trace that none of the more specific causes explains.',
  },
  'segmentation-fault': {
    domain: 'application',
    severity: 'critical',
    meaning: 'SIGSEGV, SIGBUS or SIGILL (exit codes 139, 135, 132).',
  },
  aborted: {
    domain: 'application',
    severity: 'critical',
    meaning: 'SIGABRT (exit code 134), assertion or runtime abort, with no more specific cause.',
  },
  'application-exit': {
    domain: 'application',
    severity: 'critical',
    meaning: 'The essential container exited with a non-zero code and nothing tells why.',
  },
  completed: {
    domain: 'lifecycle',
    severity: 'warning',
    meaning: 'The essential container exited with code 0.',
  },
  terminated: {
    domain: 'lifecycle',
    severity: 'warning',
    meaning: 'The container ended on SIGTERM (exit code 143) as part of a stop.',
  },
  'user-stopped': {
    domain: 'lifecycle',
    severity: 'info',
    meaning: 'A person or program called StopTask.',
  },
  'service-scaled': {
    domain: 'lifecycle',
    severity: 'info',
    meaning: 'The service scheduler stopped the task: scale-in, a new deployment, or rebalancing.',
  },
  'deployment-failed': {
    domain: 'lifecycle',
    severity: 'critical',
    meaning: 'The deployment circuit breaker or a failed deployment stopped the task.',
  },
  'spot-interruption': {
    domain: 'platform',
    severity: 'info',
    meaning: 'Fargate Spot or EC2 Spot capacity was reclaimed.',
  },
  'host-terminated': {
    domain: 'platform',
    severity: 'warning',
    meaning: 'The EC2 container instance stopped, terminated, was drained or lost its agent.',
  },
  'platform-maintenance': {
    domain: 'platform',
    severity: 'warning',
    meaning: 'AWS retired the task or its host for maintenance.',
  },
  'container-runtime-timeout': {
    domain: 'platform',
    severity: 'critical',
    meaning: 'Docker or containerd did not answer in time (DockerTimeoutError, ContainerRuntimeTimeoutError).',
  },
  'container-runtime-error': {
    domain: 'platform',
    severity: 'critical',
    meaning: 'Docker or containerd failed in another way.',
  },
  'internal-error': {
    domain: 'platform',
    severity: 'critical',
    meaning: 'ECS or Fargate reported an internal error.',
  },
  unknown: {
    domain: 'unknown',
    severity: 'critical',
    meaning: 'Nothing above is supported by the evidence.',
  },
} as const satisfies Record<string, CauseFacts>;

/** The id of a cause. */
export type CauseId = keyof typeof CAUSES;

/** All cause ids, in the order of the catalogue. */
export const CAUSE_IDS = Object.keys(CAUSES) as readonly CauseId[];

/** The causes that say how a task ended and not why; a more specific opinion beats them. */
export const GENERAL_CAUSES: ReadonlySet<CauseId> = new Set<CauseId>([
  'application-exit',
  'unhandled-exception',
  'image-pull-failed',
  'container-start-failed',
  'unknown',
]);

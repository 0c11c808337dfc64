import type { CauseId } from './causes.ts';

/** When each cause applies, in one sentence; for the docs, so it stays out of the function's bundle. */
export const CAUSE_MEANINGS: Readonly<Record<CauseId, string>> = {
  'image-not-found':
    'The repository, tag or digest does not exist in the registry (manifest unknown, name unknown, 404).',
  'image-pull-access-denied':
    'The registry refused the pull: missing ecr:* permissions, no registry credentials, repository policy, 401/403, "pull access denied … may require docker login".',
  'image-pull-rate-limited': 'The registry throttled the pull (toomanyrequests, 429).',
  'image-reference-invalid': 'The image name itself is malformed (invalid reference format).',
  'image-platform-mismatch':
    "The image has no manifest for the task's CPU architecture or OS, or its binary is for another one (exec format error).",
  'image-pull-failed': 'The pull failed for a reason none of the other image causes name.',
  'registry-unreachable':
    'The registry or its auth/layer endpoint could not be reached (i/o timeout, no such host, connection refused/reset, TLS handshake timeout) while pulling the image or fetching registry auth.',
  'secrets-unreachable':
    'Secrets Manager, SSM or KMS could not be reached while initialising the task (timeouts, no route).',
  'log-endpoint-unreachable':
    'The log destination (CloudWatch Logs, Splunk, Fluentd …) could not be reached when the log driver was initialised.',
  'network-interface-failed': "The task's elastic network interface could not be created, attached or configured.",
  'subnet-addresses-exhausted': 'The subnet has no free IP addresses.',
  'service-discovery-failed': 'Cloud Map / Service Connect registration or its agent failed.',
  'secret-access-denied':
    'The execution role may not read a Secrets Manager secret, an SSM parameter or the KMS key that encrypts it.',
  'execution-role-not-assumable': 'ECS could not assume the task execution role or the task role.',
  'log-access-denied': 'The execution role may not create log streams/groups or put log events.',
  'task-role-access-denied': "The application's own AWS call was denied (AccessDenied, not authorized to perform …).",
  'aws-credentials-missing': "The application's AWS SDK found no credentials, or invalid/expired ones.",
  'resource-permission-denied':
    'Another permission failure while the task was set up (file system access point, ECS Exec, PassRole, image signer …).',
  'secret-not-found': 'The secret, JSON key, version or SSM parameter named in the task definition does not exist.',
  'log-group-not-found': 'The log group named in the task definition does not exist.',
  'log-driver-misconfigured': 'The log driver rejected its options or failed to start for another reason.',
  'environment-file-failed': 'An environment file could not be downloaded from S3 or parsed.',
  'entrypoint-not-found':
    'The command or entry point does not exist in the image (executable file not found, no such file or directory, exit code 127).',
  'entrypoint-not-executable': 'The command exists but may not be executed (permission denied, exit code 126).',
  'container-create-failed':
    'The runtime refused to create the container (invalid mount, device, ulimit, name conflict, bad option).',
  'container-start-failed':
    'The runtime could not start the container for a reason none of the other start causes name.',
  'volume-mount-failed': 'An EFS, EBS, FSx, Docker or bind volume could not be created, attached or mounted.',
  'ephemeral-storage-full': 'The disk is full (no space left on device), while pulling or while running.',
  'capacity-unavailable':
    "No Fargate or EC2 capacity was available, or no container instance met the task's requirements.",
  'quota-exceeded': 'An account limit was reached (concurrent tasks, vCPU, ENIs, API throttling of task launches).',
  'out-of-memory': 'The kernel killed the container for exceeding its memory limit (OutOfMemoryError, OOMKilled).',
  'heap-exhausted':
    'The language runtime ran out of its own heap (Java heap space, JavaScript heap out of memory, MemoryError).',
  'file-descriptors-exhausted': 'Too many open files, threads or processes (EMFILE, ulimit, cannot allocate thread).',
  killed: 'SIGKILL (exit code 137) with no evidence of memory exhaustion, e.g. stopTimeout passed after SIGTERM.',
  'elb-health-check-failed': "The load balancer's target health checks failed.",
  'container-health-check-failed': "The container's own HEALTHCHECK failed.",
  'dependency-container-failed': 'A container this one depends on did not reach the condition in dependsOn.',
  'missing-dependency':
    'A library or module is missing from the image (ModuleNotFoundError, Cannot find module, ClassNotFoundException, shared library not found …).',
  'missing-environment-variable': 'A required environment variable or configuration key is not set.',
  'invalid-configuration':
    'A configuration value or file is present but wrong (parse error, validation error, bad URL).',
  'connection-refused': 'A database or service the application needs refused the connection.',
  'connection-timeout':
    'A database, service or endpoint the application needs did not answer in time (no route, security group, no NAT).',
  'dns-resolution-failed': 'A host name the application needs does not resolve.',
  'tls-failure': 'A TLS handshake or certificate check failed.',
  'authentication-failed': "A database, broker or service rejected the application's user name, password or token.",
  'port-in-use': 'The port is already bound (EADDRINUSE).',
  'port-permission-denied': 'The process may not bind the port (a port under 1024 as non-root).',
  'file-not-found': 'A file or directory the application needs does not exist.',
  'file-permission-denied':
    'A file or directory the application needs may not be read or written (EACCES, read-only file system).',
  'database-not-initialized':
    'Tables, schema or database are missing (no such table, relation does not exist, unknown database).',
  'database-locked':
    'The database is locked or a migration lock is held (database is locked, deadlock, could not obtain lock).',
  'migration-failed': 'A schema migration failed for another reason.',
  'syntax-error': 'The program does not parse or compile (SyntaxError, parse error, unsupported class file version).',
  'unhandled-exception':
    'The program crashed with an uncaught exception, panic or stack trace that none of the more specific causes explains.',
  'segmentation-fault': 'SIGSEGV, SIGBUS or SIGILL (exit codes 139, 135, 132).',
  aborted: 'SIGABRT (exit code 134), assertion or runtime abort, with no more specific cause.',
  'application-exit': 'The essential container exited with a non-zero code and nothing tells why.',
  completed: 'The essential container exited with code 0.',
  terminated: 'The container ended on SIGTERM (exit code 143) as part of a stop.',
  'user-stopped': 'A person or program called StopTask.',
  'service-scaled': 'The service scheduler stopped the task: scale-in, a new deployment, or rebalancing.',
  'deployment-failed': 'The deployment circuit breaker or a failed deployment stopped the task.',
  'spot-interruption': 'Fargate Spot or EC2 Spot capacity was reclaimed.',
  'host-terminated': 'The EC2 container instance stopped, terminated, was drained or lost its agent.',
  'platform-maintenance': 'AWS retired the task or its host for maintenance.',
  'container-runtime-timeout':
    'Docker or containerd did not answer in time (DockerTimeoutError, ContainerRuntimeTimeoutError).',
  'container-runtime-error': 'Docker or containerd failed in another way.',
  'internal-error': 'ECS or Fargate reported an internal error.',
  unknown: 'Nothing above is supported by the evidence.',
};

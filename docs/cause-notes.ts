import type { CauseId } from '../functions/diagnosis/causes.ts';
import type { EvidenceSource } from '../functions/diagnosis/diagnosis.ts';

/** A short general form of a text or an exit code that shows a cause, and where it stands. */
export type Sign =
  | {
      readonly where: 'stopped-reason' | 'container-reason' | 'attachment';
      /** In the words of ECS, Docker or containerd; `<name>` stands for what differs. */
      readonly text: string;
      /** The stop code that the text needs beside it. */
      readonly stopCode?: string;
      /** What the reader must know beside it. */
      readonly note?: string;
    }
  | {
      readonly where: 'log';
      /** In the words of the runtime; `<name>` stands for what differs. */
      readonly text: string;
      /** The exit code that the line needs beside it. @default 1 */
      readonly exitCode?: number;
    }
  | { readonly where: 'exit-code'; readonly exitCode: number };

/** What decides, or is weighed, beside the rules, signatures and exit codes that the catalogue lists itself. */
export interface Ground {
  readonly source: EvidenceSource;
  readonly text: string;
}

/** A page of AWS's documentation. */
export interface AwsPage {
  readonly title: string;
  readonly guide: string;
}

/** What the docs tell of a cause beside its meaning and its guidance. */
export interface CauseNotes {
  readonly shows: readonly [Sign, ...Sign[]];
  readonly grounds: readonly Ground[];
  readonly page: AwsPage | undefined;
}

type Place = 'stopped-reason' | 'container-reason' | 'attachment';

const says = (where: Place, text: string): Sign => ({ where, text });
const stopped = (text: string): Sign => says('stopped-reason', text);
const ofContainer = (text: string): Sign => says('container-reason', text);
const ofDeployment = (text: string): Sign => ({
  where: 'stopped-reason',
  text,
  note: 'in the words of service events and deployments',
});
const logged = (text: string): Sign => ({ where: 'log', text });
const exits = (exitCode: number): Sign => ({ where: 'exit-code', exitCode });

const developerGuide = (title: string): AwsPage => ({ title, guide: 'Amazon ECS Developer Guide' });
const apiReference = (title: string): AwsPage => ({ title, guide: 'Amazon ECS API Reference' });
const olderDeveloperGuide = (title: string): AwsPage => ({ title, guide: 'Amazon ECS Developer Guide of 2023' });

/** What a stop that was asked for must not hide. */
const HIDDEN_FAILURES: readonly Ground[] = [
  { source: 'times', text: 'a container that failed by itself before `stoppingAt` is diagnosed instead' },
  { source: 'exit-code', text: 'a container that a crash signal ended is diagnosed instead' },
  {
    source: 'container-reason',
    text: 'a container that ran out of memory, or never started for a reason of its own, is diagnosed instead',
  },
];

/** What is compared where a health check failed, for remarks and advice. */
const PORTS_AND_START: readonly Ground[] = [
  { source: 'log', text: 'the ports on which the application says it listens, and when it says so' },
  { source: 'times', text: 'how long the task ran before it was told to stop' },
];

/** The notes of every cause. */
export const CAUSE_NOTES: Readonly<Record<CauseId, CauseNotes>> = {
  'image-not-found': {
    shows: [
      stopped(
        'CannotPullContainerError: pull image manifest has been retried <n> time(s): failed to resolve ref <image>: <image>: not found',
      ),
      ofContainer(
        'CannotPullContainerError: Error response from daemon: manifest for <image> not found: manifest unknown',
      ),
      ofContainer('CannotPullContainerError: API error (404): repository <repository> not found'),
    ],
    grounds: [],
    page: developerGuide('CannotPullContainer task errors'),
  },
  'image-pull-access-denied': {
    shows: [
      stopped(
        'CannotPullContainerError: The task can’t pull the image. … denied: User: <principal> is not authorized to perform: ecr:BatchGetImage on resource: <repository ARN>',
      ),
      stopped(
        'ResourceInitializationError: … unable to retrieve ecr registry auth: … AccessDeniedException: User: <principal> is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
      ),
      ofContainer(
        "CannotPullContainerError: Error response from daemon: pull access denied for <repository>, repository does not exist or may require 'docker login'",
      ),
    ],
    grounds: [],
    page: developerGuide('CannotPullContainer task errors'),
  },
  'image-pull-rate-limited': {
    shows: [
      stopped('CannotPullContainerError: … ERROR: toomanyrequests: Too Many Requests.'),
      stopped('CannotPullContainerError: … You have reached your pull rate limit.'),
    ],
    grounds: [],
    page: developerGuide('CannotPullContainer task errors'),
  },
  'image-reference-invalid': {
    shows: [
      ofContainer('CannotPullContainerError: … invalid reference format'),
      ofContainer('CannotPullContainerError: … repository name must be lowercase'),
    ],
    grounds: [],
    page: undefined,
  },
  'image-platform-mismatch': {
    shows: [
      stopped("CannotPullContainerError: … image Manifest does not contain descriptor matching platform '<platform>'"),
      ofContainer('CannotPullContainerError: … no matching manifest for <platform> in the manifest list entries'),
      ofContainer('CannotStartContainerError: … exec format error'),
      logged('exec <path>: exec format error'),
    ],
    grounds: [],
    page: undefined,
  },
  'image-pull-failed': {
    shows: [
      ofContainer('CannotPullContainerError: … unexpected EOF'),
      ofContainer('CannotPullContainerError: … x509: certificate signed by unknown authority'),
      ofContainer("CannotPullImageManifestError: failed to find a repo digest matching '<image>'"),
    ],
    grounds: [],
    page: undefined,
  },
  'registry-unreachable': {
    shows: [
      stopped(
        'CannotPullContainerError: … failed to resolve ref <image>: failed to do request: Head "<url>": dial tcp <ip>:443: i/o timeout',
      ),
      stopped(
        'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR.',
      ),
      ofContainer(
        'CannotPullContainerError: … net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      ),
    ],
    grounds: [],
    page: developerGuide('Verifying Amazon ECS stopped task connectivity'),
  },
  'secrets-unreachable': {
    shows: [
      stopped(
        'ResourceInitializationError: … The task can’t pull secrets from AWS Secrets Manager. There is a connection issue between the task and Secrets Manager.',
      ),
      stopped(
        'ResourceInitializationError: … unable to retrieve secrets from ssm: … RequestCanceled: request context canceled caused by: context deadline exceeded',
      ),
    ],
    grounds: [],
    page: developerGuide('ResourceInitializationError'),
  },
  'log-endpoint-unreachable': {
    shows: [
      stopped(
        'ResourceInitializationError: failed to validate logger args: … There is a connection issue between the task and Amazon CloudWatch.',
      ),
      ofContainer(
        'CannotStartContainerError: … failed to initialize logging driver: dial tcp <host>:<port>: connect: connection refused',
      ),
    ],
    grounds: [],
    page: developerGuide('Stopped task error messages updates'),
  },
  'network-interface-failed': {
    shows: [
      stopped('Timeout waiting for network interface provisioning to complete.'),
      stopped('Unable to attach network interface to unused device index'),
      ofContainer('ContainerNetworkingError: … failed to setup network namespace: <reason>'),
    ],
    grounds: [],
    page: developerGuide('TaskFailedToStart'),
  },
  'subnet-addresses-exhausted': {
    shows: [
      stopped(
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet '<subnet>'",
      ),
      stopped(
        "Unexpected EC2 error while attempting to Create Network Interface … in subnet '<subnet>': InsufficientFreeAddressesInSubnet",
      ),
    ],
    grounds: [],
    page: developerGuide('TaskFailedToStart'),
  },
  'service-discovery-failed': {
    shows: [
      stopped(
        'User: <principal> is not authorized to perform: servicediscovery:RegisterInstance on resource: <namespace ARN>',
      ),
      ofContainer('UnknownError: error initializing ports for Service Connect: <reason>'),
    ],
    grounds: [
      {
        source: 'exit-code',
        text: 'a code other than 0 of the container `ecs-service-connect-…`, which ECS adds (rule `service-connect-proxy-exited`)',
      },
    ],
    page: developerGuide('Service Connect with shared namespaces'),
  },
  'secret-access-denied': {
    shows: [
      stopped(
        'ResourceInitializationError: … failed to fetch secret <secret ARN> from secrets manager: AccessDeniedException: User: <principal> is not authorized to perform: secretsmanager:GetSecretValue',
      ),
      stopped(
        'ResourceInitializationError: … unable to retrieve secrets from ssm: … AccessDeniedException: User: <principal> is not authorized to perform: ssm:GetParameters',
      ),
      stopped(
        'ResourceInitializationError: … failed to fetch secret <secret ARN> from secrets manager: … Access to KMS is not allowed',
      ),
    ],
    grounds: [],
    page: developerGuide('ResourceInitializationError'),
  },
  'execution-role-not-assumable': {
    shows: [
      stopped("ECS was unable to assume the role '<role ARN>' that was provided for this task."),
      stopped('Ssm secret resource: unable to find execution role credentials'),
    ],
    grounds: [],
    page: developerGuide('Troubleshooting IAM roles for tasks'),
  },
  'log-access-denied': {
    shows: [
      stopped(
        'ResourceInitializationError: failed to validate logger args: … AccessDeniedException: User: <principal> is not authorized to perform: logs:CreateLogStream',
      ),
      ofContainer(
        'CannotStartContainerError: … failed to initialize logging driver: NoCredentialProviders: no valid providers in chain',
      ),
    ],
    grounds: [],
    page: developerGuide('Send logs to CloudWatch'),
  },
  'task-role-access-denied': {
    shows: [
      logged('An error occurred (AccessDenied) when calling the <operation> operation: Access Denied'),
      logged('AccessDeniedException: User: <principal> is not authorized to perform: <action> on resource: <resource>'),
    ],
    grounds: [],
    page: undefined,
  },
  'aws-credentials-missing': {
    shows: [
      logged('botocore.exceptions.NoCredentialsError: Unable to locate credentials'),
      logged('CredentialsProviderError: Could not load credentials from any providers'),
      logged('ExpiredTokenException: The security token included in the request is expired'),
    ],
    grounds: [],
    page: undefined,
  },
  'resource-permission-denied': {
    shows: [
      says('attachment', "ECS was unable to assume the configured ECS Infrastructure Role '<role ARN>'."),
      stopped(
        'Unexpected EC2 error while attempting to Create Network Interface … UnauthorizedOperation … ec2:CreateNetworkInterface',
      ),
    ],
    grounds: [],
    page: developerGuide('Status reasons for EBS'),
  },
  'secret-not-found': {
    shows: [
      stopped(
        "ResourceInitializationError: … failed to fetch secret <secret ARN> from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      ),
      stopped(
        'ResourceInitializationError: … unable to retrieve secrets from ssm: … invalid ssm parameters: <parameter>',
      ),
      stopped('ResourceInitializationError: … retrieved secret from Secrets Manager did not contain json key <key>'),
    ],
    grounds: [],
    page: developerGuide('ResourceNotFoundException'),
  },
  'log-group-not-found': {
    shows: [
      stopped(
        'ResourceInitializationError: failed to validate logger args: … failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
      ),
      ofContainer('… error setting log driver: failed to create logger: LogGroup does not exist'),
    ],
    grounds: [],
    page: developerGuide('ResourceInitializationError'),
  },
  'log-driver-misconfigured': {
    shows: [
      stopped(
        'ResourceInitializationError: failed to validate logger args: unable to get awslogs driver arguments: <option> is required',
      ),
      ofContainer("CannotStartContainerError: … unknown log opt '<option>' for <driver> log driver"),
      ofContainer('CannotStartContainerError: failed to start firelens container: <reason>'),
    ],
    grounds: [],
    page: apiReference('LogConfiguration'),
  },
  'environment-file-failed': {
    shows: [
      stopped(
        'ResourceInitializationError: failed to download env files: … operation error S3: HeadObject, https response error StatusCode: 403, … api error Forbidden: Forbidden',
      ),
      stopped(
        "ResourceInitializationError: failed to download env files: The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3.",
      ),
      stopped('Unable to download env file with key <key> from bucket <bucket>, error: <reason>'),
    ],
    grounds: [],
    page: developerGuide('Passing environment variables'),
  },
  'entrypoint-not-found': {
    shows: [
      ofContainer('CannotStartContainerError: … exec: "<command>": executable file not found in $PATH: unknown'),
      ofContainer('CannotStartContainerError: … exec: "<path>": stat <path>: no such file or directory: unknown'),
      exits(127),
      logged('/bin/sh: 1: <command>: not found'),
    ],
    grounds: [],
    page: developerGuide('CannotStartContainerError'),
  },
  'entrypoint-not-executable': {
    shows: [
      ofContainer('CannotStartContainerError: … exec: "<path>": permission denied: unknown'),
      exits(126),
      logged('exec <path>: permission denied'),
    ],
    grounds: [],
    page: undefined,
  },
  'container-create-failed': {
    shows: [
      ofContainer('CannotCreateContainerError: … invalid mount config for type "bind": <reason>'),
      ofContainer('CannotCreateContainerError: … Minimum memory limit allowed is 6MB'),
      ofContainer('HostConfigError: Invalid volume referenced: <volume>'),
    ],
    grounds: [],
    page: undefined,
  },
  'container-start-failed': {
    shows: [
      ofContainer('CannotStartContainerError: failed to get container status: <reason>'),
      ofContainer('CannotStartContainerError: … could not select device driver "" with capabilities: [[gpu]]'),
      exits(125),
    ],
    grounds: [],
    page: developerGuide('CannotStartContainerError'),
  },
  'volume-mount-failed': {
    shows: [
      stopped(
        'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "<file system>.efs.<region>.amazonaws.com"',
      ),
      says('attachment', 'ECS timed out while configuring the EBS volume attachment to your Task.'),
      ofContainer('CannotCreateVolumeError: <reason>'),
    ],
    grounds: [],
    page: developerGuide('ResourceInitializationError'),
  },
  'ephemeral-storage-full': {
    shows: [
      ofContainer('CannotPullContainerError: … failed to register layer: … write <path>: no space left on device'),
      ofContainer('CannotCreateContainerError: API error (500): devmapper: Thin Pool has <n> free data blocks'),
      logged("OSError: [Errno 28] No space left on device: '<path>'"),
    ],
    grounds: [],
    page: developerGuide('CannotPullContainer task errors'),
  },
  'capacity-unavailable': {
    shows: [
      stopped('Capacity is unavailable at this time. Please try again later or in a different availability zone'),
      stopped('RESOURCE:MEMORY'),
      stopped('MemberOf placement constraint unsatisfied'),
    ],
    grounds: [],
    page: developerGuide('Service event messages'),
  },
  'quota-exceeded': {
    shows: [
      stopped("You've reached the limit on the number of vCPUs you can run concurrently"),
      stopped('The requested CPU configuration is above your limit.'),
      stopped('Unexpected EC2 error while attempting to Create Network Interface …: NetworkInterfaceLimitExceeded'),
    ],
    grounds: [],
    page: developerGuide('Service event messages'),
  },
  'out-of-memory': {
    shows: [
      ofContainer('OutOfMemoryError: Container killed due to memory usage'),
      ofContainer('CannotStartContainerError: … container init was OOM-killed (memory limit too low?)'),
      logged('Memory cgroup out of memory: Killed process <pid> (<program>)'),
    ],
    grounds: [],
    page: developerGuide('OutOfMemoryError'),
  },
  'heap-exhausted': {
    shows: [
      logged('Exception in thread "main" java.lang.OutOfMemoryError: Java heap space'),
      logged('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
      logged('PHP Fatal error:  Allowed memory size of <bytes> bytes exhausted (tried to allocate <bytes> bytes)'),
    ],
    grounds: [],
    page: undefined,
  },
  'file-descriptors-exhausted': {
    shows: [
      logged("Error: EMFILE: too many open files, open '<path>'"),
      logged('java.lang.OutOfMemoryError: unable to create native thread'),
      ofContainer('CannotStartContainerError: … too many open files'),
    ],
    grounds: [],
    page: undefined,
  },
  killed: {
    shows: [exits(137)],
    grounds: [
      {
        source: 'times',
        text: 'the time from `stoppingAt` to `executionStoppedAt`, for a remark where SIGTERM was not obeyed',
      },
      { source: 'task-definition', text: 'the stop timeout that this time is measured against' },
      { source: 'log', text: 'an order to stop, with nothing failing before it (`killed-after-stop-order`)' },
    ],
    page: developerGuide('Docker diagnostics'),
  },
  'elb-health-check-failed': {
    shows: [
      stopped('Task failed ELB health checks in (target-group <target group ARN>)'),
      stopped('Task failed ELB health checks in (elb <load balancer>)'),
    ],
    grounds: [
      { source: 'service-event', text: 'what the service says of the checks that this task failed' },
      ...PORTS_AND_START,
      {
        source: 'task-definition',
        text: 'the container ports, where the service does not tell the port that is asked',
      },
    ],
    page: developerGuide('Troubleshooting service load balancers'),
  },
  'container-health-check-failed': {
    shows: [stopped('Task failed container health checks')],
    grounds: [
      ...PORTS_AND_START,
      { source: 'task-definition', text: 'the health check: its command, its port and the time it gives the start' },
    ],
    page: developerGuide('Determine task health'),
  },
  'dependency-container-failed': {
    shows: [
      ofContainer(
        'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [<dependency>] for target [<container>] as dependency did not exit successfully.',
      ),
      ofContainer(
        'CannotStartContainerError: dependency graph: container ordering dependency [<dependency>] for target [<container>] has timed out.',
      ),
    ],
    grounds: [
      { source: 'task-definition', text: '`dependsOn`, so that a dependency is looked at before what waits for it' },
      { source: 'log', text: 'the log of the dependency: where it names a cause, that cause is told' },
    ],
    page: undefined,
  },
  'missing-dependency': {
    shows: [
      logged("ModuleNotFoundError: No module named '<module>'"),
      logged("Error: Cannot find module '<module>'"),
      logged(
        '<program>: error while loading shared libraries: <library>: cannot open shared object file: No such file or directory',
      ),
    ],
    grounds: [],
    page: undefined,
  },
  'missing-environment-variable': {
    shows: [
      logged('Error: environment variable <VARIABLE> is not set'),
      logged("KeyError: '<VARIABLE>'"),
      logged("java.lang.IllegalArgumentException: Could not resolve placeholder '<setting>'"),
    ],
    grounds: [],
    page: undefined,
  },
  'invalid-configuration': {
    shows: [
      logged('nginx: [emerg] unknown directive "<directive>" in <path>:<n>'),
      logged("ValueError: invalid literal for int() with base 10: '<value>'"),
      logged('flag provided but not defined: -<flag>'),
    ],
    grounds: [],
    page: undefined,
  },
  'connection-refused': {
    shows: [
      logged('Error: connect ECONNREFUSED <ip>:<port>'),
      logged('dial tcp <ip>:<port>: connect: connection refused'),
      logged('redis.exceptions.ConnectionError: Error 111 connecting to <host>:<port>. Connection refused.'),
    ],
    grounds: [],
    page: undefined,
  },
  'connection-timeout': {
    shows: [
      logged('Error: connect ETIMEDOUT <ip>:<port>'),
      logged('dial tcp <ip>:<port>: i/o timeout'),
      logged('java.net.NoRouteToHostException: No route to host'),
    ],
    grounds: [],
    page: undefined,
  },
  'dns-resolution-failed': {
    shows: [
      logged('Error: getaddrinfo ENOTFOUND <host>'),
      logged('dial tcp: lookup <host> on <ip>:53: no such host'),
      logged('java.net.UnknownHostException: <host>'),
    ],
    grounds: [],
    page: undefined,
  },
  'tls-failure': {
    shows: [
      logged('ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'),
      logged('tls: failed to verify certificate: x509: certificate signed by unknown authority'),
      logged('javax.net.ssl.SSLHandshakeException: PKIX path building failed'),
    ],
    grounds: [],
    page: undefined,
  },
  'authentication-failed': {
    shows: [
      logged('FATAL: password authentication failed for user "<user>"'),
      logged("Access denied for user '<user>'@'<host>' (using password: YES)"),
      logged('WRONGPASS invalid username-password pair or user is disabled.'),
    ],
    grounds: [],
    page: undefined,
  },
  'port-in-use': {
    shows: [
      logged('Error: listen EADDRINUSE: address already in use :::<port>'),
      logged('listen tcp :<port>: bind: address already in use'),
      ofContainer('CannotStartContainerError: … Bind for 0.0.0.0:<port> failed: port is already allocated'),
    ],
    grounds: [],
    page: undefined,
  },
  'port-permission-denied': {
    shows: [
      logged('Error: listen EACCES: permission denied 0.0.0.0:<low port>'),
      logged('listen tcp :<low port>: bind: permission denied'),
    ],
    grounds: [],
    page: undefined,
  },
  'file-not-found': {
    shows: [
      logged("Error: ENOENT: no such file or directory, open '<path>'"),
      logged("FileNotFoundError: [Errno 2] No such file or directory: '<path>'"),
      logged('open <path>: no such file or directory'),
    ],
    grounds: [],
    page: undefined,
  },
  'file-permission-denied': {
    shows: [
      logged("Error: EACCES: permission denied, open '<path>'"),
      logged("PermissionError: [Errno 13] Permission denied: '<path>'"),
      logged("OSError: [Errno 30] Read-only file system: '<path>'"),
    ],
    grounds: [],
    page: undefined,
  },
  'database-not-initialized': {
    shows: [
      logged('ERROR: relation "<table>" does not exist'),
      logged("Unknown database '<database>'"),
      logged('sqlite3.OperationalError: no such table: <table>'),
    ],
    grounds: [],
    page: undefined,
  },
  'database-locked': {
    shows: [
      logged('sqlite3.OperationalError: database is locked'),
      logged('ERROR: deadlock detected'),
      logged('liquibase.exception.LockException: Could not acquire change log lock.'),
    ],
    grounds: [],
    page: undefined,
  },
  'migration-failed': {
    shows: [
      logged("alembic.util.exc.CommandError: Can't locate revision identified by '<revision>'"),
      logged('error: Dirty database version <n>. Fix and force version.'),
      logged('Error: P3009: migrate found failed migrations in the target database'),
    ],
    grounds: [],
    page: undefined,
  },
  'syntax-error': {
    shows: [
      logged('SyntaxError: invalid syntax'),
      logged('SyntaxError: Cannot use import statement outside a module'),
      logged(
        'java.lang.UnsupportedClassVersionError: <class> has been compiled by a more recent version of the Java Runtime',
      ),
    ],
    grounds: [],
    page: undefined,
  },
  'unhandled-exception': {
    shows: [
      logged('Exception in thread "main" java.lang.NullPointerException'),
      logged("TypeError: Cannot read properties of undefined (reading '<property>')"),
      logged('panic: runtime error: index out of range [<n>] with length <n>'),
      exits(101),
    ],
    grounds: [{ source: 'log', text: 'the shape of an exception or a panic whose words no signature knows (`crash`)' }],
    page: undefined,
  },
  'segmentation-fault': {
    shows: [exits(139), exits(132), logged('Segmentation fault (core dumped)'), logged('Illegal instruction')],
    grounds: [],
    page: undefined,
  },
  aborted: {
    shows: [exits(134), logged('double free or corruption'), logged('*** stack smashing detected ***: terminated')],
    grounds: [],
    page: undefined,
  },
  'application-exit': {
    shows: [exits(1), logged('<program> failed')],
    grounds: [
      { source: 'log', text: 'the last line that speaks of an error, to quote it (`last-error`)' },
      {
        source: 'stopped-reason',
        text: 'stop code `EssentialContainerExited`, where no container has a code or a reason (rule `nothing-known`)',
      },
    ],
    page: undefined,
  },
  completed: {
    shows: [exits(0)],
    grounds: [{ source: 'log', text: 'no failure in it: a fatal line beats exit code 0 (`ended-plainly`)' }],
    page: undefined,
  },
  terminated: {
    shows: [exits(143), { where: 'log', text: 'Received SIGTERM, shutting down', exitCode: 143 }],
    grounds: [{ source: 'log', text: 'an order to stop, with nothing failing before it (`stopped-on-order`)' }],
    page: undefined,
  },
  'user-stopped': {
    shows: [
      stopped('Task stopped by user'),
      { where: 'stopped-reason', text: '<words of whoever called StopTask>', stopCode: 'UserInitiated' },
    ],
    grounds: HIDDEN_FAILURES,
    page: apiReference('StopTask'),
  },
  'service-scaled': {
    shows: [stopped('Scaling activity initiated by (deployment ecs-svc/<deployment>)')],
    grounds: HIDDEN_FAILURES,
    page: olderDeveloperGuide('Checking stopped tasks'),
  },
  'deployment-failed': {
    shows: [
      ofDeployment('ECS deployment circuit breaker: tasks failed to start.'),
      ofDeployment('Service deployment rolled back because the circuit breaker threshold was exceeded.'),
    ],
    grounds: [],
    page: developerGuide('Service event messages'),
  },
  'spot-interruption': {
    shows: [
      stopped('Your Spot Task was interrupted.'),
      { where: 'stopped-reason', text: '<any text>', stopCode: 'SpotInterruption' },
    ],
    grounds: HIDDEN_FAILURES,
    page: developerGuide('SpotInterruption'),
  },
  'host-terminated': {
    shows: [
      stopped('Host EC2 (instance <instance>) terminated.'),
      stopped('Container instance deregistration forced by user'),
      stopped('AGENT'),
    ],
    grounds: [],
    page: olderDeveloperGuide('Checking stopped tasks'),
  },
  'platform-maintenance': {
    shows: [stopped('ECS is performing maintenance on the underlying infrastructure hosting the task')],
    grounds: HIDDEN_FAILURES,
    page: developerGuide('Task retirement and maintenance'),
  },
  'container-runtime-timeout': {
    shows: [
      ofContainer('DockerTimeoutError: Could not transition to <state>; timed out after waiting <duration>'),
      ofContainer(
        'ContainerRuntimeTimeoutError: Could not transition to <state>; timed out after waiting <duration>: <reason>',
      ),
    ],
    grounds: [],
    page: developerGuide('ContainerRuntimeTimeoutError'),
  },
  'container-runtime-error': {
    shows: [
      ofContainer('ContainerRuntimeError: <reason>'),
      ofContainer('CannotInspectContainerError: <reason>'),
      stopped("TaskStateError: Agent could not progress task's state to stopped"),
    ],
    grounds: [],
    page: developerGuide('ContainerRuntimeError'),
  },
  'internal-error': {
    shows: [
      stopped('InternalError: <reason>'),
      stopped('Timeout waiting for EphemeralStorage provisioning to complete.'),
    ],
    grounds: [],
    page: developerGuide('InternalError'),
  },
  unknown: {
    shows: [
      { where: 'stopped-reason', text: 'Task failed to start', note: 'and no container has a reason or an exit code' },
    ],
    grounds: [
      {
        source: 'stopped-reason',
        text: 'a text that no rule knows, with no exit code beside it (rule `nothing-known`)',
      },
    ],
    page: undefined,
  },
};

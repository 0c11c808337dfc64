import type { ExamplesByRule } from './reason-example.ts';

const RUNC =
  'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:';

/** Examples of the rules on starting and creating containers, their memory, their dependencies and their runtime. */
export const containerExamples: ExamplesByRule = {
  'out-of-memory': {
    examples: [
      { text: 'OutOfMemoryError: Container killed due to memory usage', where: 'container' },
      { text: 'outofmemoryerror: container killed due to memory usage', stopCode: 'EssentialContainerExited' },
    ],
    counterExamples: [{ text: 'java.lang.OutOfMemoryErrorDrill', stopCode: 'UserInitiated' }],
  },
  'dependency-not-defined': {
    examples: [
      'CannotStartContainerError: dependency graph: container ordering dependency [db] for target [app] does not exist.',
    ],
    counterExamples: [
      'CannotStartContainerError: dependency graph: container ordering dependency [db] for target [app] has timed out.',
    ],
  },
  'dependency-failed': {
    examples: [
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for target [app] as dependency did not exit successfully.',
      'CannotStartContainerError: dependency container seed ended with a non-zero exit code',
      'TaskDependencyError: Task dependencies cannot be resolved, taskArn: arn:aws:ecs:eu-west-1:111122223333:task/c/0a',
    ],
    counterExamples: [`${RUNC} exec: "dependency": executable file not found in $PATH: unknown`],
  },
  'dependency-not-named': {
    examples: [
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for tar',
      'TaskDependencyError: something odd',
    ],
    counterExamples: [
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for target [app] because dependency will never start',
    ],
  },
  'init-out-of-memory': {
    examples: [`${RUNC} container init was OOM-killed (memory limit too low?): unknown`],
    counterExamples: ['CannotCreateContainerError: Minimum memory limit allowed is 6MB'],
  },
  'exec-format-error': {
    examples: [
      `${RUNC} exec /app/server: exec format error`,
      'CannotStartContainerError: exec user process caused: exec format error',
    ],
    counterExamples: [`${RUNC} exec: "format": executable file not found in $PATH`],
  },
  'image-of-other-platform': {
    examples: ['CannotCreateContainerError: the image platform (linux/arm64) does not match the specified platform'],
    counterExamples: ['CannotCreateContainerError: No such image: shop:1'],
  },
  'working-directory-missing': {
    examples: [
      `${RUNC} error during container init: chdir to cwd ("/srv") set in config.json failed: no such file or directory`,
    ],
    counterExamples: [`${RUNC} exec: "/srv/run": stat /srv/run: no such file or directory`],
  },
  'mount-kind-mismatch': {
    examples: [
      `${RUNC} error during container init: error mounting "/etc/a" to rootfs at "/etc/b": mount /etc/a:/etc/b: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?`,
    ],
    counterExamples: [`${RUNC} exec: "/etc/b": permission denied`],
  },
  'bind-mount-failed': {
    examples: [
      'CannotStartContainerError: oci runtime error: container init caused \\"rootfs_linux.go:54: mounting \\\\\\"/srv/a\\\\\\" to rootfs \\\\\\"/var/lib/docker/overlay/0a/merged\\\\\\" at \\\\\\"/var/lib/docker/overlay/0a/merged/etc/a\\\\\\" caused \\\\\\"read-only file system\\\\\\"\\"',
      "CannotStartContainerError: error while creating mount source path '/srv/a': mkdir /srv/a: read-only file system",
    ],
    counterExamples: [`${RUNC} exec: "/mounting": stat /mounting: no such file or directory`],
  },
  'executable-not-found': {
    examples: [
      `${RUNC} exec: "gunicorn": executable file not found in $PATH: unknown`,
      'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: OCI runtime create failed: starting container process caused: exec: "--port": executable file not',
      'DockerStateError: [8] System error: exec: "run me": executable file not found in $PATH',
      "CannotStartContainerError: API error (404): Container command 'run' not found or does not exist.",
    ],
    counterExamples: [
      'CannotPullContainerError: exec: "docker-credential-ecr-login": executable file not found in $PATH',
    ],
  },
  'executable-file-missing': {
    examples: [
      { text: 'exec /srv/bin/shop: no such file or directory', where: 'container' },
      `${RUNC} exec: "/app/run.sh": stat /app/run.sh: no such file or directory: unknown`,
      'CannotStartContainerError: exec /docker-entrypoint.sh: no such file or directory',
    ],
    counterExamples: [
      `${RUNC} fork/exec /proc/self/exe: no such file or directory`,
      'CannotStartContainerError: ResourceInitializationError: unable to create new container: mount callback failed on /tmp/m1: open /tmp/m1/etc/group: no such file or directory',
    ],
  },
  'executable-refused': {
    examples: [
      { text: 'exec /srv/bin/shop: permission denied', where: 'container' },
      `${RUNC} exec: "/app/run.sh": permission denied: unknown`,
      'CannotStartContainerError: oci runtime error: exec: "/app": is a directory',
    ],
    counterExamples: [`${RUNC} chdir to cwd ("/srv") set in config.json failed: permission denied`],
  },
  'host-port-taken': {
    examples: [
      'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint shop: Bind for 0.0.0.0:9000 failed: port is already allocated',
      'CannotStartContainerError: Error starting userland proxy: listen tcp4 0.0.0.0:9000: bind: address already in use',
    ],
    counterExamples: [
      'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint shop (0a',
    ],
  },
  'host-port-refused': {
    examples: [
      'CannotStartContainerError: Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: permission denied',
    ],
    counterExamples: [`${RUNC} exec: "/bind": permission denied`],
  },
  'host-port-bind': {
    examples: [
      'CannotStartContainerError: API error (500): failed to create endpoint shop on network bridge: Bind for 0.0.0.0:9000',
      'CannotStartContainerError: failed to set up container networking: Bind for :::9000 failed: port i',
    ],
    counterExamples: ['CannotStartContainerError: API error (500): failed to create endpoint shop on network bridge'],
  },
  'too-many-processes': {
    examples: [`${RUNC} fork/exec /proc/self/exe: resource temporarily unavailable`],
    counterExamples: [`${RUNC} fork/exec /proc/self/exe: cannot allocate memory`],
  },
  'no-memory-to-start': {
    examples: [`${RUNC} fork/exec /proc/self/exe: cannot allocate memory`],
    counterExamples: [`${RUNC} container init was OOM-killed`],
  },
  'gpu-runtime-failed': {
    examples: [
      'CannotStartContainerError: could not select device driver "" with capabilities: [[gpu]]',
      `${RUNC} error running prestart hook #0: nvidia-container-cli: initialization error: load library failed`,
    ],
    counterExamples: ['RESOURCE:GPU'],
  },
  'unknown-user': {
    examples: [
      'CannotStartContainerError: Error response from daemon: unable to find user shop: no matching entries in passwd file',
    ],
    counterExamples: [`${RUNC} exec: "user": executable file not found in $PATH`],
  },
  'container-option-refused': {
    examples: [
      {
        text: 'CannotCreateContainerError: Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /srv/a',
        where: 'container',
      },
      {
        text: 'CannotCreateContainerError: Conflict. The container name "/shop" is already in use by container "0a".',
        where: 'container',
      },
      { text: 'HostConfigError: Invalid volume referenced: data', where: 'container' },
    ],
    counterExamples: ['CannotPullContainerError: no such image'],
  },
  'start-timed-out': {
    examples: ['CannotStartContainerError: Error response from daemon: context deadline exceeded'],
    counterExamples: [
      'CannotStartContainerError: dependency graph: container ordering dependency [db] for target [app] has timed out.',
    ],
  },
  'runtime-down-while-starting': {
    examples: [
      'CannotStartContainerError: Error response from daemon: ttrpc: closed: unknown',
      'CannotCreateContainerError: Cannot connect to the Docker daemon at unix:///var/run/docker.sock',
    ],
    counterExamples: ['CannotStartContainerError: failed to get container status: gone'],
  },
  'exec-failed': {
    examples: [
      'CannotStartContainerError: OCI runtime create failed: starting container process caused: exec: "/app/run.sh": st',
      'CannotStartContainerError: OCI runtime create failed: starting container process caused: exec: "/app/ru',
    ],
    counterExamples: [`${RUNC} exec: "/app/run.sh": permission denied`],
  },
  'container-start-failed': {
    examples: [
      'CannotStartContainerError: failed to get container status: gone',
      'Cannotstartcontainererror: something new',
    ],
    counterExamples: ['CannotCreateContainerError: something new'],
  },
  'docker-state-error': {
    examples: [{ text: 'DockerStateError: something new', where: 'container' }],
    counterExamples: [{ text: 'DockerStateError: exec: "a": executable file not found in $PATH', where: 'container' }],
  },
  'container-create-failed': {
    examples: [
      { text: 'CannotCreateContainerError: something new', where: 'container' },
      { text: 'UnparsablePort: abc', where: 'container' },
    ],
    counterExamples: [{ text: 'CannotStartContainerError: something new', where: 'container' }],
  },
  'runtime-timed-out': {
    examples: [
      { text: 'DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s', where: 'container' },
      'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: gone',
      {
        text: 'CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s',
        where: 'container',
      },
    ],
    counterExamples: ['Timeout waiting for network interface provisioning to complete.'],
  },
  'stop-timed-out': {
    examples: [{ text: 'CannotStopContainerError: context deadline exceeded', where: 'container' }],
    counterExamples: [{ text: 'CannotStopContainerError: gone', where: 'container' }],
  },
  'runtime-failed': {
    examples: [
      'CgroupError: the agent could not set up the resources of the platform',
      { text: 'CannotInspectContainerError: gone', where: 'container' },
      { text: 'CannotGetDockerclientError: (v1.17) - gone', where: 'container' },
      "TaskStateError: Agent could not progress task's state to stopped",
    ],
    counterExamples: [{ text: 'CannotStartContainerError: gone', where: 'container' }],
  },
  'runtime-failed-unnamed': {
    examples: [{ text: 'UnknownError: gone', where: 'container' }],
    counterExamples: [{ text: 'ContainerVanishedError: No container matching saved ID found', where: 'container' }],
  },
  'placement-internal-error': {
    examples: ['(service shop) was unable to place a task. Reason: Internal error.'],
    counterExamples: ['InternalError: gone'],
  },
  'storage-provisioning-timed-out': {
    examples: ['Timeout waiting for EphemeralStorage provisioning to complete.'],
    counterExamples: ['Timeout waiting for network interface provisioning to complete.'],
  },
  'internal-error': {
    examples: [
      'InternalError: gone',
      { text: 'ImpossibleStateTransitionError: Cannot transition to RUNNING', where: 'container' },
      { text: 'UnknownError: InternalError: gone', where: 'container' },
    ],
    counterExamples: ['InternalError: network interface eni-00aa11bb22cc33dd4 is still pending'],
  },
  'service-answered-error': {
    examples: ['Unexpected error while the task was prepared', 'the control plane answered: Server error'],
    counterExamples: ['InternalError: unexpected error', 'CannotPullContainerError: 500 Internal Server Error'],
  },
};

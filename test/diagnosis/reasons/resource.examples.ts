import type { ExamplesByRule } from './reason-example.ts';

const USER = 'User: arn:aws:sts::111122223333:assumed-role/shopExecution/0a';
const LOGGER = 'ResourceInitializationError: failed to validate logger args:';
const EFS = 'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:';
const ENI =
  "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet 'subnet-00aa11bb22cc33dd4'";

/** Examples of the rules on log drivers, volumes, disks, network interfaces and service discovery. */
export const resourceExamples: ExamplesByRule = {
  'no-space-left': {
    examples: [
      'CannotPullContainerError: failed to register layer: write /usr/lib/a.so: no space left on device',
      {
        text: 'CannotCreateContainerError: mkdir /var/lib/docker/overlay2/0a-init: no space left on device',
        where: 'container',
      },
    ],
    counterExamples: ['CannotStartContainerError: mkdir /sys/fs/cgroup/memory/ecs/0a: no space left on device'],
  },
  'thin-pool-full': {
    examples: [
      'CannotCreateContainerError: API error (500): devmapper: Thin Pool has 12 free data blocks which is less than minimum required 4 free data blocks.',
    ],
    counterExamples: ['CannotCreateContainerError: API error (500): devicemapper: Error running deviceCreate'],
  },
  'log-server-refused': {
    examples: [
      'CannotStartContainerError: failed to initialize logging driver: splunk: failed to verify connection - 403 Forbidden - token disabled',
    ],
    counterExamples: [
      'CannotStartContainerError: failed to initialize logging driver: splunk: splunk-token is required',
    ],
  },
  'log-access-denied': {
    examples: [
      `${LOGGER} create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: ${USER} is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/shop:log-stream:a`,
      `CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log group: AccessDeniedException: ${USER} is not authorized to perform: logs:CreateLogGroup`,
    ],
    counterExamples: [
      `${LOGGER} failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`,
    ],
  },
  'log-group-not-found': {
    examples: [
      `${LOGGER} create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1`,
      'CannotStartContainerError: error during container init: error setting log driver: failed to create logger: LogGroup does not exist',
    ],
    counterExamples: [
      `${LOGGER} The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. : signal: killed`,
    ],
  },
  'log-option-missing': {
    examples: [
      `${LOGGER} unable to get awslogs driver arguments: awslogs-region is required`,
      "CannotStartContainerError: Error response from daemon: failed to create task for container: unknown log opt 'awslogs-regions' for awslogs log driver",
      "CannotStartContainerError: logger: no log driver named 'cloudwatch' is registered",
    ],
    counterExamples: [
      'CannotStartContainerError: exec: "awslogs-region is required": executable file not found in $PATH',
    ],
  },
  'log-credentials-missing': {
    examples: [
      'CannotStartContainerError: failed to initialize logging driver: NoCredentialProviders: no valid providers in chain',
    ],
    counterExamples: ['CannotPullECRContainerError: NoCredentialProviders: no valid providers in chain'],
  },
  'log-router-failed': {
    examples: [
      'CannotCreateContainerError: failed to create container - container uses awsfirelens log driver but we failed to resolve Firelens bridge IP: none',
      'CannotStartContainerError: failed to start firelens container: gone',
    ],
    counterExamples: [
      'CannotStartContainerError: dependency graph: container ordering dependency [firelens container] for target [app] has timed out.',
    ],
  },
  'log-throttled': {
    examples: [
      `${LOGGER} create stream has been retried 3 times: failed to create Cloudwatch log stream: ThrottlingException: Rate exceeded`,
    ],
    counterExamples: ['(service shop) operations are being throttled'],
  },
  'log-endpoint-unreachable': {
    examples: [
      `${LOGGER}:signal:killed`,
      `${LOGGER} The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed`,
      'CannotStartContainerError: failed to initialize logging driver: dial unix /var/run/fluent.sock: connect: no such file or directory',
    ],
    counterExamples: ['CannotPullContainerError: dial tcp 192.0.2.7:443: connect: connection refused'],
  },
  'log-group-perhaps-missing': {
    examples: [`${LOGGER} The task cannot find the Amazon CloudWatch log group defined in the task definition.`],
    counterExamples: [`${LOGGER} exit status 1`],
  },
  'log-driver-failed': {
    examples: ['CannotStartContainerError: failed to initialize logging driver', `${LOGGER} exit status 1`],
    counterExamples: ['CannotStartContainerError: failed to get container status'],
  },
  'volume-access-denied': {
    examples: [
      `${EFS} b'mount.nfs4: access denied by server while mounting fs-00aa11bb.efs.eu-west-1.amazonaws.com:/' : unsuccessful EFS utils command execution; code: 32`,
    ],
    counterExamples: [`${EFS} b'mount.nfs4: Connection timed out'`],
  },
  'volume-limit': {
    examples: ['ECS failed to create the EBS volume: VolumeLimitExceeded'],
    counterExamples: [`${ENI}: NetworkInterfaceLimitExceeded`],
  },
  'volume-unreachable': {
    examples: [
      `${EFS} Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt.`,
      'ECS timed out while configuring the EBS volume attachment to your Task.',
      {
        text: "CannotCreateContainerError: error while mounting volume '/var/lib/ecs/volumes/a': VolumeDriver.Mount: mounting volume failed: timeout",
        where: 'container',
      },
    ],
    counterExamples: [`${LOGGER} : signal: killed`],
  },
  'volume-mount-failed': {
    examples: [
      `${EFS} mount.nfs4: mounting fs-00aa11bb.efs.eu-west-1.amazonaws.com:/data failed, reason given by server: No such file or directory`,
      { text: 'CannotCreateVolumeError: create shop_data: the driver is unknown', where: 'container' },
      'ConnotCreateVolumeError: something went wrong',
    ],
    counterExamples: ['CannotStartContainerError: exec: "/mount.sh": stat /mount.sh: no such file or directory'],
  },
  'volume-not-ready': {
    examples: [`${EFS} b'mount.nfs4:`, 'Volume [data]: transition to CREATED impossible', `${EFS}`],
    counterExamples: [
      `${EFS} mount.nfs4: Connection timed out`,
      `${EFS} : unsuccessful EFS utils command execution; code: 1`,
    ],
  },
  'volume-resource-failed': {
    examples: [
      'ResourceInitializationError: resource cannot be initialized for task arn:aws:ecs:eu-west-1:111122223333:task/c/0a: volume is gone',
    ],
    counterExamples: [
      'ResourceInitializationError: resource cannot be initialized for task arn:aws:ecs:eu-west-1:111122223333:task/c/0a: cgroup',
    ],
  },
  'resource-initialization-of-disk': {
    examples: ['ResourceInitializationError: the volume could not be made ready'],
    counterExamples: ['ResourceInitializationError: something'],
  },
  'service-connect-network': {
    examples: [
      {
        text: 'ContainerNetworkingError: startContainer: failed to resolve container IP for SC bridge mode pause container',
        where: 'container',
      },
    ],
    counterExamples: [
      { text: 'ContainerNetworkingError: startContainer: cni plugin invocation failed: bad', where: 'container' },
    ],
  },
  'subnet-addresses-exhausted': {
    examples: [`${ENI}: InsufficientFreeAddressesInSubnet`, 'The subnet does not have enough free addresses'],
    counterExamples: [`${ENI}: InvalidSubnetID.NotFound`],
  },
  'network-interface-limit': {
    examples: [
      `${ENI}: NetworkInterfaceLimitExceeded`,
      'Rate limit exceeded while preparing network interface to be attached to instance',
    ],
    counterExamples: [`${ENI}: AuthFailure`],
  },
  'network-interface-denied': {
    examples: [`${ENI}: UnauthorizedOperation: You are not authorized to perform: ec2:CreateNetworkInterface`],
    counterExamples: [`${ENI}: AuthFailure`],
  },
  'subnet-without-a-reason': {
    examples: [ENI],
    counterExamples: [`${ENI}: InvalidGroup.NotFound`],
  },
  'network-interface-failed': {
    examples: [
      `${ENI}: SecurityGroupLimitExceeded`,
      `${ENI}: InvalidGroup.NotFound: The security group 'sg-00aa11bb22cc33dd4' does not exist`,
      'Timeout waiting for network interface provisioning to complete.',
      'Unable to attach network interface to unused device index',
      {
        text: 'ContainerNetworkingError: container resource provisioning: failed to setup network namespace: bad',
        where: 'container',
      },
    ],
    counterExamples: ['RESOURCE:ENI'],
  },
  'network-interface-not-ready': {
    examples: [`${ENI}: SomethingNew`, { text: 'ContainerNetworkingError: bad', where: 'container' }],
    counterExamples: [`${ENI}: InvalidSubnetID.NotFound`, `${ENI}: InsufficientFreeAddressesInSubnet`],
  },
  'service-discovery-throttled': {
    examples: ['Service discovery operations are being throttled'],
    counterExamples: ['(service shop) operations are being throttled'],
  },
  'service-discovery-failed': {
    examples: [
      'User: arn:aws:sts::111122223333:assumed-role/x/y is not authorized to perform: servicediscovery:RegisterInstance on resource: *',
      { text: 'UnknownError: error initializing ports for Service Connect: none', where: 'container' },
    ],
    counterExamples: [{ text: 'UnknownError: error initializing ports', where: 'container' }],
  },
};

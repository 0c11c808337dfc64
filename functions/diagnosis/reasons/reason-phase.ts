import { mentionsAny } from './mentions-any.ts';

/** What ECS was doing when it wrote a text; the wrapping error names tell no more than this. */
export type ReasonPhase =
  | 'silent'
  | 'memory'
  | 'scheduler'
  | 'dependency'
  | 'registry-credentials'
  | 'registry-auth'
  | 'image'
  | 'environment-file'
  | 'log-driver'
  | 'secrets'
  | 'volume'
  | 'network'
  | 'transition'
  | 'start'
  | 'create'
  | 'runtime'
  | 'other';

/** The words that betray a phase, the innermost first: a log driver fails inside of `CannotStartContainerError`. */
const PHASE_WORDS: readonly (readonly [ReasonPhase, readonly string[]])[] = [
  ['memory', ['outofmemoryerror', 'outofmemory:', 'killed due to memory usage', 'oomkilled']],
  [
    'scheduler',
    [
      'health checks',
      'health check failed',
      'unhealthy in ',
      'not healthy in',
      'scaling activity',
      'circuit breaker',
      'service deployment',
      'deployment failed',
      'performing maintenance',
    ],
  ],
  [
    'dependency',
    ['container ordering dependency', 'dependency graph', 'taskdependencyerror', 'dependencies cannot be resolved'],
  ],
  [
    'registry-credentials',
    ['cannotpullcontainerauth', 'asm fetching', 'private registry credentials', 'registry auth from asm'],
  ],
  [
    'registry-auth',
    [
      'ecr registry auth',
      'registry auth from amazon ecr',
      'pull registry auth',
      'operation error ecr',
      '/api.ecr.',
      'task and amazon ecr',
    ],
  ],
  ['image', ['cannotpull', "can't pull the image", 'cannot pull the image', 'cannot pull container']],
  [
    'log-driver',
    [
      'logger args',
      'logging driver',
      'log driver',
      'create logger',
      'cloudwatch log',
      'log opt ',
      'log group',
      'loggroup',
      'logs:create',
      'logs:put',
      'awsfirelens',
      'firelens config',
      'firelens container',
      'firelens s3',
      'firelens bridge',
      'bridgeip for task',
      'config-file-type',
      'missing output key',
    ],
  ],
  ['volume', ['credentialsparameter', 'fsxwindows']],
  ['secrets', ['credentialspec', 'gmsa']],
  [
    'environment-file',
    [
      'env file',
      'environment file',
      'environmentfile',
      'environment variable file',
      'envfile resource',
      'client for bucket',
      'operation error s3',
    ],
  ],
  [
    'secrets',
    [
      'secrets or registry auth',
      'from asm',
      'from ssm',
      'secrets manager',
      'secretsmanager',
      'parameter store',
      'systems manager',
      'ssm parameter',
      'ssm:getparameter',
      'ssm client',
      'asm client',
      'ssm secret',
      'asm secret',
      'asm resource',
      'fetching secret',
      'fetch secret',
      'retrieve secret',
      'retrieved secret',
      'pull secrets',
      'pull the secret',
      'secret with value',
      'secret with arn',
      'missing secret value',
      'pull command failed: : signal',
    ],
  ],
  [
    'volume',
    [
      'efs utils',
      'mount.nfs',
      'mount.efs',
      'efs volume',
      'efs file system',
      '.efs.',
      'elasticfilesystem:',
      'ebs volume',
      'ebs attachment',
      'elastic block',
      'fsx',
      's3 files',
      'volumedriver',
      'mounting volume',
      'createvolumeerror',
      'volume [',
      'mount attempt',
    ],
  ],
  [
    'network',
    [
      'network interface',
      'networkinterface',
      'containernetworking',
      'network namespace',
      'cni plugin',
      'cni config',
      'configure network',
      'set up network',
      'configure eni',
      'sc bridge mode',
    ],
  ],
  ['transition', ['could not transition to', 'dockertimeout', 'runtimetimeout']],
  [
    'image',
    [
      'failed to resolve ref',
      'image reference',
      'repository name',
      'pull rate limit',
      'pull command failed',
      'pulling image',
      'pulling from host',
      'match for platform',
      'repo digest',
      'requested image',
      'upstreamimage',
      'upstreamaccess',
      'upstreamunavailable',
      'pull access denied',
      'manifest unknown',
      'manifest for ',
      'image manifest',
      'no matching manifest',
      'pull and unpack',
      'pull image',
      "pull customer's container image",
      'invalid reference format',
      'the task cannot pull',
      'toomanyrequests',
    ],
  ],
  [
    'start',
    [
      'cannotstart',
      'cannot start container',
      'oci runtime',
      'runc create',
      'runc run',
      'shim task',
      'container init',
      'task for container',
      'runtime task',
      'starting container process',
      'dockerstate',
      'exec: "',
      'exec user process',
      'exec format error',
    ],
  ],
  [
    'create',
    [
      'cannotcreatecontainer',
      'cannot create container',
      'hostconfigerror',
      'invalidvolumeerror',
      'dockerclientconfig',
      'unrecognizedtransport',
      'unparsableport',
      'resource cannot be initialized',
    ],
  ],
  [
    'runtime',
    [
      'cannotinspect',
      'cannotstop',
      'cannotdescribe',
      'cannotgetdocker',
      'containervanished',
      'containerruntimeerror',
      'unknownerror',
      'taskstateerror',
      'cannot connect to the docker daemon',
      'containerd.sock',
    ],
  ],
];

/** The texts that say no more than that the task stopped; people and tools append the exit code. */
const SILENT = /^(?:task ?failed ?to ?start|unknown|unknown error|error)?$/;

/** Finds the phase that a normalised lower-case text speaks of; `other` where none shows. */
export function phaseOfReason(lower: string): ReasonPhase {
  if (SILENT.test(lower)) return 'silent';
  for (const [phase, words] of PHASE_WORDS) if (mentionsAny(lower, words)) return phase;
  return lower.startsWith('essential container in task exited') ? 'silent' : 'other';
}

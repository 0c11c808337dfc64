import type { ReasonRule } from './reason-rule.ts';
import { platformSubject } from './subjects/image-subject.ts';
import {
  containerOptionSubject,
  entryPointSubject,
  portSubject,
  userSubject,
  workingDirectorySubject,
} from './subjects/start-subjects.ts';
import { memorySubject } from './subjects/task-subjects.ts';
import { mountSubject, pathSubject, volumeSubject } from './subjects/volume-subjects.ts';

/** Words of a runtime that is itself not there. */
const RUNTIME_DOWN = [
  'cannot connect to the docker daemon',
  'ttrpc: closed',
  'transport is closing',
  'containerd.sock',
  'docker.sock',
  'devicemapper:',
  'dm_task_run failed',
  'shim reaped',
  'shim exited',
] as const;

/** Creating and starting a container; Docker and containerd wrap one error of runc in many. */
export const startRules = [
  {
    id: 'init-out-of-memory',
    cause: 'out-of-memory',
    confidence: 'certain',
    when: {
      phases: ['start', 'create'],
      any: ['oom-killed', 'oom killed', 'oomkilled', 'memory limit too low', 'memory.limit_in_bytes', 'memory.max'],
    },
    subject: memorySubject,
  },
  {
    id: 'exec-format-error',
    cause: 'image-platform-mismatch',
    confidence: 'certain',
    when: { phases: ['start', 'create', 'runtime'], any: ['exec format error'] },
    subject: (reason) => entryPointSubject(reason) ?? platformSubject(reason),
  },
  {
    id: 'image-of-other-platform',
    cause: 'image-platform-mismatch',
    confidence: 'high',
    when: {
      phases: ['start', 'create'],
      any: ['does not match the specified platform', 'cannot be used on this platform'],
    },
    subject: platformSubject,
  },
  {
    id: 'working-directory-missing',
    cause: 'container-start-failed',
    confidence: 'high',
    when: {
      phases: ['start', 'create', 'runtime'],
      any: ['chdir to cwd', 'chdir "', 'mkdir to create working directory', 'mkdir cwd'],
    },
    subject: workingDirectorySubject,
  },
  {
    id: 'mount-kind-mismatch',
    cause: 'container-create-failed',
    confidence: 'high',
    when: {
      phases: ['start', 'create'],
      any: ['mounting ', 'mount a directory onto a file'],
      all: ['not a directory'],
    },
    subject: mountSubject,
  },
  {
    id: 'bind-mount-failed',
    cause: 'volume-mount-failed',
    confidence: 'high',
    when: {
      phases: ['start', 'create'],
      any: [
        'error mounting',
        'mounting "',
        'mounting /',
        'creating mount source path',
        'failed to mount',
        'error while mounting',
        'mount through procfd',
      ],
      none: ['cgroup', 'nvidia', 'devicemapper'],
    },
    subject: mountSubject,
  },
  {
    id: 'executable-not-found',
    cause: 'entrypoint-not-found',
    confidence: 'certain',
    when: {
      phases: ['start', 'create', 'runtime'],
      any: [
        'executable file not found',
        'executable file not',
        'executable not found',
        'not found in $path',
        'not found or does not exist',
        'createprocess',
      ],
      none: ['access is denied'],
    },
    subject: entryPointSubject,
  },
  {
    id: 'executable-file-missing',
    cause: 'entrypoint-not-found',
    confidence: 'certain',
    when: {
      phases: ['start', 'create', 'runtime'],
      any: ['no such file'],
      pattern: /exec:? (?:"|\/|user process|[^\s"]{1,255}: no such)|: stat \/|^stat \//,
      none: ['prestart hook', 'error gathering device', 'fork/exec'],
    },
    subject: entryPointSubject,
  },
  {
    id: 'executable-refused',
    cause: 'entrypoint-not-executable',
    confidence: 'certain',
    when: {
      phases: ['start', 'create', 'runtime'],
      any: ['permission denied', 'is a directory', 'operation not permitted'],
      pattern: /exec:? (?:"|\/|user process|[^\s"]{1,255}: permission)/,
      none: ['fork/exec'],
    },
    subject: entryPointSubject,
  },
  {
    id: 'host-port-taken',
    cause: 'port-in-use',
    confidence: 'certain',
    when: {
      phases: ['start', 'create', 'runtime', 'other'],
      any: ['port is already allocated', 'address already in use', 'ports are not available', 'port is already in use'],
    },
    subject: portSubject,
  },
  {
    id: 'host-port-refused',
    cause: 'port-permission-denied',
    confidence: 'high',
    when: { phases: ['start'], all: ['bind: permission denied'] },
    subject: portSubject,
  },
  {
    // Docker prints these words for a taken port only; the errno behind them is often cut off.
    id: 'host-port-bind',
    cause: 'port-in-use',
    confidence: 'medium',
    when: { phases: ['start', 'other'], any: ['bind for '], pattern: /bind for [\d.:[\]]{4}/ },
    subject: portSubject,
  },
  {
    id: 'too-many-processes',
    cause: 'file-descriptors-exhausted',
    confidence: 'high',
    when: {
      phases: ['start', 'create', 'runtime'],
      any: ['too many open files', 'resource temporarily unavailable', 'pthread_create failed'],
    },
  },
  {
    id: 'no-memory-to-start',
    cause: 'out-of-memory',
    confidence: 'medium',
    when: { phases: ['start', 'create', 'runtime'], any: ['cannot allocate memory', 'not enough memory resources'] },
  },
  {
    id: 'gpu-runtime-failed',
    cause: 'container-start-failed',
    confidence: 'high',
    when: {
      phases: ['start', 'create'],
      any: ['nvidia', '[[gpu]]', 'could not select device driver', 'unknown runtime specified', 'invalid runtime name'],
    },
  },
  {
    id: 'unknown-user',
    cause: 'container-start-failed',
    confidence: 'high',
    when: {
      phases: ['start', 'create'],
      any: ['unable to find user', 'unable to find group', 'no matching entries in passwd'],
    },
    subject: userSubject,
  },
  {
    id: 'container-option-refused',
    cause: 'container-create-failed',
    confidence: 'high',
    when: {
      phases: ['start', 'create', 'runtime'],
      any: [
        'invalid mount config',
        'duplicate mount point',
        'minimum memory limit',
        'memory limit should be',
        'is already in use by container',
        'container name "',
        'gathering device information',
        'invalid ulimit',
        'setting rlimit',
        'rlimit',
        'no such image',
        'no command specified',
        'no such device',
        'range of cpus',
        'invalid volume',
        'invalid link',
        'link target not available',
        'volume target not available',
        'greater than task memory limit',
        'bad parameter',
        'invalid path',
        'invalid reference',
        'conflicting options',
        'invalid containerport',
        'invalid hostname',
        'invalid capability',
        'unknown capability',
        'cannot link to',
        'sysctl',
      ],
    },
    subject: containerOptionSubject,
  },
  {
    id: 'start-timed-out',
    cause: 'container-runtime-timeout',
    confidence: 'high',
    when: {
      phases: ['start', 'create'],
      any: ['timed out', 'deadline exceeded', 'client.timeout', 'timeout exceeded', 'i/o timeout'],
    },
  },
  {
    id: 'runtime-down-while-starting',
    cause: 'container-runtime-error',
    confidence: 'high',
    when: { phases: ['start', 'create', 'runtime'], any: RUNTIME_DOWN },
  },
  {
    id: 'exec-failed',
    cause: 'entrypoint-not-found',
    confidence: 'medium',
    // A missing program is the usual end of what runc says of the one it was to execute.
    when: {
      phases: ['start'],
      any: ['exec: "'],
      none: ['nvidia', 'hook'],
    },
    subject: entryPointSubject,
    fallback: true,
  },
  {
    id: 'container-start-failed',
    cause: 'container-start-failed',
    confidence: 'medium',
    when: { phases: ['start'], none: ['dockerstateerror'] },
    subject: pathSubject,
    fallback: true,
  },
  {
    id: 'docker-state-error',
    cause: 'container-runtime-error',
    confidence: 'medium',
    when: { phases: ['start'], any: ['dockerstateerror'] },
    fallback: true,
  },
  {
    id: 'volume-resource-failed',
    cause: 'volume-mount-failed',
    confidence: 'high',
    when: { phases: ['create'], all: ['resource cannot be initialized'], any: ['volume', 'mount'] },
    subject: volumeSubject,
  },
  {
    id: 'container-create-failed',
    cause: 'container-create-failed',
    confidence: 'medium',
    when: { phases: ['create'] },
    subject: pathSubject,
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

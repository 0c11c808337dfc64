import type { ReasonRule } from './reason-rule.ts';

/** Docker and containerd themselves, and ECS's own errors. */
export const runtimeRules = [
  {
    id: 'runtime-timed-out',
    cause: 'container-runtime-timeout',
    confidence: 'certain',
    when: { phases: ['transition'] },
  },
  {
    id: 'stop-timed-out',
    cause: 'container-runtime-timeout',
    confidence: 'high',
    when: { phases: ['runtime'], any: ['timed out', 'deadline exceeded', 'i/o timeout', 'client.timeout'] },
  },
  {
    id: 'runtime-failed',
    cause: 'container-runtime-error',
    confidence: 'high',
    when: {
      phases: ['runtime'],
      any: [
        'cannotinspect',
        'cannotstop',
        'cannotdescribe',
        'cannotgetdocker',
        'containervanished',
        'containerruntimeerror',
        'taskstateerror',
        'cgrouperror',
      ],
    },
  },
  {
    id: 'runtime-failed-unnamed',
    cause: 'container-runtime-error',
    confidence: 'low',
    when: { phases: ['runtime'] },
    fallback: true,
  },
  {
    id: 'placement-internal-error',
    cause: 'capacity-unavailable',
    confidence: 'medium',
    // AWS documents it for a subnet in a zone that Fargate does not serve.
    when: { phases: ['other'], all: ['unable to place a task', 'internal error'] },
  },
  {
    id: 'storage-provisioning-timed-out',
    cause: 'internal-error',
    confidence: 'high',
    when: { phases: ['other'], all: ['ephemeralstorage provisioning'] },
  },
  {
    id: 'internal-error',
    cause: 'internal-error',
    confidence: 'certain',
    when: {
      phases: ['other'],
      any: ['internalerror', 'internal error', 'internal failure', 'impossiblestatetransition'],
    },
  },
  {
    id: 'service-answered-error',
    cause: 'internal-error',
    confidence: 'high',
    when: { phases: ['other'], any: ['unexpected error', 'server error'] },
  },
  {
    id: 'resource-initialization-of-disk',
    cause: 'volume-mount-failed',
    confidence: 'medium',
    when: { phases: ['other'], all: ['resourceinitializationerror'], any: ['volume', 'mount', 'efs', 'ebs'] },
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

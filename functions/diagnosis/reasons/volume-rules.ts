import type { ReasonRule } from './reason-rule.ts';
import { volumeSubject } from './subjects/volume-subjects.ts';
import { DENIED, THROTTLED, UNREACHABLE } from './tail-words.ts';

/** EFS, EBS, FSx and Docker volumes. */
export const volumeRules = [
  {
    id: 'volume-access-denied',
    cause: 'resource-permission-denied',
    confidence: 'high',
    when: { phases: ['volume'], any: [...DENIED, 'access denied'] },
    subject: volumeSubject,
  },
  {
    id: 'volume-limit',
    cause: 'quota-exceeded',
    confidence: 'high',
    when: { phases: ['volume'], any: ['limitexceeded', 'limit exceeded', ...THROTTLED] },
    subject: volumeSubject,
  },
  {
    id: 'volume-unreachable',
    cause: 'volume-mount-failed',
    confidence: 'certain',
    when: {
      phases: ['volume'],
      any: [...UNREACHABLE, 'failed to resolve', 'timeout', 'mount system call failed', 'failed due to'],
    },
    subject: volumeSubject,
  },
  {
    id: 'volume-mount-failed',
    cause: 'volume-mount-failed',
    confidence: 'certain',
    when: {
      phases: ['volume'],
      any: [
        'reason given by server',
        'unsuccessful efs utils',
        'mounting volume failed',
        'createvolumeerror',
        'invalid credentials for mounting',
        'failed to verify fsx',
        'unsupported credentialsparameter',
        'idempotentparametermismatch',
        'failed to parse task ebs',
      ],
    },
    subject: volumeSubject,
  },
  {
    id: 'volume-not-ready',
    cause: 'volume-mount-failed',
    confidence: 'medium',
    when: { phases: ['volume'] },
    subject: volumeSubject,
  },
] as const satisfies readonly ReasonRule[];

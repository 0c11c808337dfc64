import type { ReasonRule } from './reason-rule.ts';
import { environmentFileSubject } from './subjects/volume-subjects.ts';
import { DENIED, UNREACHABLE } from './tail-words.ts';

/** Environment files out of S3; whatever hinders the download, the cause is the same. */
export const environmentFileRules = [
  {
    id: 'environment-file-failed',
    cause: 'environment-file-failed',
    confidence: 'certain',
    when: {
      phases: ['environment-file'],
      any: [
        'failed to download env',
        'unable to download env',
        'download the environment',
        'unable to parse bucket and key',
        'escapes envfile',
        'unable to initialize s3 client',
        'nosuchkey',
        'nosuchbucket',
        'statuscode: 404',
        'status code: 404',
        'not found',
        'notfound',
        'does not exist',
        'access denied',
        ...DENIED,
        ...UNREACHABLE,
      ],
    },
    subject: environmentFileSubject,
  },
  {
    id: 'environment-file-not-read',
    cause: 'environment-file-failed',
    confidence: 'medium',
    when: { phases: ['environment-file'] },
    subject: environmentFileSubject,
  },
] as const satisfies readonly ReasonRule[];

import type { ReasonRule } from './reason-rule.ts';
import { environmentFileSubject } from './subjects/volume-subjects.ts';
import { UNREACHABLE } from './tail-words.ts';

/** Environment files out of S3. */
export const environmentFileRules = [
  {
    id: 'environment-file-refused',
    cause: 'environment-file-failed',
    confidence: 'certain',
    // S3 answers 403 for a missing object too, where the role may not list the bucket.
    when: {
      phases: ['environment-file'],
      any: ['statuscode: 403', 'status code: 403', 'forbidden', 'accessdenied', 'access denied', 'not authorized'],
    },
    subject: environmentFileSubject,
  },
  {
    id: 'environment-file-missing',
    cause: 'environment-file-failed',
    confidence: 'certain',
    when: {
      phases: ['environment-file'],
      any: [
        'nosuchkey',
        'nosuchbucket',
        'statuscode: 404',
        'status code: 404',
        'not found',
        'notfound',
        'does not exist',
      ],
    },
    subject: environmentFileSubject,
  },
  {
    id: 'environment-file-unreachable',
    cause: 'environment-file-failed',
    confidence: 'certain',
    when: { phases: ['environment-file'], any: UNREACHABLE },
    subject: environmentFileSubject,
  },
  {
    id: 'environment-file-failed',
    cause: 'environment-file-failed',
    confidence: 'certain',
    when: { phases: ['environment-file'] },
    subject: environmentFileSubject,
  },
] as const satisfies readonly ReasonRule[];

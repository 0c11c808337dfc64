import type { ReasonRule } from './reason-rule.ts';
import { dependencySubject } from './subjects/start-subjects.ts';

/** Containers that waited for another in vain; the agent writes exit code 143 for them though they never ran. */
export const dependencyRules = [
  {
    id: 'dependency-not-defined',
    cause: 'container-create-failed',
    confidence: 'high',
    when: { phases: ['dependency'], all: ['container ordering dependency [', '] does not exist'] },
    subject: dependencySubject,
  },
  {
    id: 'dependency-failed',
    cause: 'dependency-container-failed',
    confidence: 'certain',
    when: {
      phases: ['dependency'],
      any: [
        'did not exit successfully',
        'has timed out',
        'will never start',
        'cannot be resolved',
        'unhealthy',
        'non-zero',
      ],
    },
    subject: dependencySubject,
  },
  {
    id: 'dependency-not-named',
    cause: 'dependency-container-failed',
    confidence: 'medium',
    when: { phases: ['dependency'] },
    subject: dependencySubject,
  },
] as const satisfies readonly ReasonRule[];

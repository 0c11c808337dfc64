import type { ReasonRule } from './reason-rule.ts';
import { memorySubject } from './subjects/task-subjects.ts';

/** What ECS says of memory; the agent sets this reason from Docker's flag, whatever the exit code. */
export const memoryRules = [
  {
    id: 'out-of-memory',
    cause: 'out-of-memory',
    confidence: 'certain',
    when: { phases: ['memory'] },
    subject: memorySubject,
  },
] as const satisfies readonly ReasonRule[];

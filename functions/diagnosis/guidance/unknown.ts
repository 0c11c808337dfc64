import { describeTask, readLog, serviceEvents } from './common-steps.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { workloadName } from './task-names.ts';

/** What is told where the evidence supports no cause. */
export const unknownGuidance: GuidanceOf<'unknown'> = {
  unknown: {
    title: 'cause not known',
    headline: (facts) => `A task of ${workloadName(facts)} stopped, and nothing that could be read says why.`,
    explanation: () => 'The words of ECS, the exit codes and the log support no cause; what was seen is quoted.',
    check: (facts) => [
      describeTask(facts, 'Read the whole task while it is there'),
      readLog(facts),
      ...(facts.task.service === undefined ? [] : [serviceEvents(facts, 'Read the latest events of the service.')]),
    ],
    change: (facts) => [
      facts.task.service === undefined
        ? { text: 'Run the task again and watch it: a second stop tells more.' }
        : { text: 'Nothing yet: ECS starts another task; a second stop tells more.' },
    ],
  },
};

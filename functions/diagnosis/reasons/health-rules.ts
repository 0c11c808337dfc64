import type { ReasonRule } from './reason-rule.ts';
import { targetGroupSubject } from './subjects/task-subjects.ts';

/** Failed health checks, as the service scheduler words them. */
export const healthRules = [
  {
    id: 'container-health-checks',
    cause: 'container-health-check-failed',
    confidence: 'certain',
    when: { phases: ['scheduler'], any: ['failed container health check', 'container health checks failed'] },
  },
  {
    id: 'elb-health-checks',
    cause: 'elb-health-check-failed',
    confidence: 'certain',
    when: { phases: ['scheduler'], any: ['failed elb health check', 'elb health checks failed'] },
    subject: targetGroupSubject,
  },
  {
    id: 'target-unhealthy',
    cause: 'elb-health-check-failed',
    confidence: 'high',
    when: {
      phases: ['scheduler'],
      any: [
        'target-group',
        'target group',
        'targetgroup',
        '(elb ',
        'load balancer',
        'unhealthythreshold',
        'vpc lattice',
        'health checks failed',
        'failed health check',
      ],
    },
    subject: targetGroupSubject,
  },
] as const satisfies readonly ReasonRule[];

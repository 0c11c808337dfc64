import type { ReasonRule } from './reason-rule.ts';
import { deploymentSubject, instanceSubject } from './subjects/task-subjects.ts';

/** The stops that ECS words itself; they hold whatever stop code comes with them. */
export const lifecycleRules = [
  {
    id: 'host-stopped-by-user',
    cause: 'host-terminated',
    confidence: 'certain',
    // In the midst of a text the words are those of the StopTask caller, and his alone.
    when: {
      stopCodes: ['UserInitiated'],
      any: ['host ec2 (instance', 'container instance deregist'],
      pattern: /^(?:host ec2 \(instance|container instance deregist)/,
    },
    subject: instanceSubject,
  },
  {
    id: 'platform-maintenance',
    cause: 'platform-maintenance',
    confidence: 'certain',
    when: { all: ['is performing maintenance on the underlying infrastructure'] },
  },
  {
    id: 'spot-task-interrupted',
    cause: 'spot-interruption',
    confidence: 'certain',
    when: { any: ['spot task was interrupted', 'spotinterruptionerror'] },
  },
  {
    id: 'scaling-activity',
    cause: 'service-scaled',
    confidence: 'certain',
    when: { all: ['scaling activity initiated by (', 'ecs-svc/'] },
    subject: deploymentSubject,
  },
] as const satisfies readonly ReasonRule[];

/** The stops that the stop code tells, whatever the text: a StopTask caller writes what he likes. */
export const stopCodeRules = [
  {
    id: 'stop-task-called',
    cause: 'user-stopped',
    confidence: 'certain',
    when: { where: ['task'], stopCodes: ['UserInitiated'] },
  },
  {
    id: 'spot-stop-code',
    cause: 'spot-interruption',
    confidence: 'certain',
    when: { where: ['task'], stopCodes: ['SpotInterruption'] },
  },
  {
    id: 'host-terminated',
    cause: 'host-terminated',
    confidence: 'certain',
    // Spot by stop code is the better answer where both are there.
    when: { any: ['host ec2 (instance', 'host ec2 terminated', 'host ec2 stopped', 'container instance deregist'] },
    subject: instanceSubject,
  },
] as const satisfies readonly ReasonRule[];

/** The stops that only a looser reading of the text tells. */
export const looseLifecycleRules = [
  {
    id: 'deployment-circuit-breaker',
    cause: 'deployment-failed',
    confidence: 'certain',
    when: {
      phases: ['scheduler', 'other'],
      any: [
        'circuit breaker',
        'deployment failed',
        'deployment rolled back',
        'rolling back to deployment',
        'rolled back because',
        'no rollback candidate',
        'lifecycle hook',
        'alarm detected',
        'hookstatus must not be null',
      ],
      none: ['(instance '],
    },
    subject: deploymentSubject,
  },
  {
    id: 'scheduler-scaled',
    cause: 'service-scaled',
    confidence: 'high',
    when: {
      phases: ['scheduler', 'other'],
      any: [
        'scaling activity',
        'service scheduler initiated',
        'task set',
        'taskset',
        'rebalanc',
        'desired count',
        'scale in',
        'scale-in',
        'scaling in',
        'replaced by deployment',
        'running tasks: ',
      ],
      none: ['unhealthy', 'failed', 'unable', 'exceed', 'limit', 'exception'],
    },
    subject: deploymentSubject,
  },
  {
    id: 'maintenance-announced',
    cause: 'platform-maintenance',
    confidence: 'high',
    when: {
      phases: ['scheduler', 'other'],
      any: [
        'performing maintenance',
        'task retirement',
        'scheduled for retirement',
        'scheduled maintenance',
        'platform version retire',
        'retiring task',
        'instance retirement',
      ],
    },
  },
  {
    id: 'spot-reclaimed',
    cause: 'spot-interruption',
    confidence: 'high',
    when: { phases: ['other'], all: ['spot '], any: ['interrupt', 'reclaim', 'terminat', 'preempt'] },
    subject: instanceSubject,
  },
  {
    id: 'stopped-by-user',
    cause: 'user-stopped',
    confidence: 'high',
    when: {
      phases: ['other'],
      any: [
        'stopped by user',
        'stopped by the user',
        'stopped by customer',
        'user initiated',
        'userinitiated',
        'fault injection',
      ],
    },
  },
  {
    id: 'host-lost',
    cause: 'host-terminated',
    confidence: 'high',
    when: {
      phases: ['other'],
      any: [
        'instance terminated',
        'instance stopped',
        'instance was terminated',
        'instance was stopped',
        'instance has been terminated',
        'instance is draining',
        'instance draining',
        'drained',
        'draining state',
        'set to draining',
        'instance deregistered',
        'deregistration',
        'agent disconnected',
        'agent is disconnected',
        'agent is not connected',
        "doesn't have the agent connected",
        'does not have the agent connected',
        'amazon ecs agent to start',
        'error "agent"',
      ],
    },
    subject: instanceSubject,
  },
  {
    id: 'termination-notice',
    cause: 'host-terminated',
    confidence: 'medium',
    when: { phases: ['silent', 'other'], where: ['task'], stopCodes: ['TerminationNotice'] },
    fallback: true,
  },
  {
    id: 'scheduler-stop-code',
    cause: 'service-scaled',
    confidence: 'low',
    when: { phases: ['silent'], where: ['task'], stopCodes: ['ServiceSchedulerInitiated'], pattern: /^$/ },
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

import type { ExamplesByRule } from './reason-example.ts';

/** Examples of the rules on stops that were asked for, health checks and capacity. */
export const lifecycleExamples: ExamplesByRule = {
  'host-stopped-by-user': {
    examples: [
      { text: 'Host EC2 (instance i-0a1b2c3d4e5f60718) stopped.', stopCode: 'UserInitiated' },
      { text: 'Container instance deregistration forced by user', stopCode: 'UserInitiated' },
    ],
    counterExamples: [
      { text: 'rotate Host EC2 (instance i-0a1b2c3d)', stopCode: 'UserInitiated' },
      { text: 'the container instance deregistration drill', stopCode: 'UserInitiated' },
    ],
  },
  'host-terminated': {
    examples: [
      'Host EC2 stopped.',
      { text: 'Host EC2 (instance i-0a1b2c3d4e5f60718) terminated.', stopCode: 'TerminationNotice' },
      'Host EC2 (instance i-0a1b2c3d) terminated',
      '(service shop) stopped a task: Host EC2 (instance i-0a1b2c3d) terminated.',
      { text: 'Container instance deregistration forced by user', stopCode: 'TerminationNotice' },
    ],
    counterExamples: [
      { text: 'Host EC2 (instance i-0a1b2c3d) terminated.', stopCode: 'SpotInterruption' },
      'the host of this task was slow',
    ],
  },
  'platform-maintenance': {
    examples: [
      {
        text: 'ECS is performing maintenance on the underlying infrastructure hosting the task.',
        stopCode: 'ServiceSchedulerInitiated',
      },
      {
        text: 'Service checkout: ECS is performing maintenance on the underlying infrastructure hosting the task',
        stopCode: 'ServiceSchedulerInitiated',
      },
    ],
    counterExamples: [{ text: 'stopped for maintenance of the database', stopCode: 'UserInitiated' }],
  },
  'spot-task-interrupted': {
    examples: [
      { text: 'Your Spot Task was interrupted.', stopCode: 'TerminationNotice' },
      { text: 'SpotInterruptionError: the capacity was taken back', stopCode: 'TerminationNotice' },
    ],
    counterExamples: [{ text: 'Spot capacity is unavailable', stopCode: 'TaskFailedToStart' }],
  },
  'scaling-activity': {
    examples: [
      {
        text: 'Scaling activity initiated by (deployment ecs-svc/5550001112223334445)',
        stopCode: 'ServiceSchedulerInitiated',
      },
      {
        text: 'Scaling activity initiated by (taskset ecs-svc/5550001112223334445)',
        stopCode: 'ServiceSchedulerInitiated',
      },
    ],
    counterExamples: [{ text: 'Scaling activity initiated by me', stopCode: 'UserInitiated' }],
  },
  'stop-task-called': {
    examples: [
      { text: 'Task stopped by user', stopCode: 'UserInitiated' },
      { text: 'nightly cleanup of CannotPullContainerError: not found tasks', stopCode: 'UserInitiated' },
      { text: 'OutOfMemoryError test', stopCode: 'UserInitiated' },
      { text: '', stopCode: 'UserInitiated' },
    ],
    counterExamples: [
      { text: 'OutOfMemoryError: Container killed due to memory usage', stopCode: 'UserInitiated', where: 'container' },
    ],
  },
  'spot-stop-code': {
    examples: [
      { text: 'Task failed to start', stopCode: 'SpotInterruption' },
      { text: '', stopCode: 'SpotInterruption' },
    ],
    counterExamples: [{ text: 'Your Spot Task was interrupted.', stopCode: 'SpotInterruption' }],
  },
  'container-health-checks': {
    examples: [{ text: 'Task failed container health checks', stopCode: 'ServiceSchedulerInitiated' }],
    counterExamples: [{ text: 'Task failed ELB health checks in (elb shop)', stopCode: 'ServiceSchedulerInitiated' }],
  },
  'elb-health-checks': {
    examples: [
      {
        text: 'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/00aa11bb22cc33dd)',
        stopCode: 'ServiceSchedulerInitiated',
      },
      { text: 'Task failed ELB health checks in (elb shop)', stopCode: 'ServiceSchedulerInitiated' },
    ],
    counterExamples: [{ text: 'Task failed container health checks', stopCode: 'ServiceSchedulerInitiated' }],
  },
  'target-unhealthy': {
    examples: [
      'service shop (instance i-0a1b2c3d) (port 1047) is unhealthy in target-group shop due to (reason Request timed out)',
      '(service shop) (port 9000) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/00aa11bb22cc33dd) due to (reason Health checks failed with these codes: [500])',
      '(service shop) (instance i-0a1b2c3d) is unhealthy in (elb shop) due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)',
    ],
    counterExamples: ['(service shop) deregistered 1 targets in (target-group shop)'],
  },
  'account-limit': {
    examples: [
      "You've reached the limit on the number of vCPUs you can run concurrently",
      'You’ve reached the limit on the number of tasks you can run concurrently.',
      'The requested CPU configuration is above your limit.',
      '(service shop) tasks provisioning capacity limit was exceeded.',
    ],
    counterExamples: [
      'CannotStartContainerError: memory limit exceeded? no: exec: "limit exceeded": executable file not found in $PATH',
    ],
  },
  'some-limit-exceeded': {
    examples: ['InvalidParameterException: Desired count exceeds limit.', 'ClusterLimitExceeded'],
    counterExamples: ['The requested MEMORY configuration is above your limit.'],
  },
  'launch-throttled': {
    examples: ['(service shop) operations are being throttled. Will try again later.', 'Rate exceeded'],
    counterExamples: ['CannotPullContainerError: Error response from daemon: toomanyrequests: Rate exceeded'],
  },
  'resource-unavailable': {
    examples: ['RESOURCE:MEMORY', 'TaskFailedToStart: RESOURCE:ENI.', 'RESOURCE:* could not be placed'],
    counterExamples: ['execution resource: not stated'],
  },
  'agent-disconnected': {
    examples: [
      'AGENT',
      '(service shop) was unable to place a task. Reason: AGENT.',
      '(service shop) was unable to place a task. The closest matching (container-instance 0a) encountered error "AGENT".',
    ],
    counterExamples: ['AGENT SMITH'],
  },
  'placement-word': { examples: ['ATTRIBUTE', 'LOCATION'], counterExamples: ['ATTRIBUTES of the task'] },
  'capacity-unavailable': {
    examples: [
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      '(service shop) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0a) has insufficient memory available.',
      '(service shop) was unable to place a task. Reason: No Container Instances were found in your capacity provider.',
      'MemberOf placement constraint unsatisfied',
    ],
    counterExamples: [
      "(service shop) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
    ],
  },
  'placement-failed': {
    examples: [
      '(service shop) was unable to place a task. The closest matching (container-instance 0a) has insufficient CPU units available.',
      'RESOURCE is gone: not enough memory',
      'distinctInstance placement constraint',
    ],
    counterExamples: ['(service shop) was unable to place a task.', 'CannotStartContainerError: not enough memory'],
  },
  'placement-unexplained': {
    examples: [
      '(service shop) was unable to place a task.',
      '(service shop) could not launch 3 tasks for deployment ecs-svc/1.',
    ],
    counterExamples: [
      '(service shop) was unable to place a task. Reason: AGENT',
      '(service shop) was unable to place a task. Reason: Agent disconnected since 2026-01-01T00:00:00Z',
      '(service shop) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref example.com/shop:1: example.com/shop:1: not found',
    ],
  },
  'deployment-circuit-breaker': {
    examples: [
      { text: 'ECS deployment circuit breaker: tasks failed to start.', stopCode: 'ServiceSchedulerInitiated' },
      '(service shop) (deployment ecs-svc/77) deployment failed: alarm detected.',
      'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    ],
    counterExamples: [{ text: 'rolled back because it was wrong', stopCode: 'UserInitiated' }],
  },
  'scheduler-scaled': {
    examples: [
      { text: 'Service scheduler initiated action', stopCode: 'ServiceSchedulerInitiated' },
      { text: 'Task stopped to rebalance across Availability Zones', stopCode: 'ServiceSchedulerInitiated' },
    ],
    counterExamples: [{ text: 'Task failed container health checks', stopCode: 'ServiceSchedulerInitiated' }],
  },
  'maintenance-announced': {
    examples: ['The task is scheduled for retirement.', 'Fargate task retirement'],
    counterExamples: [{ text: 'scheduled maintenance of our own', stopCode: 'UserInitiated' }],
  },
  'spot-reclaimed': {
    examples: [{ text: 'Spot instance was reclaimed', stopCode: 'TerminationNotice' }],
    counterExamples: ['Spot capacity is unavailable'],
  },
  'stopped-by-user': {
    examples: [{ text: 'Task stopped by user' }, { text: 'Stopped by user.' }],
    counterExamples: [{ text: 'Task stopped by user', stopCode: 'UserInitiated' }],
  },
  'host-lost': {
    examples: [
      { text: 'Container instance is draining', stopCode: 'ServiceSchedulerInitiated' },
      'Agent disconnected since 2026-01-01T00:00:00Z',
    ],
    counterExamples: ['(service shop) has begun draining connections on 2 tasks.'],
  },
  'termination-notice': {
    examples: [
      { text: '', stopCode: 'TerminationNotice' },
      { text: 'the host goes away', stopCode: 'TerminationNotice' },
    ],
    counterExamples: [{ text: 'Your Spot Task was interrupted.', stopCode: 'TerminationNotice' }],
  },
  'scheduler-stop-code': {
    examples: [{ text: '', stopCode: 'ServiceSchedulerInitiated' }],
    counterExamples: [{ text: 'Essential container in task exited', stopCode: 'ServiceSchedulerInitiated' }],
  },
};

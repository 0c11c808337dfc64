import { aws } from './command-line.ts';
import { describeInstance, describeTask, serviceEvents, startAgain } from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { capitalized, plain } from './plain-text.ts';
import { subjectOf } from './subject-phrase.ts';
import { containerInstanceId, containerName, isFargate, workloadName } from './task-names.ts';

/** `instance i-0123`, or the container instance's own id. */
function host(facts: GuidanceFacts): string {
  const instance = subjectOf(facts, 'instance');
  if (instance !== undefined) return `instance ${plain(instance)}`;
  const id = containerInstanceId(facts);
  return id === undefined ? 'the host' : `container instance ${id}`;
}

const seeReplaced = (facts: GuidanceFacts): Step =>
  serviceEvents(facts, 'See in the events of the service that another task took its place.');

const runOutsideService = (facts: GuidanceFacts): readonly Step[] =>
  facts.task.service === undefined ? [{ text: 'Run the task again, or let its caller retry: ECS does not.' }] : [];

const lookAtHost = (facts: GuidanceFacts): readonly Step[] => {
  const steps = describeInstance(facts, 'Find the instance: its disk, CPU and /var/log/ecs/ecs-agent.log tell more.');
  return steps.length > 0
    ? steps
    : [
        describeTask(
          facts,
          'Read the whole reason of each container',
          'tasks[0].[stoppedReason,containers[].[name,reason]]',
        ),
      ];
};

/** Shows what became of the EC2 instance; EC2 shows it for about an hour after its end. */
const lookAtInstance = (facts: GuidanceFacts, instance: string): Step => ({
  text: 'See what became of the instance, and why.',
  command: aws(facts, 'ec2 describe-instances', {
    'instance-ids': instance,
    query: 'Reservations[].Instances[].[State.Name,StateTransitionReason,InstanceLifecycle]',
  }),
});

/** What can be done where the host's container runtime is at fault. */
const freshHost = (facts: GuidanceFacts): readonly Step[] => [
  startAgain(facts),
  isFargate(facts)
    ? { text: 'If it comes again, give the task more CPU, and open a support case with the task ARN and the time.' }
    : {
        text: `If ${host(facts)} fails others too, drain it and replace it with one of the current ECS-optimized AMI.`,
      },
];

/** What is told about the hosts and services under the task. */
export const platformGuidance: GuidanceOf<'platform'> = {
  'spot-interruption': {
    title: 'Spot capacity reclaimed',
    headline: (facts) => `AWS reclaimed the Spot capacity that a task of ${workloadName(facts)} ran on.`,
    explanation: () => 'It is taken back with two minutes of warning, and says nothing about the program.',
    check: (facts) => [seeReplaced(facts)],
    change: (facts) => [
      ...runOutsideService(facts),
      {
        text: 'If that is too often, give the capacity provider strategy a base of On-Demand capacity.',
      },
      {
        text: `Let ${containerName(facts)} finish on SIGTERM; stopTimeout may be up to 120 s on Fargate (now ${facts.containerDefinition?.stopTimeoutS ?? 30} s).`,
      },
    ],
  },
  'host-terminated': {
    title: 'host lost',
    headline(facts) {
      return `${capitalized(host(facts))} under a task of ${workloadName(facts)} was stopped, drained or lost.`;
    },
    explanation: () => 'All tasks of the instance ended with it; the program is not at fault.',
    check: (facts) => {
      const instance = subjectOf(facts, 'instance');
      const described = describeInstance(
        facts,
        'See whether the container instance is still there, and its agent connected.',
      );
      return [...described, ...(instance === undefined ? [] : [lookAtInstance(facts, instance)]), seeReplaced(facts)];
    },
    change: (facts) => [
      ...runOutsideService(facts),
      {
        text: 'If scale-in took it, switch on managed termination protection and managed draining of the capacity provider.',
      },
      { text: 'If the agent was lost, look for a full disk or memory there, and update the agent.' },
    ],
  },
  'platform-maintenance': {
    title: 'AWS maintenance',
    headline: (facts) => `AWS retired the host under a task of ${workloadName(facts)} for maintenance.`,
    explanation: ({ task: { service } }) =>
      service === undefined
        ? 'AWS patches its hosts. A task outside a service is not started again.'
        : 'AWS patches its hosts. The service starts another task first where its deployment settings allow.',
    check: (facts) => [{ text: 'Look in the AWS Health Dashboard for a task retirement notice.' }, seeReplaced(facts)],
    change: (facts) => [
      ...runOutsideService(facts),
      {
        text: 'Keep minimumHealthyPercent at 100, so that a replacement is up first; the account setting fargateTaskRetirementWaitPeriod gives up to 14 days.',
      },
    ],
  },
  'container-runtime-timeout': {
    title: 'container runtime timed out',
    headline: (facts) => `The container runtime did not answer in time for ${containerName(facts)}.`,
    explanation: () =>
      'The host hung while it pulled, started or stopped the container, mostly for lack of disk or CPU.',
    check: lookAtHost,
    change: freshHost,
  },
  'container-runtime-error': {
    title: 'container runtime error',
    headline: (facts) => `The container runtime of the host failed for ${containerName(facts)}.`,
    explanation: () =>
      'Docker or containerd lost the container or could not control it; it may have run on for a while.',
    check: lookAtHost,
    change: freshHost,
  },
  'internal-error': {
    title: 'AWS internal error',
    headline: (facts) => `ECS reported an internal error of its own for a task of ${workloadName(facts)}.`,
    explanation: () => 'One such stop passes by itself; several in a row are a case for AWS.',
    check: (facts) => [
      { text: `Look in the AWS Health Dashboard for events in ${facts.task.region}.` },
      seeReplaced(facts),
    ],
    change: (facts) => [
      startAgain(facts),
      { text: 'If it comes again, open a support case with the task ARN and the time of the stop.' },
    ],
  },
};

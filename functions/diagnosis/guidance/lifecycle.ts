import { aws } from './command-line.ts';
import {
  compareContainers,
  describeService,
  inContainer,
  inNewRevision,
  readLog,
  serviceEvents,
} from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { capitalized } from './plain-text.ts';
import { subjectPhrase } from './subject-phrase.ts';
import { containerFirst, containerName, workloadName } from './task-names.ts';

const NOTHING: Step = { text: 'Nothing, if the stop was meant.' };

const endOnSigterm = (facts: GuidanceFacts): Step => ({
  text: `If work was cut off, let ${containerName(facts)} finish it on SIGTERM within its stopTimeout (${facts.containerDefinition?.stopTimeoutS ?? 30} s).`,
});

const showDeployments = (facts: GuidanceFacts): readonly Step[] =>
  facts.task.service === undefined
    ? []
    : [
        {
          text: 'Read the state of the deployments of the service.',
          command: describeService(
            facts,
            'services[0].deployments[].[id,status,rolloutState,rolloutStateReason,failedTasks,taskDefinition]',
          ),
        },
      ];

const askedForByEcs = ({ task: { stopCode } }: GuidanceFacts): boolean =>
  stopCode !== undefined && stopCode !== 'EssentialContainerExited' && stopCode !== 'TaskFailedToStart';

const deployment = (facts: GuidanceFacts): string =>
  facts.diagnosis.subject?.type === 'deployment' ? subjectPhrase(facts, 'a deployment') : 'a deployment';

/** What is told about stops that somebody asked for, and about ends without an error. */
export const lifecycleGuidance: GuidanceOf<'lifecycle'> = {
  completed: {
    title: 'exited with code 0',
    headline: (facts) => `${containerFirst(facts)} ended by itself with exit code 0.`,
    explanation: (facts) =>
      facts.task.service === undefined
        ? 'The program finished its work and ended, as a one-off task does.'
        : 'A service is not supposed to end: an essential container that does, even with success, ends its task. Often its server was started in the background.',
    check: (facts) => [
      readLog(facts),
      compareContainers(facts, 'See whether another container of the task ended first'),
    ],
    change: (facts) =>
      facts.task.service === undefined
        ? [{ text: 'Nothing, if the work was done; a program that fails should end with another code than 0.' }]
        : [
            inNewRevision(facts, `start the server of ${containerName(facts)} in the foreground, with exec.`),
            inContainer(
              facts,
              'if it only prepares something, set essential to false and let the others wait (dependsOn, condition SUCCESS).',
              { essential: false },
            ),
            { text: 'If it is a job, run it as a scheduled or one-off task, not as a service.' },
          ],
  },
  terminated: {
    title: 'ended by SIGTERM',
    headline: (facts) =>
      `${containerFirst(facts)} ended on a signal to stop${askedForByEcs(facts) ? '' : ' that ECS did not send'}.`,
    explanation: (facts) =>
      askedForByEcs(facts)
        ? 'SIGTERM is how ECS ends a task, and this exit code is the normal answer to it.'
        : 'It came from inside the task: a supervisor, an entry point script or a tool; or another container ended first.',
    check: (facts) => [
      readLog(facts, `Read who sent the signal in the last lines of ${containerName(facts)}.`),
      compareContainers(facts, 'See whether another container ended first, with a code of its own'),
    ],
    change: (facts) => [
      askedForByEcs(facts)
        ? NOTHING
        : {
            text: 'Correct what sends the signal: a supervisor that gives up on a child, a watchdog, a timeout command.',
          },
      endOnSigterm(facts),
    ],
  },
  'user-stopped': {
    title: 'stopped by request',
    headline: (facts) => `A person or program stopped the task of ${workloadName(facts)} with StopTask.`,
    explanation: () => 'The words of the stopped reason are those of the caller.',
    check: (facts) => [
      {
        text: 'See who called it, from a few minutes after the call on.',
        command: aws(facts, 'cloudtrail lookup-events', {
          'lookup-attributes': 'AttributeKey=EventName,AttributeValue=StopTask',
          'max-results': '10',
          query: 'Events[].[EventTime,Username]',
        }),
      },
    ],
    change: () => [
      NOTHING,
      {
        text: 'Otherwise see what made that role or user stop it.',
      },
    ],
  },
  'service-scaled': {
    title: 'stopped by the service scheduler',
    headline: (facts) => `The scheduler stopped a task of ${workloadName(facts)}: scale-in, deployment or rebalancing.`,
    explanation: () => 'The service wanted fewer tasks, newer ones, or ones in another zone.',
    check: (facts) => [serviceEvents(facts, 'Read why in the events of the service.'), ...showDeployments(facts)],
    change: (facts) => [NOTHING, endOnSigterm(facts)],
  },
  'deployment-failed': {
    title: 'deployment failed',
    headline: (facts) =>
      `${capitalized(deployment(facts))} of ${workloadName(facts)} failed, and its task was stopped.`,
    explanation: () =>
      'New tasks did not start or stay healthy, or an alarm or hook failed. The cause is in their own stops, before this one.',
    check: (facts) => [
      ...showDeployments(facts),
      serviceEvents(facts, 'Read the stops of the new tasks in the events of the service.'),
      readLog(facts),
    ],
    change: (facts) => [
      { text: 'Repair what stopped the tasks of the new revision, then deploy again.' },
      ...(facts.task.service === undefined
        ? []
        : [
            {
              text: 'If ECS did not roll back, go back to the last good revision (its number for REVISION).',
              command: aws(facts, 'ecs update-service', {
                cluster: facts.task.cluster,
                service: facts.task.service,
                'task-definition': `${facts.task.family}:REVISION`,
              }),
            },
          ]),
      { text: 'Let deploymentCircuitBreaker roll back (enable and rollback).' },
    ],
  },
};

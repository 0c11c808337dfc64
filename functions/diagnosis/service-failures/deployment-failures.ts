import type { ServiceEvent } from '../../event/service-event.ts';
import type { Step } from '../guidance/guidance.ts';
import { matches, type ReasonMatcher } from '../reasons/reason-rule.ts';
import { makeSubject } from '../reasons/subjects/make-subject.ts';
import { deploymentSubject } from '../reasons/subjects/task-subjects.ts';
import type { ServiceFacts, ToldFailure } from './service-failure.ts';
import { command, describeService, serviceName, stoppedTasks, updateService } from './service-steps.ts';

/** One way for a deployment to fail. */
interface DeploymentRule {
  readonly id: string;
  readonly when: ReasonMatcher;
  readonly title: string;
  /** Completes `Deployment of service orders failed: …`. */
  readonly because: string;
  readonly explanation: string;
  readonly checks: (facts: ServiceFacts) => readonly Step[];
  readonly fix: Step;
  /** The reason lies in the stops of its tasks. */
  readonly tasksTell?: true;
}

const deployments = ({ event }: ServiceFacts): Step => ({
  text: 'Read the state of the deployments.',
  command: describeService(
    event,
    'services[0].deployments[].[id,status,rolloutState,rolloutStateReason,failedTasks,taskDefinition]',
  ),
});

const tasks = (facts: ServiceFacts): readonly Step[] => [stoppedTasks(facts.event), deployments(facts)];
const repair: Step = { text: 'Repair what stopped the tasks of the new revision, then deploy again.' };

const DEPLOYMENT_RULES: readonly DeploymentRule[] = [
  {
    id: 'alarm',
    when: { any: ['alarm'] },
    title: 'deployment failed on an alarm',
    because: 'a CloudWatch alarm of the deployment went off',
    explanation:
      'The tasks may run well by themselves: the alarm says that the new revision serves worse, or that it went off for another reason meanwhile.',
    checks: (facts) => [
      {
        text: 'See which alarms are in ALARM, and why.',
        command: command(facts.event, 'cloudwatch describe-alarms', {
          'state-value': 'ALARM',
          query: 'MetricAlarms[].[AlarmName,StateUpdatedTimestamp,StateReason]',
        }),
      },
      {
        text: 'See which alarms guard the deployments of the service.',
        command: describeService(facts.event, 'services[0].deploymentConfiguration.alarms'),
      },
    ],
    fix: { text: 'Find in the metric of the alarm what the new revision does worse, repair it and deploy again.' },
  },
  {
    id: 'hook',
    when: { any: ['lifecycle hook', 'hookstatus'] },
    title: 'deployment failed in a lifecycle hook',
    because: 'a lifecycle hook of the deployment did not succeed',
    explanation: 'The function behind the hook said no, or its answer could not be read. The tasks may be in order.',
    checks: (facts) => [
      {
        text: 'See which functions are hooks of the deployment, and read their logs.',
        command: describeService(facts.event, 'services[0].deploymentConfiguration.lifecycleHooks'),
      },
      deployments(facts),
    ],
    fix: { text: 'Repair what the function found, or the function; it must answer with hookStatus SUCCEEDED.' },
  },
  {
    id: 'network-configuration',
    when: { any: ['invalid networking configuration'] },
    title: 'deployment failed: network settings',
    because: 'its listener rules or target groups are not set up as the deployment needs',
    explanation: 'The reason names the rules or target groups. The tasks may be in order.',
    checks: (facts) => [
      {
        text: 'See the load balancers of the service.',
        command: describeService(facts.event, 'services[0].loadBalancers'),
      },
    ],
    fix: { text: 'Correct the listener rules and target groups that the reason names, then deploy again.' },
  },
  {
    id: 'health-check',
    when: { any: ['health check', 'unhealthy'] },
    title: 'deployment failed',
    because: 'its tasks failed their health checks',
    explanation: 'The circuit breaker of ECS gave the deployment up after too many failed tasks.',
    checks: tasks,
    fix: repair,
    tasksTell: true,
  },
  {
    id: 'circuit-breaker',
    when: { any: ['failed to start', 'circuit breaker'] },
    title: 'deployment failed',
    because: 'its tasks did not start or did not stay up',
    explanation:
      'The circuit breaker of ECS gave the deployment up after too many failed tasks. What ended the tasks is the cause.',
    checks: tasks,
    fix: repair,
    tasksTell: true,
  },
];

const UNEXPLAINED: DeploymentRule = {
  id: 'unexplained',
  when: {},
  title: 'deployment failed',
  because: 'it did not reach a steady state',
  explanation:
    'ECS gave the deployment up: its tasks did not start or stay healthy, or an alarm or hook stopped it. What ended its tasks tells which.',
  checks: tasks,
  fix: repair,
  tasksTell: true,
};

/** Tells of a deployment that ECS gave up. */
export function tellDeployment(facts: ServiceFacts): ToldFailure {
  const { event, reason } = facts;
  const rule = DEPLOYMENT_RULES.find(({ when }) => matches(when, reason, { where: 'task' })) ?? UNEXPLAINED;
  const subject = makeSubject('deployment', event.deploymentId) ?? deploymentSubject(reason);
  return {
    cause: 'deployment-failed',
    title: rule.title,
    headline: `Deployment of ${serviceName(event)} failed: ${rule.because}.`,
    explanation: rule.explanation,
    reasonInWords: rule.because,
    ...(subject === undefined ? {} : { subject }),
    ...(rule.tasksTell === undefined ? {} : { tasksTell: rule.tasksTell }),
    checks: rule.checks(facts),
    fixes: [rule.fix],
  };
}

/** Goes back to an earlier revision by hand, for services whose deployments ECS does not roll back. */
export const goBack = (event: ServiceEvent, family: string | undefined): Step => ({
  text: `If ECS does not roll back by itself, go back to the last good revision (${family === undefined ? 'its family and number for FAMILY:REVISION' : 'its number for REVISION'}).`,
  command: updateService(event, { 'task-definition': `${family ?? 'FAMILY'}:REVISION` }),
});

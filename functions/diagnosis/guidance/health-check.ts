import type { PortMismatch } from '../diagnosis.ts';
import { flawOfHealthCommand, readHealthCommand } from '../health-command.ts';
import { aws } from './command-line.ts';
import {
  compareContainers,
  describeDefinition,
  inContainer,
  inNewRevision,
  lookAtLogOf,
  readLog,
  serviceEvents,
} from './common-steps.ts';
import type { Edit } from './edit.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { lookInside } from './image-reference.ts';
import { inWords, plain } from './plain-text.ts';
import { partOf, subjectOf } from './subject-phrase.ts';
import { containerFirst, containerName, definitionName, workloadName } from './task-names.ts';

const targetGroupArn = (facts: GuidanceFacts): string | undefined =>
  [partOf(facts, 'arn'), subjectOf(facts, 'target-group', 'resource')].find((value) =>
    value?.includes(':targetgroup/'),
  );

/** `target group orders`, from an ARN or a name. */
function targetGroup(facts: GuidanceFacts): string {
  const name = targetGroupArn(facts)?.split('/')[1] ?? subjectOf(facts, 'target-group');
  return name === undefined ? 'the load balancer' : `target group ${plain(name, 60)}`;
}

/** The ports of the container that is checked, in words. */
function ports({ containerDefinition, definition }: GuidanceFacts): string {
  const all =
    containerDefinition?.containerPorts ?? definition?.containers.flatMap(({ containerPorts }) => containerPorts) ?? [];
  return all.length === 0
    ? ''
    : ` (the task definition names ${all.length === 1 ? 'port' : 'ports'} ${inWords(all.map(String))})`;
}

/** The container's health command as it is carried out, without Docker's first word. */
const healthCommand = ({ containerDefinition }: GuidanceFacts) =>
  readHealthCommand(containerDefinition?.healthCheck?.command ?? []);

/** How long a container that never answers is given. */
function patience({ containerDefinition }: GuidanceFacts): string {
  const check = containerDefinition?.healthCheck;
  if (check === undefined) return '';
  const { retries, intervalS, timeoutS, startPeriodS = 0 } = check;
  return ` It has ${timeoutS} s to answer, and is unhealthy after ${retries} failures ${intervalS} s apart${startPeriodS === 0 ? ', with no startPeriod' : `, not counted in the first ${startPeriodS} s`}.`;
}

/** What the answers of a failed check mean, and what to change: the codes that belong together, or no answer in time. */
const ANSWERS: readonly {
  readonly codes: RegExp;
  readonly means: string;
  readonly change: (facts: GuidanceFacts) => string;
  /** What the change alters, where it is a setting. */
  readonly edit?: (facts: GuidanceFacts) => Edit;
}[] = [
  {
    codes: /\b404\b/,
    means: 'It answers 404: the path of the check does not exist.',
    change: (facts) =>
      `Set the health check path of ${targetGroup(facts)} to one that the application serves, or serve it.`,
    edit: () => ({ kind: 'target-group', path: '/PATH', codes: '200' }),
  },
  {
    codes: /\b40[13]\b/,
    means: 'It answers 401 or 403: the path of the check wants a login.',
    change: (facts) => `Set the health check path of ${targetGroup(facts)} to one that needs no login.`,
    edit: () => ({ kind: 'target-group', path: '/PATH', codes: '200' }),
  },
  {
    codes: /\b30\d\b/,
    means: 'It answers with a redirect, often to HTTPS, and the check wants 200.',
    change: (facts) =>
      `Set the health check path of ${targetGroup(facts)} to one that does not redirect, or its matcher to 200-399.`,
    edit: () => ({ kind: 'target-group', path: '/PATH', codes: '200-399' }),
  },
  {
    codes: /\b4(?!0[134]\b)\d\d\b/,
    means: 'It answers 4xx: it refuses the request itself, often for its Host header, which is an IP address.',
    change: () => 'Let the application answer a request whose Host header is the address of the task.',
  },
  {
    codes: /\b502\b/,
    means:
      'It answers 502: nothing listens behind it on the port that is asked, or a proxy in the task does not reach it.',
    change: listenOnThePort,
  },
  {
    codes: /\b503\b/,
    means: 'It answers 503: the application says that it is not ready, or a proxy has nothing behind it that is.',
    change: () => 'Read in the log what it waits for, often a database or cache, and repair that.',
  },
  {
    codes: /\b5(?!0[234]\b)\d\d\b/,
    means: 'It answers with an error of its own: the application fails at the check.',
    change: () => 'Repair what the check asks for: the log shows its error, often a database that cannot be reached.',
  },
  {
    codes: /\b504\b|timed? ?out/i,
    means: 'It does not answer in time: it is too slow, still starting, or a security group drops the check.',
    change: (facts) =>
      `Let the security group of the task allow its port${ports(facts)} from that of the load balancer, and let the program listen on 0.0.0.0, not 127.0.0.1.`,
    edit: letLoadBalancerIn,
  },
  {
    codes: /^\s*health checks failed\s*$/i,
    means: 'It gives no HTTP answer: nothing listens on the port that is asked, or it speaks TLS there.',
    change: listenOnThePort,
  },
];

function listenOnThePort(facts: GuidanceFacts): string {
  return `Let the application listen on the port of ${targetGroup(facts)}${ports(facts)}, on 0.0.0.0 and not 127.0.0.1.`;
}

/** What to do about a check that asks another port than the application listens on. */
function onePort({ container, asked, by, listening }: PortMismatch): Step {
  const asker = {
    'load-balancer': 'the containerPort of the service and its portMappings',
    'health-command': 'the port in its healthCheck.command',
    'task-definition': 'its containerPort and that of the service',
  }[by];
  return {
    text: `Let container ${plain(container, 40)} listen on port ${inWords(asked.map(String))}, or set ${asker} to ${listening[0]}.`,
  };
}

function letLoadBalancerIn({ containerDefinition }: GuidanceFacts): Edit {
  return { kind: 'security-group', direction: 'in', port: containerDefinition?.containerPorts[0] ?? 80 };
}

/** What is known of the answers to the check that failed. */
const answersOf = (facts: GuidanceFacts) => {
  const given = `${partOf(facts, 'codes') ?? ''} ${partOf(facts, 'reason') ?? ''}`;
  return ANSWERS.filter(({ codes }) => codes.test(given)).slice(0, 2);
};

/** The containers that the blamed one waits for: the subject, else its dependsOn. */
const dependencies = (facts: GuidanceFacts): readonly string[] => {
  const named = subjectOf(facts, 'container');
  return named === undefined ? (facts.containerDefinition?.dependsOn.map(({ container }) => container) ?? []) : [named];
};

/** What is told about failed health checks and dependencies. */
export const healthCheckGuidance: GuidanceOf<'health-check'> = {
  'elb-health-check-failed': {
    title: 'load balancer health check failed',
    headline: (facts) => `The task of ${workloadName(facts)} failed the health checks of ${targetGroup(facts)}.`,
    explanation(facts) {
      const means = answersOf(facts).map((answer) => answer.means);
      return [
        means.length === 0 ? 'The load balancer got no good answer, so ECS replaced the task.' : means.join(' '),
        'Exit code 137 or 143 comes from that stop.',
      ].join(' ');
    },
    check(facts) {
      const arn = targetGroupArn(facts);
      if (arn === undefined)
        return [serviceEvents(facts, 'Read which code or timeout the service events name.'), readLog(facts)];
      return [
        {
          text: 'Read how other targets fail: 404 = wrong path, 401 or 403 = it wants a login, 500 or 503 = the application, 502 or 504 = a proxy in the task does not reach it, Target.FailedHealthChecks = nothing listens on the port, Target.Timeout = security group or too slow.',
          command: aws(facts, 'elbv2 describe-target-health', {
            'target-group-arn': arn,
            query:
              'TargetHealthDescriptions[].[Target.Id,Target.Port,TargetHealth.State,TargetHealth.Reason,TargetHealth.Description]',
          }),
        },
        {
          text: `Compare path, port and codes with what the application serves${ports(facts)}.`,
          command: aws(facts, 'elbv2 describe-target-groups', {
            'target-group-arns': arn,
            query:
              'TargetGroups[].[HealthCheckPath,HealthCheckPort,Matcher.HttpCode,HealthCheckTimeoutSeconds,HealthCheckIntervalSeconds,UnhealthyThresholdCount]',
          }),
        },
        readLog(facts, 'Look for slow or failed answers to the checks.'),
      ];
    },
    change(facts) {
      const { service } = facts.task;
      const { port, giveS, startedInTime } = facts.diagnosis.check ?? {};
      const first = port === undefined ? [] : [onePort(port)];
      const slow: Step = {
        text: `Slow start: give it a grace period ${giveS === undefined ? 'longer than the start' : `of ${giveS} s`}.`,
        ...(service === undefined
          ? {}
          : { edit: { kind: 'service', fields: { healthCheckGracePeriodSeconds: giveS ?? 120 } } }),
      };
      const slowness = startedInTime ? [] : [slow];
      const known = answersOf(facts)
        // Which port to listen on was said more exactly.
        .filter(({ change }) => port === undefined || change !== listenOnThePort)
        .map(
          ({ change, edit }): Step => ({ text: change(facts), ...(edit === undefined ? {} : { edit: edit(facts) }) }),
        );
      const isSlow = giveS !== undefined && partOf(facts, 'codes') === undefined;
      if (answersOf(facts).length > 0)
        return [...first, ...(isSlow ? [...slowness, ...known] : [...known, ...slowness])];
      return [
        ...first,
        ...(isSlow ? slowness : []),
        {
          text: 'A bad code: point the health check at a path that answers 200 without a login, or correct the application.',
          edit: { kind: 'target-group', path: '/PATH', codes: '200' },
        },
        {
          text: `A timeout: let the security group of the task allow its port from that of the load balancer, and let the program listen on 0.0.0.0, not 127.0.0.1.`,
          edit: letLoadBalancerIn(facts),
        },
        ...(isSlow ? [] : slowness),
      ];
    },
  },
  'container-health-check-failed': {
    title: 'container health check failed',
    headline: (facts) => `${containerFirst(facts)} failed its own health check.`,
    explanation(facts) {
      const command = healthCommand(facts);
      return command === undefined
        ? `Its health command failed too often, so ECS replaced the task.`
        : `The health command "${plain(command.text, 200)}" failed inside it, so ECS replaced the task.${patience(facts)}`;
    },
    check(facts) {
      const tool = healthCommand(facts)?.program;
      return [
        readLog(facts, `Read whether it was up, and on which port it listened${ports(facts)}.`),
        describeDefinition(facts, `Read the health check in ${definitionName(facts)}.`, 'healthCheck'),
        ...(tool === undefined || !/^[\w./-]+$/.test(tool)
          ? []
          : [
              lookInside(
                facts,
                `See whether ${tool} is in the image: slim images have no curl or wget, and some no shell for CMD-SHELL.`,
                `command -v ${tool}`,
              ),
            ]),
      ];
    },
    change(facts) {
      const { command: asWritten = [] } = facts.containerDefinition?.healthCheck ?? {};
      const { port, giveS, startedInTime } = facts.diagnosis.check ?? {};
      const isFlawed = flawOfHealthCommand(asWritten) !== undefined;
      const command = ['CMD-SHELL', (isFlawed ? healthCommand(facts)?.text : undefined) ?? 'COMMAND'];
      return [
        ...(port === undefined ? [] : [onePort(port)]),
        inContainer(
          facts,
          isFlawed
            ? `write healthCheck.command of ${containerName(facts)} with CMD-SHELL, as one line.`
            : `correct healthCheck.command of ${containerName(facts)}: a tool that is in the image, and the port the program listens on.`,
          { healthCheck: { command } },
        ),
        ...(startedInTime
          ? []
          : [
              inContainer(
                facts,
                `give it time: ${giveS === undefined ? 'startPeriod longer than the start takes (at most 300 s)' : `a startPeriod of ${giveS} s`}, a longer timeout, more retries.`,
                {
                  healthCheck: { ...(asWritten.length === 0 ? {} : { command: asWritten }), startPeriod: giveS ?? 120 },
                },
              ),
            ]),
        {
          text: 'If it hangs under load, the check is right: look for blocked threads or a slow dependency.',
        },
      ];
    },
  },
  'dependency-container-failed': {
    title: 'dependency container failed',
    headline(facts) {
      const [dependency] = dependencies(facts);
      return dependency === undefined
        ? `A container that ${containerName(facts)} depends on did not reach its condition.`
        : `Container ${plain(dependency, 40)}, which others of the task depend on, did not reach its condition.`;
    },
    explanation: () =>
      'The fault is in that container; those waiting for it are never started, and ECS writes them exit code 143.',
    check(facts) {
      const [dependency] = dependencies(facts);
      return [
        compareContainers(facts, 'Find the container with a code or reason of its own'),
        ...(dependency === undefined
          ? []
          : [lookAtLogOf(facts, dependency, `Read the log of container ${plain(dependency, 40)}.`)]),
        describeDefinition(
          facts,
          `Read the order of the containers in ${definitionName(facts)}.`,
          'dependsOn,startTimeout,healthCheck',
        ),
      ];
    },
    change(facts) {
      const names = dependencies(facts);
      const other =
        names.length === 0
          ? 'the other container'
          : `container ${inWords(names.slice(0, 3).map((name) => plain(name, 40)))}`;
      return [
        {
          text: `Repair ${other}: for SUCCESS it must end with code 0, for HEALTHY pass its health check.`,
        },
        inNewRevision(
          facts,
          `raise startTimeout of ${other} if it only needs longer (at most 120 s on Fargate).`,
          names[0] === undefined
            ? undefined
            : { kind: 'definition', container: { name: names[0], fields: { startTimeout: 120 } } },
        ),
      ];
    },
  },
};

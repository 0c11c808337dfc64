import { Duration } from 'aws-cdk-lib';
import { type EventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SELF_TEST_DETAIL_TYPE, SELF_TEST_SOURCE } from '../functions/event/test-event.ts';
import { ecsPatterns, type Watched } from './event-patterns.ts';

/** What invokes the function. */
export interface Rules {
  readonly rule: Rule;
  readonly deploymentRule: Rule;
  readonly serviceActionRule: Rule;
  readonly watchRule: Rule;
  readonly selfTestRule: Rule;
}

/** Where the rules send what they match. */
export interface RuleTarget {
  readonly function: IFunction;
  /** Takes what could not be handed to the function. */
  readonly deadLetterQueue: IQueue;
}

/** Makes the rules that invoke the function: for stopped tasks, for what ECS says of deployments and services, and by the clock. */
export function makeRules(scope: Construct, target: RuleTarget, watched: Watched): Rules {
  const [rule, deploymentRule, serviceActionRule] = makeEcsRules(scope, target, watched);
  return {
    rule,
    deploymentRule,
    serviceActionRule,
    watchRule: makeWatchRule(scope, target),
    selfTestRule: makeSelfTestRule(scope, target),
  };
}

/** Makes the rules that hand the events of ECS to the function: stops, deployments, and what it says of services. */
export function makeEcsRules(
  scope: Construct,
  target: RuleTarget,
  watched: Watched,
  eventBus?: EventBus,
): [rule: Rule, deploymentRule: Rule, serviceActionRule: Rule] {
  const { stops, deployments, serviceActions } = ecsPatterns(scope, watched);
  const onBus = eventBus === undefined ? {} : { eventBus };
  const rules: [Rule, Rule, Rule] = [
    new Rule(scope, 'Rule', {
      description: 'Sends each ECS task that has stopped to the post-mortem function.',
      eventPattern: stops,
      ...onBus,
    }),
    new Rule(scope, 'DeploymentRule', {
      description: 'Sends each beginning and end of an ECS deployment to the post-mortem function.',
      eventPattern: deployments,
      ...onBus,
    }),
    new Rule(scope, 'ServiceActionRule', {
      description: 'Sends what ECS warns of a service, and that it is steady, to the post-mortem function.',
      eventPattern: serviceActions,
      ...onBus,
    }),
  ];
  for (const rule of rules) {
    rule.addTarget(
      new LambdaFunction(target.function, {
        deadLetterQueue: target.deadLetterQueue,
        retryAttempts: 185,
        maxEventAge: Duration.hours(24),
      }),
    );
  }
  return rules;
}

function makeWatchRule(scope: Construct, target: RuleTarget): Rule {
  return new Rule(scope, 'WatchRule', {
    description: 'Has the post-mortem function look each minute at how incidents go on.',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [
      new LambdaFunction(target.function, {
        event: RuleTargetInput.fromObject({ 'ecs-postmortem': 'watch' }),
        deadLetterQueue: target.deadLetterQueue,
        // The next minute looks again, and sees all that this one would have.
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    ],
  });
}

function makeSelfTestRule(scope: Construct, target: RuleTarget): Rule {
  return new Rule(scope, 'SelfTestRule', {
    description: 'Sends the tests of "ecs-postmortem self-test" to the post-mortem function.',
    eventPattern: { source: [SELF_TEST_SOURCE], detailType: [SELF_TEST_DETAIL_TYPE] },
    targets: [
      new LambdaFunction(target.function, {
        deadLetterQueue: target.deadLetterQueue,
        // Whoever runs a test waits a minute for it; a message that comes later would only confuse.
        retryAttempts: 2,
        maxEventAge: Duration.minutes(1),
      }),
    ],
  });
}

import { Duration } from 'aws-cdk-lib';
import { Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { clusterArns, serviceArnPrefixes } from './cluster-arns.ts';

/** What invokes the function. */
export interface Rules {
  readonly rule: Rule;
  readonly deploymentRule: Rule;
  readonly serviceActionRule: Rule;
  readonly watchRule: Rule;
}

/** Where the rules send what they match. */
export interface RuleTarget {
  readonly function: IFunction;
  /** Takes what could not be handed to the function. */
  readonly deadLetterQueue: IQueue;
}

/** Makes the rules that invoke the function: for stopped tasks, for what ECS says of deployments and services, and by the clock. */
export function makeRules(scope: Construct, target: RuleTarget, clusters: readonly string[] | undefined): Rules {
  const clusterArn = clusters === undefined ? {} : { clusterArn: clusterArns(scope, clusters) };
  const rule = new Rule(scope, 'Rule', {
    description: 'Sends each ECS task that has stopped to the post-mortem function.',
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { lastStatus: ['STOPPED'], ...clusterArn },
    },
  });
  const deploymentRule = new Rule(scope, 'DeploymentRule', {
    description: 'Sends each beginning and end of an ECS deployment to the post-mortem function.',
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Deployment State Change'],
      detail: {
        eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'SERVICE_DEPLOYMENT_COMPLETED', 'SERVICE_DEPLOYMENT_FAILED'],
      },
      // These events name their cluster only within the ARN of the service.
      ...(clusters === undefined
        ? {}
        : { resources: Match.anyOf(...serviceArnPrefixes(scope, clusters).map((prefix) => Match.prefix(prefix))) }),
    },
  });
  const serviceActionRule = new Rule(scope, 'ServiceActionRule', {
    description: 'Sends what ECS warns of a service, and that it is steady, to the post-mortem function.',
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Service Action'],
      detail: {
        $or: [{ eventType: ['WARN', 'ERROR'] }, { eventName: ['SERVICE_STEADY_STATE'] }],
        ...clusterArn,
      },
    },
  });
  for (const each of [rule, deploymentRule, serviceActionRule]) {
    each.addTarget(
      new LambdaFunction(target.function, {
        deadLetterQueue: target.deadLetterQueue,
        retryAttempts: 185,
        maxEventAge: Duration.hours(24),
      }),
    );
  }
  return { rule, deploymentRule, serviceActionRule, watchRule: makeWatchRule(scope, target) };
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

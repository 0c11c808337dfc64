import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { clusterArns, serviceArnPrefixes } from './cluster-arns.ts';
import { checkPatternSize, serviceArns, type TextMatcher, tasksOf } from './service-names.ts';

/** What is watched; all that is given must match. */
export interface Watched {
  /** Names or ARNs of clusters. */
  readonly clusters?: readonly string[] | undefined;
  /** Names of services and, outside services, of families, with `*` for any text. */
  readonly services?: readonly string[] | undefined;
}

/** The events of ECS that the function is to see. */
export interface EcsPatterns {
  /** Each task that has stopped. */
  readonly stops: EventPattern;
  /** Each beginning and end of a deployment. */
  readonly deployments: EventPattern;
  /** What ECS warns of a service, and that it is steady. */
  readonly serviceActions: EventPattern;
}

/** The patterns of the events that the function is to see, of what is watched in the account and Region of `scope`. */
export function ecsPatterns(scope: Construct, { clusters, services }: Watched): EcsPatterns {
  const clusterArn = clusters === undefined ? {} : { clusterArn: clusterArns(scope, clusters) };
  const tasks = services === undefined ? {} : tasksOf(scope, services);
  const ofServices = services === undefined ? undefined : serviceArns(scope, services, clusters);
  for (const part of [
    { ...clusterArn, ...tasks },
    { ...clusterArn, ofServices },
  ])
    checkPatternSize(part);
  return {
    stops: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: {
        lastStatus: ['STOPPED'],
        ...clusterArn,
        ...tasks,
      },
    },
    deployments: {
      source: ['aws.ecs'],
      detailType: ['ECS Deployment State Change'],
      detail: {
        eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'SERVICE_DEPLOYMENT_COMPLETED', 'SERVICE_DEPLOYMENT_FAILED'],
      },
      // These events name their cluster only within the ARN of the service.
      ...resources(ofServices ?? (clusters && serviceArnPrefixes(scope, clusters).map((prefix) => ({ prefix })))),
    },
    serviceActions: {
      source: ['aws.ecs'],
      detailType: ['ECS Service Action'],
      detail: {
        $or: [{ eventType: ['WARN', 'ERROR'] }, { eventName: ['SERVICE_STEADY_STATE'] }],
        ...clusterArn,
      },
      ...resources(ofServices),
    },
  };
}

function resources(matchers: readonly TextMatcher[] | undefined): Pick<EventPattern, 'resources'> {
  if (matchers === undefined) return {};
  return {
    resources: Match.anyOf(
      ...matchers.map((matcher) => {
        if (typeof matcher === 'string') return Match.exactString(matcher);
        return 'prefix' in matcher ? Match.prefix(matcher.prefix) : Match.wildcard(matcher.wildcard);
      }),
    ),
  };
}

import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { serviceArnPrefixes } from './cluster-arns.ts';

/** A matcher of one text in an event pattern. */
export type TextMatcher = string | { readonly prefix: string } | { readonly wildcard: string };

const NAME = /^[A-Za-z0-9_*-]{1,255}$/;

/** Throws an error that names the entry at fault where services are no names, with `*` for any text. */
export function checkServices(services: readonly string[] | undefined): void {
  if (services === undefined) return;
  if (services.length === 0) {
    throw new Error(
      'EcsPostmortem: services is an empty list, which no task matches. Leave services out to watch every service, or name at least one.',
    );
  }
  for (const name of services) {
    if (Token.isUnresolved(name)) continue;
    if (!NAME.test(name)) {
      throw new Error(
        `EcsPostmortem: services holds "${name}", which is not the name of a service or family (letters, digits, - and _, with * for any text). Give names such as "web" or "web-*", not ARNs.`,
      );
    }
    if (name.includes('**')) {
      throw new Error(
        `EcsPostmortem: services holds "${name}", and EventBridge refuses two * in a row. One * stands for any text already.`,
      );
    }
  }
}

/** What an event's `detail` must hold for a task of these services or, outside services, of these families. */
export function tasksOf(scope: Construct, services: readonly string[]): { readonly $or: readonly object[] } {
  return {
    $or: [
      { group: services.map((name) => textMatcher(`service:${name}`)) },
      {
        // A task outside services may be given a group of its own, so that only its definition tells the family.
        group: [{ 'anything-but': { prefix: 'service:' } }],
        taskDefinitionArn: services.map((name) =>
          textMatcher(`${arn(scope, 'task-definition', name)}${name.endsWith('*') ? '' : ':*'}`),
        ),
      },
    ],
  };
}

/** What the ARN of one of these services is matched with, in these clusters or in any. */
export function serviceArns(
  scope: Construct,
  services: readonly string[],
  clusters: readonly string[] | undefined,
): readonly TextMatcher[] {
  if (clusters !== undefined) {
    const prefixes = serviceArnPrefixes(scope, clusters);
    return services.flatMap((name) => prefixes.map((prefix) => textMatcher(`${prefix}${name}`)));
  }
  return services.flatMap((name) => [
    textMatcher(arn(scope, 'service', `*/${name}`)),
    // Services older than 2018 may still have an ARN without their cluster; with a `*` it would match names of clusters too.
    ...(name.includes('*') ? [] : [arn(scope, 'service', name)]),
  ]);
}

/** EventBridge takes 4096 characters; the rest of the longest pattern has fewer than these. */
const MOST_CHARACTERS = 4_096 - 400;

/** Throws an error that names the fix where clusters and services make a longer pattern than EventBridge takes. */
export function checkPatternSize(part: object): void {
  // What is known at deployment only counts as an account id does.
  const { length } = JSON.stringify(part).replace(/\$\{Token\[[^\]]{1,100}\]\}/g, '0'.repeat(12));
  if (length > MOST_CHARACTERS) {
    throw new Error(
      `EcsPostmortem: clusters and services make an event pattern of ${length} characters, and ${MOST_CHARACTERS} fit. Use * for common parts of the names of services, name fewer clusters, or take a second EcsPostmortem.`,
    );
  }
}

function textMatcher(text: string): TextMatcher {
  const star = text.indexOf('*');
  if (star === -1) return text;
  return star === text.length - 1 ? { prefix: text.slice(0, -1) } : { wildcard: text };
}

const arn = (scope: Construct, resource: string, resourceName: string): string =>
  Stack.of(scope).formatArn({ service: 'ecs', resource, resourceName });

import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const CLUSTER_NAME = /^[A-Za-z0-9_-]{1,255}$/;
const CLUSTER_ARN = /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):(\d{12}):cluster\/[A-Za-z0-9_-]{1,255}$/;

/**
 * The ARNs that an event's `clusterArn` is compared with, for clusters given by name or by ARN.
 *
 * A name means the cluster of that name in the account and Region of `scope`. Throws when an entry has neither form, and
 * when an ARN lies in another account or Region: ECS sends its events only to the default bus of the cluster's own.
 */
export function clusterArns(scope: Construct, clusters: readonly string[]): string[] {
  if (clusters.length === 0) {
    throw new Error(
      'EcsPostmortem: clusters is an empty list, which no task matches. Leave clusters out to watch every cluster, or name at least one.',
    );
  }
  return [...new Set(clusters.flatMap((cluster) => arnsOf(scope, cluster)))];
}

/** What the ARNs of the clusters' services begin with. */
export const serviceArnPrefixes = (scope: Construct, clusters: readonly string[]): string[] =>
  clusterArns(scope, clusters).map((arn) => `${withServiceFor(arn)}/`);

/** The ARN with `:service/` in place of `:cluster/`, also where it is known at deployment only. */
const withServiceFor = (arn: string): string =>
  Token.isUnresolved(arn) && !arn.includes(':cluster/')
    ? Fn.join(':service/', Fn.split(':cluster/', arn))
    : arn.replace(':cluster/', ':service/');

function arnsOf(scope: Construct, cluster: string): string[] {
  if (cluster.startsWith('arn:')) {
    if (!Token.isUnresolved(cluster)) checkArn(scope, cluster);
    return [cluster];
  }
  // `cluster.clusterArn` and `cluster.clusterName` cannot be told apart before deployment; the wrong guess matches nothing.
  if (Token.isUnresolved(cluster)) return [cluster, arnOfName(scope, cluster)];
  if (!CLUSTER_NAME.test(cluster)) {
    throw new Error(
      `EcsPostmortem: clusters holds "${cluster}", which is neither a cluster name (letters, digits, - and _) nor a cluster ARN (arn:aws:ecs:<region>:<account>:cluster/<name>).`,
    );
  }
  return [arnOfName(scope, cluster)];
}

function arnOfName(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'ecs',
    resource: 'cluster',
    resourceName: name,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

function checkArn(scope: Construct, arn: string): void {
  const { account, region } = Stack.of(scope);
  const match = CLUSTER_ARN.exec(arn);
  if (match === null) {
    throw new Error(
      `EcsPostmortem: clusters holds "${arn}", which is not the ARN of a cluster. It has the form arn:aws:ecs:<region>:<account>:cluster/<name>; the name alone will do too.`,
    );
  }
  const [, arnRegion, arnAccount] = match;
  if (!Token.isUnresolved(region) && region !== arnRegion) {
    throw new Error(
      `EcsPostmortem: clusters holds "${arn}", but the stack is for Region ${region}, where its events never arrive. Deploy a stack in ${arnRegion}.`,
    );
  }
  if (!Token.isUnresolved(account) && account !== arnAccount) {
    throw new Error(
      `EcsPostmortem: clusters holds "${arn}", but the stack is for account ${account}, where its events never arrive. Deploy a stack in ${arnAccount}.`,
    );
  }
}

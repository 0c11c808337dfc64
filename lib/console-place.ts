import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleUrl } from '../functions/report/console-url.ts';

/** Makes URLs of console pages in the stack's Region and partition. */
export type ConsolePage = (path: string) => string;

/** Answers how to make URLs of console pages; where the partition is known only at deployment, the template asks for it. */
export function consolePages(scope: Construct): ConsolePage {
  const { partition, region } = Stack.of(scope);
  if (!Token.isUnresolved(partition) && !Token.isUnresolved(region)) {
    return (path) => consoleUrl({ partition, region }, path) ?? '';
  }
  const is = (id: string, partition: string) =>
    new CfnCondition(scope, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) }).logicalId;
  const otherwise = Fn.conditionIf(
    is('IsGovCloud', 'aws-us-gov'),
    'console.amazonaws-us-gov.com',
    'console.aws.amazon.com',
  );
  const host = Fn.conditionIf(is('IsChina', 'aws-cn'), 'console.amazonaws.cn', otherwise);
  return (path) => `https://${region}.${Token.asString(host)}${path}`;
}

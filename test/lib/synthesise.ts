import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { EcsPostmortem } from '../../lib/ecs-postmortem.ts';
import type { EcsPostmortemProps } from '../../lib/ecs-postmortem-props.ts';

/** Code that lets a test synthesise without the bundle. */
export const NO_CODE = Code.fromInline('exports.handler = async () => {};');

/** Where stacks with a known place are deployed in tests. */
export const HERE = { account: '123456789012', region: 'eu-west-1' } as const;

/** A stack, in no known place unless one is given, whose ARNs come out as plain text where they can. */
export function aStack(env: Environment = {}): Stack {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  return new Stack(app, 'Test', { env });
}

/** An `EcsPostmortem` in the stack, without a bundle. */
export const inStack = (stack: Stack, props: EcsPostmortemProps = {}): EcsPostmortem =>
  new EcsPostmortem(stack, 'Postmortem', { code: NO_CODE, ...props });

/** The template of an `EcsPostmortem` alone in its stack. */
export function synthesise(props: EcsPostmortemProps = {}, env: Environment = {}): Template {
  const stack = aStack(env);
  inStack(stack, props);
  return Template.fromStack(stack);
}

/** The properties of the one resource of its type. */
export function only(template: Template, type: string): Record<string, unknown> {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}, not one`);
  return found[0]?.Properties ?? {};
}

/** The properties of the rule whose logical id begins so, after the construct's own. */
export function ruleNamed(template: Template, name: string): Record<string, unknown> {
  const found = Object.entries(template.findResources('AWS::Events::Rule')).filter(([logicalId]) =>
    new RegExp(`^Postmortem${name}[0-9A-F]{8}$`).test(logicalId),
  );
  if (found.length !== 1) throw new Error(`${found.length} rules named ${name}, not one`);
  return found[0]?.[1].Properties ?? {};
}

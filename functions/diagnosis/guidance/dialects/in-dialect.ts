import type { Dialect, Edit } from '../edit.ts';
import type { GuidanceFacts, Step } from '../guidance.ts';
import { cdkSnippet } from './cdk.ts';
import { ecsCommand } from './ecs.ts';
import { fsdSnippet } from './fsd.ts';
import { terraformSnippet } from './terraform.ts';

const SNIPPETS: Readonly<Record<Dialect, (edit: Edit, facts: GuidanceFacts) => string | undefined>> = {
  ecs: ecsCommand,
  cdk: cdkSnippet,
  terraform: terraformSnippet,
  fsd: fsdSnippet,
};

/**
 * Gives a step the line or snippet that does it in the dialect asked for. Where that dialect has no form for the edit,
 * the step keeps the command it came with.
 */
export function inDialect(step: Step, facts: GuidanceFacts): Step {
  const { edit } = step;
  if (edit === undefined) return step;
  const { dialect = 'ecs' } = facts;
  const command = (dialect === 'ecs' ? step.command : undefined) ?? SNIPPETS[dialect](edit, facts) ?? step.command;
  return command === undefined ? step : { ...step, command };
}

import type { GuidanceFacts } from '../guidance.ts';
import { plain } from '../plain-text.ts';
import { isBatch, newRevision, workloadName } from '../task-names.ts';

/** Where the settings of the task are written, with its preposition: `In a new revision of task definition orders`. */
export function inPlace(facts: GuidanceFacts): string {
  const family = plain(facts.task.family, 60);
  // AWS Batch writes the task definition itself, whatever deploys the job definition.
  if (isBatch(facts)) return `In ${newRevision(facts)}`;
  const { dialect = 'ecs' } = facts;
  switch (dialect) {
    case 'ecs':
      return `In ${newRevision(facts)}`;
    case 'cdk':
      return `In the CDK code of task definition ${family}`;
    case 'terraform':
      return `In the aws_ecs_task_definition of family ${family}`;
    case 'fsd':
      return `In the FSD file of ${workloadName(facts)}`;
    default:
      return dialect satisfies never;
  }
}

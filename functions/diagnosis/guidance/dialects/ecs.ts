import { aws, quoted } from '../command-line.ts';
import type { Edit } from '../edit.ts';
import type { GuidanceFacts } from '../guidance.ts';
import { allowAll, trust } from '../policy-statement.ts';
import { definitionId, isBatch } from '../task-names.ts';

/** What describe-task-definition answers and register-task-definition refuses (ECS API, RegisterTaskDefinition). */
const READ_ONLY =
  'taskDefinitionArn,.revision,.status,.requiresAttributes,.compatibilities,.registeredAt,.registeredBy,.deregisteredAt';

/** Lists whose entries are known by their name. */
const NAMED_LISTS = new Set(['environment', 'secrets', 'ulimits']);

/** The AWS CLI line that makes an edit, or the policy statement to add; undefined where it takes more than one line. */
export function ecsCommand(edit: Edit, facts: GuidanceFacts): string | undefined {
  switch (edit.kind) {
    case 'grant':
      return allowAll(edit.grants);
    case 'trust':
      return trust(edit.service);
    case 'definition': {
      const { container, task: { memory, ...others } = {} } = edit;
      const path = `(.containerDefinitions[]|select(.name==${JSON.stringify(container?.name)}))`;
      return newRevisionWith(facts, [
        ...assignments(path, container?.fields ?? {}),
        // Whole tasks have their memory as a string.
        ...assignments('', { ...(memory === undefined ? {} : { memory: String(memory) }), ...others }),
      ]);
    }
    case 'service': {
      const { cluster, service } = facts.task;
      const { healthCheckGracePeriodSeconds: grace } = edit.fields;
      if (service === undefined || grace === undefined) return undefined;
      return aws(facts, 'ecs update-service', { cluster, service, 'health-check-grace-period-seconds': `${grace}` });
    }
    case 'log-group':
      return aws(facts, 'logs create-log-group', { 'log-group-name': edit.name });
    case 'target-group':
    case 'security-group':
    case 'endpoints':
      return undefined;
    default:
      return edit satisfies never;
  }
}

/** Registers the task's revision anew with a jq filter applied to it. */
function newRevisionWith(facts: GuidanceFacts, filters: readonly string[]): string | undefined {
  if (isBatch(facts) || filters.length === 0) return undefined;
  const region = ` --region ${facts.task.region}`;
  const shown = `aws ecs describe-task-definition --task-definition ${quoted(definitionId(facts))} --query taskDefinition --output json${region}`;
  const changed = `jq ${quoted([...filters, `del(.${READ_ONLY})`].join('|'))}`;
  return `${shown} | ${changed} > revision.json && aws ecs register-task-definition --cli-input-json file://revision.json${region}`;
}

const assignments = (path: string, fields: object): readonly string[] =>
  Object.entries(fields).map(([name, value]: [string, unknown]) => `${path}.${name}${assigned(name, value)}`);

function assigned(name: string, value: unknown): string {
  const json = JSON.stringify(value);
  if (NAMED_LISTS.has(name) && Array.isArray(value)) {
    const names = JSON.stringify(value.map((entry: { readonly name: string }) => entry.name));
    return `|=((.//[])|map(select(.name|IN(${names}[])|not)))+${json}`;
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? `|=((.//{})*${json})` : `=${json}`;
}

import { aws } from './command-line.ts';
import type { Grant } from './edit.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import { afterLast } from './plain-text.ts';
import { partOf, subjectOf } from './subject-phrase.ts';
import { isFargate } from './task-names.ts';

/** A role with the name a sentence calls it by; the ARN is absent where only its purpose is known. */
export interface NamedRole {
  /** `role orders-execution`, or `the task execution role`. */
  readonly phrase: string;
  readonly arn?: string;
  /** What the role is to the task. */
  readonly use: 'execution' | 'task' | 'other';
}

const ASSUMED_ROLE = /:assumed-role\/([\w+=,.@-]{1,64})/;
const ROLE = /^arn:[\w-]+:iam::\d+:role\/[\w+=,.@/-]+$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const ACTION = /^[\w-]{1,40}:\w{1,60}$/;

/** The role that the refusal names as its principal. */
function deniedRole(facts: GuidanceFacts): string | undefined {
  const principal = partOf(facts, 'principal') ?? partOf(facts, 'role') ?? subjectOf(facts, 'role') ?? '';
  if (ROLE.test(principal)) return principal;
  const name = ASSUMED_ROLE.exec(principal)?.[1] ?? (ROLE_NAME.test(principal) ? principal : undefined);
  return name === undefined ? undefined : `arn:${facts.task.partition}:iam::${facts.task.account}:role/${name}`;
}

function named(arn: string | undefined, purpose: string, use: NamedRole['use']): NamedRole {
  return arn === undefined ? { phrase: purpose, use } : { phrase: `role ${afterLast(arn, '/')}`, arn, use };
}

/** Prefers the definition's ARN to one made of a name, as only it has the role's path. */
const fuller = (arn: string | undefined, known: readonly (string | undefined)[]): string | undefined =>
  known.find((each) => each !== undefined && arn !== undefined && afterLast(each, '/') === afterLast(arn, '/')) ?? arn;

/** The role ECS itself uses for the task: the execution role, on EC2 without one the role of the container instance. */
export function executionRole(facts: GuidanceFacts): NamedRole {
  const { definition } = facts;
  const arn = fuller(deniedRole(facts), [definition?.executionRoleArn]) ?? definition?.executionRoleArn;
  const onInstance = definition !== undefined && !isFargate(facts);
  return onInstance && definition.executionRoleArn === undefined
    ? named(arn, 'the container instance role', 'other')
    : named(arn, onInstance ? 'the container instance role' : 'the task execution role', 'execution');
}

/** The role the application's own AWS calls are made with. */
export function taskRole(facts: GuidanceFacts): NamedRole {
  const { definition } = facts;
  return named(
    fuller(deniedRole(facts), [definition?.taskRoleArn]) ?? definition?.taskRoleArn,
    'the task role',
    'task',
  );
}

/** The role that is at fault itself: the one the subject names, else both roles of the definition. */
export function namedRole(facts: GuidanceFacts): NamedRole {
  const { definition } = facts;
  const known = [definition?.executionRoleArn, definition?.taskRoleArn];
  const arn = fuller(deniedRole(facts), known) ?? definition?.executionRoleArn;
  const use = [definition?.executionRoleArn, definition?.taskRoleArn].indexOf(arn);
  return named(
    arn,
    'the task execution role',
    use === 0 || arn === undefined ? 'execution' : use === 1 ? 'task' : 'other',
  );
}

/** Adds Allow statements to a role. */
export const grant = (text: string, { use, arn }: NamedRole, grants: readonly Grant[]): Step => ({
  text,
  edit: { kind: 'grant', role: use, ...(arn === undefined ? {} : { roleArn: arn }), grants },
});

/** The action that was refused, where the text names it. */
export const deniedAction = (facts: GuidanceFacts): string | undefined =>
  [partOf(facts, 'action'), subjectOf(facts, 'action')].find((action) => action !== undefined && ACTION.test(action));

/** The ARN the refused action was for. */
export const deniedResource = (facts: GuidanceFacts): string | undefined =>
  [
    partOf(facts, 'resource'),
    partOf(facts, 'arn'),
    subjectOf(facts, 'secret', 'parameter', 'resource', 'log-group'),
  ].find((resource) => resource !== undefined && (resource.startsWith('arn:') || resource === '*'));

/** Asks IAM whether the role's own policies allow the action. */
export function simulate(facts: GuidanceFacts, role: NamedRole, action: string, resource: string): readonly Step[] {
  if (role.arn === undefined) return [];
  const text = `Ask IAM whether ${role.phrase} allows ${action}; if it does, a policy of the resource or the VPC endpoint refuses.`;
  const command = aws(facts, 'iam simulate-principal-policy', {
    'policy-source-arn': role.arn,
    'action-names': action,
    'resource-arns': resource,
    query: 'EvaluationResults[].[EvalActionName,EvalDecision]',
  });
  return [{ text, command }];
}

import type { ReasonRule } from './reason-rule.ts';
import { actionSubject, roleSubject } from './subjects/iam-subject.ts';
import { DENIED } from './tail-words.ts';

/** Roles that could not be assumed; they come in the texts of every phase. */
export const roleRules = [
  {
    id: 'infrastructure-role-not-assumable',
    cause: 'resource-permission-denied',
    confidence: 'certain',
    when: { all: ['infrastructure role', 'assume'] },
    subject: roleSubject,
  },
  {
    id: 'role-not-assumable',
    cause: 'execution-role-not-assumable',
    confidence: 'certain',
    when: {
      any: [
        'unable to assume the role',
        'unable to assume role',
        'unable to assume the service linked role',
        'not able to assume',
        'cannot assume role',
        "can't assume the role",
        'failed to assume role',
        'could not assume role',
        'sts:assumerole',
        'operation error sts: assumerole',
        'trust relationship has been misconfigured',
      ],
    },
    subject: roleSubject,
  },
  {
    id: 'execution-role-missing',
    cause: 'execution-role-not-assumable',
    confidence: 'high',
    when: {
      any: [
        'execution role',
        'role credentials',
        'engine ecr credentials: not found',
        'execution resource missing or inaccessible',
      ],
      pattern:
        /execution role arn is missing|(?:find|get|retrieve|fetch|load|no) (?:the )?(?:execution )?role credentials|engine ecr credentials: not found|execution resource missing|missing execution role|no execution role|requires? (?:an )?execution role/,
    },
    subject: roleSubject,
  },
] as const satisfies readonly ReasonRule[];

/** Refusals by IAM that belong to no other phase. */
export const otherPermissionRules = [
  {
    id: 'service-permissions-misconfigured',
    cause: 'resource-permission-denied',
    confidence: 'certain',
    when: { phases: ['other'], all: ['iam permissions policies have been misconfigured'] },
  },
  {
    id: 'setup-denied',
    cause: 'resource-permission-denied',
    confidence: 'high',
    when: { phases: ['other', 'create', 'start', 'runtime'], any: [...DENIED, 'access denied'] },
    subject: actionSubject,
  },
] as const satisfies readonly ReasonRule[];

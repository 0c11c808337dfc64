import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup, tokenAfter } from './find-token.ts';
import { definedParts, makeSubject } from './make-subject.ts';

/** Reads what IAM says of a refusal: `action`, `resource`, `principal`, `role`, `denyKind`. */
export function iamParts(reason: NormalisedReason): Readonly<Record<string, string>> {
  const action = tokenAfter(reason, ['not authorized to perform: ', 'not authorized to perform ']);
  if (action === undefined) return {};
  const principal = tokenAfter(reason, ['user: ', 'principal: ']);
  return definedParts({
    action,
    resource: tokenAfter(reason, [' on resource: ', ' on the resource: ']),
    principal: principal?.startsWith('arn:') ? principal : undefined,
    role: principal === undefined ? undefined : /assumed-role\/([^/\s]{1,128})/.exec(principal)?.[1],
    denyKind: denyKindOf(reason),
  });
}

/** `no identity-based policy`, `explicit deny in a service control policy`, … */
function denyKindOf(reason: NormalisedReason): string | undefined {
  const missing = firstGroup(reason, /because (no [a-z -]{1,40}policy|no permissions boundary) allows/i);
  if (missing !== undefined) return missing;
  const deny = firstGroup(reason, /with an explicit deny in an? ([a-z -]{1,40}(?:policy|boundary))/i);
  return deny === undefined ? undefined : `explicit deny in the ${deny}`;
}

/** Reads the IAM action that was refused, with its role and resource. */
export function actionSubject(reason: NormalisedReason): Subject | undefined {
  const { action, ...parts } = iamParts(reason);
  return makeSubject('action', action, { action, ...parts });
}

/** Reads the role that could not be assumed. */
export function roleSubject(reason: NormalisedReason): Subject | undefined {
  const arn = firstGroup(reason, /(arn:aws[\w-]{0,16}:iam::[\w*<>-]{1,32}:role\/[\w+=,.@/-]{1,512})/);
  const role = arn?.slice(arn.lastIndexOf('/') + 1);
  return makeSubject('role', role, { arn, role }) ?? actionSubject(reason);
}

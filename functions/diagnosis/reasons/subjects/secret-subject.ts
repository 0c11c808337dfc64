import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup, tokenAfter } from './find-token.ts';
import { actionSubject, iamParts } from './iam-subject.ts';
import { makeSubject } from './make-subject.ts';

type Parts = Readonly<Record<string, string>>;

/** Reads the JSON key, secret or parameter a text speaks of, else the IAM action that was refused. */
export function secretSubject(reason: NormalisedReason): Subject | undefined {
  const parts = iamParts(reason);
  const arn = firstGroup(reason, SECRET_ARN);
  return (
    makeSubject('secret', tokenAfter(reason, ['json key ']), {
      jsonKey: tokenAfter(reason, ['json key ']),
      arn,
      ...parts,
    }) ??
    (arn === undefined ? undefined : describeSecret(arn, parts)) ??
    parameterSubject(reason, parts) ??
    subjectOfRefusal(parts) ??
    makeSubject(
      'secret',
      tokenAfter(reason, ['secret with value ', 'secretid from value ', 'secret value for secret ']),
    ) ??
    actionSubject(reason)
  );
}

const SECRET_ARN = /(arn:aws[\w-]{0,16}:secretsmanager:[\w-]{1,32}:[\w*<>-]{1,32}:secret:[\w/+=.@!<>:-]{1,600})/;
const PARAMETER_ARN = /(arn:aws[\w-]{0,16}:ssm:[\w-]{1,32}:[\w*<>-]{1,32}:parameter\/[\w./<>-]{0,512})/;

/** The ARN ends in `-` and six random characters; the task definition may add `:json-key:stage:version`. */
function describeSecret(found: string, more: Parts): Subject | undefined {
  const arn = found.replace(/[:.]{1,4}$/, '').split(':');
  const [, , , region, account, , name, jsonKey, stage, version] = arn;
  // Six small letters are more often a word of the name, as in `db-secret`, than the random suffix.
  return makeSubject('secret', name?.replace(/-(?![a-z]{6}$)[A-Za-z0-9]{6}$/, ''), {
    arn: arn.slice(0, 7).join(':'),
    name,
    region,
    account,
    jsonKey,
    stage,
    version,
    ...more,
  });
}

function parameterSubject(reason: NormalisedReason, more: Parts): Subject | undefined {
  const arn = firstGroup(reason, PARAMETER_ARN);
  const name =
    arn === undefined
      ? tokenAfter(reason, ['invalid ssm parameters: ', 'invalid parameters: '])
      : arn.slice(arn.indexOf(':parameter/') + ':parameter'.length);
  return makeSubject('parameter', name, { name, arn, ...more });
}

/** Where IAM names the resource in another form than an ARN, or the KMS key instead of the secret. */
function subjectOfRefusal(parts: Parts): Subject | undefined {
  const { action = '', resource } = parts;
  if (resource === undefined || resource === '*' || resource.includes(':kms:')) return undefined;
  return makeSubject(action.startsWith('ssm:') ? 'parameter' : 'secret', resource, parts);
}

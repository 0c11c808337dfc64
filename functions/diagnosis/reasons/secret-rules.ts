import type { Subject } from '../opinion.ts';
import type { NormalisedReason } from './normalise-reason.ts';
import type { ReasonRule } from './reason-rule.ts';
import { endpointSubject } from './subjects/endpoint-subject.ts';
import { secretSubject } from './subjects/secret-subject.ts';
import { DENIED, THROTTLED, UNREACHABLE } from './tail-words.ts';

const endpointOrSecret = (reason: NormalisedReason): Subject | undefined =>
  endpointSubject(reason) ?? secretSubject(reason);

/** Secrets and parameters: Fargate names them in one wrapper with registry auth, the EC2 agent without an error name. */
export const secretRules = [
  {
    id: 'secret-access-denied',
    cause: 'secret-access-denied',
    confidence: 'certain',
    when: {
      phases: ['secrets', 'registry-credentials'],
      any: ['not authorized to perform', 'accessdenied', 'access to kms is not allowed'],
    },
    subject: secretSubject,
  },
  {
    id: 'secret-json-key-missing',
    cause: 'secret-not-found',
    confidence: 'certain',
    when: { phases: ['secrets'], any: ['did not contain json key', 'does not contain json key', 'json key'] },
    subject: secretSubject,
  },
  {
    id: 'parameter-not-found',
    cause: 'secret-not-found',
    confidence: 'certain',
    when: {
      phases: ['secrets'],
      any: [
        'invalid ssm parameter',
        'invalid parameters',
        'invalidparameters',
        'parameternotfound',
        'parameterversionnotfound',
      ],
    },
    subject: secretSubject,
  },
  {
    id: 'secret-not-found',
    cause: 'secret-not-found',
    confidence: 'certain',
    when: {
      phases: ['secrets', 'registry-credentials'],
      any: [
        'resourcenotfound',
        "can't find the specified secret",
        'cannot find the specified secret',
        'secret does not exist',
        'secret not found',
        'could not find the secret',
        'marked for deletion',
        'marked deleted',
        'missing secret value',
      ],
    },
    subject: secretSubject,
  },
  {
    id: 'secret-reference-invalid',
    cause: 'secret-not-found',
    confidence: 'high',
    when: {
      phases: ['secrets'],
      any: [
        'invalid character',
        'looking for beginning of value',
        'cannot unmarshal',
        'invalid arn',
        'unexpected arn format',
        'invalid name',
        'secretid from value',
        'secret with value',
        'validationexception',
        'invalidparameterexception',
        'invalidrequestexception',
        'invalid json',
        'invalid format',
      ],
      none: ['invalidciphertext'],
    },
    subject: secretSubject,
  },
  {
    id: 'secrets-throttled',
    cause: 'quota-exceeded',
    confidence: 'high',
    when: { phases: ['secrets', 'registry-credentials'], any: THROTTLED },
    subject: secretSubject,
  },
  {
    id: 'secret-key-unusable',
    cause: 'secret-access-denied',
    confidence: 'high',
    when: {
      phases: ['secrets', 'registry-credentials'],
      any: [
        ...DENIED,
        'access denied',
        'decryptionfailure',
        'invalidciphertext',
        'invalidkeyid',
        'kms key',
        'kmsinvalidstate',
        'disabledexception',
      ],
    },
    subject: secretSubject,
  },
  {
    id: 'secrets-unreachable',
    cause: 'secrets-unreachable',
    confidence: 'high',
    when: { phases: ['secrets', 'registry-credentials'], any: UNREACHABLE },
    subject: endpointOrSecret,
  },
  {
    id: 'secret-perhaps-missing',
    cause: 'secret-not-found',
    confidence: 'medium',
    when: { phases: ['secrets'], any: ['whether the secret exists', 'whether the parameter exists', 'not found'] },
    subject: secretSubject,
  },
  {
    id: 'credential-spec-invalid',
    cause: 'invalid-configuration',
    confidence: 'medium',
    when: { phases: ['secrets'], any: ['credentialspec', 'gmsa'] },
    subject: secretSubject,
  },
  {
    id: 'secrets-client-failed',
    cause: 'internal-error',
    confidence: 'medium',
    when: { phases: ['secrets'], any: ['unable to create ssm client', 'unable to create asm client'] },
  },
  {
    id: 'secret-not-fetched',
    cause: 'secrets-unreachable',
    confidence: 'low',
    // ECS cuts a long text before it says why; a refusal and a missing secret end the same way.
    when: { phases: ['secrets'], any: ['unable to retrieve secret', 'failed to fetch', 'has been retried'] },
    subject: secretSubject,
    fallback: true,
  },
  {
    id: 'registry-credentials-failed',
    cause: 'image-pull-access-denied',
    confidence: 'low',
    when: { phases: ['registry-credentials'] },
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

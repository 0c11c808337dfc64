import type { Subject } from '../opinion.ts';
import type { NormalisedReason } from './normalise-reason.ts';
import type { ReasonRule } from './reason-rule.ts';
import { registrySubject } from './subjects/endpoint-subject.ts';
import { actionSubject } from './subjects/iam-subject.ts';
import { imageSubject, platformSubject } from './subjects/image-subject.ts';
import { CONNECTION_FAILED, DENIED, NETWORK_ADVICE, THROTTLED, UNREACHABLE } from './tail-words.ts';

const imageOrAction = (reason: NormalisedReason): Subject | undefined => imageSubject(reason) ?? actionSubject(reason);

/** Registry credentials out of a secret, as the EC2 agent words them; the secret itself is judged by the rules of secrets. */
export const registryCredentialRules = [
  {
    id: 'registry-credentials-malformed',
    cause: 'image-pull-access-denied',
    confidence: 'high',
    when: {
      phases: ['registry-credentials'],
      any: ['invalid schema', 'unmarshal', 'malformed', 'credentials: not found', 'empty field'],
    },
    subject: imageOrAction,
  },
] as const satisfies readonly ReasonRule[];

/** Pulling the image, and logging in to ECR for it. The order is that of how much a tail leaves open. */
export const imageRules = [
  {
    id: 'image-reference-invalid',
    cause: 'image-reference-invalid',
    confidence: 'certain',
    when: {
      phases: ['image'],
      any: [
        'invalid reference format',
        'unable to parse image reference',
        'failed to parse reference',
        'could not parse reference',
        'failed parsing reference',
        'error parsing reference',
        'must be lowercase',
        'invalid repository name',
        'invalid image name',
        'invalid image reference',
        'invalid tag format',
        'invalid checksum digest',
        'unsupported digest algorithm',
        'object required',
        'hostname required',
        'name_invalid',
        'name invalid',
        "invalid parameter at 'repositoryname'",
      ],
    },
    subject: imageSubject,
  },
  {
    id: 'image-pull-rate-limited',
    cause: 'image-pull-rate-limited',
    confidence: 'certain',
    when: { phases: ['image', 'registry-auth'], any: [...THROTTLED, 'pull limit', 'upstreamtoomanyrequests'] },
    subject: imageSubject,
  },
  {
    id: 'image-platform-mismatch',
    cause: 'image-platform-mismatch',
    confidence: 'certain',
    when: {
      phases: ['image'],
      any: [
        'descriptor matching platform',
        'descriptor for platform',
        'no matching manifest for',
        'no match for platform',
        'not match the specified platform',
        'does not match the detected',
        'does not match the expected platform',
        'cannot be used on this platform',
        'is incompatible with a 10.0',
        'incompatible with the host',
        'unsupported platform',
        'exec format error',
      ],
    },
    subject: platformSubject,
  },
  {
    id: 'image-pull-unauthorized',
    cause: 'image-pull-access-denied',
    confidence: 'certain',
    when: { phases: ['image', 'registry-auth'], any: DENIED },
    subject: imageOrAction,
  },
  {
    id: 'image-missing-or-private',
    cause: 'image-not-found',
    confidence: 'medium',
    when: { phases: ['image'], any: ['whether the image exists'], none: UNREACHABLE },
    subject: imageSubject,
  },
  {
    id: 'image-not-found',
    cause: 'image-not-found',
    confidence: 'certain',
    when: {
      phases: ['image'],
      any: [
        'manifest unknown',
        'manifest_unknown',
        'manifestunknown',
        'name unknown',
        'name_unknown',
        'does not exist in the registry',
        'imagenotfoundexception',
        'repositorynotfoundexception',
        'requested image not found',
        'no such manifest',
        'no such image',
        'tag does not exist',
        'tag was not found',
      ],
    },
    subject: imageSubject,
  },
  {
    id: 'image-missing-or-no-access',
    cause: 'image-not-found',
    confidence: 'medium',
    when: { phases: ['image'], any: ['or no pull access'] },
    subject: imageSubject,
  },
  {
    id: 'image-answered-not-found',
    cause: 'image-not-found',
    confidence: 'certain',
    when: {
      phases: ['image'],
      any: ['not found', 'error (404)', 'status code 404', 'status code: 404', 'statuscode: 404', 'http 404'],
      none: ['executable file', 'credentials: not found', 'host not found', 'dial tcp'],
    },
    subject: imageSubject,
  },
  {
    // Docker Hub answers for a missing repository as for a private one; AWS advises to look whether it exists.
    id: 'image-missing-or-private-on-docker-hub',
    cause: 'image-not-found',
    confidence: 'medium',
    when: {
      phases: ['image'],
      all: ['requested access to the resource is denied'],
      pattern: /denied for "?[\w-]{1,100}(?:\/[\w.:-]{1,200})?[",: ]/,
    },
    subject: imageSubject,
  },
  {
    id: 'image-pull-refused',
    cause: 'image-pull-access-denied',
    confidence: 'certain',
    when: {
      phases: ['image', 'registry-auth'],
      any: [
        'unauthorized',
        'status code 401',
        'status code: 401',
        'statuscode: 401',
        'error (401)',
        'error (403)',
        'no basic auth credentials',
        'authentication required',
        'failed to authorize',
        'incorrect username or password',
        'authorizationdata is nil',
        'kmserror',
        'kmsexception',
        ': kms',
      ],
      none: UNREACHABLE,
    },
    subject: imageOrAction,
  },
  {
    id: 'image-private-or-missing',
    cause: 'image-pull-access-denied',
    confidence: 'medium',
    when: {
      phases: ['image', 'registry-auth'],
      any: [
        'pull access denied',
        'authorization failed',
        'insufficient_scope',
        'access to the resource is denied',
        ': denied',
        'denied: ',
        'may require authorization',
        "may require 'docker login'",
      ],
      none: ['permission denied', ...UNREACHABLE],
    },
    subject: imageOrAction,
  },
  {
    id: 'image-signature-refused',
    cause: 'resource-permission-denied',
    confidence: 'medium',
    when: {
      phases: ['image', 'other'],
      any: ['signature verification', 'image signing', 'signature validation', 'image signature', 'signing profile'],
    },
  },
  {
    id: 'registry-certificate-untrusted',
    cause: 'image-pull-failed',
    confidence: 'high',
    when: {
      phases: ['image', 'registry-auth'],
      any: ['x509:', 'certificate has expired', 'http response to https client'],
    },
    subject: registrySubject,
  },
  {
    id: 'registry-unreachable',
    cause: 'registry-unreachable',
    confidence: 'certain',
    when: { phases: ['image'], any: CONNECTION_FAILED },
    subject: registrySubject,
  },
  {
    id: 'registry-auth-unreachable',
    cause: 'registry-unreachable',
    confidence: 'certain',
    when: { phases: ['registry-auth'], any: CONNECTION_FAILED },
    subject: registrySubject,
  },
  {
    id: 'registry-connection-advised',
    cause: 'registry-unreachable',
    confidence: 'high',
    when: { phases: ['image', 'registry-auth'], any: NETWORK_ADVICE },
    subject: registrySubject,
  },
  {
    id: 'registry-request-failed',
    cause: 'registry-unreachable',
    confidence: 'high',
    when: {
      phases: ['image', 'registry-auth'],
      any: [
        'failed to do request',
        'request canceled',
        'context canceled',
        'inactivity time exceeded',
        'nil pointer dereference',
        'upstreamunavailable',
        'connection closed',
        ': eof',
        'no response',
      ],
      none: ['unexpected eof'],
    },
    subject: registrySubject,
  },
  {
    id: 'registry-auth-failed',
    cause: 'image-pull-failed',
    confidence: 'low',
    when: { phases: ['registry-auth'] },
    fallback: true,
  },
  {
    id: 'image-pull-failed',
    cause: 'image-pull-failed',
    confidence: 'medium',
    when: { phases: ['image'] },
    subject: imageSubject,
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

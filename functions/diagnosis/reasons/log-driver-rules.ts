import type { ReasonRule } from './reason-rule.ts';
import { endpointSubject } from './subjects/endpoint-subject.ts';
import { logGroupSubject, logOptionSubject } from './subjects/log-subjects.ts';
import { DENIED, THROTTLED, UNREACHABLE } from './tail-words.ts';

/** The log driver, which starts before the container does. */
export const logDriverRules = [
  {
    id: 'log-server-refused',
    cause: 'log-endpoint-unreachable',
    confidence: 'medium',
    when: { phases: ['log-driver'], any: ['failed to verify connection'] },
    subject: endpointSubject,
  },
  {
    id: 'log-access-denied',
    cause: 'log-access-denied',
    confidence: 'certain',
    when: { phases: ['log-driver'], any: ['not authorized to perform', 'accessdenied'] },
    subject: logGroupSubject,
  },
  {
    id: 'log-group-not-found',
    cause: 'log-group-not-found',
    confidence: 'certain',
    when: {
      phases: ['log-driver'],
      any: ['log group does not exist', 'loggroup does not exist', 'resourcenotfound', 'log group not found'],
    },
    subject: logGroupSubject,
  },
  {
    id: 'log-option-missing',
    cause: 'log-driver-misconfigured',
    confidence: 'certain',
    when: {
      phases: ['log-driver'],
      any: [
        'is required',
        'are required',
        'unknown log opt',
        'no log driver named',
        'must specify',
        'must be specified',
        'must provide',
        'cannot be specified',
        'invalid value',
        'invalid option',
        'unsupported',
        'not supported',
        'unsupport',
        'is not specified',
        'missing output key',
        'driver arguments',
        'missing region',
        'conflicting options',
        'could not be resolved to a valid',
        'invalidparameterexception',
      ],
    },
    subject: logOptionSubject,
  },
  {
    id: 'log-credentials-missing',
    cause: 'log-access-denied',
    confidence: 'high',
    when: { phases: ['log-driver'], any: [...DENIED, 'access denied'] },
    subject: logGroupSubject,
  },
  {
    id: 'log-router-failed',
    cause: 'log-driver-misconfigured',
    confidence: 'high',
    when: {
      phases: ['log-driver'],
      any: ['firelens', 'bridgeip', 'config-file-type'],
      none: ['dial tcp', 'dial unix'],
    },
    subject: logOptionSubject,
  },
  {
    id: 'log-throttled',
    cause: 'quota-exceeded',
    confidence: 'high',
    when: { phases: ['log-driver'], any: THROTTLED },
  },
  {
    id: 'log-endpoint-unreachable',
    cause: 'log-endpoint-unreachable',
    confidence: 'high',
    when: { phases: ['log-driver'], any: [...UNREACHABLE, 'dial unix', 'unix delivery error', 'lookup '] },
    subject: endpointSubject,
  },
  {
    id: 'log-group-perhaps-missing',
    cause: 'log-group-not-found',
    confidence: 'medium',
    when: {
      phases: ['log-driver'],
      any: ['cannot find the amazon cloudwatch log group', "can't find the amazon cloudwatch log group"],
    },
    subject: logGroupSubject,
  },
  {
    id: 'log-driver-failed',
    cause: 'log-driver-misconfigured',
    confidence: 'medium',
    when: { phases: ['log-driver'] },
    subject: (reason) => logOptionSubject(reason) ?? endpointSubject(reason),
    fallback: true,
  },
] as const satisfies readonly ReasonRule[];

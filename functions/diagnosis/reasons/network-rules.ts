import type { ReasonRule } from './reason-rule.ts';
import { actionSubject } from './subjects/iam-subject.ts';
import { limitSubject, networkSubject, subnetSubject } from './subjects/task-subjects.ts';
import { THROTTLED } from './tail-words.ts';

/** The task's network interface. */
export const networkRules = [
  {
    id: 'service-connect-network',
    cause: 'service-discovery-failed',
    confidence: 'high',
    when: { phases: ['network'], any: ['sc bridge', 'service connect', 'serviceconnect'] },
  },
  {
    id: 'subnet-addresses-exhausted',
    cause: 'subnet-addresses-exhausted',
    confidence: 'certain',
    when: {
      phases: ['network', 'other'],
      any: [
        'insufficientfreeaddresses',
        'insufficient free addresses',
        'insufficient free ip',
        'not enough free addresses',
        'not enough free ip',
        'no free addresses',
        'no free ip',
        'no available ip',
        'not have enough free',
        'insufficient ip addresses',
        'run out of ip',
        'insufficientcidrblocks',
      ],
    },
    subject: subnetSubject,
  },
  {
    id: 'network-interface-limit',
    cause: 'quota-exceeded',
    confidence: 'certain',
    when: {
      phases: ['network'],
      any: ['networkinterfacelimit', 'addresslimitexceeded', 'interface limit', ...THROTTLED],
    },
    subject: limitSubject,
  },
  {
    id: 'network-interface-denied',
    cause: 'resource-permission-denied',
    confidence: 'high',
    when: {
      phases: ['network'],
      any: ['unauthorizedoperation', 'not authorized to perform', 'accessdenied', 'explicit deny'],
    },
    subject: actionSubject,
  },
  {
    // AWS documents this text, with nothing behind the subnet, for a subnet without free addresses.
    id: 'subnet-without-a-reason',
    cause: 'subnet-addresses-exhausted',
    confidence: 'medium',
    when: {
      phases: ['network'],
      all: ['unexpected ec2 error while attempting to create network interface'],
      pattern: /in subnet '?[\w<>-]{0,64}'?$/,
    },
    subject: subnetSubject,
  },
  {
    id: 'network-interface-failed',
    cause: 'network-interface-failed',
    confidence: 'certain',
    when: {
      phases: ['network'],
      any: [
        'timeout wait',
        'unable to attach network interface',
        'failed to setup network',
        'failed to set up network',
        'cannot setup task network',
        'cannot set up task network',
        'cni plugin',
        'cni config',
        'empty result from network namespace',
        'securitygrouplimitexceeded',
        'invalidsubnet',
        'invalidgroup',
        'invalidsecuritygroup',
        'invalidparametervalue',
        'invalidnetworkinterface',
        'authfailure',
        'pending',
      ],
    },
    subject: networkSubject,
  },
  {
    id: 'network-interface-not-ready',
    cause: 'network-interface-failed',
    confidence: 'medium',
    when: { phases: ['network'] },
    subject: networkSubject,
  },
] as const satisfies readonly ReasonRule[];

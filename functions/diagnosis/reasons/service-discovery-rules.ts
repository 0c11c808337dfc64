import type { ReasonRule } from './reason-rule.ts';
import { actionSubject } from './subjects/iam-subject.ts';

const WORDS = [
  'servicediscovery',
  'service discovery',
  'cloud map',
  'cloudmap',
  'service connect',
  'serviceconnect',
] as const;

/** Cloud Map and Service Connect. */
export const serviceDiscoveryRules = [
  {
    id: 'service-discovery-throttled',
    cause: 'quota-exceeded',
    confidence: 'high',
    when: { phases: ['other', 'runtime', 'create'], any: WORDS, pattern: /throttl|rate exceeded|too many ?requests/ },
  },
  {
    id: 'service-discovery-failed',
    cause: 'service-discovery-failed',
    confidence: 'high',
    when: { phases: ['other', 'runtime', 'create'], any: WORDS },
    subject: actionSubject,
  },
] as const satisfies readonly ReasonRule[];

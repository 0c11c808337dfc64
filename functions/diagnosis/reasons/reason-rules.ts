import { capacityRules, placementRules } from './capacity-rules.ts';
import { dependencyRules } from './dependency-rules.ts';
import { diskRules } from './disk-rules.ts';
import { environmentFileRules } from './environment-file-rules.ts';
import { healthRules } from './health-rules.ts';
import { imageRules, registryCredentialRules } from './image-rules.ts';
import { lifecycleRules, looseLifecycleRules, stopCodeRules } from './lifecycle-rules.ts';
import { logDriverRules } from './log-driver-rules.ts';
import { memoryRules } from './memory-rules.ts';
import { networkRules } from './network-rules.ts';
import type { ReasonRule } from './reason-rule.ts';
import { otherPermissionRules, roleRules } from './role-rules.ts';
import { runtimeRules } from './runtime-rules.ts';
import { secretRules } from './secret-rules.ts';
import { serviceDiscoveryRules } from './service-discovery-rules.ts';
import { startRules } from './start-rules.ts';
import { volumeRules } from './volume-rules.ts';

/** The whole catalogue in the order of trial; the first rule that applies decides. */
export const REASON_RULES: readonly ReasonRule[] = [
  ...lifecycleRules,
  ...stopCodeRules,
  ...memoryRules,
  ...diskRules,
  ...dependencyRules,
  ...roleRules,
  ...registryCredentialRules,
  ...secretRules,
  ...imageRules,
  ...environmentFileRules,
  ...logDriverRules,
  ...volumeRules,
  ...networkRules,
  ...healthRules,
  ...serviceDiscoveryRules,
  ...otherPermissionRules,
  ...startRules,
  ...runtimeRules,
  ...capacityRules,
  ...looseLifecycleRules,
  ...placementRules,
];

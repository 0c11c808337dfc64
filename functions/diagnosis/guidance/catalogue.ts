import type { CauseId } from '../causes.ts';
import { applicationGuidance } from './application.ts';
import { capacityGuidance } from './capacity.ts';
import { configurationGuidance } from './configuration.ts';
import type { Guidance } from './guidance.ts';
import { healthCheckGuidance } from './health-check.ts';
import { imageGuidance } from './image.ts';
import { lifecycleGuidance } from './lifecycle.ts';
import { networkGuidance } from './network.ts';
import { permissionsGuidance } from './permissions.ts';
import { platformGuidance } from './platform.ts';
import { resourcesGuidance } from './resources.ts';
import { storageGuidance } from './storage.ts';
import { unknownGuidance } from './unknown.ts';

/** What is told about each cause. */
export const GUIDANCE: Readonly<Record<CauseId, Guidance>> = {
  ...imageGuidance,
  ...networkGuidance,
  ...permissionsGuidance,
  ...configurationGuidance,
  ...storageGuidance,
  ...capacityGuidance,
  ...resourcesGuidance,
  ...healthCheckGuidance,
  ...applicationGuidance,
  ...lifecycleGuidance,
  ...platformGuidance,
  ...unknownGuidance,
};

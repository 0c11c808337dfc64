import { expect, it } from '@jest/globals';
import { EXIT_CODE_PATTERNS } from '../../functions/diagnosis/exit-codes.ts';
import { HEALTH_COMMAND_PATTERNS } from '../../functions/diagnosis/health-command.ts';
import { SERVICE_EVENT_PATTERNS } from '../../functions/diagnosis/service-events.ts';
import { SIDECAR_PATTERNS } from '../../functions/diagnosis/sidecars.ts';
import { START_UP_PATTERNS } from '../../functions/diagnosis/start-up.ts';
import { unprovenPatterns } from '../support/linear-patterns.ts';

it('every pattern outside reasons and logs takes linear time', async () => {
  const patterns = [
    ...EXIT_CODE_PATTERNS,
    ...HEALTH_COMMAND_PATTERNS,
    ...SERVICE_EVENT_PATTERNS,
    ...SIDECAR_PATTERNS,
    ...START_UP_PATTERNS,
  ];
  expect(await unprovenPatterns('diagnosis', patterns)).toEqual([]);
}, 120_000);

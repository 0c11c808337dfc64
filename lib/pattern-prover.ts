import { createRequire } from 'node:module';
import type { checkSync } from 'recheck';

/** Proves of a pattern how long it can take. */
export interface PatternProver {
  readonly checkSync: typeof checkSync;
}

/** Loads the prover, which takes a tenth of a second: only who has a knowledge file should pay for it. */
export const loadPatternProver = (): PatternProver => createRequire(import.meta.url)('recheck');

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from '@jest/globals';

const SHARED = join(import.meta.dirname, '../../../shared');

/** AWS facts and sample events that lie beside the repository on some machines. */
export const REFERENCE = join(SHARED, 'reference');

/** Labelled stops that lie beside the repository on some machines. */
export const CORPUS = join(SHARED, 'corpus');

/** A test that needs them; skipped where they are absent, and its title says so. */
export const whereShared: (title: string, test: () => void | Promise<void>) => void = existsSync(SHARED)
  ? (title, test) => it(title, test, 120_000)
  : (title, test) => it.skip(`${title} (skipped: no ../shared here)`, test);

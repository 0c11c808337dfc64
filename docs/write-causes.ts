import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderCauses } from './render-causes.ts';

writeFileSync(join(import.meta.dirname, 'causes.md'), renderCauses());

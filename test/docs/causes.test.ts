import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderCauses } from '../../docs/render-causes.ts';
import { CAUSE_IDS, CAUSES } from '../../functions/diagnosis/causes.ts';
import { whereShared } from '../support/shared.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('docs/causes.md', () => {
  it('is what the catalogue says today; run `npm run docs` where it is not', () => {
    expect(readFileSync(join(ROOT, 'docs/causes.md'), 'utf8')).toBe(renderCauses());
  });

  whereShared('has every cause of the shared list, in its domain', () => {
    const rows = readFileSync(join(ROOT, '../shared/causes.tsv'), 'utf8').trim().split('\n').slice(1);
    const listed = rows.map((row) => row.split('\t').slice(0, 2));
    expect(CAUSE_IDS.map((id) => [id, CAUSES[id].domain])).toEqual(listed);
  });
});

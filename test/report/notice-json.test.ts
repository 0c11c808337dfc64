import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Length } from '../../functions/report/cut-text.ts';
import { renderNoticeJson } from '../../functions/report/notice-json.ts';
import { aNotice, anyNotice, stormOf } from './any-notice.ts';

describe('renderNoticeJson', () => {
  it('gives the notice as it stands', () => {
    expect(JSON.parse(renderNoticeJson(aNotice()))).toEqual(aNotice());
  });

  it('is one line of at most 200,000 bytes, whatever is in it', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const json = renderNoticeJson(notice);
        expect(json).not.toContain('\n');
        expect(utf8Length(json)).toBeLessThanOrEqual(200_000);
      }),
    );
  });

  it.each([3_000, 20_000])('cuts a storm of %i services to size and counts what it leaves out', (count) => {
    const json = renderNoticeJson(stormOf(count));
    expect(utf8Length(json)).toBeLessThanOrEqual(200_000);
    const { sections } = JSON.parse(json) as { sections: { lists: { names: string[]; more?: number }[] }[] };
    const total = sections
      .flatMap(({ lists }) => lists)
      .reduce((sum, { names, more = 0 }) => sum + names.length + more, 0);
    expect(total).toBe(count);
  });

  it('stays within bounds with texts of all sizes', () => {
    const text = '\u{1f525}'.repeat(4_000);
    const many = Array.from({ length: 80 }, () => text);
    const json = renderNoticeJson(
      aNotice({
        headline: text,
        evidence: many.map((label) => ({ label, text })),
        sections: many.map((heading) => ({ heading, entries: many })),
        fixes: many.map((command) => ({ text, command })),
        missing: many,
        services: many,
        clusters: many,
        resources: many,
      }),
    );
    expect(utf8Length(json)).toBeLessThanOrEqual(200_000);
  });
});

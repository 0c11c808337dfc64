import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitNames, listInWords, namesLeftOut } from '../../functions/report/name-lists.ts';
import type { NoticeSection } from '../../functions/report/notice.ts';

const named = (sections: readonly NoticeSection[]): number =>
  sections.flatMap(({ lists = [] }) => lists).reduce((sum, { names }) => sum + names.length, 0);

const anySections: fc.Arbitrary<NoticeSection[]> = fc.array(
  fc.record({
    heading: fc.constant('Out of memory'),
    entries: fc.constant([]),
    lists: fc.array(
      fc.record({ label: fc.constant('prod'), names: fc.array(fc.constant('orders'), { maxLength: 20 }) }),
    ),
  }),
);

describe('listInWords', () => {
  it.each([
    [{ label: 'prod', names: ['orders (3)', 'billing'] }, 'prod: orders (3), billing'],
    [{ label: '', names: ['orders'] }, 'orders'],
    [{ label: 'prod', names: ['orders'], more: 1_200 }, 'prod: orders and 1,200 more'],
    [{ label: '', names: [], more: 7 }, '7 more'],
  ])('puts %j into words', (list, words) => {
    expect(listInWords(list)).toBe(words);
  });
});

describe('fitNames', () => {
  it('changes nothing that fits', () => {
    const sections = [{ heading: 'x', entries: [], lists: [{ label: 'prod', names: ['orders'] }] }];
    expect(fitNames(sections, () => true)).toBe(sections);
  });

  it('shortens long lists before short ones', () => {
    const sections = [
      {
        heading: 'x',
        entries: [],
        lists: [
          { label: 'a', names: ['1', '2', '3', '4', '5'] },
          { label: 'b', names: ['6', '7'] },
        ],
      },
    ];
    expect(fitNames(sections, (fewer) => named(fewer) <= 4)[0]?.lists).toEqual([
      { label: 'a', names: ['1', '2'], more: 3 },
      { label: 'b', names: ['6', '7'] },
    ]);
  });

  it('counts whatever it leaves out, and keeps to the bound', () => {
    fc.assert(
      fc.property(anySections, fc.nat(60), (sections, most) => {
        const fitted = fitNames(sections, (fewer) => named(fewer) <= most);
        expect(named(fitted)).toBeLessThanOrEqual(most);
        expect(named(fitted) + namesLeftOut(fitted)).toBe(named(sections));
      }),
    );
  });
});

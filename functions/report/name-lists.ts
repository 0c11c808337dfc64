import type { NameList, NoticeSection } from './notice.ts';

/** `prod, eu-west-1a: orders (12), billing and 3 more`; each name is passed through `show`. */
export function listInWords({ label, names, more = 0 }: NameList, show = (name: string): string => name): string {
  const shown = names.map(show).join(', ');
  const rest = more === 0 ? '' : `${shown === '' ? '' : ' and '}${more.toLocaleString('en-US')} more`;
  return `${label === '' || names.length === 0 ? '' : `${label}: `}${shown}${rest}`;
}

/** How many names sections leave out. */
export const namesLeftOut = (sections: readonly NoticeSection[]): number =>
  sum(sections.flatMap(({ lists = [] }) => lists.map(({ more = 0 }) => more)));

/**
 * Leaves out as few names as must be for `fits` to hold: long lists are shortened before short ones lose any, and the
 * last lists go where one name of each would be too much. Each list says how many it leaves out.
 */
export function fitNames(
  sections: readonly NoticeSection[],
  fits: (sections: readonly NoticeSection[]) => boolean,
): readonly NoticeSection[] {
  if (fits(sections)) return sections;
  const longest = Math.max(0, ...sections.flatMap(({ lists = [] }) => lists.map(({ names }) => names.length)));
  const names = greatest(longest, (most) => fits(shorten(sections, most)));
  if (names > 0) return shorten(sections, names);
  const lists = sum(sections.map((section) => section.lists?.length ?? 0));
  return dropLists(
    sections,
    greatest(lists, (most) => fits(dropLists(sections, most))),
  );
}

/** The greatest number up to `most` that holds, 0 if none does; what holds for a number holds for all below it. */
function greatest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const shorten = (sections: readonly NoticeSection[], most: number): readonly NoticeSection[] =>
  sections.map((section) =>
    section.lists === undefined ? section : { ...section, lists: section.lists.map((list) => cutList(list, most)) },
  );

function cutList(list: NameList, most: number): NameList {
  const more = (list.more ?? 0) + Math.max(0, list.names.length - most);
  return { label: list.label, names: list.names.slice(0, most), ...(more === 0 ? {} : { more }) };
}

/** Keeps the first lists, with one name of each; what the others hold is counted in their section. */
function dropLists(sections: readonly NoticeSection[], most: number): readonly NoticeSection[] {
  let room = most;
  return sections.map((section) => {
    if (section.lists === undefined) return section;
    const kept = section.lists.slice(0, room).map((list) => cutList(list, 1));
    const more = sum(section.lists.slice(room).map((list) => list.names.length + (list.more ?? 0)));
    room -= kept.length;
    return { ...section, lists: more === 0 ? kept : [...kept, { label: '', names: [], more }] };
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

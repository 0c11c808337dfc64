import type { Failure } from '../../incident/failure.ts';
import type { NameList, Notice, NoticeSection } from '../notice.ts';
import { threadIdOf } from '../thread.ts';
import {
  type CrowdMember,
  clusterWithin,
  countOf,
  crowdFacts,
  crowdInWords,
  firstFixes,
  groupsByCause,
  memberKey,
  membersOf,
  nameLists,
} from './crowd.ts';
import { capital, countInWords, numberInWords } from './words.ts';

const MOST_FIXES = 3;

/** What a day's digest is made of. */
export interface DigestInput {
  /** `2026-11-24`, in UTC. */
  readonly day: string;
  readonly failures: readonly Failure[];
  /** Those of the day before. */
  readonly before: readonly Failure[];
  /** How many of the day's failures were muted. */
  readonly mutedCount: number;
}

/** Sums up a day: failures by cause and service, the most frequent first, and how that compares with the day before. */
export function composeDigest({ day, failures, before, mutedCount }: DigestInput): Notice {
  const members = membersOf(failures);
  const earlier = membersOf(before);
  const counts = new Map(earlier.map((member) => [memberKey(member.failure), member.count]));
  const groups = groupsByCause(members, 'most-failures');
  const facts = crowdFacts(members.length === 0 ? groupsByCause(earlier, 'most-failures') : groups);
  const countBefore = (member: CrowdMember) => counts.get(memberKey(member.failure)) ?? 0;
  const present = new Set(members.map(({ failure }) => memberKey(failure)));
  const placeOf = clusterWithin([...members, ...earlier]);
  return {
    schema: 'ecs-postmortem/1',
    kind: 'digest',
    ...facts,
    severity: 'info',
    stem: `ECS digest ${day}`,
    follows: false,
    threadId: threadIdOf(['digest', facts.account, facts.region, day]),
    headline: headlineOf(day, members, before.length),
    explanation:
      mutedCount === 0 ? '' : `${numberInWords(mutedCount)} of them ${mutedCount === 1 ? 'was' : 'were'} muted.`,
    evidence: [],
    sections: [
      ...(before.length === 0
        ? []
        : byTitle(
            'New, not seen the day before',
            members.filter((member) => countBefore(member) === 0),
          )),
      ...groups.map(({ title, members: of, count }) => ({
        heading: `${capital(title)}: ${compared(count, earlierOf(title, earlier), before.length > 0)}`,
        entries: [],
        lists: nameLists(of, placeOf, (member) => compared(member.count, countBefore(member), before.length > 0)),
      })),
      ...byTitle(
        'Gone since the day before',
        earlier.filter(({ failure }) => !present.has(memberKey(failure))),
      ),
    ],
    fixes: firstFixes(groups, MOST_FIXES),
    resources: [],
    missing: [],
  };
}

function headlineOf(day: string, members: readonly CrowdMember[], before: number): string {
  if (members.length === 0) {
    return `Nothing failed on ${day}${before === 0 ? '' : `; ${numberInWords(before)} the day before`}.`;
  }
  const [first] = groupsByCause(members, 'most-failures');
  const [most] = first?.members ?? [];
  const mostly =
    first === undefined || most === undefined
      ? ''
      : `; most often ${first.title}, ${most.failure.workload.name} above all`;
  return `${countInWords(countOf(members), 'failure')} of ${crowdInWords(members)}, ${before === 0 ? 'none' : numberInWords(before)} the day before${mostly}.`;
}

const earlierOf = (title: string, earlier: readonly CrowdMember[]): number =>
  countOf(earlier.filter(({ failure }) => failure.title === title));

/** `14, 2 the day before`. */
function compared(count: number, before: number, comparable: boolean): string {
  if (!comparable) return numberInWords(count);
  if (before === 0) return `${numberInWords(count)}, new`;
  return `${numberInWords(count)}, ${count === before ? 'as' : numberInWords(before)} the day before`;
}

function byTitle(heading: string, members: readonly CrowdMember[]): readonly NoticeSection[] {
  const lists = groupsByCause(members).map(
    ({ title, members: of }): NameList => ({
      label: title,
      names: nameLists(of, () => '').flatMap(({ names }) => names),
    }),
  );
  return lists.length === 0 ? [] : [{ heading, entries: [], lists }];
}

import { formatDate, formatTime } from '../../event/format-time.ts';
import type { EpochMs } from '../../event/stopped-task.ts';
import type { Failure } from '../../incident/failure.ts';
import type { Storm, StormMember } from '../../incident/incident.ts';
import type { Notice, NoticeSection } from '../notice.ts';
import { threadIdOf } from '../thread.ts';
import { commonFactors } from './common-factors.ts';
import {
  type CrowdMember,
  countOf,
  crowdFacts,
  crowdInWords,
  firstFixes,
  gravest,
  groupsByCause,
  membersOf,
  nameLists,
  placeWithin,
  proofsOf,
} from './crowd.ts';
import { composeUpdate } from './update.ts';
import { capital, countInWords, momentInWords, namesInWords, spanInWords, timesInWords } from './words.ts';

/** How far a storm has come. */
export type StormPhase = 'opened' | 'grew' | 'over';

/** Tells of many workloads that fail at once in one message: what they share, every name, one proof and one fix per cause. */
export function composeStorm(storm: Storm, phase: StormPhase, now: EpochMs): Notice {
  const { members, id, openedAt } = storm;
  const failures = members.map(({ failure }) => failure);
  const factors = commonFactors(failures);
  const groups = groupsByCause(members);
  return {
    schema: 'ecs-postmortem/1',
    kind: 'storm',
    ...crowdFacts(groups),
    severity: phase === 'over' ? 'info' : gravest(members),
    stem: `ECS: many services failing at once (${minuteInWords(openedAt)})`,
    follows: phase !== 'opened',
    threadId: threadIdOf(['storm', id]),
    headline: headlineOf(storm, phase, factors[0], now),
    explanation: EXPLANATIONS[phase],
    evidence: phase === 'over' ? [] : proofsOf(groups),
    sections: [
      { heading: 'What they share', entries: factors.map((factor) => `${capital(factor)}.`) },
      ...sectionsOf(members, phase),
    ],
    fixes: phase === 'over' ? [] : firstFixes(groups),
    resources: [],
    missing: [],
  };
}

const EXPLANATIONS: Readonly<Record<StormPhase, string>> = {
  opened: 'This one message stands for one on each. Another follows when more join in, and when it is over.',
  grew: '',
  over: 'Each of them is told by itself again from now on. Whether all are healthy was not checked: those that still fail will be told.',
};

function headlineOf(storm: Storm, phase: StormPhase, factor: string | undefined, now: EpochMs): string {
  const { members, openedAt } = storm;
  const failures = members.map(({ failure }) => failure);
  const since = failures.reduce((least, { at }) => Math.min(least, at), openedAt);
  const last = members.reduce((most, { lastAt }) => Math.max(most, lastAt), since);
  const all = `${crowdInWords(members)} failed ${timesInWords(storm.count)}`;
  const tail = factor === undefined ? '.' : `: ${factor}.`;
  switch (phase) {
    case 'opened':
      return `${all} since ${momentInWords(since, now)}${tail}`;
    case 'grew': {
      const joined = members.filter(({ isNew }) => isNew);
      const who = joined.length === 0 ? 'It goes on' : `${crowdInWords(joined)} joined in`;
      return `${who}: ${all} since ${momentInWords(since, now)}${factor === undefined ? '' : `, ${factor}`}.`;
    }
    case 'over':
      return `It is over: no more failures since ${momentInWords(last, now)}; ${all} in ${spanInWords(last - since)}.`;
    default:
      return phase satisfies never;
  }
}

function sectionsOf(members: readonly StormMember[], phase: StormPhase): readonly NoticeSection[] {
  const joined = members.filter(({ isNew }) => isNew);
  if (phase !== 'grew' || joined.length === 0) return causeSections(members);
  return [
    ...causeSections(joined, 'New, '),
    ...causeSections(
      members.filter(({ isNew }) => !isNew),
      'Named before, ',
    ),
  ];
}

/** A section for each cause: `Out of memory: 9 services, 31 failures`. */
function causeSections(members: readonly CrowdMember[], prefix = ''): readonly NoticeSection[] {
  const placeOf = placeWithin(members);
  return groupsByCause(members).map((group) => ({
    heading: `${capital(`${prefix}${group.title}`)}: ${crowdInWords(group.members)}, ${countInWords(group.count, 'failure')}`,
    entries: [],
    lists: nameLists(group.members, placeOf),
  }));
}

/** Tells in one message what the limit of messages held back, where it is too little to be a storm. */
export function composeHeldBack(failures: readonly Failure[], now: EpochMs): Notice {
  const members = membersOf(failures);
  const [first, ...rest] = failures;
  if (first !== undefined && members.length === 1) {
    const { workload, cause, at } = first;
    return composeUpdate({ workload, cause, openedAt: at, failures: [first, ...rest] }, undefined, 'held-back', now);
  }
  const groups = groupsByCause(members);
  const facts = crowdFacts(groups);
  const names = [...facts.services, ...(facts.families ?? [])];
  return {
    schema: 'ecs-postmortem/1',
    kind: 'storm',
    ...facts,
    severity: gravest(members),
    stem: `ECS: failures told together (${minuteInWords(now)})`,
    follows: false,
    threadId: threadIdOf(['held-back', facts.account, facts.region, String(Math.floor(now / 1_000))]),
    headline: `${countInWords(countOf(members), 'failure')} of ${names.length === 0 ? crowdInWords(members) : namesInWords(names)}, told together as many messages had just left.`,
    explanation: '',
    evidence: proofsOf(groups),
    sections: [
      ...(members.length < 3
        ? []
        : [{ heading: 'What they share', entries: commonFactors(failures).map((factor) => `${capital(factor)}.`) }]),
      ...causeSections(members),
    ],
    fixes: firstFixes(groups),
    resources: [],
    missing: [],
  };
}

const minuteInWords = (at: EpochMs): string => `${formatDate(at)} ${formatTime(at).slice(0, 5)} UTC`;

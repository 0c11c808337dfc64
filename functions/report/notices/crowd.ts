import { CAUSES, type CauseId, type Severity } from '../../diagnosis/causes.ts';
import { type Workload, workloadKey } from '../../event/workload.ts';
import { countsOf } from '../../incident/counts-of.ts';
import type { Failure } from '../../incident/failure.ts';
import type { NameList, Notice } from '../notice.ts';
import type { Link, ShownStep } from '../post-mortem.ts';
import { capital, countInWords, namesInWords, numberInWords } from './words.ts';
import { clusterPage } from './workload-pages.ts';

/** One workload that failed for one cause, among many. */
export interface CrowdMember {
  readonly failure: Failure;
  readonly count: number;
}

/** Members that failed for the same cause. */
export interface CauseGroup<M extends CrowdMember = CrowdMember> {
  readonly title: string;
  readonly members: readonly M[];
  readonly count: number;
}

const MOST_GROUPS = 40;
const MOST_FIXES = 5;
const MOST_PROOFS = 12;
const MOST_LINKS = 3;

/** Counts failures by workload and cause; each member shows its latest failure, with a proof where there is one. */
export function membersOf(failures: readonly Failure[]): readonly CrowdMember[] {
  const members = new Map<string, CrowdMember>();
  for (const failure of failures) {
    const key = memberKey(failure);
    const known = members.get(key);
    const isTelling = known === undefined || failure.proof !== undefined || known.failure.proof === undefined;
    members.set(key, { failure: isTelling ? failure : known.failure, count: (known?.count ?? 0) + 1 });
  }
  return [...members.values()];
}

/** The same for failures of the same workload for the same cause. */
export const memberKey = (failure: Failure): string => `${workloadKey(failure.workload)}\n${causeKey(failure)}`;

// A team's own name for a failure makes a cause of its own.
const causeKey = ({ cause, title }: Failure): string => `${cause}\n${title}`;

/** The members by cause, the cause of most members or of most failures first; beyond 40 causes the rest makes one group. */
export function groupsByCause<M extends CrowdMember>(
  members: readonly M[],
  first: 'most-members' | 'most-failures' = 'most-members',
): readonly CauseGroup<M>[] {
  const groups = [...Map.groupBy(members, ({ failure }) => causeKey(failure)).values()]
    .map((of): CauseGroup<M> => ({ title: of[0]?.failure.title ?? '', members: byCount(of), count: countOf(of) }))
    .sort((a, b) =>
      first === 'most-failures' ? b.count - a.count : b.members.length - a.members.length || b.count - a.count,
    );
  const rest = groups.slice(MOST_GROUPS).flatMap(({ members: of }) => of);
  return rest.length === 0
    ? groups
    : [...groups.slice(0, MOST_GROUPS), { title: 'other causes', members: byCount(rest), count: countOf(rest) }];
}

const byCount = <M extends CrowdMember>(members: readonly M[]): readonly M[] =>
  [...members].sort((a, b) => b.count - a.count || (a.failure.workload.name < b.failure.workload.name ? -1 : 1));

/** Failures of all members. */
export const countOf = (members: readonly CrowdMember[]): number =>
  members.reduce((total, { count }) => total + count, 0);

/** Names by the place they have in common, the place where most failed first. */
export const nameLists = <M extends CrowdMember>(
  members: readonly M[],
  placeOf: (member: M) => string,
  noteOf: (member: M) => string = ({ count }) => (count === 1 ? '' : numberInWords(count)),
): readonly NameList[] =>
  [...Map.groupBy(members, placeOf)]
    .sort(([, a], [, b]) => countOf(b) - countOf(a))
    .map(([label, of]) => ({
      label,
      names: of.map((member) => {
        const note = noteOf(member);
        return `${nameInWords(member.failure)}${note === '' ? '' : ` (${note})`}`;
      }),
    }));

const nameInWords = ({ workload: { kind, name } }: Failure): string => (kind === 'host' ? `host ${name}` : name);

/** `prod, eu-west-1a, instance 0f1e…`: the instance only where several failed on it, the account where there are several. */
export function placeWithin(members: readonly CrowdMember[]): (member: CrowdMember) => string {
  const crowded = new Set(
    countsOf(members.map(({ failure }) => failure.instance)).flatMap(({ value, count }) => (count > 1 ? [value] : [])),
  );
  const clusterOf = clusterWithin(members);
  return (member) => {
    const { zone, instance } = member.failure;
    return [
      clusterOf(member),
      ...(zone === undefined ? [] : [zone]),
      ...(instance === undefined || !crowded.has(instance) ? [] : [`instance ${instance}`]),
    ].join(', ');
  };
}

/** `prod`; with account and Region where there are several. */
export function clusterWithin(members: readonly CrowdMember[]): (member: CrowdMember) => string {
  const homes = new Set(members.map(({ failure: { workload } }) => `${workload.account} ${workload.region}`));
  return ({ failure: { workload } }) =>
    homes.size > 1 ? `${workload.account} ${workload.region}, ${workload.cluster}` : workload.cluster;
}

/** `9 services, 2 task families and 1 container instance`. */
export function crowdInWords(members: readonly CrowdMember[]): string {
  const workloads = new Map(members.map(({ failure: { workload } }) => [workloadKey(workload), workload.kind]));
  const count = (kind: string) => [...workloads.values()].filter((of) => of === kind).length;
  const [services, families, hosts] = [count('service'), count('family'), count('host')];
  return namesInWords([
    ...(services === 0 ? [] : [countInWords(services, 'service')]),
    ...(families === 0 ? [] : [countInWords(families, 'task family', 'task families')]),
    ...(hosts === 0 ? [] : [countInWords(hosts, 'container instance')]),
  ]);
}

/** One quoted proof of each cause, with whose it is. */
export const proofsOf = (groups: readonly CauseGroup[]): Notice['evidence'] =>
  groups
    .flatMap(({ title, members }) => {
      const proven = members.find(({ failure: { proof } }) => proof !== undefined && proof.trim() !== '')?.failure;
      return proven?.proof === undefined
        ? []
        : [
            {
              label: `${capital(title)}: ${proven.proofLabel ?? 'proof'} (${proven.workload.name})`,
              text: proven.proof,
            },
          ];
    })
    .slice(0, MOST_PROOFS);

/** What to change first for each of the most frequent causes. */
export const firstFixes = (groups: readonly CauseGroup[], most = MOST_FIXES): readonly ShownStep[] =>
  groups
    .flatMap(({ title, members }) => {
      const fixed = members.find(({ failure: { fix } }) => fix !== undefined)?.failure;
      if (fixed?.fix === undefined) return [];
      const where = members.length === 1 ? ` of ${fixed.workload.name}` : `, as of ${fixed.workload.name}`;
      return [{ text: `${capital(title)}${where}: ${fixed.fix}` }];
    })
    .slice(0, most);

/** Whom a message about many concerns and what it is about, so that filters on any of it find it; who fails most first. */
export function crowdFacts(
  groups: readonly CauseGroup[],
): Pick<Notice, 'cause' | 'causes' | 'domain' | 'clusters' | 'services' | 'families' | 'account' | 'region' | 'links'> {
  const ordered = byCount(groups.flatMap(({ members }) => members));
  const workloads = ordered.map(({ failure: { workload } }) => workload);
  const distinct = (names: readonly string[]) => [...new Set(names)];
  const of = (kind: string) =>
    distinct(workloads.flatMap((workload) => (workload.kind === kind ? [workload.name] : [])));
  const causes: readonly CauseId[] = [
    ...new Set(groups.flatMap(({ members }) => members.map(({ failure }) => failure.cause))),
  ];
  const [cause = 'unknown'] = causes;
  const families = of('family');
  return {
    cause,
    ...(causes.length > 1 ? { causes } : {}),
    domain: CAUSES[cause].domain,
    clusters: distinct(workloads.map(({ cluster }) => cluster)),
    services: distinct([...of('service'), ...ordered.flatMap(({ failure: { taskOf } }) => taskOf ?? [])]),
    ...(families.length === 0 ? {} : { families }),
    account: countsOf(workloads.map(({ account }) => account))[0]?.value ?? '',
    region: countsOf(workloads.map(({ region }) => region))[0]?.value ?? '',
    links: clusterPages(workloads),
  };
}

/** The pages of the clusters where most failed. */
const clusterPages = (workloads: readonly Workload[]): readonly Link[] =>
  [
    ...new Map(
      workloads.map((workload) => [`${workload.account} ${workload.region} ${workload.cluster}`, workload]),
    ).values(),
  ]
    .slice(0, MOST_LINKS)
    .map(clusterPage);

/** The gravest severity of all. */
export function gravest(members: readonly CrowdMember[]): Severity {
  const severities = new Set(members.map(({ failure: { severity } }) => severity));
  return severities.has('critical') ? 'critical' : severities.has('warning') ? 'warning' : 'info';
}

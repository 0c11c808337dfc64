import { CAUSE_IDS, CAUSES, type CauseId } from '../diagnosis/causes.ts';
import type { Failure, FailureKind } from './failure.ts';

/** What is said of a failure as long as its own cause does not show: the exit code, or that it did not start. */
const VAGUE_ENDS: readonly CauseId[] = ['application-exit', 'unhandled-exception', 'killed', 'unknown'];
const VAGUE_STARTS: readonly CauseId[] = ['container-start-failed', 'unknown'];
const VAGUE_PULLS: readonly CauseId[] = ['image-pull-failed', 'unknown'];

/** Causes a program meets while it runs, though they are none of its own domain. */
const MET_AT_RUN_TIME: ReadonlySet<CauseId> = new Set<CauseId>(['task-role-access-denied', 'aws-credentials-missing']);

function vagueNamesOf(cause: CauseId): readonly CauseId[] {
  if (MET_AT_RUN_TIME.has(cause)) return VAGUE_ENDS;
  switch (CAUSES[cause].domain) {
    case 'application':
    case 'resources':
      return VAGUE_ENDS;
    case 'image':
      return VAGUE_PULLS;
    case 'network':
      return cause === 'registry-unreachable' ? VAGUE_PULLS : VAGUE_STARTS;
    case 'permissions':
    case 'configuration':
    case 'storage':
      return VAGUE_STARTS;
    case 'unknown':
      return [];
    case 'capacity':
    case 'health-check':
    case 'lifecycle':
    case 'platform':
      return [];
    default:
      return CAUSES[cause] satisfies never;
  }
}

const isVague = (cause: CauseId): boolean =>
  [VAGUE_ENDS, VAGUE_STARTS, VAGUE_PULLS].some((names) => names.includes(cause));

const related = new Map<CauseId, readonly CauseId[]>(
  CAUSE_IDS.map((cause) => [
    cause,
    CAUSE_IDS.filter(
      (other) =>
        other !== cause &&
        ((isVague(other) && vagueNamesOf(cause).includes(other)) ||
          (isVague(cause) && vagueNamesOf(other).includes(cause))),
    ),
  ]),
);

/**
 * The causes under which the same failure of one workload may have been seen before: the vague ones for a specific cause,
 * and the other way round. Two specific causes are two failures.
 */
export const otherNamesOf = (cause: CauseId): readonly CauseId[] => related.get(cause) ?? [];

/** Whether two causes of one workload may name the same failure. */
export const isSameFailure = (one: CauseId, other: CauseId): boolean =>
  one === other || otherNamesOf(one).includes(other);

/** Whether a cause says more of the failure than the one it was told with. */
export const saysMore = (cause: CauseId, told: CauseId): boolean =>
  cause !== told && isVague(told) && !isVague(cause) && isSameFailure(cause, told);

/** What ECS says of a service whose tasks fail: news only where no task's failure was told. */
const CONSEQUENCES: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'start-impaired',
  'health-unknown',
  'below-desired-count',
]);

/** Whether a failure belongs to whatever incident of its workload is open. */
export const joinsAny = ({ kind }: Pick<Failure, 'kind'>): boolean => CONSEQUENCES.has(kind);

import type { CauseId, Severity } from '../diagnosis/causes.ts';
import { formatDate, formatIso } from '../event/format-time.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import { type Workload, workloadKey } from '../event/workload.ts';

/** What failed: a task that stopped, or a failure of a service that stops no task. */
export type FailureKind =
  | 'stopped'
  | 'deployment-failed'
  | 'start-impaired'
  | 'placement-failed'
  | 'configuration-failed'
  | 'daemon-constraint-violated'
  | 'operation-throttled'
  | 'discovery-failed'
  | 'health-unknown'
  | 'below-desired-count';

/** What the team wants to hear of a failure. */
export type Treatment = 'alert' | 'digest' | 'quiet';

/** The compact record of one failure: what incidents, digests and the history are made of. Its texts are redacted. */
export interface Failure {
  /** The same for every copy of the event: the task's id, or a text made of what the event says. */
  readonly id: string;
  readonly kind: FailureKind;
  readonly workload: Workload;
  readonly at: EpochMs;
  readonly cause: CauseId;
  readonly severity: Severity;
  /** The cause as a short noun phrase: `out of memory`. */
  readonly title: string;
  readonly headline: string;
  /** The decisive piece of evidence. */
  readonly proof?: string;
  /** Who says it: `Log of app`. */
  readonly proofLabel?: string;
  /** What to change first. */
  readonly fix?: string;
  readonly taskId?: string;
  /** The service or family of the task, where the workload is a host. */
  readonly taskOf?: string;
  readonly family?: string;
  readonly revision?: number;
  readonly container?: string;
  /** The image of the container to blame. */
  readonly image?: string;
  readonly exitCode?: number;
  readonly zone?: string;
  readonly instance?: string;
  /** The id of the deployment that started the task, or that failed: `ecs-svc/1234`. */
  readonly deployment?: string;
  readonly ranForMs?: number;
  /** Sets an incident apart from others of its workload and cause: the deployment that failed. */
  readonly scope?: string;
  /** `key=value`; only where the team's policy speaks of tags. */
  readonly tags?: readonly string[];
  /** `quiet` failures leave no record. */
  readonly treatment: Exclude<Treatment, 'quiet'>;
  /** It was muted by hand: recorded, not told. */
  readonly muted?: true;
  /** When a message of its own had left. */
  readonly toldAt?: EpochMs;
}

/** Where the record of a failure lies in the history. */
export interface FailureRef {
  /** `2026-11-24`, of the failure's own time in UTC. */
  readonly day: string;
  /** Workload, time and id, in this order. */
  readonly key: string;
}

/** The place of a failure's record; the same for every copy of its event. */
export const refOf = ({ workload, at, id }: Pick<Failure, 'workload' | 'at' | 'id'>): FailureRef => ({
  day: dayOf(at),
  key: `${workloadKey(workload)}#${formatIso(at)}#${id}`,
});

/** `2026-11-24`, in UTC. */
export const dayOf = (at: EpochMs): string => formatDate(at);

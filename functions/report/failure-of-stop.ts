import type { StoppedTask } from '../event/stopped-task.ts';
import type { Workload } from '../event/workload.ts';
import type { Failure } from '../incident/failure.ts';
import { cutText } from './cut-text.ts';
import type { PostMortem } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';
import { evidenceLabel } from './wording.ts';

const MOST_PROOF = 300;
const MOST_FIX = 240;
const MOST_HEADLINE = 240;

/** Who failed when this task stopped: its service, its family, or the host that took it along. */
export function workloadOfStop(task: StoppedTask, cause: PostMortem['cause']): Workload {
  const { cluster, account, region, partition, service, family, containerInstanceArn } = task;
  const place = { cluster, account, region, partition };
  if (cause === 'host-terminated' && containerInstanceArn !== undefined) {
    return { kind: 'host', name: containerInstanceArn.slice(containerInstanceArn.lastIndexOf('/') + 1), ...place };
  }
  return service === undefined
    ? { kind: 'family', name: family, ...place }
    : { kind: 'service', name: service, ...place };
}

/** The compact record of a stop, out of its post-mortem; secrets are masked. */
export function failureOfStop(
  postMortem: PostMortem,
  task: StoppedTask,
  treatment: Failure['treatment'],
  handledAt: number,
): Failure {
  const pm = redactPostMortem(postMortem);
  const { cause, severity, title, container } = pm;
  const workload = workloadOfStop(task, cause);
  const [proof] = pm.evidence;
  const blamed = pm.task.containers.find(({ name }) => name === container);
  const instance = task.containerInstanceArn?.slice(task.containerInstanceArn.lastIndexOf('/') + 1);
  return {
    id: task.taskId,
    kind: 'stopped',
    workload,
    at: momentOf(task) ?? handledAt,
    cause,
    severity,
    title,
    headline: cutText(pm.headline, MOST_HEADLINE),
    taskId: task.taskId,
    family: task.family,
    treatment,
    ...(proof === undefined ? {} : { proof: cutText(proof.text, MOST_PROOF), proofLabel: evidenceLabel(proof) }),
    ...(pm.fixes[0] === undefined ? {} : { fix: cutText(pm.fixes[0].text, MOST_FIX) }),
    ...(workload.kind === 'host' ? { taskOf: task.service ?? task.family } : {}),
    ...(task.revision === undefined ? {} : { revision: task.revision }),
    ...(container === null ? {} : { container }),
    ...(blamed?.image === undefined ? {} : { image: blamed.image }),
    ...(blamed?.exitCode === undefined ? {} : { exitCode: blamed.exitCode }),
    ...(task.availabilityZone === undefined ? {} : { zone: task.availabilityZone }),
    ...(instance === undefined ? {} : { instance }),
    ...(task.startedBy === undefined ? {} : { deployment: task.startedBy }),
    ...(pm.task.ranForMs === undefined ? {} : { ranForMs: pm.task.ranForMs }),
  };
}

/** When a task stopped, or the nearest moment before that its event names: every copy of the event must give the same. */
const momentOf = ({ times }: StoppedTask): number | undefined =>
  times.stoppedAt ?? times.executionStoppedAt ?? times.stoppingAt ?? times.startedAt ?? times.createdAt;

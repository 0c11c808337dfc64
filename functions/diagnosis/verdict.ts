import type { StoppedTask } from '../event/stopped-task.ts';
import type { HiddenFailure } from './attention.ts';
import { type CauseId, GENERAL_CAUSES } from './causes.ts';
import type { EvidenceItem } from './diagnosis.ts';
import { causeOfExitCode } from './exit-codes.ts';
import type { Suspect } from './first-failure.ts';
import type { LogReading, Opinion } from './opinion.ts';
import type { ReasonOpinion } from './reasons/read-reason.ts';
import { isServiceConnectProxy } from './sidecars.ts';

/** The opinion that prevailed, and what it rests on. */
export interface Verdict extends Opinion {
  readonly blames: 'task' | 'container';
  readonly source: EvidenceItem['source'];
  /** The container whose text decides, where it is not the one to blame. */
  readonly quoted?: string;
  /** Index of the proving log line. */
  readonly line?: number;
}

/** Everything that has a say about a stop. */
export interface Opinions {
  /** The container to blame, where one is. */
  readonly patient: Suspect | undefined;
  readonly taskOpinion: ReasonOpinion | undefined;
  /** A container that waited for the one to blame and was never started. */
  readonly dependent: Suspect | undefined;
  /** The stop was asked for. */
  readonly askedFor: boolean;
  readonly hidden: HiddenFailure | undefined;
  /** The log of the container to blame. */
  readonly reading: LogReading | undefined;
}

/**
 * Weighs the opinions: a specific reason from ECS wins, of the container before the task; then the log, where it says
 * more than the exit code; then a general reason, then the exit code.
 */
export function judge(task: StoppedTask, opinions: Opinions): Verdict {
  const { patient, taskOpinion, dependent, askedFor, hidden, reading } = opinions;
  const ofContainer = patient?.opinion;
  if (askedFor && hidden === undefined && taskOpinion !== undefined) return ofReason(taskOpinion, 'task', undefined);
  if (ofContainer?.specific) return ofReason(ofContainer, 'container', reading);
  if (taskOpinion?.specific && hidden === undefined) return ofReason(taskOpinion, 'task', reading);
  if (patient !== undefined && isServiceConnectProxy(patient.container) && patient.container.exitCode !== 0) {
    return {
      cause: 'service-discovery-failed',
      confidence: 'high',
      rule: 'service-connect-proxy-exited',
      subject: { type: 'container', value: patient.container.name },
      blames: 'container',
      source: 'exit-code',
      ...lineOf('service-discovery-failed', reading),
    };
  }
  const ofLog = reading?.opinion;
  const general = ofContainer ?? (hidden === undefined ? taskOpinion : undefined);
  if (dependent?.opinion !== undefined && (ofLog === undefined || GENERAL_CAUSES.has(ofLog.cause))) {
    return { ...ofReason(dependent.opinion, 'container', reading), quoted: dependent.container.name };
  }
  const ofExitCode = judgeExitCode(task, patient);
  if (ofLog !== undefined && logOutweighs(ofLog, ofExitCode?.cause)) {
    return { ...ofLog, blames: 'container', source: 'log', line: ofLog.decisive };
  }
  if (general !== undefined) return ofReason(general, general === taskOpinion ? 'task' : 'container', reading);
  if (ofExitCode !== undefined) return { ...ofExitCode, ...supportingLine(reading) };
  if (ofLog !== undefined) return { ...ofLog, blames: 'container', source: 'log', line: ofLog.decisive };
  // An essential container that left no code and no word has still exited.
  const cause = task.stopCode === 'EssentialContainerExited' ? 'application-exit' : 'unknown';
  return { cause, confidence: 'low', rule: 'nothing-known', blames: 'task', source: 'stopped-reason' };
}

/** A log that only says how the program ended does not beat what its exit code says more exactly. */
function logOutweighs({ cause }: Opinion, ofExitCode: CauseId | undefined): boolean {
  if (ofExitCode === undefined || cause === ofExitCode) return true;
  if (cause === 'application-exit') return ofExitCode === 'completed';
  // Codes above 128 tell of a signal: a log that ends in quiet shutdown lines explains 143 and 0, not a kill or a crash.
  if (cause === 'terminated' || cause === 'completed') return ofExitCode === 'terminated' || ofExitCode === 'completed';
  return true;
}

const ofReason = (opinion: ReasonOpinion, blames: 'task' | 'container', reading: LogReading | undefined): Verdict => ({
  cause: opinion.cause,
  confidence: opinion.confidence,
  rule: opinion.rule,
  ...(opinion.subject === undefined ? {} : { subject: opinion.subject }),
  blames,
  source: blames === 'task' ? 'stopped-reason' : 'container-reason',
  ...lineOf(opinion.cause, reading),
});

function judgeExitCode({ times }: StoppedTask, patient: Suspect | undefined): Verdict | undefined {
  const exitCode = patient?.container.exitCode;
  if (patient === undefined || exitCode === undefined) return undefined;
  const { entryPoint = [], command = [], image = patient.container.image ?? '' } = patient.definition ?? {};
  const { cause, confidence } = causeOfExitCode(exitCode, [image, ...entryPoint, ...command].join(' ').slice(0, 2_000));
  // Who killed it is told by the times of the stop, if at all.
  const isTimeless = times.stoppingAt === undefined || times.executionStoppedAt === undefined;
  return {
    cause,
    confidence: cause === 'killed' && isTimeless ? 'low' : confidence,
    rule: `exit-code-${exitCode}`,
    blames: 'container',
    source: 'exit-code',
  };
}

/** The log's line, where the log says the same as ECS. */
const lineOf = (cause: CauseId, reading: LogReading | undefined): { readonly line?: number } =>
  reading?.opinion?.cause === cause ? { line: reading.opinion.decisive } : {};

const supportingLine = (reading: LogReading | undefined): { readonly line?: number } =>
  reading?.opinion === undefined ? {} : { line: reading.opinion.decisive };

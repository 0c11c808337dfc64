import type { CauseId } from '../diagnosis/causes.ts';
import type { EvidenceItem, TimelineEntry } from '../diagnosis/diagnosis.ts';
import { describeExitCode } from '../diagnosis/exit-codes.ts';
import type { Confidence } from '../diagnosis/opinion.ts';
import { formatDate, formatDuration, formatTime } from '../event/format-time.ts';
import type { Link, PostMortem, TaskFacts } from './post-mortem.ts';
import { workloadOf } from './subject-line.ts';

const SEVERITY: Readonly<Record<PostMortem['severity'], string>> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'For information',
};

const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  certain: 'Certain: the evidence says so in so many words',
  high: 'Sure: the evidence leaves one reading',
  medium: 'Likely: the best of several readings',
  low: 'A guess: inferred from what is not there',
};

/** `Critical. Sure: the evidence leaves one reading.` */
export const verdictInWords = ({ severity, confidence, cause, signature }: PostMortem): string =>
  `${SEVERITY[severity]}. ${UNEXPLAINED.has(cause) && signature === null ? 'Unexplained: nothing that could be read says why' : CONFIDENCE[confidence]}.`;

/** How sure it is that the reason is not known would only mislead. */
const UNEXPLAINED: ReadonlySet<CauseId> = new Set<CauseId>(['application-exit', 'unknown']);

/** `orders in prod stopped 2026-11-24 09:15:27 UTC, ran 12 s.` */
export function stopInWords({ task }: PostMortem): string {
  const at = task.stoppedAt === undefined ? '' : ` ${formatDate(task.stoppedAt)} ${formatTime(task.stoppedAt)} UTC`;
  return `${workloadOf(task)} in ${task.cluster} stopped${at}${lifeInWords(task)}.`;
}

function lifeInWords({ ranForMs, phase }: TaskFacts): string {
  if (ranForMs !== undefined) return `, ran ${formatDuration(ranForMs)}`;
  return phase === 'UNKNOWN' ? '' : ` while ${phase}, never ran`;
}

/** Who says a piece of evidence. */
export function evidenceLabel({ source, container }: EvidenceItem): string {
  const of = container === undefined ? '' : ` of ${container}`;
  switch (source) {
    case 'stopped-reason':
      return 'ECS says of the task';
    case 'container-reason':
      return `ECS says${of}`;
    case 'attachment':
      return 'ECS says of an attachment';
    case 'exit-code':
      return container === undefined ? 'Exit' : `Container ${container}`;
    case 'times':
      return 'Times';
    case 'task-definition':
      return 'Task definition';
    case 'service-event':
      return 'The service says';
    case 'log':
      return `Log${of}`;
    default:
      return source satisfies never;
  }
}

/** The evidence that the quoted logs do not show already. */
export function evidenceBesideExcerpts({ evidence, excerpts }: PostMortem): readonly EvidenceItem[] {
  const quoted = new Set(
    excerpts.flatMap(({ container, lines }) => lines.map(({ text }) => `${container}\n${text.trim()}`)),
  );
  return evidence.filter(
    ({ source, container, text }) => source !== 'log' || !quoted.has(`${container ?? ''}\n${text.trim()}`),
  );
}

/** `09:14:27 running (+12 s)`; with the date where it is not the first entry's. */
export function momentInWords({ at, what, afterMs }: TimelineEntry, firstAt: number): string {
  const date = formatDate(at) === formatDate(firstAt) ? '' : `${formatDate(at)} `;
  return `${date}${formatTime(at)} ${what}${afterMs > 0 ? ` (+${formatDuration(afterMs)})` : ''}`;
}

/** `exit code 137 (SIGKILL)`, or that there is none. */
export const exitInWords = (exitCode: number | undefined): string =>
  exitCode === undefined ? 'no exit code' : `exit code ${describeExitCode(exitCode)}`;

/** `Task: 0f1e…, there until about 10:15 UTC`. */
export const linkInWords = ({ label, note }: Link): string => (note === undefined ? label : `${label}: ${note}`);

/** The log decided: it is worth reading before what ECS says. */
export const isProvenByLog = ({ evidence }: PostMortem): boolean =>
  evidence.some(({ source, decisive }) => decisive && source === 'log');

/** `orders:42`, as the API takes it. */
export const definitionId = ({ family, revision }: TaskFacts): string =>
  revision === undefined ? family : `${family}:${revision}`;

import type { StoppedTask } from '../event/stopped-task.ts';
import { attentionTo, type HiddenFailure, hiddenFailures, isAskedFor } from './attention.ts';
import type { CauseId } from './causes.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { ContainerLog, Evidence, LogLine } from './evidence.ts';
import { orderByBlame, reasonContextOf, type Suspect } from './first-failure.ts';
import { readLog } from './log/read-log.ts';
import { explainLogAbsence } from './log-absence.ts';
import { lookAtCheck, soleContainer } from './look-at-check.ts';
import type { LogReading } from './opinion.ts';
import { excerptsOf, quoteEvidence, tellsMore } from './quoted-evidence.ts';
import { type ReasonOpinion, readReason } from './reasons/read-reason.ts';
import { remarksOn } from './remarks.ts';
import { consultTeam, runbookOf } from './team-knowledge/consult-team.ts';
import { type Knowledge, NO_KNOWLEDGE } from './team-knowledge/knowledge.ts';
import { phaseOf, timelineOf } from './timeline.ts';
import { judge, type Verdict } from './verdict.ts';

/** What may be set about a diagnosis. */
export interface DiagnosisOptions {
  /** Log lines to quote. @default 12 */
  readonly excerptLines?: number;
  /** What the team knows of its own failures; asked before the built-in signatures. @default nothing */
  readonly knowledge?: Knowledge;
}

/**
 * Judges one stopped task: what ECS says and what the log says are two opinions. A specific reason from ECS wins; a
 * general one lets the log speak; the exit code decides what is left.
 */
export function diagnose(task: StoppedTask, evidence: Evidence, options: DiagnosisOptions = {}): Diagnosis {
  const definition = evidence.definition.kind === 'definition' ? evidence.definition.definition : undefined;
  const ordered = orderByBlame(task, definition);
  const taskOpinion = opinionOfTask(task);
  const askedFor = isAskedFor(taskOpinion?.cause ?? 'unknown');
  const hidden = askedFor ? hiddenFailures(task, causeByContainer(ordered))[0] : undefined;
  const first = patientOf(ordered, hidden);
  const patient = askedFor && hidden === undefined ? undefined : first;

  const { knowledge = NO_KNOWLEDGE, excerptLines = 12 } = options;
  const builtIn = readLogs(task, evidence.logs, options);
  const reading = patient === undefined ? undefined : builtIn.get(patient.container.name);
  const judged = judge(task, {
    patient,
    taskOpinion,
    dependent: dependentOn(patient, ordered),
    askedFor,
    hidden,
    reading,
  });
  const attention = attentionTo(task, judged.cause, first?.container.exitCode);
  const stop = { task, verdict: judged, container: patient?.container, logs: evidence.logs, reading, excerptLines };
  const answer = attention.notify === 'quiet' ? undefined : consultTeam(knowledge, stop);
  const verdict = answer?.verdict ?? judged;
  const readings = withReading(builtIn, patient?.container.name, answer?.reading);
  const runbook = runbookOf(knowledge, verdict.cause, answer?.signature);
  const shown = shownLog(readings, first?.container.name);
  const check = lookAtCheck({ task, evidence, verdict, definition, readings, first });
  const blamed =
    verdict.blames === 'task' ? (check?.container ?? soleContainer(task, verdict.cause)) : patient?.container.name;
  const subject = check === undefined ? verdict.subject : check.subject;
  return {
    cause: verdict.cause,
    confidence: verdict.confidence,
    rule: verdict.rule,
    ...(blamed === undefined ? {} : { container: blamed }),
    ...(subject === undefined ? {} : { subject }),
    evidence: quoteEvidence({ task, ordered, verdict, patient, shown, events: check?.events ?? [] }),
    ...(verdict.line === undefined ? {} : { decisiveLine: verdict.line }),
    excerpts: excerptsOf(ordered, readings, verdict),
    ...secondaryOf(verdict, shown?.reading, linesOf(evidence.logs, shown?.container)),
    phase: phaseOf(task, askedFor && hidden === undefined),
    timeline: timelineOf(task.times),
    ...(check === undefined ? {} : { check: check.findings }),
    ...(answer?.signature === undefined ? {} : { known: answer.signature }),
    ...(runbook === undefined ? {} : { runbook }),
    remarks: [
      ...(answer?.remark === undefined ? [] : [answer.remark]),
      ...(check?.remarks ?? []),
      ...remarksOn({ task, ordered, patient, definition }),
    ],
    missing: [...(knowledge.unreadable === undefined ? [] : [knowledge.unreadable]), ...missingFrom(evidence)],
    attention,
  };
}

const withReading = (
  readings: ReadonlyMap<string, LogReading>,
  container: string | undefined,
  reading: LogReading | undefined,
): ReadonlyMap<string, LogReading> =>
  container === undefined || reading === undefined ? readings : new Map([...readings, [container, reading]]);

function shownLog(readings: ReadonlyMap<string, LogReading>, container: string | undefined) {
  const reading = readings.get(container ?? '');
  return container === undefined || reading === undefined ? undefined : { container, reading };
}

/** What ECS says of the task as a whole: of what it attached first, then of the task. */
function opinionOfTask(task: StoppedTask): ReasonOpinion | undefined {
  const context = reasonContextOf(task);
  const opinion = readReason(task.stoppedReason, { ...context, where: 'task' });
  if (opinion?.specific) return opinion;
  for (const { details } of task.attachments) {
    const reason = details.statusReason;
    const ofAttachment = reason === undefined ? undefined : readReason(reason, { ...context, where: 'attachment' });
    if (ofAttachment !== undefined) return ofAttachment;
  }
  return opinion;
}

const causeByContainer =
  (suspects: readonly Suspect[]) =>
  (name: string): CauseId | undefined =>
    suspects.find(({ container }) => container.name === name)?.opinion?.cause;

function patientOf(ordered: readonly Suspect[], hidden: HiddenFailure | undefined): Suspect | undefined {
  if (hidden !== undefined) return ordered.find(({ container }) => container.name === hidden.container);
  const first = ordered[0];
  if (first === undefined) return undefined;
  const known = first.container.exitCode !== undefined || first.opinion !== undefined;
  return known || ordered.length === 1 ? first : undefined;
}

const dependentOn = (patient: Suspect | undefined, ordered: readonly Suspect[]): Suspect | undefined =>
  ordered.find((suspect) => suspect !== patient && suspect.opinion?.cause === 'dependency-container-failed');

function readLogs(
  task: StoppedTask,
  logs: readonly ContainerLog[],
  { excerptLines }: DiagnosisOptions,
): ReadonlyMap<string, LogReading> {
  const readings = new Map<string, LogReading>();
  for (const { container, tail } of logs) {
    if (tail.kind !== 'lines') continue;
    const exitCode = task.containers.find(({ name }) => name === container)?.exitCode;
    readings.set(
      container,
      readLog(tail.lines, {
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(excerptLines === undefined ? {} : { excerptLines }),
      }),
    );
  }
  return readings;
}

const linesOf = (logs: readonly ContainerLog[], name: string | undefined): readonly LogLine[] => {
  const tail = logs.find(({ container }) => container === name)?.tail;
  return tail?.kind === 'lines' ? tail.lines : [];
};

/** The log's opinion where it differs from the verdict, or the log's own second opinion. */
function secondaryOf(
  verdict: Verdict,
  reading: LogReading | undefined,
  lines: readonly LogLine[],
): Pick<Diagnosis, 'secondary'> {
  const candidate = [reading?.opinion, reading?.secondary].find(
    (opinion) => opinion !== undefined && opinion.cause !== verdict.cause && tellsMore(opinion.cause),
  );
  if (candidate === undefined) return {};
  return {
    secondary: {
      cause: candidate.cause,
      ...(candidate.subject === undefined ? {} : { subject: candidate.subject }),
      text: lines[candidate.decisive]?.text ?? '',
    },
  };
}

function missingFrom(evidence: Evidence): readonly string[] {
  const { definition, service, logs } = evidence;
  const ofEcs = [definition, ...(service === undefined ? [] : [service])].flatMap((one) =>
    one.kind === 'absent' && one.why !== 'not-asked' ? [one.message] : [],
  );
  const ofLogs = logs.flatMap(({ container, tail }) =>
    tail.kind === 'absent' ? [explainLogAbsence(container, tail.why)] : [],
  );
  return [...ofEcs, ...ofLogs];
}

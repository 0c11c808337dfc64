import type { StoppedContainer, StoppedTask } from '../../event/stopped-task.ts';
import { type CauseId, GENERAL_CAUSES } from '../causes.ts';
import type { ContainerLog } from '../evidence.ts';
import type { LogReading, Subject } from '../opinion.ts';
import type { Verdict } from '../verdict.ts';
import type { Knowledge, Runbook, TeamSignature } from './knowledge.ts';
import { matchLog } from './match-log.ts';
import { matchesName } from './matches-name.ts';

/** A stop as the built-in rules judged it. */
export interface JudgedStop {
  readonly task: StoppedTask;
  readonly verdict: Verdict;
  /** The container to blame, where one is. */
  readonly container: StoppedContainer | undefined;
  readonly logs: readonly ContainerLog[];
  /** What was understood of the log of the container to blame. */
  readonly reading: LogReading | undefined;
  readonly excerptLines: number;
}

/** What a team knows of a stop. */
export interface TeamAnswer {
  readonly verdict: Verdict;
  /** The signature that named the cause; absent where the built-in verdict stands. */
  readonly signature?: TeamSignature;
  /** The log of the container to blame as the team reads it, where its log decided. */
  readonly reading?: LogReading;
  /** A sentence on what the team knows beside the verdict. */
  readonly remark?: string;
}

/**
 * Asks a team's own signatures about a stop, before the built-in opinion is told. A specific reason from ECS gives way only
 * to a signature for reasons, and what the log shows is told beside it; otherwise the log is asked first.
 */
export function consultTeam({ signatures }: Knowledge, stop: JudgedStop): TeamAnswer | undefined {
  if (signatures.length === 0) return undefined;
  const { task, verdict } = stop;
  const workload = task.service ?? task.family;
  const ours = signatures.filter(({ services }) => services?.some((name) => matchesName(name, workload)) ?? true);
  const ofLog = askLog(ours, stop);
  const isSettled = SAID_BY_ECS.has(verdict.source) && !GENERAL_CAUSES.has(verdict.cause);
  if (ofLog !== undefined && !isSettled) return ofLog;
  const ofReason = askReasons(ours, stop);
  if (ofReason !== undefined || ofLog === undefined) return ofReason;
  return { verdict, remark: remarkOn(ofLog.signature, stop.container?.name) };
}

function remarkOn({ id, label, owner, runbook }: TeamSignature, container: string | undefined): string {
  const known = owner === undefined ? '' : ` (known to ${owner})`;
  const read = runbook === undefined ? '' : ` Runbook: ${runbook}`;
  return `The log of ${container ?? 'the container'} shows ${label ?? id}${known}.${read}`;
}

const SAID_BY_ECS: ReadonlySet<Verdict['source']> = new Set<Verdict['source']>([
  'stopped-reason',
  'container-reason',
  'attachment',
]);

/** An answer by one of the team's signatures. */
type OwnAnswer = TeamAnswer & { readonly signature: TeamSignature };

function askLog(signatures: readonly TeamSignature[], stop: JudgedStop): OwnAnswer | undefined {
  const { container, reading, logs, excerptLines } = stop;
  const tail = logs.find((log) => log.container === container?.name)?.tail;
  if (container === undefined || reading === undefined || tail?.kind !== 'lines') return undefined;
  const found = matchLog(
    signatures.filter(({ applies }) => applies === 'log'),
    { lines: tail.lines, reading, exitCode: container.exitCode, excerptLines },
  );
  if (found === undefined) return undefined;
  const { signature, match, decisive, excerpt } = found;
  const opinion = opinionOf(signature, match);
  // What the built-in signatures say of another line is worth telling beside the team's cause; of the same line it is not.
  const { opinion: builtIn, secondary: next, ...rest } = reading;
  const secondary = builtIn?.decisive === decisive ? next : builtIn;
  return {
    signature,
    verdict: { ...opinion, blames: 'container', source: 'log', line: decisive },
    reading: {
      ...rest,
      opinion: { ...opinion, decisive, block: [decisive, decisive] },
      ...(secondary === undefined ? {} : { secondary }),
      excerpt,
    },
  };
}

function askReasons(signatures: readonly TeamSignature[], stop: JudgedStop): OwnAnswer | undefined {
  const { task, container, verdict } = stop;
  const reasons = [
    { source: 'container-reason' as const, text: container?.reason },
    { source: 'stopped-reason' as const, text: task.stoppedReason },
    ...task.attachments.map(({ details }) => ({ source: 'attachment' as const, text: details.statusReason })),
  ];
  for (const signature of signatures) {
    if (signature.applies !== 'reason') continue;
    for (const { source, text = '' } of reasons) {
      const match = signature.pattern.exec(text.slice(0, LONGEST_REASON));
      if (match === null) continue;
      return { signature, verdict: { ...opinionOf(signature, match), blames: verdict.blames, source } };
    }
  }
  return undefined;
}

/** ECS cuts its reasons at about 1,000 characters. */
const LONGEST_REASON = 4_000;

function opinionOf({ id, cause, subject }: TeamSignature, { groups }: RegExpExecArray) {
  const value = subject === undefined ? undefined : groups?.[subject.group];
  const found: Subject | undefined = subject === undefined || !value ? undefined : { type: subject.type, value };
  return {
    cause,
    confidence: 'certain' as const,
    rule: `team:${id}`,
    ...(found === undefined ? {} : { subject: found }),
  };
}

/** The team's runbook for a stop: the signature's own, else that of the cause. */
export function runbookOf(
  { runbooks }: Knowledge,
  cause: CauseId,
  signature: TeamSignature | undefined,
): Runbook | undefined {
  const url = signature?.runbook ?? runbooks[cause];
  if (url === undefined) return undefined;
  return { url, ...(signature?.owner === undefined ? {} : { owner: signature.owner }) };
}

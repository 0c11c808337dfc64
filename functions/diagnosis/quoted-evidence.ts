import type { StoppedTask } from '../event/stopped-task.ts';
import { type CauseId, GENERAL_CAUSES } from './causes.ts';
import type { EvidenceItem, Excerpt } from './diagnosis.ts';
import { describeExitCode } from './exit-codes.ts';
import type { Suspect } from './first-failure.ts';
import type { LogReading } from './opinion.ts';
import type { CheckEvent } from './service-events.ts';
import type { Verdict } from './verdict.ts';

/** What the quoting of the evidence needs to know. */
export interface Quotable {
  readonly task: StoppedTask;
  readonly ordered: readonly Suspect[];
  readonly verdict: Verdict;
  /** The container to blame. */
  readonly patient: Suspect | undefined;
  /** The log that is shown, and whose it is. */
  readonly shown: { readonly container: string; readonly reading: LogReading } | undefined;
  /** What the service says of the checks that failed, newest first. */
  readonly events: readonly CheckEvent[];
}

/** Quotes what the verdict rests on, the decisive piece first. */
export function quoteEvidence({ task, ordered, verdict, patient, shown, events }: Quotable): readonly EvidenceItem[] {
  const items: EvidenceItem[] = [];
  const quote = (source: EvidenceItem['source'], text: string, container?: string): void => {
    const decisive =
      verdict.source === source &&
      (container === undefined || container === (verdict.quoted ?? patient?.container.name));
    items.push({ source, text, decisive, ...(container === undefined ? {} : { container }) });
  };
  if (task.stoppedReason !== '') quote('stopped-reason', task.stoppedReason);
  for (const { details } of task.attachments) {
    if (details.statusReason !== undefined) quote('attachment', details.statusReason);
  }
  for (const { message } of events) quote('service-event', message);
  for (const { container } of ordered) {
    const { name, reason, exitCode } = container;
    if (reason !== undefined) quote('container-reason', reason, name);
    if (exitCode !== undefined) quote('exit-code', `exit code ${describeExitCode(exitCode)}`, name);
  }
  const line = shown?.reading.excerpt.find(({ decisive }) => decisive);
  if (line !== undefined && (verdict.source === 'log' || tellsMore(shown?.reading.opinion?.cause)))
    quote('log', line.text, shown?.container);
  return items.sort((a, b) => Number(b.decisive) - Number(a.decisive));
}

/**
 * The logs to quote, of the container to blame first. A line is marked where it proves a cause that is told; one that only
 * tells how a program ended would distract from what ECS says.
 */
export function excerptsOf(
  ordered: readonly Suspect[],
  readings: ReadonlyMap<string, LogReading>,
  { cause, source }: Verdict,
): readonly Excerpt[] {
  const names = [...new Set([...ordered.map(({ container }) => container.name), ...readings.keys()])];
  return names.flatMap((container) => {
    const { excerpt = [], opinion } = readings.get(container) ?? {};
    const marked = source === 'log' || source === 'exit-code' || opinion?.cause === cause || tellsMore(opinion?.cause);
    const lines = marked ? excerpt : excerpt.map((line) => ({ ...line, decisive: false }));
    return lines.length === 0 ? [] : [{ container, lines }];
  });
}

/** The cause says why, not only how, a program ended. */
export const tellsMore = (cause: CauseId | undefined): boolean =>
  cause !== undefined &&
  (!GENERAL_CAUSES.has(cause) || cause === 'unhandled-exception') &&
  cause !== 'terminated' &&
  cause !== 'completed';

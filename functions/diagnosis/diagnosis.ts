import type { CauseId } from './causes.ts';
import type { Confidence, ExcerptLine, Subject } from './opinion.ts';
import type { Runbook, TeamSignature } from './team-knowledge/knowledge.ts';

/** Where a piece of evidence comes from. */
export type EvidenceSource =
  | 'stopped-reason'
  | 'container-reason'
  | 'attachment'
  | 'exit-code'
  | 'times'
  | 'task-definition'
  | 'service-event'
  | 'log';

/** One quoted piece of evidence. */
export interface EvidenceItem {
  readonly source: EvidenceSource;
  readonly container?: string;
  readonly text: string;
  /** This is the piece that proves the cause. */
  readonly decisive: boolean;
}

/** The part of a task's life in which it failed, in ECS's own terms. */
export type Phase = 'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'UNKNOWN';

/** One moment of the timeline. */
export interface TimelineEntry {
  readonly at: number;
  /** What happened, in ECS's terms: `created`, `image pull began`, `running`, `stopping`, `stopped`. */
  readonly what: string;
  /** Milliseconds since the entry before; 0 for the first. */
  readonly afterMs: number;
}

/** The quoted log of one container. */
export interface Excerpt {
  readonly container: string;
  readonly lines: readonly ExcerptLine[];
}

/** Whether the stop is worth a message, and why. */
export interface Attention {
  readonly notify: 'alert' | 'quiet';
  /** One clause for the outcome line: `asked for by the service scheduler, every container ended cleanly`. */
  readonly because: string;
}

/** A port that a health check asks, and on which the application does not say that it listens. */
export interface PortMismatch {
  readonly container: string;
  readonly asked: readonly number[];
  /** Who names the port that is asked. */
  readonly by: 'load-balancer' | 'health-command' | 'task-definition';
  readonly listening: readonly number[];
}

/** What ports and times say of a failed health check, for the advice. */
export interface CheckFindings {
  readonly port?: PortMismatch;
  /** Seconds to give the start, where it was given too few. */
  readonly giveS?: number;
  /** The start took no longer than it may, so slowness was not the fault. */
  readonly startedInTime?: true;
}

/** The judgement on one stopped task. */
export interface Diagnosis {
  readonly cause: CauseId;
  readonly confidence: Confidence;
  /** The rule that decided. */
  readonly rule: string;
  /** The container to blame, where one is. */
  readonly container?: string;
  readonly subject?: Subject;
  /** The decisive piece first. */
  readonly evidence: readonly EvidenceItem[];
  /** Index of the proving line in the log of `container`, where a log line decided or supports the cause. */
  readonly decisiveLine?: number;
  /** The log to quote; of the container to blame first. */
  readonly excerpts: readonly Excerpt[];
  /** A second cause that came with the first. */
  readonly secondary?: { readonly cause: CauseId; readonly subject?: Subject; readonly text: string };
  readonly phase: Phase;
  readonly timeline: readonly TimelineEntry[];
  /** There where a health check failed. */
  readonly check?: CheckFindings;
  /** The team's own signature that named the cause. */
  readonly known?: TeamSignature;
  /** What the team has written on it. */
  readonly runbook?: Runbook;
  /** Things worth a sentence beside the verdict: the exit code in words, a late exit, what was not readable. */
  readonly remarks: readonly string[];
  /** What could not be looked at, in words that name the fix. */
  readonly missing: readonly string[];
  readonly attention: Attention;
}

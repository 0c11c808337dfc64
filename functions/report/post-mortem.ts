import type { CauseId, Domain, Severity } from '../diagnosis/causes.ts';
import type { EvidenceItem, Excerpt, Phase, TimelineEntry } from '../diagnosis/diagnosis.ts';
import type { Confidence, Subject } from '../diagnosis/opinion.ts';
import type { Runbook } from '../diagnosis/team-knowledge/knowledge.ts';
import type { EpochMs } from '../event/stopped-task.ts';

/** What a message is about; more kinds join as the product learns to tell more. */
export type Kind = 'stopped';

/** A place to look. */
export interface Link {
  /** `Log`, `Task`, `Service`, `Task definition`, … */
  readonly label: string;
  /** Absent in partitions whose console is not known; then `note` still names the place. */
  readonly url?: string;
  /** What to look for where the link does not work: ids, and how long the page is there. */
  readonly note?: string;
}

/** One thing to do, as it is shown. */
export interface ShownStep {
  readonly text: string;
  /** A command line or a snippet, ready to paste. */
  readonly command?: string;
  /** The console page on which it is done. */
  readonly link?: Link;
}

/** The facts of the stopped task that readers and machines want beside the verdict. */
export interface TaskFacts {
  readonly taskArn: string;
  readonly taskId: string;
  readonly cluster: string;
  readonly service?: string;
  readonly family: string;
  readonly revision?: number;
  readonly account: string;
  readonly region: string;
  readonly launchType?: string;
  readonly availabilityZone?: string;
  readonly startedBy?: string;
  readonly stopCode?: string;
  readonly stoppedReason: string;
  readonly phase: Phase;
  readonly stoppedAt?: EpochMs;
  /** How long the task was RUNNING, in milliseconds; absent when it never ran. */
  readonly ranForMs?: number;
  readonly containers: readonly {
    readonly name: string;
    readonly image?: string;
    readonly exitCode?: number;
    readonly reason?: string;
  }[];
}

/** Everything a message can say about one stop; every form of the report is rendered from this and nothing else. */
export interface PostMortem {
  readonly schema: 'ecs-postmortem/1';
  readonly kind: Kind;
  readonly cause: CauseId;
  readonly domain: Domain;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The cause as a short noun phrase, for subjects and titles: `out of memory`. */
  readonly title: string;
  /** One sentence that names the cause and the thing at fault. */
  readonly headline: string;
  /** What that means, in one or two sentences. */
  readonly explanation: string;
  readonly task: TaskFacts;
  /** The container to blame; null where none is. */
  readonly container: string | null;
  readonly subject: Subject | null;
  /** The decisive piece first. */
  readonly evidence: readonly EvidenceItem[];
  readonly excerpts: readonly Excerpt[];
  /** What to look at to be sure. */
  readonly checks: readonly ShownStep[];
  /** What to change. */
  readonly fixes: readonly ShownStep[];
  readonly links: readonly Link[];
  /** The id of the team's own signature that named the cause; null where none did. */
  readonly signature: string | null;
  /** What the team has written on the cause; null where nothing. */
  readonly runbook: Runbook | null;
  readonly timeline: readonly TimelineEntry[];
  readonly secondary: { readonly cause: CauseId; readonly title: string; readonly text: string } | null;
  readonly remarks: readonly string[];
  /** What could not be looked at, in words that name the fix. */
  readonly missing: readonly string[];
  readonly notify: 'alert' | 'quiet';
  readonly because: string;
}

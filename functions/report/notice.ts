import type { CauseId, Domain, Severity } from '../diagnosis/causes.ts';
import type { FailureKind } from '../incident/failure.ts';
import type { Link, ShownStep } from './post-mortem.ts';

/** What a message is about that is not one task's post-mortem. */
export type NoticeKind = Exclude<FailureKind, 'stopped'> | 'update' | 'recovered' | 'storm' | 'digest' | 'self-test';

/** A heading with one line of text per entry. */
export interface NoticeSection {
  readonly heading: string;
  readonly entries: readonly string[];
  /** Names by what they have in common, behind the entries; each form shows as many as fit in it. */
  readonly lists?: readonly NameList[];
}

/** Names in running text: `prod, eu-west-1a: orders (12), billing`. */
export interface NameList {
  /** Where or what they are; may be empty. */
  readonly label: string;
  readonly names: readonly string[];
  /** How many more there are that are not named. */
  readonly more?: number;
}

/** Everything a message can say about an incident, a storm, a service or a day; rendered as mail and as chat. */
export interface Notice {
  readonly schema: 'ecs-postmortem/1';
  readonly kind: NoticeKind;
  /** The one cause, or the most frequent one. */
  readonly cause: CauseId;
  /** All causes it tells of, where it tells of several. */
  readonly causes?: readonly CauseId[];
  readonly domain: Domain;
  readonly severity: Severity;
  /** Subject of the conversation: the same in all its messages, at most 99 printable ASCII characters. */
  readonly stem: string;
  /** It joins a conversation that another message began. */
  readonly follows: boolean;
  /** The same in all chat messages of the conversation, at most 200 characters. */
  readonly threadId: string;
  /** One sentence that says what is new; the first line of the mail, which a phone shows beside the subject. */
  readonly headline: string;
  /** What that means, in one or two sentences; may be empty. */
  readonly explanation: string;
  /** The quoted piece that proves it. */
  readonly evidence: readonly { readonly label: string; readonly text: string }[];
  readonly sections: readonly NoticeSection[];
  /** What to change. */
  readonly fixes: readonly ShownStep[];
  readonly links: readonly Link[];
  /** Whom it concerns; several in a storm or a digest. */
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  /** The family, for tasks outside a service. */
  readonly family?: string;
  /** The families, where it tells of several. */
  readonly families?: readonly string[];
  readonly account: string;
  readonly region: string;
  /** ARNs of what it is about. */
  readonly resources: readonly string[];
  /** What could not be looked at, in words that name the fix. */
  readonly missing: readonly string[];
}

import type { DefinitionEvidence, LogLocation, LogTail, ServiceEvidence } from '../diagnosis/evidence.ts';
import type { TaskCounts } from '../incident/desired-counts.ts';

/** Finds the task definition's revision that a task ran. */
export interface TaskDefinitions {
  /** Never rejects: what could not be had is a value with its reason. */
  describe(taskDefinitionArn: string, signal: AbortSignal): Promise<DefinitionEvidence>;
}

/** Looks at the service of a task. */
export interface Services {
  /** Never rejects: what could not be had is a value with its reason. */
  describe(clusterArn: string, service: string, signal: AbortSignal): Promise<ServiceEvidence>;
}

/** Looks up the tags of a task. */
export interface TaskTags {
  /** `key=value` of each tag; undefined where they could not be had. Never rejects. */
  of(taskArn: string, clusterArn: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
}

/** The counts that could be had, and what kept others from it. */
export interface SeenCounts {
  readonly counts: readonly TaskCounts[];
  readonly faults: readonly string[];
}

/** Counts the tasks of services. */
export interface ServiceCounts {
  /** Every service of the clusters; `*` stands for all clusters of the account and Region. Never rejects. */
  of(clusters: readonly string[], signal: AbortSignal): Promise<SeenCounts>;
}

/** How much of a log is wanted. */
export interface TailBounds {
  /** Newest lines to read. */
  readonly lines: number;
  /** How long to wait for lines that have not arrived yet, in milliseconds; 0 = not at all. */
  readonly waitMs: number;
  /** The log driver may have dropped lines. */
  readonly nonBlocking: boolean;
}

/** Reads the end of a log stream. */
export interface LogTails {
  /** Never rejects: what could not be read is a value with its reason. */
  read(account: string, location: LogLocation, bounds: TailBounds, signal: AbortSignal): Promise<LogTail>;
}

/** A finished message, ready to leave. */
export interface OutgoingMessage {
  readonly topicArn: string;
  /** Absent on the chat topic, whose readers see none. */
  readonly subject?: string;
  readonly body: string;
  /** Lists are for filter policies that match any of their entries. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** Publishes a finished message; rejects when it did not leave. */
export interface Publisher {
  /** Answers the id under which SNS took it. */
  publish(message: OutgoingMessage, signal: AbortSignal): Promise<string>;
}

/** Proves that the table of incidents can be written. */
export interface TableProbe {
  /** Writes an item of its own under the id and takes it away again; rejects when the table fails. */
  touch(id: string, signal: AbortSignal): Promise<void>;
}

/** Puts a diagnosis on the event bus, for machines. */
export interface EventEmitter {
  /** Rejects when the bus did not take it. */
  emit(event: DiagnosisEvent, signal: AbortSignal): Promise<void>;
}

/** A diagnosis as an event. */
export interface DiagnosisEvent {
  /** JSON. */
  readonly detail: string;
  /** ARNs of what it is about. */
  readonly resources: readonly string[];
}

/** Looks at who subscribes to a topic. */
export interface TopicSubscriptions {
  /** Rejects where SNS does not say. */
  of(topicArn: string, signal: AbortSignal): Promise<MailSubscriptions>;
}

/** The mail subscriptions of a topic. */
export interface MailSubscriptions {
  readonly confirmed: number;
  /** Nobody clicked the link in SNS's mail yet. */
  readonly pending: number;
}

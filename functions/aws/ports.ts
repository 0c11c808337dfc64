import type { DefinitionEvidence, LogLocation, LogTail, ServiceEvidence } from '../diagnosis/evidence.ts';

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
  read(location: LogLocation, bounds: TailBounds, signal: AbortSignal): Promise<LogTail>;
}

/** A finished message, ready to leave. */
export interface OutgoingMessage {
  readonly topicArn: string;
  /** Absent on the chat topic, whose readers see none. */
  readonly subject?: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Publishes a finished message; rejects when it did not leave. */
export interface Publisher {
  publish(message: OutgoingMessage, signal: AbortSignal): Promise<void>;
}

/** One invocation as the platform runs it. */
export interface Invocation {
  /** The same for an invocation and its retries. */
  readonly requestId: string;
  /** Answers the milliseconds left until the platform ends the invocation. */
  readonly remainingMs: () => number;
  /** Aborts just before that. */
  readonly signal: AbortSignal;
}

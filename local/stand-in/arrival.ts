/** When something that was put into the stand-in begins to be seen; whichever comes first. */
export interface Arrival {
  /** Milliseconds after it was put. */
  readonly afterMs?: number;
  /** The number of the `GetLogEvents` call on its stream (the first is 1) that sees it first. */
  readonly atCall?: number;
}

/** Answers whether something put at `putAt` is there for the given call at the given time. */
export const hasArrived = (
  arrival: Arrival | undefined,
  { putAt, now, call }: { putAt: number; now: number; call: number },
): boolean =>
  arrival === undefined ||
  (arrival.afterMs !== undefined && now >= putAt + arrival.afterMs) ||
  (arrival.atCall !== undefined && call >= arrival.atCall);

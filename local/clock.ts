/** A clock that goes as fast as the real one and can be put forward. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  advance(ms: number): void;
}

/** Makes a clock that starts at the given time. */
export function makeClock(startsAt: number): Clock {
  const begunAt = performance.now();
  let advancedMs = 0;
  return {
    now: () => startsAt + advancedMs + Math.floor(performance.now() - begunAt),
    advance(ms) {
      advancedMs += ms;
    },
  };
}

/** Runs jobs; those that share a key one after the other, in the order they came. */
export type OneAtATime = <T>(keys: readonly string[], job: () => Promise<T>) => Promise<T>;

/** Makes a queue per key. */
export function makeOneAtATime(): OneAtATime {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, job) => {
    const before = keys.map((key) => last.get(key));
    const run = Promise.all(before).then(job);
    const over = run.catch(() => undefined);
    for (const key of keys) last.set(key, over);
    try {
      return await run;
    } finally {
      for (const key of keys) if (last.get(key) === over) last.delete(key);
    }
  };
}

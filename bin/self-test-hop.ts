/** One stretch of the way that an alert takes, and whether the test came through it. */
export interface Hop {
  readonly name: string;
  /** `not-reached` where an earlier hop failed. */
  readonly status: 'ok' | 'failed' | 'not-reached';
  readonly ms?: number;
  readonly detail: string;
  /** What to change; there where it failed. */
  readonly fix?: string;
}

/** A hop that the test did not come to. */
export const notReached = (name: string): Hop => ({ name, status: 'not-reached', detail: 'not reached' });

/** What a whole test found. */
export interface SelfTestResult {
  readonly id: string;
  readonly region: string;
  readonly ok: boolean;
  readonly hops: readonly Hop[];
  /** What the test cannot see, and where to look. */
  readonly remarks: readonly string[];
}

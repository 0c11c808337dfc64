/**
 * What the team wants to hear of the failures that a rule selects: all that is given must match, and of each list one entry.
 *
 * Entries take `*` for any text. A rule without any list selects every failure.
 */
export interface PolicyRuleProps {
  /** `alert` (a message at once), `digest` (one line in the daily digest) or `quiet` (nothing at all, and no record). */
  readonly treatment: string;
  /**
   * Ids of causes, of `docs/causes.md`: `out-of-memory`, `image-*`.
   *
   * @default - any cause
   */
  readonly causes?: string[];
  /**
   * Names of services; for tasks outside services, their families.
   *
   * @default - any service or family
   */
  readonly services?: string[];
  /**
   * Names of clusters.
   *
   * @default - any cluster
   */
  readonly clusters?: string[];
  /**
   * Tags of the task, as `key=value` or as `key` alone.
   *
   * @default - any tags
   */
  readonly tags?: string[];
}

/** What proves one signature: log tails that it must explain, and near misses that others must explain. */
export interface SignatureExamples {
  readonly is: readonly string[];
  readonly isNot: readonly string[];
}

/** Examples by the id of their signature; lines are parted by line breaks. */
export type FamilyExamples = Readonly<Record<string, SignatureExamples>>;

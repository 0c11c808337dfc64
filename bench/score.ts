import { CAUSE_IDS, CAUSES, type CauseId, GENERAL_CAUSES } from '../functions/diagnosis/causes.ts';
import type { LabelledStop } from './corpus.ts';

/** What the engine said of one labelled stop. */
export interface Answer {
  readonly id: string;
  readonly cause: CauseId;
  readonly confidence: string;
  /** Index in the row's lines. */
  readonly decisiveLine: number | null;
  readonly notify: 'alert' | 'quiet';
  readonly subject: string | null;
  /** Microseconds that the diagnosis took. */
  readonly micros: number;
}

/** One labelled stop with its answer. */
export interface Scored {
  readonly row: LabelledStop;
  readonly answer: Answer;
}

/** The figures over a set of stops; each is a pair of hits and of what was counted. */
export interface Score {
  readonly cause: Ratio;
  readonly strict: Ratio;
  readonly wrongSpecific: Ratio;
  readonly line: Ratio;
  readonly certainRight: Ratio;
  readonly subject: Ratio;
  /** Mean over the expected causes of the share that was right. */
  readonly macro: number;
  readonly medianMicros: number;
}

/** Hits out of a count. */
export interface Ratio {
  readonly hits: number;
  readonly of: number;
}

/** The cause is the expected one, or one that was accepted as well. */
export const isRight = ({ row, answer }: Scored): boolean =>
  answer.cause === row.expected || row.alsoAccept.includes(answer.cause);

/** A cause that names a reason, and the wrong one. */
export const isWrongSpecific = (scored: Scored): boolean =>
  !isRight(scored) && !GENERAL_CAUSES.has(scored.answer.cause);

/** The decisive line is the labelled one, give or take one, or one that is as good. */
export const hitsLine = ({ row, answer }: Scored): boolean => {
  const { decisiveLine } = answer;
  if (row.decisiveLine == null || decisiveLine === null) return false;
  return Math.abs(decisiveLine - row.decisiveLine) <= 1 || row.alsoDecisive.includes(decisiveLine);
};

/** Hits as a share of what was counted; 0 where nothing was. */
export const shareOf = ({ hits, of }: Ratio): number => (of === 0 ? 0 : hits / of);

/** How many points of a hundred the figures of the same stops fell; a rise is negative. */
export function fallOf(
  before: readonly Scored[],
  after: readonly Scored[],
): { readonly cause: number; readonly line: number; readonly wrongSpecific: number } {
  const [was, is] = [score(before), score(after)];
  const fall = (figure: 'cause' | 'line' | 'wrongSpecific'): number =>
    Math.round(1_000 * (shareOf(was[figure]) - shareOf(is[figure]))) / 10;
  return { cause: fall('cause'), line: fall('line'), wrongSpecific: fall('wrongSpecific') };
}

const ratio = (scored: readonly Scored[], hit: (scored: Scored) => boolean): Ratio => ({
  hits: scored.filter(hit).length,
  of: scored.length,
});

/** Scores a set of answers. */
export function score(all: readonly Scored[]): Score {
  const byCause = Map.groupBy(all, ({ row }) => row.expected);
  const shares = [...byCause.values()].map((some) => some.filter(isRight).length / some.length);
  const times = all.map(({ answer }) => answer.micros).sort((a, b) => a - b);
  return {
    cause: ratio(all, isRight),
    strict: ratio(all, ({ row, answer }) => row.expected === answer.cause),
    wrongSpecific: ratio(all, isWrongSpecific),
    line: ratio(
      all.filter(({ row }) => row.decisiveLine != null),
      hitsLine,
    ),
    certainRight: ratio(
      all.filter(({ answer }) => answer.confidence === 'certain'),
      isRight,
    ),
    subject: ratio(
      all.filter(({ row }) => row.subject),
      ({ answer }) => answer.subject !== null,
    ),
    macro: shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length),
    medianMicros: times[Math.floor(times.length / 2)] ?? 0,
  };
}

/** The domain of an expected cause; `unknown` for an id that the product does not have. */
export const domainOf = (cause: string): string =>
  CAUSE_IDS.some((id) => id === cause) ? CAUSES[cause as CauseId].domain : 'unknown';

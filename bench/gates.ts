import { fallOf, hitsLine, type Scored, score } from './score.ts';

/** What a file of labelled stops must reach, as shares from 0 to 1. */
interface Gate {
  readonly cause: number;
  readonly notify: number;
  readonly line: number;
  /** The most that may name a wrong specific cause. */
  readonly wrongSpecific: number;
}

/** The files that are held to a figure, by name; each figure is below what was measured when it was set. */
const GATES: Readonly<Record<string, Gate>> = {
  'seed.jsonl': { cause: 1, notify: 1, line: 1, wrongSpecific: 0 },
  'reasons.jsonl': { cause: 0.97, notify: 0.99, line: 0, wrongSpecific: 0.01 },
  'logs-a.jsonl': { cause: 0.95, notify: 0, line: 0.93, wrongSpecific: 0.03 },
  'logs-b.jsonl': { cause: 0.95, notify: 0, line: 0.93, wrongSpecific: 0.03 },
};

/** Says which figures of a file miss their gate; nothing for a file without one. */
export function missedGates(file: string, all: readonly Scored[]): readonly string[] {
  const gate = GATES[file];
  if (gate === undefined) return [];
  const total = score(all);
  const notifying = all.filter(({ row }) => row.notify === 'alert' || row.notify === 'quiet');
  const told = notifying.filter(({ row, answer }) => row.notify === answer.notify);
  const lined = all.filter(({ row }) => row.decisiveLine != null);
  const misses: string[] = [];
  const atLeast = (what: string, hits: number, of: number, floor: number): void => {
    if (of > 0 && hits / of < floor)
      misses.push(`${file}: ${what} ${hits} of ${of}, wanted ${(100 * floor).toFixed(1)} %`);
  };
  atLeast('cause', total.cause.hits, total.cause.of, gate.cause);
  atLeast('notify', told.length, notifying.length, gate.notify);
  atLeast('decisive line', lined.filter(hitsLine).length, lined.length, gate.line);
  atLeast('not wrong-specific', all.length - total.wrongSpecific.hits, all.length, 1 - gate.wrongSpecific);
  return misses;
}

/** The most points that a perturbation may cost. */
const DEEPEST_FALL = 3;

/** Says which figures of the same logs fell too deep when they were perturbed. */
export function missedFalls(what: string, plain: readonly Scored[], perturbed: readonly Scored[]): readonly string[] {
  const { cause, line } = fallOf(plain, perturbed);
  return [
    { figure: 'cause', fall: cause },
    { figure: 'decisive line', fall: line },
  ]
    .filter(({ fall }) => fall > DEEPEST_FALL)
    .map(({ figure, fall }) => `${what}: ${figure} fell ${fall.toFixed(1)} points, allowed ${DEEPEST_FALL}`);
}

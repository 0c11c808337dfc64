import type { ReasonContext } from '../../../functions/diagnosis/reasons/read-reason.ts';

/** A text with what came beside it; a bare string stands for the reason of a task that failed to start. */
export type ReasonExample = string | (Partial<ReasonContext> & { readonly text: string });

/** What a rule must explain, and the near misses that it must leave to others. */
export interface RuleExamples {
  readonly examples: readonly ReasonExample[];
  readonly counterExamples: readonly ReasonExample[];
}

/** The examples of one family, by rule id. */
export type ExamplesByRule = Readonly<Record<string, RuleExamples>>;

/** The text and the full context of an example. */
export function readExample(example: ReasonExample): { readonly text: string; readonly context: ReasonContext } {
  if (typeof example === 'string') return { text: example, context: { where: 'task', stopCode: 'TaskFailedToStart' } };
  const { text, ...context } = example;
  return { text, context: { where: 'task', ...context } };
}

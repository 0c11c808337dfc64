import { type Paint, PLAIN, renderBody } from './body.ts';
import type { PostMortem } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';
import { subjectLine } from './subject-line.ts';

/** How the report is shown in a terminal. */
export interface TextOptions {
  /** ANSI colours. @default false */
  readonly colour?: boolean;
}

const sgr = (code: number) => (line: string) => `\u001b[${code}m${line}\u001b[0m`;
const COLOURS: Paint = { heading: sgr(1), decisive: sgr(31), faint: sgr(2) };

/** Renders the report for a terminal: the content of the mail under its subject, ending in a line feed. */
export function renderText(postMortem: PostMortem, { colour = false }: TextOptions = {}): string {
  const pm = redactPostMortem(postMortem);
  const paint = colour ? COLOURS : PLAIN;
  const body = renderBody(pm, { excerptLines: 80, decisiveRows: 20, items: 20 }, paint);
  return `${paint.heading(subjectLine(pm))}\n\n${body}\n`;
}

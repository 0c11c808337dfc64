import type { ExcerptLine } from '../diagnosis/opinion.ts';
import { cutText } from './cut-text.ts';
import { excerptWindow } from './excerpt-window.ts';
import { mapTexts } from './map-texts.ts';
import type { PostMortem } from './post-mortem.ts';
import { redact } from './redact/redact.ts';
import { sanitiseLine, sanitiseText } from './sanitise-text.ts';

/** Longer than any text of AWS; a log line may be longer. */
const MAX_TEXT = 4_000;
const MAX_CONTEXT_LINE = 1_000;
const MAX_ID = 2_048;
const MAX_EXCERPT_LINES = 80;
const MAX_ITEMS = 40;

const redacted = new WeakSet<PostMortem>();

/**
 * The last gate before anything leaves: masks secrets in every text that comes from events, logs or guidance, cleans
 * all texts of control characters and bounds their size (texts 4,000 characters, excerpts 80 lines around the decisive
 * one, the others 1,000 characters, lists 40 entries). Every renderer passes through it; calling it before as well costs nothing.
 */
export function redactPostMortem(pm: PostMortem): PostMortem {
  if (redacted.has(pm)) return pm;
  const safe = mapTexts(bounded(pm), { text: safeText, id: safeId, excerpt: redactExcerpt });
  redacted.add(safe);
  return safe;
}

/** Text from events, logs or guidance, without secrets, control characters and what is beyond 4,000 characters. */
export const safeText = (text: string): string => cutText(redact(readable(text)), MAX_TEXT);

/** A name, id, ARN or link, on one line. */
export const safeId = (id: string): string => cutText(sanitiseLine(id), MAX_ID);

// Cut generously before redaction, which costs time, and to size behind it: a secret at the first cut is not printed.
const readable = (text: string, most = MAX_TEXT): string => sanitiseText(cutText(text, 2 * most));

/** Redacts all lines as one text, as a private key spans several. */
function redactExcerpt(lines: readonly ExcerptLine[]): readonly ExcerptLine[] {
  const most = ({ decisive }: ExcerptLine) => (decisive ? MAX_TEXT : MAX_CONTEXT_LINE);
  const texts = lines.map((line) => readable(line.text, most(line)).replaceAll('\n', ' '));
  const together = redact(texts.join('\n')).split('\n');
  const safe = together.length === texts.length ? together : texts.map(redact);
  return lines.map((line, index) => ({ ...line, text: cutText(safe[index] ?? '', most(line)) }));
}

function bounded(pm: PostMortem): PostMortem {
  const few = <T>(items: readonly T[]): readonly T[] => items.slice(0, MAX_ITEMS);
  return {
    ...pm,
    task: { ...pm.task, containers: few(pm.task.containers) },
    evidence: few(pm.evidence),
    excerpts: few(pm.excerpts).map(({ container, lines }) => ({
      container,
      lines: excerptWindow(lines, MAX_EXCERPT_LINES).lines,
    })),
    checks: few(pm.checks),
    fixes: few(pm.fixes),
    links: few(pm.links),
    timeline: few(pm.timeline),
    remarks: few(pm.remarks),
    missing: few(pm.missing),
  };
}

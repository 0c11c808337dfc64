import type { ExcerptLine } from '../diagnosis/opinion.ts';
import { cutText, utf8Length } from './cut-text.ts';
import { excerptWindow } from './excerpt-window.ts';
import { mapTexts } from './map-texts.ts';
import type { PostMortem } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';

/** Room for an envelope within the 256 KiB that EventBridge and SNS take. */
const MAX_JSON_BYTES = 200_000;

/**
 * Renders the post-mortem as one line of JSON, `"schema": "ecs-postmortem/1"`: the fields of `PostMortem` as they
 * stand, in at most 200,000 bytes; texts and excerpts are cut to fit, the decisive line stays.
 */
export function renderJson(postMortem: PostMortem): string {
  return JSON.stringify(fitPostMortem(postMortem));
}

/** The redacted post-mortem, cut so far that its JSON fits in `maxBytes`. */
export function fitPostMortem(postMortem: PostMortem, maxBytes = MAX_JSON_BYTES): PostMortem {
  const pm = redactPostMortem(postMortem);
  for (const [most, lines] of SIZES) {
    const fitted = shrink(pm, most, lines);
    if (utf8Length(JSON.stringify(fitted)) <= maxBytes) return fitted;
  }
  return { ...shrink(pm, 120, 1), evidence: pm.evidence.slice(0, 1), checks: [], links: [], remarks: [], missing: [] };
}

const SIZES = [
  [4_000, 80],
  [1_000, 40],
  [250, 12],
  [120, 3],
] as const;

function shrink(pm: PostMortem, most: number, excerptLines: number): PostMortem {
  const text = (text: string) => cutText(text, most);
  const excerpt = (lines: readonly ExcerptLine[]) =>
    excerptWindow(lines, excerptLines).lines.map((line) => ({ ...line, text: text(line.text) }));
  const ofIds = (id: string) => cutText(id, Math.max(most, 512));
  return mapTexts(pm, { text, id: ofIds, excerpt });
}

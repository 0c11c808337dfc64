import { cutText, utf8Length } from './cut-text.ts';
import { mapStep } from './map-texts.ts';
import { fitNames } from './name-lists.ts';
import type { Notice } from './notice.ts';
import { redactNotice } from './redact-notice.ts';

/** Room for an envelope within the 256 KiB that EventBridge and SNS take. */
const MAX_JSON_BYTES = 200_000;

/** Renders a notice as one line of JSON, `"schema": "ecs-postmortem/1"`, in at most 200,000 bytes. */
export function renderNoticeJson(given: Notice): string {
  const notice = redactNotice(given);
  const fits = (fitted: Notice) => utf8Length(JSON.stringify(fitted)) <= MAX_JSON_BYTES;
  for (const [most, names] of SIZES) {
    const shrunk = shrink(notice, most, names);
    const fitted = { ...shrunk, sections: fitNames(shrunk.sections, (sections) => fits({ ...shrunk, sections })) };
    if (fits(fitted)) return JSON.stringify(fitted);
  }
  const least = shrink(notice, 120, 10);
  return JSON.stringify({
    ...least,
    evidence: least.evidence.slice(0, 3),
    sections: [],
    fixes: least.fixes.slice(0, 3),
    links: [],
    resources: least.resources.slice(0, 3),
    missing: [],
  });
}

/** Characters of a text, and entries of the lists of whom it concerns. */
const SIZES = [
  [4_000, 5_000],
  [1_000, 1_000],
  [250, 100],
] as const;

function shrink(notice: Notice, most: number, names: number): Notice {
  const text = (text: string) => cutText(text, most);
  const id = (id: string) => cutText(id, Math.max(most, 512));
  return {
    ...notice,
    headline: text(notice.headline),
    explanation: text(notice.explanation),
    evidence: notice.evidence.map((item) => ({ label: text(item.label), text: text(item.text) })),
    sections: notice.sections.map((section) => ({ ...section, entries: section.entries.map(text) })),
    fixes: notice.fixes.map((step) => mapStep(step, { text, id })),
    clusters: notice.clusters.slice(0, names),
    services: notice.services.slice(0, names),
    ...(notice.families === undefined ? {} : { families: notice.families.slice(0, names) }),
    missing: notice.missing.map(text),
  };
}

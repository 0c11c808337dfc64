import { mapLink, mapStep } from './map-texts.ts';
import type { NameList, Notice, NoticeSection } from './notice.ts';
import { safeId, safeText } from './redact-post-mortem.ts';
import { asSubject } from './subject-line.ts';

const MAX_ITEMS = 40;
const MAX_SECTIONS = 80;
const MAX_LISTS = 500;
/** Names are what a storm is read for; the renderers count what does not fit. */
const MAX_NAMES = 5_000;

const redacted = new WeakSet<Notice>();

/**
 * The last gate before a notice leaves: masks secrets in every text, cleans all of control characters and bounds their
 * size. Every renderer passes through it; calling it before as well costs nothing.
 */
export function redactNotice(notice: Notice): Notice {
  if (redacted.has(notice)) return notice;
  const few = <T>(items: readonly T[]): readonly T[] => items.slice(0, MAX_ITEMS);
  const ids = (names: readonly string[]) => names.slice(0, MAX_NAMES).map(safeId);
  const safe: Notice = {
    ...notice,
    // The subject of the first message is made of a redacted title and of names: to mask more would part the conversation.
    stem: asSubject(safeId(notice.stem)),
    threadId: safeId(notice.threadId),
    headline: safeText(notice.headline),
    explanation: safeText(notice.explanation),
    evidence: few(notice.evidence).map(({ label, text }) => ({ label: safeText(label), text: safeText(text) })),
    sections: notice.sections.slice(0, MAX_SECTIONS).map(safeSection),
    fixes: few(notice.fixes).map((step) => mapStep(step, { text: safeText, id: safeId })),
    links: few(notice.links).map((link) => mapLink(link, safeId)),
    clusters: ids(notice.clusters),
    services: ids(notice.services),
    ...(notice.family === undefined ? {} : { family: safeId(notice.family) }),
    ...(notice.families === undefined ? {} : { families: ids(notice.families) }),
    account: safeId(notice.account),
    region: safeId(notice.region),
    resources: few(notice.resources).map(safeId),
    missing: few(notice.missing).map(safeText),
  };
  redacted.add(safe);
  return safe;
}

function safeSection({ heading, entries, lists }: NoticeSection): NoticeSection {
  return {
    heading: safeText(heading).replaceAll('\n', ' '),
    entries: entries.slice(0, MAX_ITEMS).map(safeText),
    ...(lists === undefined ? {} : { lists: lists.slice(0, MAX_LISTS).map(safeList) }),
  };
}

function safeList({ label, names, more = 0 }: NameList): NameList {
  const left = more + Math.max(0, names.length - MAX_NAMES);
  return {
    label: safeText(label).replaceAll('\n', ' '),
    names: names.slice(0, MAX_NAMES).map(safeId),
    ...(left === 0 ? {} : { more: left }),
  };
}

import { shortTag } from '../event/workload.ts';
import { chatLinks, chatSteps, cutId, joinWithin, MAX_DESCRIPTION, MAX_KEYWORD, MAX_TITLE, SIGNS } from './chat.ts';
import { chatCode, chatProse } from './chat-text.ts';
import { cutText } from './cut-text.ts';
import { fitNames, listInWords, namesLeftOut } from './name-lists.ts';
import type { Notice, NoticeSection } from './notice.ts';
import { redactNotice } from './redact-notice.ts';

const RECOVERED_SIGN = '\u{1f7e2}';

const MAX_QUOTES = 3;
const MAX_KEYWORDS = 10;
const MAX_CONTEXT = 256;

/** Renders a notice as the custom notification of Amazon Q Developer in chat applications, in what both Slack and Teams read. */
export function renderNoticeChat(given: Notice): string {
  const notice = redactNotice(given);
  const { kind, cause, severity, clusters, account, region, headline, stem } = notice;
  // Within a thread the subject is known, and what is new makes the better title.
  const title = notice.follows && headline !== '' ? headline : stem;
  const workloads = workloadsOf(notice);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: cutId(`${shortTag(`${notice.threadId}\n${headline}`)}-${kind}`),
    content: {
      textType: 'client-markdown',
      title: `${kind === 'recovered' ? RECOVERED_SIGN : SIGNS[severity]} ${chatProse(title, MAX_TITLE - 4)}`,
      description: describe(notice),
      nextSteps: chatSteps(notice.fixes),
      keywords: [kind === 'self-test' ? kind : cause, severity, ...clusters.slice(0, 3), ...workloads]
        .filter((keyword) => keyword !== '')
        .slice(0, MAX_KEYWORDS)
        .map((keyword) => chatProse(keyword, MAX_KEYWORD)),
    },
    metadata: {
      threadId: cutId(notice.threadId),
      summary: chatProse(headline || stem, MAX_TITLE),
      eventType: `EcsIncident${pascal(kind)}`,
      relatedResources: notice.resources,
      additionalContext: {
        cause,
        severity,
        kind,
        cluster: wholeNames(clusters),
        service: wholeNames(workloads),
        account,
        region,
      },
      enableCustomActions: true,
    },
  });
}

const workloadsOf = ({ services, family, families = [] }: Notice): readonly string[] => [
  ...services,
  ...(family === undefined ? families : [family]),
];

/** As many names as fit, none cut in two: actions may take them as they stand. */
function wholeNames(names: readonly string[]): string {
  const [first = '', ...rest] = names;
  return rest.reduce(
    (all, name) => (all.length + 2 + name.length <= MAX_CONTEXT ? `${all}, ${name}` : all),
    cutText(first, MAX_CONTEXT),
  );
}

const pascal = (kind: string): string =>
  kind
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

function describe(notice: Notice): string {
  const fits = (sections: readonly NoticeSection[]) =>
    paragraphs(notice, sections).join('\n\n').length <= MAX_DESCRIPTION;
  return joinWithin(paragraphs(notice, fitNames(notice.sections, fits))) || chatProse(notice.stem, MAX_TITLE);
}

function paragraphs(notice: Notice, sections: readonly NoticeSection[]): readonly string[] {
  const leftOut = namesLeftOut(sections);
  return [
    notice.follows && notice.headline.length < MAX_TITLE / 2 ? '' : chatProse(notice.headline, 600),
    chatProse(notice.explanation, 900),
    ...notice.evidence.slice(0, MAX_QUOTES).map(quoted),
    ...sections.map(sectionText),
    leftOut === 0 ? '' : `The mail has the ${leftOut.toLocaleString('en-US')} that are not named here.`,
    ...notice.missing.slice(0, 2).map((text) => `Not seen: ${chatProse(text, 400)}`),
    ...chatLinks(notice.links),
  ].filter((part) => part !== '');
}

function quoted({ label, text }: Notice['evidence'][number]): string {
  const code = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 6)
    .map((line) => chatCode(line, 400))
    .join('\n');
  return code === '' ? '' : `${label === '' ? '' : `${chatProse(label, 160)}:\n`}\`\`\`\n${code}\n\`\`\``;
}

function sectionText({ heading, entries, lists = [] }: NoticeSection): string {
  const lines = [
    ...entries.map((entry) => chatProse(entry, 500)),
    ...lists.map((list) => chatProse(listInWords(list), MAX_DESCRIPTION)),
  ];
  return lines.length === 0 ? '' : [chatProse(heading, 160), ...lines.map((line) => `- ${line}`)].join('\n');
}

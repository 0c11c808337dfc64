import { linkLines, prose, stepLines } from './body.ts';
import { cutText, cutToBytes, utf8Length } from './cut-text.ts';
import type { Mail } from './mail.ts';
import { fitNames, listInWords } from './name-lists.ts';
import type { Notice, NoticeKind, NoticeSection } from './notice.ts';
import { redactNotice } from './redact-notice.ts';
import { replySubject } from './subject-line.ts';
import { COLUMNS, unbroken, wrapProse, wrapQuote } from './wrap-text.ts';

const MAX_BYTES = 24_576;
/** A message about many services names every one; SNS takes 262,144 bytes with subject and attributes. */
const MAX_CROWD_BYTES = 200_000;
const CROWDS: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['storm', 'digest']);
const CUT = '\n\n[cut here: the whole message is in the log of the function]';

const ITEMS = 20;
const ROWS_OF_EVIDENCE = 16;
const LINES_OF_EVIDENCE = 8;

/** Renders a notice as mail: plain text that wraps at 72 columns, what is new first. */
export function renderNoticeMail(given: Notice): Mail {
  const notice = redactNotice(given);
  const most = CROWDS.has(notice.kind) ? MAX_CROWD_BYTES : MAX_BYTES;
  const render = (sections: readonly NoticeSection[]) => bodyOf(notice, sections);
  const sections = fitNames(notice.sections, (fewer) => utf8Length(render(fewer)) <= most);
  return {
    subject: notice.follows ? replySubject(notice.stem) : notice.stem,
    body: cutToBytes(render(sections), most, CUT),
  };
}

function bodyOf(notice: Notice, sections: readonly NoticeSection[]): string {
  const list = (texts: readonly string[]) => texts.flatMap((text) => prose(text, '- ', '  '));
  return [
    // A phone shows the first line beside the subject.
    prose(notice.headline || notice.stem).join('\n'),
    prose(notice.explanation).join('\n'),
    section('EVIDENCE', notice.evidence.slice(0, ITEMS).flatMap(quoted)),
    ...sections.map(({ heading, entries, lists = [] }) =>
      section(heading.toUpperCase(), [
        ...list(entries),
        ...lists.flatMap((names) => wrapProse(listInWords(names, whole), '- ', '  ')),
      ]),
    ),
    section('WHAT TO CHANGE', stepLines(notice.fixes, { items: ITEMS })),
    section('NOT SEEN', list(notice.missing)),
    section('LINKS', linkLines(notice, { items: ITEMS })),
    idsOf(notice).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A name with its count on one line, where one line can hold it behind the list's dash. */
const whole = (name: string): string => (name.length <= COLUMNS - 4 ? unbroken(name) : name);

const section = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [cutText(heading, COLUMNS), ...lines].join('\n');

function quoted({ label, text }: Notice['evidence'][number]): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const rows = lines.slice(0, LINES_OF_EVIDENCE).flatMap((line) => wrapQuote(line.trimEnd(), '> ', '    ', 8, 70));
  const shown =
    rows.length > ROWS_OF_EVIDENCE || lines.length > LINES_OF_EVIDENCE
      ? [...rows.slice(0, ROWS_OF_EVIDENCE), '    ...']
      : rows;
  return shown.length === 0 ? [] : [...(label === '' ? [] : prose(`${label}:`)), ...shown];
}

function idsOf({ account, region, clusters, cause, kind }: Notice): readonly string[] {
  const shown = clusters.slice(0, 5);
  const others = clusters.length - shown.length;
  const phrases = [
    ...(account === '' ? [] : [`account ${account}`]),
    ...(region === '' ? [] : [region]),
    ...shown.map((cluster) => `cluster ${cluster}`),
    ...(others === 0 ? [] : [`${others} more clusters`]),
    // A test has none, whatever its attribute says.
    ...(kind === 'self-test' ? [] : [`cause ${cause}`]),
    `kind ${kind}`,
  ];
  return wrapProse(phrases.map(unbroken).join(', '));
}

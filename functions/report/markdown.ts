import { formatDate } from '../event/format-time.ts';
import { cutText } from './cut-text.ts';
import { excerptText, excerptWindow } from './excerpt-window.ts';
import type { PostMortem, ShownStep } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';
import { workloadOf } from './subject-line.ts';
import {
  definitionId,
  evidenceBesideExcerpts,
  evidenceLabel,
  exitInWords,
  isProvenByLog,
  linkInWords,
  momentInWords,
  stopInWords,
  verdictInWords,
} from './wording.ts';

const MAX_PROSE = 1_000;
const MAX_LINE = 500;
const MAX_LINES = 40;
const MAX_ITEMS = 12;

/** Renders the report as Markdown for an issue or a wiki page; quoted text cannot break out of its code. */
export function renderMarkdown(postMortem: PostMortem): string {
  const pm = redactPostMortem(postMortem);
  const { task } = pm;
  const beside = section('Evidence', evidence(pm));
  const parts = [
    `# ${prose(`${workloadOf(task)}: ${pm.title} (${task.cluster})`)}`,
    `**${prose(pm.headline)}**`,
    prose(`${stopInWords(pm)} ${verdictInWords(pm)}`),
    prose(pm.explanation),
    ...(isProvenByLog(pm) ? [...excerpts(pm), beside] : [beside, ...excerpts(pm)]),
    section('What to change', steps(pm.fixes)),
    section('What to check', steps(pm.checks)),
    section('Also', [
      ...(pm.secondary === null ? [] : [`- Seen with it: ${prose(pm.secondary.title)}: ${code(pm.secondary.text)}`]),
      ...bullets(pm.remarks),
    ]),
    section('Not seen', bullets(pm.missing)),
    section('Timeline', timeline(pm)),
    section('Containers', containers(pm)),
    section('Links', links(pm)),
    `Task \`${task.taskId}\`, ${prose(`${definitionId(task)}, cluster ${task.cluster}, account ${task.account}, ${task.region}, ${pm.cause}`)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const section = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `## ${heading}\n\n${lines.join('\n').trimEnd()}`;

const bullets = (texts: readonly string[]): readonly string[] =>
  texts.slice(0, MAX_ITEMS).map((text) => `- ${prose(text)}`);

// GitHub and GitLab turn `@name` and `#1` into mentions; a zero-width space is the only escape that both respect.
const prose = (text: string): string =>
  cutText(text, MAX_PROSE)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]<>|~&]/g, '\\$&')
    .replace(/[@#](?=[\p{L}\p{N}])/gu, '$&\u200b');

/** Inline code, fenced by more backticks than it holds in a row. */
function code(text: string): string {
  const line = cutText(text.replaceAll('\n', ' ').trim(), MAX_PROSE);
  if (line === '') return '';
  const marks = '`'.repeat(longestRun(line) + 1);
  const space = /^`|`$/.test(line) ? ' ' : '';
  return marks + space + line + space + marks;
}

function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

const evidence = (pm: PostMortem): readonly string[] =>
  evidenceBesideExcerpts(pm)
    .slice(0, MAX_ITEMS)
    .map((item) => {
      const line = `${prose(evidenceLabel(item))}: ${code(item.text)}`;
      return item.decisive ? `- **decisive** ${line}` : `- ${line}`;
    });

const excerpts = ({ excerpts }: PostMortem): readonly string[] =>
  excerpts.map(({ container, lines }) => {
    const quoted = excerptWindow(lines, MAX_LINES).lines.map((line) =>
      cutText(`${line.decisive ? '> ' : '  '}${excerptText(line)}`, MAX_LINE),
    );
    return `## Log of ${prose(container)}\n\n${fenced(quoted.join('\n'), 'text')}`;
  });

const steps = (all: readonly ShownStep[]): readonly string[] =>
  all.slice(0, MAX_ITEMS).flatMap(({ text, command, link }, index) => {
    const marker = `${index + 1}. `;
    const place = link?.url === undefined ? '' : ` ([${prose(link.label)}](${link.url}))`;
    const first = marker + prose(text) + place;
    if (command === undefined) return [first];
    const block = fenced(command, 'sh')
      .split('\n')
      .map((line) => `${' '.repeat(marker.length)}${line}`);
    return [first, '', ...block, ''];
  });

function timeline({ timeline }: PostMortem): readonly string[] {
  const first = timeline[0];
  if (first === undefined) return [];
  return [
    `Times are UTC, ${formatDate(first.at)}.`,
    '',
    ...timeline.map((entry) => `- ${prose(momentInWords(entry, first.at))}`),
  ];
}

function containers({ task, container: blamed }: PostMortem): readonly string[] {
  if (task.containers.length === 0) return [];
  return [
    '| Container | Exit | Image |',
    '| --- | --- | --- |',
    ...task.containers.map(
      ({ name, exitCode, image = '' }) =>
        `| ${prose(name)}${name === blamed && exitCode !== undefined ? ' (failed)' : ''} | ${prose(exitInWords(exitCode))} | ${prose(image)} |`,
    ),
  ];
}

const links = ({ links }: PostMortem): readonly string[] =>
  links.slice(0, MAX_ITEMS).map((link) => {
    const text = prose(linkInWords(link));
    return link.url === undefined ? `- ${text}` : `- ${text}  \n  <${link.url}>`;
  });

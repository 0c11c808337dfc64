import { formatDate } from '../event/format-time.ts';
import { cutText } from './cut-text.ts';
import { excerptText, excerptWindow } from './excerpt-window.ts';
import type { PostMortem, ShownStep } from './post-mortem.ts';
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
import { unbroken, wrapProse, wrapQuote } from './wrap-text.ts';

/** How the parts that stand out are shown; each takes and gives one line. */
export interface Paint {
  readonly heading: (line: string) => string;
  readonly decisive: (line: string) => string;
  readonly faint: (line: string) => string;
}

const asIs = (line: string): string => line;

/** No colours: what a mail can carry. */
export const PLAIN: Paint = { heading: asIs, decisive: asIs, faint: asIs };

/** How much a body may hold. */
export interface BodyBounds {
  /** Log lines quoted of the container to blame. */
  readonly excerptLines: number;
  /** Printed rows that the decisive line or piece of evidence may take. */
  readonly decisiveRows: number;
  /** Entries of each list. */
  readonly items: number;
}

const MAX_PROSE = 600;
const MAX_COMMAND = 1_500;
const MAX_EXCERPTS = 3;

/**
 * The report as plain text of at most 72 columns, the most important first; only links, commands and single words are
 * longer. The post-mortem must be redacted.
 */
export function renderBody(pm: PostMortem, bounds: BodyBounds, paint: Paint = PLAIN): string {
  const section = (heading: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : [paint.heading(heading), ...lines].join('\n');
  const list = (texts: readonly string[]) => texts.slice(0, bounds.items).flatMap((text) => prose(text, '- ', '  '));
  const beside = section('EVIDENCE', evidence(pm, bounds, paint));
  const quoted = excerpts(pm, bounds, paint);
  return [
    verdict(pm, paint),
    ...(isProvenByLog(pm) ? [...quoted, beside] : [beside, ...quoted]),
    section('ALSO', [...secondary(pm, bounds), ...list(pm.remarks)]),
    section('WHAT TO CHANGE', stepLines(pm.fixes, bounds)),
    section('WHAT TO CHECK', stepLines(pm.checks, bounds)),
    section('NOT SEEN', list(pm.missing)),
    timeline(pm, bounds, section),
    section('CONTAINERS', containers(pm, bounds)),
    section('LINKS', linkLines(pm, bounds)),
    ids(pm).map(paint.faint).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A paragraph of bounded length. */
export const prose = (text: string, first = '', hang = first): string[] =>
  wrapProse(cutText(text, MAX_PROSE), first, hang);

function verdict(pm: PostMortem, paint: Paint): string {
  return [
    ...prose(pm.headline).map(paint.heading),
    ...prose(stopInWords(pm)),
    ...prose(verdictInWords(pm)),
    '',
    ...prose(pm.explanation),
  ]
    .join('\n')
    .trimEnd();
}

function evidence(pm: PostMortem, { items, decisiveRows }: BodyBounds, paint: Paint): readonly string[] {
  return evidenceBesideExcerpts(pm)
    .slice(0, items)
    .flatMap((item) => {
      const lines = wrapProse(`${evidenceLabel(item)}: ${item.text}`, item.decisive ? '> ' : '  ', '    ');
      const rows = item.decisive ? decisiveRows : 6;
      const shown = lines.length > rows ? [...lines.slice(0, rows), '    ...'] : lines;
      const bounded = shown.map((line) => cutText(line, MAX_PROSE));
      return item.decisive ? bounded.map(paint.decisive) : bounded;
    });
}

function excerpts(pm: PostMortem, { excerptLines, decisiveRows }: BodyBounds, paint: Paint): readonly string[] {
  return pm.excerpts.slice(0, MAX_EXCERPTS).map(({ container, lines }, index) => {
    const most = index === 0 ? excerptLines : Math.ceil(excerptLines / 4);
    const window = excerptWindow(lines, most);
    return [
      paint.heading(cutText(`LOG OF ${container}`, 72)),
      ...leftOut(window.before),
      ...window.lines.flatMap((line) =>
        line.decisive
          ? wrapQuote(excerptText(line), '> ', '    ', decisiveRows, 70).map(paint.decisive)
          : wrapQuote(excerptText(line), '  ', '    ', 2, 70),
      ),
      ...leftOut(window.after),
    ].join('\n');
  });
}

const leftOut = (count: number): readonly string[] =>
  count === 0 ? [] : [`  [${count} more line${count === 1 ? '' : 's'}]`];

/** Steps, numbered, each with its command and its page below it. */
export function stepLines(all: readonly ShownStep[], { items }: Pick<BodyBounds, 'items'>): readonly string[] {
  const shown = all.slice(0, items);
  return shown.flatMap(({ text, command, link }, index) => [
    ...prose(text, `${index + 1}. `, '   '),
    ...(command === undefined
      ? []
      : cutText(command, MAX_COMMAND)
          .split('\n')
          .map((line) => `     ${line}`)),
    // Steps on the same page follow each other: one link serves them all.
    ...(link?.url === undefined || shown.findIndex((step) => step.link?.url === link.url) < index
      ? []
      : [`   ${link.url}`]),
  ]);
}

function secondary({ secondary }: PostMortem, { decisiveRows }: BodyBounds): readonly string[] {
  if (secondary === null) return [];
  const quote = secondary.text.split('\n').find((line) => line.trim() !== '');
  return [
    ...prose(`Seen with it: ${secondary.title}.`, '- ', '  '),
    ...(quote === undefined ? [] : wrapQuote(quote.trim(), '    ', '    ', Math.ceil(decisiveRows / 2))),
  ];
}

function timeline(
  { timeline }: PostMortem,
  { items }: BodyBounds,
  section: (heading: string, lines: readonly string[]) => string,
): string {
  const first = timeline[0]?.at ?? 0;
  return section(
    `TIMELINE (UTC, ${formatDate(first)})`,
    timeline.slice(0, 2 * items).flatMap((entry) => prose(momentInWords(entry, first), '', '  ')),
  );
}

function containers({ task, container: blamed }: PostMortem, { items }: BodyBounds): readonly string[] {
  return [
    ...task.containers
      .slice(0, items)
      .flatMap(({ name, exitCode, image }) => [
        ...prose(
          `${name}: ${exitInWords(exitCode)}${name === blamed && exitCode !== undefined ? ' <- failed' : ''}`,
          '',
          '  ',
        ),
        ...(image === undefined ? [] : prose(image, '  ')),
      ]),
    ...(task.containers.length > items ? [`[${task.containers.length - items} more]`] : []),
  ];
}

/** The places to look, but for those that stand beside a step. */
export function linkLines(
  { links, fixes }: Pick<PostMortem, 'links' | 'fixes'>,
  { items }: Pick<BodyBounds, 'items'>,
): readonly string[] {
  const beside = new Set(fixes.slice(0, items).map(({ link }) => link?.url));
  return links
    .filter(({ url }) => url === undefined || !beside.has(url))
    .slice(0, items)
    .flatMap((link) => [...prose(linkInWords(link), '', '  '), ...(link.url === undefined ? [] : [link.url])]);
}

function ids({ task, cause, signature }: PostMortem): readonly string[] {
  const { taskId, account, region, cluster, availabilityZone, launchType, stopCode } = task;
  const phrases = [
    `task ${taskId}`,
    `account ${account}`,
    region,
    `cluster ${cluster}`,
    definitionId(task),
    ...[launchType, availabilityZone].filter((place) => place !== undefined),
    ...(stopCode === undefined ? [] : [`stop code ${stopCode}`]),
    `cause ${cause}`,
    ...(signature === null ? [] : [`signature ${signature}`]),
  ];
  return wrapProse(phrases.map(unbroken).join(', '));
}

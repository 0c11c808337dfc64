import { CUT_MARK } from './cut-text.ts';

const BREAK = '\u200b';

/** Characters that chat clients read as markup; Slack takes `&`, `<` and `>` as entities. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Characters that would end or begin formatting have look-alikes that never do. */
const LOOKALIKES: Readonly<Record<string, string>> = { ...ENTITIES, '*': '\u2217', '~': '\u223c', '`': "'" };

/** Text of unknown origin for chat prose: no mention, link, emphasis or code; at most `max` UTF-16 units. */
export function chatProse(text: string, max: number): string {
  const calm = calmMentions(text)
    .replaceAll('://', `:${BREAK}//`)
    .replaceAll('](', '] (')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\u02cd');
  return escapeWithin(calm, LOOKALIKES, max);
}

/** Text of unknown origin for the inside of a code block: line feeds stay. */
export const chatCode = (text: string, max: number): string =>
  escapeWithin(calmMentions(text), { ...ENTITIES, '`': "'" }, max);

/** A piece of inline code, its marks included. */
export function chatInlineCode(text: string, max: number): string {
  const code = chatCode(text.replaceAll('\n', ' ').trim(), max - 2);
  return code === '' ? '' : `\`${code}\``;
}

/** A link of ours, bare: Slack and Teams both make it clickable, while each has a syntax of its own for labels. */
export const chatUrl = (url: string): string => url.replaceAll('&', '&amp;');

const calmMentions = (text: string): string => text.replace(/@(?=(?:here|channel|everyone)\b)/gi, `@${BREAK}`);

/** Escapes and cuts in one go, so that no entity is cut in two. */
function escapeWithin(text: string, escapes: Readonly<Record<string, string>>, max: number): string {
  let out = '';
  let fits = '';
  for (const character of text) {
    const next = escapes[character] ?? character;
    if (out.length + next.length > max) return fits + CUT_MARK;
    out += next;
    if (out.length <= max - CUT_MARK.length) fits = out;
  }
  return out;
}

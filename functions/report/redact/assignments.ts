import { nameKind, VENDOR } from './secret-names.ts';
import { isSecret, isSecretUnder } from './secret-under.ts';
import { isHexId, isReference, isWordy, looksRandom } from './secret-value.ts';

const KEYWORD =
  /pass|pwd|psk|secret|token|key|auth|cred|cookie|jwt|dsn|sig|sess|salt|otp|pat(?![a-z])|sid|bearer|pw|hmac|webhook|sas/gi;

const SPACE = String.raw`[ \t]`;
const QUOTES = String.raw`\\*["'\x60]`;
const PHRASE = `(?: (?:is|was|are|provided|used|given|value|string|set to|for [\\w.@-]{1,40}(?=: )))?`;
const EQUALS = String.raw`(?:: "" ?[-=]>|:${SPACE}{0,2}[A-Za-z]{3,12}${SPACE}{0,2}=|::?:?=|=>|->|={1,2}|:{1,3}|[?.|]=|\|\|[:=]|%3[DdAa]|(?<=["']) ?>)`;
/** Names beside values in a sentence: `set API_KEY to "…"`, where only a generated value is taken for a secret. */
const SPOKEN = '(?: (?:to|is|was|as))? \\(?';
/** `"name": "DB_PASSWORD", "value": "…"`, as task definitions and Kubernetes have it. */
const VALUE = `(?:${QUOTES})?[A-Za-z]{0,10}[vV]alue(?:${QUOTES})?${SPACE}{0,2}[:=]${SPACE}{0,4}`;
const YAML_BLOCK = String.raw`(?:[|>][-+]?\r?\n[ \t]{1,16})?`;
const OPENING = String.raw`(?:\[\]\w{1,8}\{|\[(?!redacted)|&?[A-Z]\w{0,20}\((?=["'])|Optional\[|string\(\d{1,6}\) |&(?=["']))?(?:[bru](?=["']))?`;

/** What may stand between a name and its value. */
const JOINT = new RegExp(
  `^(?:(?:${QUOTES}|[\\])]){0,3}${PHRASE}${SPACE}{0,4}${EQUALS}${SPACE}{0,8}${YAML_BLOCK}${OPENING}` +
    `|(?:${QUOTES})?${SPACE}{0,2},${SPACE}{0,4}${VALUE}|(?:${QUOTES})?,?(?:\\r?\\n)?${SPACE}{1,16}${VALUE}|,(?=[\\w+/=.:-]{16,256}(?:[,\\s]|$))|${QUOTES}${SPACE}{0,2},${SPACE}{0,4}(?=${QUOTES})|${SPOKEN}(?=${QUOTES})| (?:is|was) (?=[^\\s"']{0,64}\\d))`,
);
const SAID = new RegExp(`^${SPOKEN}$|^ (?:is|was) $|^,$`);
const QUOTE = new RegExp(`^${QUOTES}`);
/** A quoted string after a comma is the value of a call such as `put("password", "…")`, unless it is the next key. */
const NEXT_KEY = new RegExp(`^${QUOTES}${SPACE}{0,2}:`);

/** Ends an unquoted value at white space or a quote, and at a separator only where what follows is no part of a value. */
const END = /[\s"'`<>]|\\{1,8}["'nrt]|%26|[,;&|)}\]](?=[\s"'`,;&|)}\]\\]|$|[\w.-]{1,40}["']?[=:])/;

const isNameCode = (code: number): boolean =>
  (code > 96 && code < 123) ||
  (code > 64 && code < 91) ||
  (code > 47 && code < 58) ||
  code === 95 ||
  code === 45 ||
  code === 46 ||
  code === 36;
/** What comes before a word that is no name: a part of an ARN, or of what an earlier step put in a secret's place. */
const NOT_A_NAME = /(?:arn:aws[\w-]*:[^\s"']*|\[redacted[^\]]*)$/;
const LONGEST_NAME = 64;

/** The same few names stand on most lines of a log. */
const remembered = <T>(judge: (name: string, before: string) => T): ((name: string, before: string) => T) => {
  const known = new Map<string, T>();
  return (name, before) => {
    const key = `${before} ${name}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const judged = judge(name, before);
    known.set(key, judged);
    return judged;
  };
};

/**
 * Finds the next place where a pattern matches, and remembers it: many names may lie before one end, and looking anew for
 * each would take quadratic time.
 */
const finder = (text: string, pattern: RegExp): ((from: number) => number) => {
  const search = new RegExp(pattern, 'g');
  let asked = 0;
  let found = -1;
  return (from) => {
    if (from < asked || from > found) {
      search.lastIndex = from;
      found = search.exec(text)?.index ?? text.length;
      asked = from;
    }
    return found;
  };
};

const endOfQuoted = (text: string, from: number, last: number, quote: string): number => {
  let end = text.indexOf(quote, from);
  while (quote.length === 1 && end !== -1 && end < last && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
  return end === -1 || end > last ? last : end;
};

/** A header's value has spaces of its own; it ends with the line, the quote or the next header of a printed map. */
const endOfHeader = (text: string, from: number, lineEnd: number): number => {
  const last = Math.min(lineEnd, from + 4096);
  const value = text.slice(from, last);
  if (/^(?:AWS4-|Digest |OAuth |Hawk )/.test(value)) return last;
  const close = /["'`\]}]|, [A-Za-z-]{2,40}[:=]/.exec(value);
  return close === null ? last : from + close.index;
};

const jointAfter = (text: string, start: number, stop: number): string | undefined => {
  const ahead = text.slice(stop, stop + 120);
  const joint = JOINT.exec(ahead)?.[0];
  if (joint !== undefined) return joint;
  if (text[start] === '-' || /\b(?:ENV|ARG|setenv|setx) $/.test(text.slice(Math.max(0, start - 8), start)))
    return /^[ \t]+(?!-)/.exec(ahead)?.[0];
  if (/<(?:\w{1,12}:)?$/.test(text.slice(Math.max(0, start - 14), start)))
    return /^(?: [^<>\n]{1,80}["'/])?>\s{0,16}/.exec(ahead)?.[0];
  return undefined;
};

const maskHeader = (value: string): string => {
  const scheme = /^(?:AWS4-HMAC-SHA256|[A-Za-z-]{3,12})(?=[ ]|%20)/.exec(value)?.[0];
  return scheme === undefined ? '[redacted]' : `${scheme} [redacted]`;
};

/** Masks the values of names that promise a secret: `KEY=value`, `key: value`, JSON, YAML, headers, flags, structs. */
export const maskAssignments = (text: string): string => {
  let out = '';
  let done = 0;
  let cursor = 0;
  const kindOf = remembered(nameKind);
  const endOf = finder(text, END);
  const lineEnd = finder(text, /\n/);
  for (const { index } of text.matchAll(KEYWORD)) {
    if (index < cursor) continue;
    let start = index;
    while (start > done && index - start < LONGEST_NAME && isNameCode(text.charCodeAt(start - 1))) start--;
    let stop = index;
    while (stop < text.length && stop - index < LONGEST_NAME && isNameCode(text.charCodeAt(stop))) stop++;
    cursor = stop;
    const joint = jointAfter(text, start, stop);
    if (joint === undefined) continue;
    const name = text.slice(start, stop);
    const lead = text.slice(Math.max(done, start - 120), start);
    const before = /(?:^|[^\w-])([A-Za-z][\w-]{1,20}) $/.exec(lead)?.[1] ?? '';
    const kind = kindOf(name, before);
    if (kind === 'none' || NOT_A_NAME.test(lead)) continue;
    let from = stop + joint.length;
    const quote = QUOTE.exec(text.slice(from, from + 8))?.[0];
    from += quote?.length ?? 0;
    const end =
      quote !== undefined
        ? endOfQuoted(text, from, lineEnd(from), quote)
        : kind === 'header'
          ? endOfHeader(text, from, lineEnd(from))
          : endOf(from);
    if (quote !== undefined && joint.includes(',') && NEXT_KEY.test(text.slice(end, end + 8))) continue;
    const value = text.slice(from, end).trimEnd();
    if (quote === undefined && /^[[{(]/.test(value)) continue;
    if (kind === 'header' && /^(?:[\w-]{1,20} )?\[redacted/.test(value)) continue;
    if (quote !== undefined && /^[^=:]*,\s*$/.test(joint) && /^[A-Za-z_]+$/.test(value) && !/\(["'`]$/.test(lead))
      continue;
    const loose = /[: ] ?\[?$/.test(joint) && !joint.includes('=');
    if (loose && quote === undefined && kind === 'secret' && /^[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)+$/.test(value)) continue;
    const prose =
      loose &&
      quote === undefined &&
      /^[A-Za-z][a-z]*[,.:;]?$/.test(value) &&
      /^ [A-Za-z]/.test(text.slice(end, end + 2));
    if (!isSecret(kind, name, value, { before, loose, prose, said: SAID.test(joint) })) continue;
    out += text.slice(done, from) + (kind === 'header' ? maskHeader(value) : '[redacted]');
    done = from + value.length;
    cursor = done;
  }
  return maskValueBeforeName(out + text.slice(done));
};

/** Masks `{"value": "…", "name": "DB_PASSWORD"}`, where the name comes late. */
const maskValueBeforeName = (text: string): string =>
  /name["'\\]/i.test(text)
    ? text.replace(
        /([vV]alue\\*["']\s?:\s?\\*["'])([^"'\\\n]{1,400})(\\*["']\s?,\s?\\*["'][nN]ame\\*["']\s?:\s?\\*["'])([\w.-]{1,80})/g,
        (match: string, head: string, value: string, middle: string, name: string) =>
          isSecretUnder(name, value) ? `${head}[redacted]${middle}${name}` : match,
      )
    : text;

const NOT_A_KEY = /name|trace|span|event|request|release|version|url|host|uri|image|digest|commit|sha|task/i;

/** Masks generated values beside names that only say whose they are: `dropbox: 1a2b…`, `rollbar.init('1a2b…')`. */
export const maskVendorValues = (text: string): string =>
  text.replace(
    /([:=][ \t"'`\\>=]{0,4}|>|\((?:["'][\w.-]{1,40}["'], ?)?["'])([\w.+/~:%=-]{14,})/g,
    (match: string, joint: string, value: string, offset: number) => {
      if (!/\d/.test(value) || /^(?:\/\/|[a-z_]+=)/.test(value)) return match;
      const lead = text.slice(Math.max(0, offset - LONGEST_NAME), offset);
      const name =
        /(?<![\w.-])[\w.-]{2,64}(?: (?:api|app|client|access|auth|id|key|token)){0,3}["'\])\\]{0,3}[ \t]{0,2}[?:+|]?$/.exec(
          lead,
        )?.[0];
      if (name === undefined || NOT_A_KEY.test(name) || !VENDOR.test(name)) return match;
      const head = value.slice(0, 256);
      if (/^\d+$/.test(head) && !(head.length > 14 && /client/i.test(name))) return match;
      if (isReference(head) || isWordy(head) || !(looksRandom(head) || isHexId(head))) return match;
      return `${joint}[redacted]`;
    },
  );

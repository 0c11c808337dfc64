import { type NameKind, nameKind, VENDOR } from './secret-names.ts';
import { isHexId, isPlaceholder, isReference, isWordy, looksRandom } from './secret-value.ts';

const KEYWORD =
  /pass|pwd|psk|secret|token|key|auth|cred|cookie|jwt|dsn|sig|sess|salt|otp|[_.]pat|sid|bearer|pw|hmac|webhook|sas/gi;

/** What may stand between a name and its value. */
const JOINT =
  /^(?:(?:\\*["'`]|[\])]){0,3}(?: (?:is|was|are|provided|used|given|value|string|set to|for [\w.@-]{1,40}))?[ \t]{0,4}(?::[ \t]{0,2}[A-Za-z]{3,12}[ \t]{0,2}=|(?:::?:?=|=>|->|={1,2}|:{1,3}|[?.|]=|\|\|[:=]|%3[DdAa]))[ \t]{0,8}|\\*["'`][ \t]{0,2},[ \t]{0,4}(?:\\*["'`]?[A-Za-z]{0,10}[vV]alue\\*["'`]?[ \t]{0,2}[:=][ \t]{0,4}|(?=\\*["'`]))|\\*["'`]?,?[ \t]{1,4}[A-Za-z]{0,10}[vV]alue[ \t]{0,2}[:=][ \t]{0,4}|\\*["'`]?[ \t]{0,2},[ \t]{0,4}[A-Za-z]{0,10}[vV]alue[ \t]{0,2}[:=][ \t]{0,4})(?:[|>][-+]?\r?\n[ \t]{1,16})?(?:\[\]\w{1,8}\{|\[(?!redacted)|&?(?=\\*["'`]))?(?:[bru](?=["']))?/;

const QUOTE = /^\\*["'`]/;
const isNameCode = (code: number): boolean =>
  (code > 47 && code < 58) ||
  (code > 64 && code < 91) ||
  (code > 96 && code < 123) ||
  code === 95 ||
  code === 45 ||
  code === 46 ||
  code === 36;

/** Ends an unquoted value at white space or a quote, and at a separator only where something follows that is not value. */
const END = /[\s"'`<>]|\\+["'nrt]|%26|[,;&|)}\]](?=[\s"'`,;&|)}\]\\]|$|[\w.-]{1,40}["']?[=:])|$/g;

const endOf = (text: string, from: number): number => {
  const end = new RegExp(END);
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
};

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

const judges = {
  none: (): boolean => false,
  header: (value: string): boolean => !/^[a-z]+(?: [a-z]+)*$/.test(value),
  password: (value: string, bare: boolean, prose: boolean): boolean =>
    !prose && !/^[A-Z]+(?:_[A-Z]+)+$/.test(value) && !(bare && /^\d{1,4}$/.test(value)),
  secret: (value: string, bare: boolean, prose: boolean): boolean => {
    if (looksRandom(value) || (isHexId(value) && value.length >= 16 && /\d/.test(value))) return true;
    if (/^\d{1,9}$/.test(value) || prose) return false;
    return (
      !bare &&
      value.length >= 4 &&
      !/\//.test(value) &&
      !(/^[a-z]/.test(value) && isWordy(value) && /secret|cred|name|param/.test(value) && bare)
    );
  },
  key: (value: string): boolean =>
    value.length >= 16 &&
    looksRandom(value) &&
    !isHexId(value) &&
    !isWordy(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !/[/:.]/.test(value.slice(0, -1)),
} satisfies Record<NameKind, (value: string, bare: boolean, prose: boolean) => boolean>;

/** Tells whether the value under a name is a secret to mask. */
export const isSecretUnder = (name: string, value: string, before = ''): boolean => {
  if (value === '' || isPlaceholder(value) || isReference(value)) return false;
  const bare = !/[A-Za-z][-_. ]|[a-z][A-Z]/.test(name) && before === '';
  return judges[nameKind(name, before)](value, bare, false);
};

const maskHeader = (value: string): string => {
  const scheme = /^(?:AWS4-HMAC-SHA256|[A-Za-z-]{3,12})(?=[ ]|%20)/.exec(value)?.[0];
  return scheme === undefined || scheme.length === value.length ? '[redacted]' : `${scheme} [redacted]`;
};

/** Masks the values of names that promise a secret: `KEY=value`, `key: value`, JSON, YAML, headers, flags, structs. */
export const maskAssignments = (text: string): string => {
  let out = '';
  let done = 0;
  let cursor = 0;
  for (const { index } of text.matchAll(KEYWORD)) {
    if (index < cursor) continue;
    let start = index;
    while (start > done && index - start < 64 && isNameCode(text.charCodeAt(start - 1))) start--;
    let stop = index;
    while (stop < text.length && stop - index < 80 && isNameCode(text.charCodeAt(stop))) stop++;
    cursor = stop;
    const flag = text.charCodeAt(start) === 45;
    const name = text.slice(start, stop);
    const ahead = text.slice(stop, stop + 120);
    let joint = JOINT.exec(ahead)?.[0];
    const element = joint === undefined && ahead.startsWith('>') && text.charCodeAt(start - 1) === 60;
    if (element) joint = /^>\s{0,16}/.exec(ahead)?.[0];
    if (joint === undefined && flag) joint = /^[ \t]+(?!-)/.exec(ahead)?.[0];
    if (joint === undefined) continue;
    const before = /(?:^|[^\w-])([A-Za-z][\w-]{1,20}) $/.exec(text.slice(Math.max(done, start - 24), start))?.[1] ?? '';
    const kind = nameKind(name, before);
    if (kind === 'none') continue;
    let from = stop + joint.length;
    const quote = QUOTE.exec(text.slice(from, from + 8))?.[0];
    let end: number;
    if (quote === undefined) {
      end = kind === 'header' ? lineEnd(text, from) : endOf(text, from);
      if (kind === 'header' && !/^(?:AWS4-|Digest |OAuth |Hawk )/.test(text.slice(from, from + 8))) {
        const close = /["'`\]}]|, [A-Za-z-]{2,40}[:=]/.exec(text.slice(from, Math.min(end, from + 8192)));
        if (close !== null) end = from + close.index;
      }
    } else {
      from += quote.length;
      const last = lineEnd(text, from);
      end = text.indexOf(quote, from);
      while (quote.length === 1 && end !== -1 && end < last && text.charCodeAt(end - 1) === 92)
        end = text.indexOf(quote, end + 1);
      if (end === -1 || end > last) end = last;
    }
    if (quote !== undefined && joint.includes(',') && /^\\*["'`][ \t]{0,2}:/.test(text.slice(end, end + 8))) continue;
    const value = text.slice(from, end).trimEnd();
    if (!/[A-Za-z0-9!@#$%^&*]/.test(value) || isPlaceholder(value.slice(0, 80)) || isReference(value)) continue;
    if (/^[[{(]/.test(value) && quote === undefined) continue;
    const spaced = /[: ] ?\[?$/.test(joint) && !/=/.test(joint);
    const prose =
      spaced &&
      quote === undefined &&
      /^[A-Za-z][a-z]*[,.:;]?$/.test(value) &&
      /^ [A-Za-z]/.test(text.slice(end, end + 2));
    const bare = !/[A-Za-z][-_. ]|[a-z][A-Z]/.test(name) && (before === '' || kind !== 'secret') && spaced;
    if (!judges[kind](value, bare, prose)) continue;
    out += text.slice(done, from) + (kind === 'header' ? maskHeader(value) : '[redacted]');
    done = from + value.length;
    cursor = done;
  }
  return out + text.slice(done);
};

/** Masks generated values under names that only say whose they are: `dropbox: 1a2b…`. */
export const maskVendorValues = (text: string): string =>
  text.replace(
    /([:=][ \t"'`\\>=]{0,4})([\w.+/~:%=-]{14,})/g,
    (match: string, joint: string, value: string, offset: number) => {
      if (!/\d/.test(value) || /^\d+$|^\/\//.test(value)) return match;
      const name = /[A-Za-z][\w.-]{1,60}["'\])\\]{0,3}[ \t]{0,2}$/.exec(
        text.slice(Math.max(0, offset - 64), offset),
      )?.[0];
      if (name === undefined || !VENDOR.test(name) || NOT_A_KEY.test(name)) return match;
      if (isReference(value) || isWordy(value) || !(looksRandom(value) || isHexId(value))) return match;
      return `${joint}[redacted]`;
    },
  );

const NOT_A_KEY = /trace|span|event|request|release|version|url|host|uri|image|digest|commit|sha|task/i;

import { type Level, levelNamed } from './level.ts';

/** A structured log entry as lines of text: the message with its error first, then the stack. */
export interface FlatEntry {
  readonly level: Level;
  readonly lines: readonly string[];
  /** A collector's entry, which holds what a program printed as it printed it. */
  readonly collected?: true;
}

type Json = Readonly<Record<string, unknown>>;

const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'levelname',
  '@l',
  's',
  'log.level',
  'loglevel',
  'log_level',
  'LogLevel',
];
const MESSAGE_KEYS = [
  'msg',
  'message',
  'log',
  '@m',
  '@mt',
  'event',
  'errorMessage',
  'MESSAGE',
  'text',
  'body',
  'Message',
];
const ERROR_KEYS = [
  'error',
  'err',
  'exception',
  'errorMessage',
  'reason',
  'cause',
  'errorVerbose',
  '@x',
  'exc_info',
  'Exception',
  'failure',
  'thrown',
];
const STACK_KEYS = [
  'stack',
  'stack_trace',
  'stacktrace',
  'stackTrace',
  'exception.stacktrace',
  'error.stack_trace',
  'exc_info',
  'trace',
  '@x',
];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const firstString = (from: Json, keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const value = from[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
};

/** Says an error value in words: text as it is, an object by its type, message and code. */
const sayError = (value: unknown, depth = 0): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return depth > 2
      ? ''
      : value
          .slice(0, 4)
          .map((one) => sayError(one, depth + 1))
          .join('; ');
  if (!isObject(value) || depth > 2) return '';
  const parts: string[] = [];
  const type = firstString(value, ['type', 'name', 'class', 'exception_class', 'exceptionType', 'codeName']);
  const message = firstString(value, [
    'message',
    'msg',
    'errmsg',
    'error_str',
    'exception_message',
    'reason',
    'errorMessage',
  ]);
  if (type !== undefined && !(message ?? '').startsWith(type)) parts.push(`${type}:`);
  if (message !== undefined) parts.push(message);
  const code = value.code;
  if (typeof code === 'string' && !(message ?? '').includes(code)) parts.push(`(code: '${code}')`);
  for (const key of ['error', 'cause', 'root_cause', 'caused_by', 'message', 'originalError', 'parent']) {
    if (isObject(value[key])) parts.push(sayError(value[key], depth + 1));
  }
  return parts.join(' ');
};

const stackOf = (entry: Json): string | undefined => {
  for (const key of STACK_KEYS) {
    const value = entry[key];
    if (typeof value === 'string' && value.includes('\n')) return value;
    if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join('\n');
  }
  for (const key of ERROR_KEYS) {
    const value = entry[key];
    if (isObject(value)) {
      const inner = stackOf(value);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
};

const flattenEntry = (entry: Json): FlatEntry | undefined => {
  let level: Level = 'none';
  for (const key of LEVEL_KEYS) {
    if (level === 'none') level = levelNamed(entry[key]);
  }
  if (Array.isArray(entry.tags) && entry.tags.includes('fatal')) level = 'fatal';
  const message = firstString(entry, MESSAGE_KEYS);
  const body = entry.data ?? entry.attr ?? entry.fields ?? entry.context ?? entry.labels;
  const said: string[] = [];
  if (message !== undefined) said.push(message.trimEnd());
  else if (isObject(entry.message)) said.push(sayError(entry.message));
  else if (isObject(body)) said.push(firstString(body, [...MESSAGE_KEYS, 'info']) ?? '');
  const add = (text: string) => {
    if (text !== '' && !said.some((one) => one.includes(text))) said.push(text);
  };
  for (const source of isObject(body) ? [entry, body] : [entry]) {
    for (const key of ERROR_KEYS) {
      const value = source[key];
      if (value !== undefined && value !== null && !(typeof value === 'string' && value === message))
        add(sayError(value).trimEnd());
    }
  }
  if (isObject(body)) {
    for (const key of ['message', 'errmsg', 'addr', 'status', 'path', 'host', 'signal']) {
      const value = body[key];
      if (key === 'message' || typeof value === 'string') add(sayError(value));
    }
  }
  if (message !== undefined && isObject(entry.req))
    add([entry.req.method, entry.req.url].filter((one) => typeof one === 'string').join(' '));
  if (said.every((one) => one === '')) {
    // An empty line stays one in an entry; an object without any message is no entry: its text is left as it stands.
    return MESSAGE_KEYS.some((key) => typeof entry[key] === 'string') ? { level, lines: [''] } : undefined;
  }
  const type = firstString(entry, ['errorType']);
  if (type !== undefined) said.unshift(`${type}:`);
  const breaks = said.map((one) => one.split(/\r?\n/));
  const [head = [''], ...others] = breaks;
  const lines = [
    [head[0] ?? '', ...others.map((one) => one[0] ?? '')].join(head[0] === '' ? '' : ' '),
    ...head.slice(1),
  ];
  for (const other of others) lines.push(...other.slice(1));
  const stack = stackOf(entry);
  if (stack !== undefined && !said.some((one) => one.includes(stack))) {
    for (const line of stack.split(/\r?\n/)) if (!lines.includes(line)) lines.push(line);
  }
  // Docker, containerd and Fluent Bit keep the output under `log`; loggers name their own messages otherwise.
  const collected = message !== undefined && message === entry.log;
  return { level, lines: lines.slice(0, 120), ...(collected ? { collected } : {}) };
};

const unescapeJson = (text: string): string =>
  text
    .replaceAll('\\n', '\n')
    .replaceAll('\\r', '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\"', '"')
    .replaceAll('\\u003e', '>')
    .replaceAll('\\u003c', '<');

/** Reads a line that is one JSON object; a broken one is unescaped and stays text. Undefined for anything else. */
export function flattenJson(text: string): FlatEntry | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return undefined;
  if (/\},?$/.test(trimmed)) {
    try {
      const value: unknown = JSON.parse(trimmed.endsWith(',') ? trimmed.slice(0, -1) : trimmed);
      if (isObject(value)) return flattenEntry(value);
    } catch {
      // Not JSON after all, or cut: the text below is all there is.
    }
  }
  if (!trimmed.startsWith('{"') || !trimmed.includes('\\n')) return undefined;
  return {
    level: levelNamed(/"(?:level|severity|s)": ?"?(\w{1,12})/.exec(trimmed)?.[1] ?? ''),
    lines: unescapeJson(trimmed).split('\n'),
  };
}

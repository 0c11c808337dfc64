/** How grave a logger called a line; `none` = it did not say. */
export type Level = 'none' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const WORDS: Readonly<Record<string, Level>> = {
  trace: 'debug',
  debug: 'debug',
  dbg: 'debug',
  debu: 'debug',
  fine: 'debug',
  verbose: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  note: 'info',
  log: 'info',
  success: 'info',
  system: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  error: 'error',
  err: 'error',
  erro: 'error',
  eror: 'error',
  severe: 'error',
  fail: 'error',
  critical: 'fatal',
  crit: 'fatal',
  crt: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  fatal: 'fatal',
  fata: 'fatal',
  ftl: 'fatal',
  panic: 'fatal',
  pnc: 'fatal',
  dpanic: 'fatal',
  i: 'info',
  w: 'warn',
  e: 'error',
  f: 'fatal',
  d1: 'debug',
  d2: 'debug',
};

/** The level that a word or a number stands for (pino and bunyan number them from 10 to 60). */
export function levelNamed(value: unknown): Level {
  if (typeof value === 'string') return WORDS[value.toLowerCase()] ?? 'none';
  if (typeof value !== 'number') return 'none';
  if (value >= 60) return 'fatal';
  if (value >= 50) return 'error';
  if (value >= 40) return 'warn';
  if (value >= 30) return 'info';
  return value >= 10 ? 'debug' : 'none';
}

const KEYED = /(?:^|[\s{,"])(?:level|lvl|severity|levelname)"?[=:] ?"?([A-Za-z]{1,12})/;
const KLOG = /^([IWEF])\d{4} \d{2}:\d{2}:\d{2}/;
const UPPER =
  /(?:^|[\s[|(<:,/>])(TRACE|DEBUG|DBG|DEBU|FINE|INFO|INF|NOTICE|Note|LOG|WARN|WARNING|Warning|WRN|ERROR|ERR|ERRO|EROR|SEVERE|CRITICAL|CRIT|CRT|ALERT|EMERG|FATAL|FATA|FTL|PANIC|PNC|System|Error)(?=[\s\]|)>:,/;[-]|$)/;
const BRACKETED = /^.{0,80}?\[ ?(trace|debug|info|notice|warn|warning|error|crit|critical|alert|emerg|fatal|panic) ?\]/;
const LEADING =
  /^(?:trace|debug|dbug|info|notice|warn|warning|error|err|fail|crit|critical|alert|emerg|fatal|panic|LOG)(?=:|\t| {2,})/;

/** Reads the level out of a line of text, from what stands in its first hundred characters. */
export function levelOf(text: string): Level {
  const klog = KLOG.exec(text);
  if (klog !== null) return levelNamed(klog[1]);
  const head = text.slice(0, 120);
  const keyed = KEYED.exec(text.slice(0, 600));
  if (keyed !== null) {
    const level = levelNamed(keyed[1]);
    if (level !== 'none') return level;
  }
  const leading = LEADING.exec(head.trimStart());
  if (leading !== null) return leading[0] === 'dbug' ? 'debug' : levelNamed(leading[0]);
  const bracketed = BRACKETED.exec(head);
  if (bracketed !== null) return levelNamed(bracketed[1]);
  const upper = UPPER.exec(head);
  // `Error: text` is what runtimes print for an exception; it is no logger's level.
  if (upper?.[1] === 'Error') return 'none';
  return upper === null ? 'none' : levelNamed(upper[1]);
}

import { isPlaceholder } from './secret-value.ts';

interface Command {
  /** Some text without which the pattern cannot match; looked for first, because it is much faster. */
  readonly needles: readonly string[];
  /** Group 1 is kept, group 2 masked, group 3 kept. */
  readonly pattern: RegExp;
}

const commands: readonly Command[] = [
  {
    needles: ['earer', 'SSWS', 'GenieKey', 'ApiKey', 'Splunk'],
    pattern:
      /\b((?:[Bb]earer|SSWS|GenieKey|ApiKey|Splunk)(?: |%20|\+))(?=[^\s"']{0,64}\d)(?![a-z_]+=\w)([\w.~+/=!-]{12,})/g,
  },
  {
    needles: ['asic '],
    pattern:
      /\b([Bb]asic )(?=[A-Za-z0-9+/]{0,64}(?:\d|=|[a-z][A-Z][A-Za-z+/]{0,40}[a-z][A-Z]))([A-Za-z0-9+/]{8,}={0,2})(?![\w./])/g,
  },
  { needles: ['mysql', 'mariadb'], pattern: /\b((?:mysql|mariadb)[^\n]{0,200}? -p)(?![\s[])([^\s"']+)/g },
  {
    needles: [' login', 'sshpass'],
    pattern: /( login\b[^\n]{0,200}? -p[ =]?["']?|\bsshpass -p ?["']?)(?![\s[/])([^\s"']+)/g,
  },
  {
    needles: ['curl'],
    pattern: /\b(curl\b[^\n]{0,200}? (?:-u|--user)[ =]?["']?[^\s:"']{0,64}:)(?!\[redacted)([^\s"']+)/g,
  },
  { needles: ['redis-cli'], pattern: /\b(redis-cli\b[^\n]{0,200}? -a )(?!\[redacted)([^\s"']+)/g },
  {
    needles: ['IDENTIFIED', ' identified'],
    pattern:
      /\b((?:IDENTIFIED|(?:create|alter) user \S{1,80} identified)(?: (?:WITH|with) \w{1,40})? (?:BY|by) (?:PASSWORD )?['"])(?!\[redacted)([^'"\n]+)/g,
  },
  {
    needles: ["PASSWORD '", "assword '", 'assword "'],
    pattern: /\b((?:PASSWORD|[Pp]assword) ['"])(?!\[redacted)(?=[^'"\n]{0,64}[\d!@#$%^&*])([^'"\s]{4,})(?=['"])/g,
  },
  { needles: [' FOR '], pattern: /(\bPASSWORD FOR [^\s=]{1,80} = ')(?!\[redacted)([^'\n]+)/g },
  { needles: ['login '], pattern: /\b(login \S{1,64} password )(?!\[redacted)(\S+)/g },
  {
    needles: [':5432:', ':5433:', ':6432:', ':*:'],
    pattern: /^([\w.*-]{1,128}:(?:5432|5433|6432|\*):[\w*-]{1,64}:[\w*-]{1,64}:)(?!\[redacted)(\S+)$/gm,
  },
  {
    needles: ['@tcp(', '@unix('],
    pattern: /(?<![\w.-])([\w.-]{1,64}:)(?!\[redacted)([^\s@/"']{1,128})(@(?:tcp|unix)\()/g,
  },
  {
    needles: ['PDO', 'mysqli', 'pg_connect', 'DBI->'],
    pattern:
      /((?:PDO->__construct|DBI->connect|mysqli_connect|mysqli->__construct)\('[^'\n]{0,200}', ?'[^'\n]{0,80}', ?')(?!\[redacted)([^'\n]+)(')/g,
  },
  { needles: ['"kty"'], pattern: /("(?:d|p|q|dp|dq|qi|k)" ?: ?")([\w-]{20,})/g },
  {
    needles: ['mnemonic', 'phrase'],
    pattern: /\b((?:mnemonic|phrase)\\?["']?[:=] ?\\?["']?)((?:[a-z]{3,8} ){11,23}[a-z]{3,8})/g,
  },
  { needles: ['Unseal Key'], pattern: /(Unseal Key \d: )(\S{20,})/g },
  { needles: ['jdbc:oracle:'], pattern: /(jdbc:oracle:\w{1,8}:[\w$]{1,64}\/)(?!\[redacted)([^\s@"']{1,128})(@)/g },
];

const SPOKEN =
  /((?:(?<=(?:api|secret|access|auth|private|account|license|session)[ _-]?)key|token|secret|password)(?: (?:is |was |provided |used )?["'`]?))(?!\[redacted)(?=[A-Za-z_-]{0,40}\d)([\w+/=.:~-]{15,}\w=?=?)/gi;

/** Masks passwords and keys that a command line or a sentence gives without an equals sign. */
export const maskCommands = (text: string): string => {
  let masked = text;
  for (const { needles, pattern } of commands) {
    if (needles.some((needle) => masked.includes(needle))) {
      masked = masked.replace(pattern, (match: string, head: string, secret: string, tail: unknown) => {
        if (isPlaceholder(secret)) return match;
        return typeof tail === 'string' ? `${head}[redacted]${tail}` : `${head}[redacted]`;
      });
    }
  }
  return masked.replace(SPOKEN, (match: string, head: string, value: string) =>
    /^[\d-]+$/.test(value) || /[a-z]{8}/.test(value) || /-[a-z]{3,}-/.test(value) ? match : `${head}[redacted]`,
  );
};

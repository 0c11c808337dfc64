const PLACEHOLDER =
  /^(?:[*xX.\-_?#]*|[\w-]{0,12}(?:x{5,}|\*{3,}|\.{3})|<[^>]*>?|\[[^\]]*\]?|\{\{?.*|\$\{.*|\$[\w.:?-]+|\$\(.*|%\w*%|%[-+#.\d]*[sdvqx]|@\w+@|#\{.*|(?:your|insert|replace|put|enter|add|fill)[-_ ].*|xxx.*|change-?(?:me|it).*|\*{3}.*|\.{3}.*|(?:null|nil|none|undefined|nan|true|false|yes|no|on|off|empty|missing|required|optional|unset|not|unknown|redacted|hidden|masked|removed|filtered|omitted|protected|sensitive|encrypted|placeholder|default|anonymous|wrong|invalid|incorrect|failed|failure|expired|mismatch|denied|rejected|unauthorized|forbidden|error|ok|set|provided|present|absent|enabled|disabled|found|available|valid|(?:must|should|cannot|can|can't|is|was|has|does|may)(?: .*)?|string|str|bytes?|int|integer|number|boolean|bool|any|object|char|void|text|varchar|securestring|secretstr|secretstring|optional\[.*|new|await|async|function|lambda|todo|tbd|n\/a)[.,:;!?)]*)$/i;

/** Tells a value that stands in for one, or says that there is none: `***`, `${VAR}`, `<nil>`, `null`, `[redacted]`. */
export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value);

/** Tells a value that says where the secret is, not what it is: an ARN, a path, a URL, an expression of code. */
export const isReference = (value: string): boolean =>
  /^(?:arn:aws|https?:\/\/|file:|s3:\/\/|ssm:|sm:|op:|vault:|ref\+|projects\/|secretsmanager:|\{\{resolve|!\w|~?\.{0,2}\/[a-z][\w.-]*\/|\/[a-z][a-z.-]{0,30}$|[A-Z]:\\|~\/)/.test(
    value,
  ) ||
  /^[a-z][a-z\d-]*-\d+\.\d+\.\d/.test(value) ||
  /^(?:new |await |\w+\.)*[A-Za-z_]\w*\(/.test(value) ||
  /^(?:process\.env|os\.environ|os\.getenv|env|ENV|System|this|self|cls|config|cfg|conf|settings|options|opts|props|args|params|req|request|ctx|var|local|data|secrets|module|user|credentials|creds|import\.meta)(?:\?)?[.[]/.test(
    value,
  ) ||
  (value.length < 80 && /^[A-Za-z_]+\d{0,3}(?:\.[A-Za-z_]+\d{0,3})+$/.test(value)) ||
  (value.length < 48 &&
    /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value) &&
    !/\d.*[A-Z]|[A-Z].*\d|(?:\d+[A-Za-z]+){3}/.test(value) &&
    /[a-z]\.[a-z]/i.test(value));

/** Tells hexadecimal ids that are no secrets by themselves: digests, task and trace ids, UUIDs. */
export const isHexId = (value: string): boolean => /^[0-9a-f-]+$/i.test(value) && !/[a-f]{12}/i.test(value);

/** Tells names as people give them: lower-case words, or upper-case ones, joined by `-`, `_`, `.` or `/`. */
export const isWordy = (value: string): boolean => {
  const name = value.replace(/-[A-Za-z0-9]{6}$/, '');
  return (
    /^\/?[a-z]+\d{0,3}(?:[-_./:@ ][a-z]*\d{0,3})*$|^[A-Za-z][a-z]+\d{0,2}(?:[A-Z][a-z]+\d{0,2})+$/.test(name) ||
    /^[A-Z][A-Z]*\d{0,2}(?:_[A-Z]+\d{0,2})+$/.test(name)
  );
};

/** Tells generated values from words: digits among letters, or letters that change case as no name does. */
export const looksRandom = (value: string): boolean => {
  if (value.length < 8 || isWordy(value)) return false;
  const bare = value.replaceAll(/[^A-Za-z0-9]/g, '');
  if (bare.length < 8) return false;
  let changes = 0;
  let digits = 0;
  let last = 0;
  for (let i = 0; i < bare.length && i < 200; i++) {
    const code = bare.charCodeAt(i);
    const kind = code < 58 ? 1 : code < 91 ? 2 : 3;
    if (kind === 1) digits++;
    if (kind !== last && last !== 0 && !(last === 2 && kind === 3)) changes++;
    last = kind;
  }
  const seen = Math.min(bare.length, 200);
  return digits === 0 ? changes >= seen / 6 : digits < seen && changes >= Math.min(seen / 12, 6);
};

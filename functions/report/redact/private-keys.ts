const PUTTY = /^Private-Lines: \d/;
const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

/** Masks PEM and PGP private keys, whole or cut at either end, and keeps their line breaks. */
export const maskPrivateKeys = (text: string): string => {
  if (!text.includes('PRIVATE KEY') && !text.includes('PuTTY-User-Key')) return text;
  const lines = text.split('\n');
  let inside = false;
  for (let i = 0; i < lines.length; i++) {
    let line = lines[i] ?? '';
    const begin = BEGIN.exec(line);
    const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/.exec(line);
    if (begin !== null) {
      const rest = line.slice(begin.index);
      const close = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/.exec(rest);
      const tail =
        close === null ? (/["'`](?=[,}\s\]]|$)/.exec(rest)?.index ?? rest.length) : close.index + close[0].length;
      line = `${line.slice(0, begin.index)}[redacted private key]${rest.slice(tail)}`;
      inside = close === null && tail === rest.length;
      lines[i] = line;
      continue;
    }
    if (PUTTY.test(line)) {
      inside = true;
      continue;
    }
    if (end !== null && !inside) {
      for (let j = i - 1; j >= 0 && isKeyBody(lines[j] ?? ''); j--) lines[j] = maskBody(lines[j] ?? '');
      lines[i] = line.replace(
        /[A-Za-z0-9+/=\\]*-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/,
        '[redacted private key]',
      );
      continue;
    }
    if (!inside) continue;
    if (end !== null) {
      inside = false;
      lines[i] = '[redacted private key]';
    } else if (isKeyBody(line)) {
      lines[i] = maskBody(line);
    } else {
      inside = false;
    }
  }
  return lines.join('\n');
};

/** A line of the key's body; a log may put a time or a stream's name before it, or wrap it in JSON. */
const BODY = /(^|[\s|>"])([A-Za-z0-9+/=]{20,}(?:\\n)?)(["',}\]]{0,4}\s*)$/;

const isKeyBody = (line: string): boolean =>
  BODY.test(line) ||
  /^\s*[A-Za-z0-9+/]{1,76}={0,2}\s*$/.test(line) ||
  /^\s*(?:$|Proc-Type:|DEK-Info:|Version:|Comment:|=[A-Za-z0-9+/]{4}\s*$)/.test(line);

const maskBody = (line: string): string =>
  BODY.test(line) ? line.replace(BODY, '$1[redacted private key]$3') : '[redacted private key]';

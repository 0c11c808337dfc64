import { maskAssignments, maskVendorValues } from './assignments.ts';
import { maskCommands } from './commands.ts';
import { maskPrivateKeys } from './private-keys.ts';
import { isSecretUnder } from './secret-under.ts';
import { maskTokens } from './token-formats.ts';
import { maskUrlSecrets, maskUserinfo } from './urls.ts';

const maskOnce = (text: string): string =>
  maskTokens(maskVendorValues(maskAssignments(maskCommands(maskUrlSecrets(maskUserinfo(maskPrivateKeys(text)))))));

/**
 * Masks secrets in a text: keys, tokens, passwords, connection strings, authorisation headers, cookies, private keys and
 * pre-signed URLs. Lines stay lines; names, hosts and users stay readable; a second run changes nothing.
 */
export const redact = (text: string): string => {
  const masked = maskOnce(text);
  if (masked === text) return text;
  const before = text.split('\n');
  const lines = masked.split('\n');
  // One secret may hide another, and a key the value on the line below it, so changed lines and those below them are
  // looked at until nothing more is found; the bound is for made-up texts.
  let changed = lines.flatMap((line, i) => (line === before[i] ? [] : [i]));
  for (let round = 0; round < 8 && changed.length > 0; round++) {
    const looked = [...new Set(changed.flatMap((i) => (i + 1 < lines.length ? [i, i + 1] : [i])))].sort(
      (a, b) => a - b,
    );
    const again = maskOnce(looked.map((i) => lines[i]).join('\n')).split('\n');
    changed = looked.filter((i, nth) => {
      const line = again[nth] ?? '';
      const more = line !== lines[i];
      lines[i] = line;
      return more;
    });
  }
  return lines.join('\n');
};

/**
 * Applies {@link redact} to every string of a JSON-like value, and masks values under keys that promise a secret. Keys and
 * everything that is not a string stay as they are; the value given is not changed.
 */
export function redactValue<T>(value: T): T;
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const named = entries.find(([key, name]) => /^name$/i.test(key) && typeof name === 'string')?.[1];
  return Object.fromEntries(
    entries.map(([key, item]: [string, unknown]) => {
      if (typeof item !== 'string') return [key, redactValue(item)];
      const name = /^value$/i.test(key) && typeof named === 'string' ? named : key;
      const masked = redact(item);
      return [key, masked === item && isSecretUnder(name, item) ? '[redacted]' : masked];
    }),
  );
}

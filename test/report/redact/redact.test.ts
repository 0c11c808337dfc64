import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact, redactValue } from '../../../functions/report/redact/redact.ts';
import { innocents } from './innocents.ts';
import { leaks } from './secrets.ts';

describe('redact', () => {
  it('masks at least 97 % of made-up secrets of many vendors', () => {
    const missed = leaks.filter(({ text, secret }) => redact(text).includes(secret));
    const share = 1 - missed.length / leaks.length;
    if (missed.length > 0) {
      process.stdout.write(`${missed.map(({ vendor, text }) => `missed ${vendor}: ${redact(text)}`).join('\n')}\n`);
    }
    expect(leaks.length).toBeGreaterThan(200);
    expect(new Set(leaks.map(({ vendor }) => vendor)).size).toBeGreaterThanOrEqual(150);
    expect(share).toBeGreaterThanOrEqual(0.97);
  });

  it('leaves no recognisable half of a secret behind', () => {
    const halves = leaks.filter(({ text, secret }) => secret.length >= 20 && redact(text).includes(secret.slice(-12)));
    expect(halves.map(({ vendor, text }) => `${vendor}: ${redact(text)}`)).toEqual([]);
  });

  it.each(innocents)('leaves %j alone', (text) => {
    expect(redact(text)).toBe(text);
  });
});

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

  it('keeps user, host and database of a connection string', () => {
    expect(redact('postgres://orders:hunter2@db.internal:5432/orders')).toBe(
      'postgres://orders:[redacted]@db.internal:5432/orders',
    );
  });

  it('names the kind of a token that tells it', () => {
    expect(redact(`bad credentials gh${'p_'}${'A1b2'.repeat(9)}`)).toBe('bad credentials [redacted GitHub token]');
  });

  it('keeps the lines of a text that holds a private key', () => {
    const key = [
      'before',
      `-----BEGIN PRIVATE ${'KEY'}-----`,
      'A1b2'.repeat(16),
      `-----END PRIVATE ${'KEY'}-----`,
      'after',
    ];
    const lines = redact(key.join('\n')).split('\n');
    expect(lines).toHaveLength(key.length);
    expect([lines.at(0), lines.at(-1)]).toEqual(['before', 'after']);
  });

  it('changes nothing the second time', () => {
    for (const text of [...leaks.map((leak) => leak.text), ...innocents]) {
      const once = redact(text);
      expect(redact(once)).toBe(once);
    }
  });

  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(...leaks.map((leak) => leak.text), ...innocents),
      fc.constantFrom(
        'password',
        'token',
        '=',
        ': ',
        '"',
        "'",
        '\\"',
        '{',
        '}',
        '[',
        ']',
        '[redacted]',
        ' ',
        '\n',
        '&',
        ';',
        ',',
      ),
      fc.constantFrom(
        'Authorization: ',
        'Cookie: ',
        'Bearer ',
        '://a:b@c',
        'api key is ',
        'name":"',
        '","value":"',
        'hunter2',
      ),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 8 },
  );

  it('changes nothing the second time, whatever the text is made of', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const once = redact(parts.join(''));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('never changes the number of lines', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        expect(redact(text).split('\n')).toHaveLength(text.split('\n').length);
      }),
    );
  });

  it.each([
    'key=',
    'key="',
    'password: ',
    'token token ',
    '://a:b@',
    `-----BEGIN PRIVATE ${'KEY'}-----\n`,
    'Authorization: a ',
    'name":"',
    `gh${'p_'}a.`,
    'curl -u a',
    '\\"',
    'a1',
    'key=\\',
    'slack=a.b1',
    'a_',
    'a_b1C',
    'token,',
    '- name: KEY\n value: a1',
  ])('takes time in proportion to a text made of %j', (unit) => {
    const timeFor = (length: number): number => {
      const text = unit.repeat(length / unit.length);
      const started = performance.now();
      redact(text);
      return performance.now() - started;
    };
    timeFor(16_384);
    const once = Math.min(timeFor(65_536), timeFor(65_536));
    const fourTimes = Math.min(timeFor(262_144), timeFor(262_144));
    // Quadratic time would be sixteen times as long; the constant is for a busy machine.
    expect(fourTimes).toBeLessThan(once * 10 + 100);
  });
});

describe('redactValue', () => {
  it('masks what stands under a key that promises a secret, and keeps the rest', () => {
    const value = { user: 'app', password: 'hunter2', nested: [{ apiKey: 'A1b2C3d4E5', attempt: 3 }], none: null };
    expect(redactValue(value)).toEqual({
      user: 'app',
      password: '[redacted]',
      nested: [{ apiKey: '[redacted]', attempt: 3 }],
      none: null,
    });
  });

  it('masks the value of an environment variable of a task definition by its name', () => {
    expect(redactValue({ environment: [{ name: 'DB_PASSWORD', value: 'hunter2' }] })).toEqual({
      environment: [{ name: 'DB_PASSWORD', value: '[redacted]' }],
    });
  });

  it('keeps the name and the ARN of a secret', () => {
    const secret = {
      name: 'DB_PASSWORD',
      valueFrom: 'arn:aws:secretsmanager:eu-west-1:1:secret:prod/db-AbCdEf:password::',
    };
    expect(redactValue(secret)).toEqual(secret);
  });

  it('leaves the value given as it was', () => {
    const value = { password: 'hunter2' };
    redactValue(value);
    expect(value).toEqual({ password: 'hunter2' });
  });
});

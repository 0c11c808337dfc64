import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redactPostMortem } from '../../functions/report/redact-post-mortem.ts';
import { anExcerpt, aPostMortem, someTaskFacts } from './a-post-mortem.ts';
import { anyPostMortem } from './any-post-mortem.ts';

const SECRET = 'Tr0ub4dor-and-3';
const LEAK = `cannot connect to postgres://orders:${SECRET}@orders-db.internal:5432/orders`;

describe('redactPostMortem', () => {
  it('masks a secret in every text that comes from events, logs or guidance', () => {
    const pm = redactPostMortem(
      aPostMortem({
        headline: LEAK,
        explanation: LEAK,
        task: someTaskFacts({ stoppedReason: LEAK, containers: [{ name: 'app', reason: LEAK }] }),
        subject: { type: 'endpoint', value: LEAK, parts: { url: LEAK } },
        evidence: [{ source: 'log', container: 'app', text: LEAK, decisive: true }],
        excerpts: [{ container: 'app', lines: anExcerpt(['starting', LEAK], 1) }],
        checks: [{ text: LEAK, command: LEAK }],
        fixes: [{ text: LEAK, command: LEAK }],
        secondary: { cause: 'unknown', title: 'unknown', text: LEAK },
        remarks: [LEAK],
        missing: [LEAK],
        because: LEAK,
      }),
    );
    expect(JSON.stringify(pm)).not.toContain(SECRET);
  });

  it('leaves ids, ARNs, links and ordinary words as they are', () => {
    expect(redactPostMortem(aPostMortem())).toEqual(aPostMortem());
  });

  it('masks a private key that spans lines, and keeps every line in its place', () => {
    const key = [
      '-----BEGIN PRIVATE KEY-----',
      'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
      '-----END PRIVATE KEY-----',
      'boom',
    ];
    const lines = redactPostMortem(aPostMortem({ excerpts: [{ container: 'app', lines: anExcerpt(key, 3) }] }))
      .excerpts[0]?.lines;
    expect(JSON.stringify(lines)).not.toContain('MIIEvQIBADANBgkqhkiG9w0BAQEFAASC');
    expect(lines?.at(-1)).toEqual({ text: 'boom', decisive: true, folded: 0, index: 3 });
  });

  it('prints no part of a secret that is longer than what it reads', () => {
    const long = `${'x'.repeat(7_990)} password=${'s3cr3t'.repeat(400)}`;
    expect(JSON.stringify(redactPostMortem(aPostMortem({ remarks: [long] })))).not.toContain('s3cr3t');
  });

  it('keeps as many lines as there were, with the decisive one', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        const lines = redactPostMortem(pm).excerpts[0]?.lines ?? [];
        expect(lines).toHaveLength(pm.excerpts[0]?.lines.length ?? 0);
        expect(lines.filter(({ decisive }) => decisive)).toHaveLength(1);
      }),
    );
  });

  it('does its work once', () => {
    const once = redactPostMortem(aPostMortem());
    expect(redactPostMortem(once)).toBe(once);
  });
});

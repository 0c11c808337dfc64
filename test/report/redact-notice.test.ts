import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noticeAttributes } from '../../functions/report/notice-attributes.ts';
import { renderNoticeChat } from '../../functions/report/notice-chat.ts';
import { renderNoticeJson } from '../../functions/report/notice-json.ts';
import { renderNoticeMail } from '../../functions/report/notice-mail.ts';
import { redactNotice } from '../../functions/report/redact-notice.ts';
import { aNotice, anyNotice } from './any-notice.ts';

const SECRET = 'Tr0ub4dor-and-3';
const LEAK = `cannot connect to postgres://orders:${SECRET}@orders-db.internal:5432/orders`;
const leaking = aNotice({
  headline: LEAK,
  explanation: LEAK,
  evidence: [{ label: LEAK, text: `starting\n${LEAK}` }],
  sections: [{ heading: LEAK, entries: [LEAK] }],
  fixes: [{ text: LEAK, command: LEAK }],
  missing: [LEAK],
});

describe('redactNotice', () => {
  it.each([
    ['mail', () => JSON.stringify(renderNoticeMail(leaking))],
    ['chat', () => renderNoticeChat(leaking)],
    ['JSON', () => renderNoticeJson(leaking)],
    ['attributes', () => JSON.stringify(noticeAttributes(leaking))],
  ])('masks a secret in every text on its way into the %s', (_, render) => {
    expect(render()).not.toContain(SECRET);
  });

  it('leaves names, ids, links and ordinary words as they are', () => {
    expect(redactNotice(aNotice())).toEqual(aNotice());
  });

  it.each(['api-token', 'password-reset', 'secrets-sync', 'auth_key', 'bearer'])(
    'keeps the subject and the names of the service %s',
    (name) => {
      const stem = `${name}: out of memory (prod)`;
      const notice = aNotice({
        stem,
        headline: `${name} stopped 12 times in 4 min: out of memory, and it goes on.`,
        sections: [
          { heading: 'Out of memory', entries: [], lists: [{ label: 'prod, eu-west-1a', names: [`${name} (12)`] }] },
        ],
        services: [name],
      });
      expect(redactNotice(notice)).toEqual(notice);
    },
  );

  it('does its work once', () => {
    const once = redactNotice(aNotice());
    expect(redactNotice(once)).toBe(once);
  });

  it('changes nothing at a second run', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const once = redactNotice(notice);
        expect(redactNotice({ ...once })).toEqual(once);
      }),
    );
  });

  it('counts the names beyond what it keeps', () => {
    const names = Array.from({ length: 6_000 }, (_, index) => `service-${index}`);
    const { sections } = redactNotice(
      aNotice({ sections: [{ heading: 'Out of memory', entries: [], lists: [{ label: 'prod', names, more: 5 }] }] }),
    );
    expect(sections[0]?.lists?.[0]?.more).toBe(1_005);
  });
});

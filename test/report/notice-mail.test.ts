import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Length } from '../../functions/report/cut-text.ts';
import { renderNoticeMail } from '../../functions/report/notice-mail.ts';
import { aNotice, anyNotice, stormOf } from './any-notice.ts';

describe('renderNoticeMail', () => {
  it('says what is new first, then the proof, the facts, the remedy and the places to look', () => {
    const { subject, body } = renderNoticeMail(aNotice());
    expect(subject).toBe('Re: orders: out of memory (prod)');
    expect(body).toMatchInlineSnapshot(`
"orders stopped 10 times in 4 min: out of memory, and it goes on.

Container app of orders was killed for exceeding its 512 MiB of memory.

EVIDENCE
Log of app:
> loading 1204332 rows
> Killed

SO FAR
- 10 tasks stopped since 12:00 UTC.

WHAT TO CHANGE
1. Raise memory of container app.
     aws ecs update-service --service orders

NOT SEEN
- The log could not be read: allow logs:GetLogEvents.

LINKS
Service: orders in prod
https://eu-west-1.console.aws.amazon.com/ecs/v2

account 111122223333, eu-west-1, cluster prod, cause out-of-memory,
kind update"
`);
  });

  it('begins a conversation with the subject that later messages reply to', () => {
    expect(renderNoticeMail(aNotice({ follows: false })).subject).toBe('orders: out of memory (prod)');
  });

  it('keeps the subject of the conversation whole where Re: has no room', () => {
    const stem = `${'x'.repeat(70)}: out of memory (production)`;
    expect(renderNoticeMail(aNotice({ stem })).subject).toBe(stem);
  });

  it('names every service of a large storm', () => {
    const { body } = renderNoticeMail(stormOf(3_000));
    for (let index = 0; index < 3_000; index++) {
      expect(body).toMatch(new RegExp(`payments-reconciliation-${index}(?!\\d)`));
    }
    expect(utf8Length(body)).toBeLessThanOrEqual(200_000);
  });

  it('says how many it could not name of a storm beyond all bounds, and still what to change', () => {
    const { body } = renderNoticeMail(stormOf(20_000));
    expect(utf8Length(body)).toBeLessThanOrEqual(200_000);
    const named = body.match(/payments-reconciliation-\d+/g)?.length ?? 0;
    const more = [...body.matchAll(/and (\d+) more/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(named).toBeGreaterThan(5_000);
    expect(named + more).toBe(20_000);
    expect(body).toContain('WHAT TO CHANGE');
  });

  it('holds a message about one service to what is read at night', () => {
    const long = 'many words '.repeat(300);
    const entries = Array.from({ length: 40 }, () => long);
    const notice = aNotice({ sections: Array.from({ length: 40 }, () => ({ heading: 'So far', entries })) });
    const { body } = renderNoticeMail(notice);
    expect(utf8Length(body)).toBeLessThanOrEqual(24_576);
    expect(body).toContain('[cut here:');
  });

  it('has a subject that SNS takes, and a body of bounded size without control characters', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const { subject, body } = renderNoticeMail(notice);
        expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
        expect(body).not.toBe('');
        expect(utf8Length(body)).toBeLessThanOrEqual(['storm', 'digest'].includes(notice.kind) ? 200_000 : 24_576);
        expect(body).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('keeps to 72 columns whatever is in it, but for links, commands and single words', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const long = renderNoticeMail({ ...notice, fixes: [] })
          .body.split('\n')
          .filter((line) => [...line].length > 72 && !/^(?:- |> |\s*)\S+$/.test(line));
        expect(long).toEqual([]);
      }),
    );
  });
});

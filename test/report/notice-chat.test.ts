import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Length } from '../../functions/report/cut-text.ts';
import type { Notice } from '../../functions/report/notice.ts';
import { renderNoticeChat } from '../../functions/report/notice-chat.ts';
import { type ChatNotification, judgeChatMessage } from '../../local/stand-in/chat-notification.ts';
import { aNotice, anyNotice, stormOf } from './any-notice.ts';

function shown(notice: Notice): ChatNotification {
  const verdict = judgeChatMessage(renderNoticeChat(notice));
  if (verdict.kind === 'unsupported') throw new Error(verdict.problems.join('\n'));
  return verdict.notification;
}

describe('renderNoticeChat', () => {
  it('replies in the thread, with what is new as title and as latest update', () => {
    const { content, metadata } = shown(aNotice());
    expect(content.title).toBe('🔴 orders stopped 10 times in 4 min: out of memory, and it goes on.');
    expect(metadata).toEqual({
      threadId: '111122223333/eu-west-1/prod/orders/out-of-memory/1795521600',
      summary: 'orders stopped 10 times in 4 min: out of memory, and it goes on.',
      eventType: 'EcsIncidentUpdate',
      relatedResources: ['arn:aws:ecs:eu-west-1:111122223333:service/prod/orders'],
      additionalContext: {
        cause: 'out-of-memory',
        severity: 'critical',
        kind: 'update',
        cluster: 'prod',
        service: 'orders',
        account: '111122223333',
        region: 'eu-west-1',
      },
      enableCustomActions: true,
    });
    expect(content.description).toMatchInlineSnapshot(`
"Container app of orders was killed for exceeding its 512 MiB of memory.

Log of app:
\`\`\`
loading 1204332 rows
Killed
\`\`\`

So far
- 10 tasks stopped since 12:00 UTC.

Not seen: The log could not be read: allow logs:GetLogEvents.

Service: orders in prod
https://eu-west-1.console.aws.amazon.com/ecs/v2"
`);
  });

  it('begins a thread under the subject of the mail', () => {
    expect(shown(aNotice({ follows: false })).content.title).toBe('🔴 orders: out of memory (prod)');
  });

  it('shows recovery in green', () => {
    expect(shown(aNotice({ kind: 'recovered', severity: 'info' })).content.title).toMatch(/^🟢 /);
  });

  it('names as many services of a storm as fit, and says how many the mail has beyond them', () => {
    const { description } = shown(stormOf(1_000)).content;
    const named = description.match(/payments-reconciliation-\d+/g)?.length ?? 0;
    expect(named).toBeGreaterThan(150);
    expect(description).toContain(`The mail has the ${1_000 - named} that are not named here.`);
    expect(description).toContain('prod, zone 9: payments-reconciliation-900');
  });

  it('names every service of a storm where they fit', () => {
    const { description } = shown(stormOf(60)).content;
    expect(description.match(/payments-reconciliation-\d+/g)).toHaveLength(60);
    expect(description).not.toContain('The mail has');
  });

  it('gives actions whole names', () => {
    const { service = '' } = shown(stormOf(1_000)).metadata?.additionalContext ?? {};
    expect(service.length).toBeLessThanOrEqual(256);
    expect(service.split(', ').every((name) => /^payments-reconciliation-\d+$/.test(name))).toBe(true);
  });

  it('has an id of its own for every message of a thread', () => {
    const ids = [aNotice(), aNotice({ headline: 'orders stopped 100 times.' })].map((notice) => shown(notice).id);
    expect(new Set(ids).size).toBe(2);
  });

  it('mentions nobody, links to nothing and formats nothing of what failures say', () => {
    const text = 'failed <!channel> @here <@U012ABCDEF> [docs](https://evil.example) *now* `rm`';
    const { content, metadata } = shown(
      aNotice({
        headline: text,
        explanation: text,
        sections: [{ heading: text, entries: [text], lists: [{ label: text, names: [text] }] }],
        missing: [text],
        evidence: [],
        links: [],
      }),
    );
    for (const shownText of [content.title, content.description, metadata?.summary]) {
      expect(shownText).not.toMatch(/<[!@]|@here|https:\/\/evil|\]\(|[*`]/);
    }
  });

  it('is a notification that the chat service takes, whatever is in it', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const message = renderNoticeChat(notice);
        expect(judgeChatMessage(message)).toMatchObject({ kind: 'notification' });
        expect(utf8Length(message)).toBeLessThan(200_000);
        expect(shown(notice).metadata?.threadId?.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

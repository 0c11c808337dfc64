import { describe, expect, it } from '@jest/globals';
import { renderNoticeMail } from '../../../functions/report/notice-mail.ts';
import { composeDigest, type DigestInput } from '../../../functions/report/notices/digest.ts';
import { HOUR, refused, repeated } from './some-failures.ts';

const aDay = (overrides: Partial<DigestInput> = {}): DigestInput => ({
  day: '2026-11-24',
  failures: [...repeated(14, HOUR), refused('billing'), refused('billing'), refused('carts')],
  before: [...repeated(2, HOUR), refused('billing'), refused('billing'), refused('legacy')],
  mutedCount: 0,
  ...overrides,
});

describe('composeDigest', () => {
  it('compares a day with the one before', () => {
    const notice = composeDigest(aDay({ mutedCount: 2 }));
    expect(notice).toMatchObject({ kind: 'digest', severity: 'info', cause: 'out-of-memory', follows: false });
    const { subject, body } = renderNoticeMail(notice);
    expect(subject).toBe('ECS digest 2026-11-24');
    expect(body).toMatchInlineSnapshot(`
"17 failures of 3 services, 5 the day before; most often out of memory,
orders above all.

2 of them were muted.

NEW, NOT SEEN THE DAY BEFORE
- connection refused: carts

OUT OF MEMORY: 14, 2 THE DAY BEFORE
- prod: orders (14, 2 the day before)

CONNECTION REFUSED: 3, AS THE DAY BEFORE
- prod: billing (2, as the day before), carts (1, new)

GONE SINCE THE DAY BEFORE
- connection refused: legacy

WHAT TO CHANGE
1. Out of memory of orders: Raise memory of container app above 512 MiB
   in a new revision of orders, then deploy it.
2. Connection refused, as of billing: Start what should listen on
   orders-db.internal:5432, or correct the host and port.

LINKS
Cluster: prod
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services?region=eu-west-1

account 111122223333, eu-west-1, cluster prod, cause out-of-memory,
kind digest"
`);
  });

  it('is plain ASCII where the names are', () => {
    expect(renderNoticeMail(composeDigest(aDay())).body).toMatch(/^[\n -~]+$/);
  });

  it('compares nothing with a day of which nothing is known', () => {
    const { headline, sections } = composeDigest(aDay({ before: [] }));
    expect(headline).toMatch(/^17 failures of 3 services, none the day before/);
    expect(sections.map(({ heading }) => heading)).toEqual(['Out of memory: 14', 'Connection refused: 3']);
  });

  it.each([
    [[], 'Nothing failed on 2026-11-24.'],
    [[refused('orders')], 'Nothing failed on 2026-11-24; 1 the day before.'],
  ])('says that nothing failed', (before, headline) => {
    expect(composeDigest(aDay({ failures: [], before })).headline).toBe(headline);
  });

  it('is a conversation of its own every day', () => {
    const days = ['2026-11-24', '2026-11-25'].map((day) => composeDigest(aDay({ day })));
    expect(new Set(days.map(({ threadId }) => threadId)).size).toBe(2);
    expect(new Set(days.map(({ stem }) => stem)).size).toBe(2);
  });
});

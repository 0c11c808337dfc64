import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAUSE_IDS } from '../../../functions/diagnosis/causes.ts';
import type { Failure } from '../../../functions/incident/failure.ts';
import { utf8Length } from '../../../functions/report/cut-text.ts';
import type { Notice } from '../../../functions/report/notice.ts';
import { renderNoticeChat } from '../../../functions/report/notice-chat.ts';
import { renderNoticeMail } from '../../../functions/report/notice-mail.ts';
import { composeDigest } from '../../../functions/report/notices/digest.ts';
import { composeRecovered } from '../../../functions/report/notices/recovered.ts';
import { composeHeldBack, composeStorm } from '../../../functions/report/notices/storm.ts';
import { composeUpdate } from '../../../functions/report/notices/update.ts';
import { judgeChatMessage } from '../../../local/stand-in/chat-notification.ts';
import { NOON } from '../../support/builders.ts';
import { anyText } from '../any-post-mortem.ts';
import { aFailure, anIncident, aStorm, aWorkload, HOUR, refused } from './some-failures.ts';

const anyFailure: fc.Arbitrary<Failure> = fc
  .record({
    kind: fc.constantFrom('service' as const, 'family' as const, 'host' as const),
    cause: fc.constantFrom(...CAUSE_IDS),
    names: fc.tuple(anyText, anyText, anyText),
    texts: fc.tuple(anyText, anyText, anyText, anyText, anyText),
    at: fc.integer({ min: NOON, max: NOON + 24 * HOUR }),
    revision: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
    ranForMs: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ kind, cause, names, texts: [title, headline, proof, fix, image], at, revision, ranForMs }) => {
    const [name, cluster, taskOf] = names;
    const {
      revision: _,
      ranForMs: __,
      ...plain
    } = aFailure({ workload: aWorkload({ kind, name, cluster }), cause, at });
    return {
      ...plain,
      title,
      headline,
      proof,
      fix,
      image,
      taskOf,
      ...(revision === undefined ? {} : { revision }),
      ...(ranForMs === undefined ? {} : { ranForMs }),
    };
  });

const noticesOf = (failures: readonly [Failure, ...Failure[]]): readonly Notice[] => {
  const incident = anIncident(failures);
  const storm = aStorm(failures.map((failure) => ({ failure, count: 3 })));
  const told = { at: NOON, count: 1, cause: failures[0].cause };
  const now = NOON + 25 * HOUR;
  return [
    composeUpdate(incident, told, 'interval', now),
    composeUpdate(incident, undefined, 'first-lost', now),
    composeRecovered(incident, 'steady', now, { revision: 44, images: { app: 'orders:1' } }, now),
    composeStorm(storm, 'opened', now),
    composeStorm(storm, 'over', now),
    composeHeldBack(failures, now),
    composeDigest({ day: '2026-11-24', failures, before: failures.slice(1), mutedCount: 1 }),
  ];
};

const someFailures = fc
  .array(anyFailure, { minLength: 1, maxLength: 8 })
  .map(([first = aFailure(), ...rest]): readonly [Failure, ...Failure[]] => [first, ...rest]);

describe('every composed notice', () => {
  it('renders within the limits of mail and chat, whatever failed', () => {
    fc.assert(
      fc.property(someFailures, (failures) => {
        for (const notice of noticesOf(failures)) {
          const { subject, body } = renderNoticeMail(notice);
          expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
          expect(subject.replace(/^Re: /, '')).toBe(notice.stem);
          expect(utf8Length(body)).toBeLessThanOrEqual(200_000);
          expect(judgeChatMessage(renderNoticeChat(notice))).toMatchObject({ kind: 'notification' });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lets no secret of a proof, a headline or a fix pass', () => {
    const leak = 'cannot connect to postgres://orders:Tr0ub4dor-and-3@orders-db.internal:5432/orders';
    const failures = ['orders', 'billing'].map((name) =>
      refused(name, { proof: leak, headline: leak, fix: leak, title: leak.slice(18, 70) }),
    );
    const [first = aFailure(), ...rest] = failures;
    for (const notice of noticesOf([first, ...rest])) {
      expect(JSON.stringify(renderNoticeMail(notice)) + renderNoticeChat(notice)).not.toContain('Tr0ub4dor');
    }
  });
});

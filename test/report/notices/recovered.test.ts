import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../../functions/incident/failure.ts';
import type { HealthyState } from '../../../functions/incident/incident.ts';
import { renderNoticeMail } from '../../../functions/report/notice-mail.ts';
import { composeRecovered } from '../../../functions/report/notices/recovered.ts';
import { composeUpdate } from '../../../functions/report/notices/update.ts';
import { NOON } from '../../support/builders.ts';
import { aFailure, anIncident, aWorkload, HOUR, MINUTE, repeated } from './some-failures.ts';

const REPOSITORY = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders';
const difference = (healthy: HealthyState | undefined, failure: Partial<Failure> = {}): string =>
  composeRecovered(anIncident([aFailure(failure)]), 'steady', NOON + MINUTE, healthy, NOON + HOUR).explanation;

describe('composeRecovered', () => {
  it('tells how long it took and what is different now', () => {
    const healthy = { revision: 44, images: { app: `${REPOSITORY}:1.4.2` } };
    const notice = composeRecovered(
      anIncident(repeated(14, 12 * MINUTE)),
      'steady',
      NOON + 22 * MINUTE,
      healthy,
      NOON + 23 * MINUTE,
    );
    expect(notice).toMatchObject({ kind: 'recovered', severity: 'info', cause: 'out-of-memory' });
    const { subject, body } = renderNoticeMail(notice);
    expect(subject).toBe('Re: orders: out of memory (prod)');
    expect(body).toMatchInlineSnapshot(`
"orders is steady again, 22 min after the first of 14 stops (out of
memory).

Healthy on revision 44, image orders:1.4.2; revision 43 with
orders:1.4.1 failed.

WHAT IT WAS
- Container app of orders was killed for exceeding its 512 MiB of
  memory.
- 14 tasks stopped from 12:00 UTC to 12:12 UTC.
- Steady at 12:22 UTC.
- Failed on revision 43.

LINKS
Service: orders in prod
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/orders/health?region=eu-west-1
Stopped tasks: of orders, of the last hour
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/orders/tasks?status=STOPPED&region=eu-west-1

account 111122223333, eu-west-1, cluster prod, cause out-of-memory,
kind recovered"
`);
  });

  it.each<[string, HealthyState | undefined, Partial<Failure>, string]>([
    [
      'a new image',
      { revision: 44, images: { app: `${REPOSITORY}:1.4.2` } },
      {},
      'Healthy on revision 44, image orders:1.4.2; revision 43 with orders:1.4.1 failed.',
    ],
    [
      'another revision of the same image',
      { revision: 44, images: { app: `${REPOSITORY}:1.4.1` } },
      {},
      'Healthy on revision 44; revision 43 failed, with the same image orders:1.4.1.',
    ],
    [
      'a rollback',
      { revision: 42, images: { app: `${REPOSITORY}:1.3.9` } },
      {},
      'Healthy on the earlier revision 42, image orders:1.3.9; revision 43 with orders:1.4.1 failed.',
    ],
    [
      'nothing at all',
      { revision: 43, images: { app: `${REPOSITORY}:1.4.1` } },
      {},
      'It runs the same revision 43, image orders:1.4.1: nothing was deployed, so the cause may come back.',
    ],
    [
      'the registry alone',
      { revision: 44, images: { app: 'public.ecr.aws/acme/orders:1.4.1' } },
      {},
      `Healthy on revision 44, image public.ecr.aws/acme/orders:1.4.1; revision 43 with ${REPOSITORY}:1.4.1 failed.`,
    ],
    ['a revision whose images are not known', { revision: 44 }, {}, 'Healthy on revision 44; revision 43 failed.'],
    [
      'what nobody looked at',
      undefined,
      {},
      'What runs now was not compared with what failed, so the cause may still be there.',
    ],
  ])('names %s as the difference', (_, healthy, failure, words) => {
    expect(difference(healthy, failure)).toBe(words);
  });

  it('compares with the revision that failed last', () => {
    const failures = repeated(2, MINUTE, (index) => ({ revision: 43 + index }));
    const { explanation } = composeRecovered(
      anIncident(failures),
      'steady',
      NOON + HOUR,
      { revision: 44 },
      NOON + HOUR,
    );
    expect(explanation).toMatch(/^It runs the same revision 44/);
  });

  it('does not call quiet what is known to be steady, nor the reverse', () => {
    const quiet = composeRecovered(anIncident(repeated(3, MINUTE)), 'quiet', NOON + HOUR, undefined, NOON + HOUR);
    expect(quiet.headline).toBe(
      'orders has not stopped since 12:01 UTC, for 59 min: taken as over, after 3 stops (out of memory).',
    );
    expect(JSON.stringify(quiet)).not.toMatch(/steady/i);
  });

  it('ends the conversation that the updates are in', () => {
    const incident = anIncident(repeated(3, MINUTE));
    const { stem, threadId, follows } = composeUpdate(incident, undefined, 'milestone', NOON);
    expect(composeRecovered(incident, 'steady', NOON + HOUR, undefined, NOON + HOUR)).toMatchObject({
      stem,
      threadId,
      follows,
    });
  });

  it('compares nothing on a lost host', () => {
    const failure = aFailure({ workload: aWorkload({ kind: 'host', name: '5f4e' }), title: 'host lost' });
    const notice = composeRecovered(anIncident([failure]), 'quiet', NOON + HOUR, undefined, NOON + HOUR);
    expect(notice.explanation).toBe('');
    expect(notice.headline).toMatch(/^Container instance 5f4e has not/);
  });
});

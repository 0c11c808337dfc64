import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../../functions/incident/failure.ts';
import type { Storm } from '../../../functions/incident/incident.ts';
import { renderNoticeMail } from '../../../functions/report/notice-mail.ts';
import { commonFactors } from '../../../functions/report/notices/common-factors.ts';
import { composeHeldBack, composeStorm, type StormPhase } from '../../../functions/report/notices/storm.ts';
import { NOON } from '../../support/builders.ts';
import { aFailure, aStorm, aWorkload, HOUR, MINUTE, refused } from './some-failures.ts';

const DATABASE_USERS = ['orders', 'billing', 'carts', 'checkout', 'catalogue', 'pricing', 'invoices', 'returns'];
const HUNGRY = ['search', 'thumbnails', 'recommendations', 'emailer'];

const outOfMemory = (name: string, overrides: Partial<Failure> = {}): Failure =>
  aFailure({
    workload: aWorkload({ name }),
    fix: `Raise memory of container app above 512 MiB in a new revision of ${name}, then deploy it.`,
    image: `${name}:1`,
    ...overrides,
  });

const TWELVE: Storm = aStorm([
  ...DATABASE_USERS.map((name, index) => ({
    failure: refused(name, { zone: `eu-west-1${index % 3 === 0 ? 'b' : 'a'}`, image: `${name}:1` }),
    count: 1 + ((index * 5) % 7),
    lastAt: NOON + index * MINUTE,
  })),
  ...HUNGRY.map((name, index) => ({
    failure: outOfMemory(name, { workload: aWorkload({ name, cluster: index === 3 ? 'batch' : 'prod' }) }),
    count: 2,
  })),
]);
const PHASES: readonly StormPhase[] = ['opened', 'grew', 'over'];

describe('composeStorm', () => {
  it('names what they share, every service, one proof and one fix per cause', () => {
    const { subject, body } = renderNoticeMail(composeStorm(TWELVE, 'opened', NOON + 2 * MINUTE));
    expect(subject).toBe('ECS: many services failing at once (2026-11-24 12:00 UTC)');
    expect(body).toMatchInlineSnapshot(`
"12 services failed 37 times since 12:00 UTC: 8 of 12 errors name
orders-db.internal:5432.

This one message stands for one on each. Another follows when more join
in, and when it is over.

EVIDENCE
Connection refused: Log of app (catalogue):
> catalogue: Error: connect ECONNREFUSED orders-db.internal:5432
Out of memory: ECS says of app (emailer):
> OutOfMemoryError: Container killed due to memory usage

WHAT THEY SHARE
- 8 of 12 errors name orders-db.internal:5432.
- 9 of 12 ran in eu-west-1a.
- 8 of 12 have the same cause, connection refused.
- 11 of 12 in cluster prod.

CONNECTION REFUSED: 8 SERVICES, 29 FAILURES
- prod, eu-west-1a: catalogue (7), billing (6), pricing (5), carts (4),
  returns
- prod, eu-west-1b: invoices (3), checkout (2), orders

OUT OF MEMORY: 4 SERVICES, 8 FAILURES
- prod, eu-west-1a: recommendations (2), search (2), thumbnails (2)
- batch, eu-west-1a: emailer (2)

WHAT TO CHANGE
1. Connection refused, as of catalogue: Start what should listen on
   orders-db.internal:5432, or correct the host and port.
2. Out of memory, as of emailer: Raise memory of container app above 512
   MiB in a new revision of emailer, then deploy it.

LINKS
Cluster: prod
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services?region=eu-west-1
Cluster: batch
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/batch/services?region=eu-west-1

account 111122223333, eu-west-1, cluster prod, cluster batch,
cause connection-refused, kind storm"
`);
  });

  it('stays one conversation from its opening to its end', () => {
    const later: Storm = { ...TWELVE, members: TWELVE.members.slice(3), count: 500 };
    const notices = [TWELVE, later].flatMap((storm) => PHASES.map((phase) => composeStorm(storm, phase, NOON + HOUR)));
    expect(new Set(notices.map(({ stem }) => stem)).size).toBe(1);
    expect(new Set(notices.map(({ threadId }) => threadId)).size).toBe(1);
    expect(notices.map(({ follows }) => follows)).toEqual([false, true, true, false, true, true]);
  });

  it('names first who joined in', () => {
    const grown = { ...TWELVE, members: TWELVE.members.map((member, index) => ({ ...member, isNew: index > 8 })) };
    const { headline, sections } = composeStorm(grown, 'grew', NOON + 12 * MINUTE);
    expect(headline).toBe(
      '3 services joined in: 12 services failed 37 times since 12:00 UTC, 8 of 12 errors name orders-db.internal:5432.',
    );
    expect(sections.slice(1).map(({ heading }) => heading)).toEqual([
      'New, out of memory: 3 services, 6 failures',
      'Named before, connection refused: 8 services, 29 failures',
      'Named before, out of memory: 1 service, 2 failures',
    ]);
  });

  it('says that it goes on where nobody joined in', () => {
    const known = { ...TWELVE, members: TWELVE.members.map((member) => ({ ...member, isNew: false })) };
    expect(composeStorm(known, 'grew', NOON + HOUR).headline).toMatch(/^It goes on: 12 services failed 37 times/);
  });

  it('says when the last failure was when it is over', () => {
    expect(composeStorm(TWELVE, 'over', NOON + HOUR)).toMatchObject({
      severity: 'info',
      headline: 'It is over: no more failures since 12:07 UTC; 12 services failed 37 times in 7 min.',
      fixes: [],
    });
  });

  it('says whom it concerns, who fails most first', () => {
    const notice = composeStorm(TWELVE, 'opened', NOON);
    expect(notice).toMatchObject({
      cause: 'connection-refused',
      causes: ['connection-refused', 'out-of-memory'],
      severity: 'critical',
      clusters: ['prod', 'batch'],
    });
    expect([...notice.services].sort()).toEqual([...DATABASE_USERS, ...HUNGRY].sort());
    expect(notice.services[0]).toBe('catalogue');
  });

  it('counts a service with two causes once', () => {
    const storm = aStorm([
      { failure: refused('orders') },
      { failure: outOfMemory('orders') },
      { failure: refused('carts') },
    ]);
    expect(composeStorm(storm, 'opened', NOON).headline).toMatch(/^2 services failed 3 times/);
  });

  it('tells families from services', () => {
    const job = outOfMemory('nightly-report', { workload: aWorkload({ kind: 'family', name: 'nightly-report' }) });
    const notice = composeStorm(aStorm([{ failure: refused('orders') }, { failure: job }]), 'opened', NOON);
    expect(notice.headline).toMatch(/^1 service and 1 task family failed 2 times/);
    expect(notice).toMatchObject({ services: ['orders'], families: ['nightly-report'] });
  });

  it('names accounts and Regions where there are several', () => {
    const elsewhere = refused('carts', { workload: aWorkload({ name: 'carts', account: '444455556666' }) });
    const { sections } = composeStorm(aStorm([{ failure: refused('orders') }, { failure: elsewhere }]), 'opened', NOON);
    expect(sections.flatMap(({ lists = [] }) => lists.map(({ label }) => label))).toContain(
      '444455556666 eu-west-1, prod, eu-west-1a',
    );
  });

  it('names an instance only where several failed on it', () => {
    const storm = aStorm(
      ['a', 'b', 'c'].map((name, index) => ({ failure: refused(name, { instance: index < 2 ? 'one' : 'two' }) })),
    );
    const labels = composeStorm(storm, 'opened', NOON).sections.flatMap(({ lists = [] }) =>
      lists.map(({ label }) => label),
    );
    expect(labels).toEqual(['prod, eu-west-1a, instance one', 'prod, eu-west-1a']);
  });

  it('names every service although there are more causes than sections', () => {
    const storm = aStorm(
      Array.from({ length: 90 }, (_, index) => ({
        failure: outOfMemory(`service-${index}`, { title: `failure ${index}` }),
      })),
    );
    const { body } = renderNoticeMail(composeStorm(storm, 'opened', NOON));
    for (let index = 0; index < 90; index++) expect(body).toMatch(new RegExp(`service-${index}(?!\\d)`));
    expect(body).toContain('OTHER CAUSES: 50 SERVICES');
  });
});

describe('commonFactors', () => {
  it.each<[string, readonly Failure[], string | undefined]>([
    ['a host', DATABASE_USERS.map((name) => refused(name)), 'all 8 errors name orders-db.internal:5432'],
    [
      'an ARN',
      ['a', 'b'].map((name) =>
        refused(name, {
          proof: `unable to fetch secret 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf' for ${name}.service`,
        }),
      ),
      'both errors name arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf',
    ],
    [
      'an address',
      ['a', 'b'].map((name) => refused(name, { proof: `2026-11-24T09:15:27Z ${name}.js dial tcp 10.0.4.17:5432` })),
      'both errors name 10.0.4.17:5432',
    ],
    [
      'an instance before a zone',
      ['a', 'b', 'c'].map((name) => refused(name, { proof: 'killed', instance: '5f4e' })),
      'all 3 ran on container instance 5f4e',
    ],
    ['a zone', ['a', 'b', 'c'].map((name) => refused(name, { proof: 'killed' })), 'all 3 ran in eu-west-1a'],
  ])('finds %s', (_, failures, factor) => {
    expect(commonFactors(failures)[0]).toBe(factor);
  });

  it.each([
    'Error: at 09:15:27.001 the node process v22.1.0 died',
    'java.lang.IllegalStateException: boom',
    '2026-11-24T09:15:27.031Z FATAL',
  ])('takes no time, version or type of error for the thing that is shared: %s', (proof) => {
    expect(commonFactors(['a', 'b'].map((name) => refused(name, { proof }))).join('\n')).not.toContain('name');
  });

  it('counts only the errors that were kept', () => {
    const { proof: _, ...mute } = refused('c', { zone: 'eu-west-1c' });
    expect(commonFactors([refused('a'), refused('b'), mute, { ...mute, id: 'd' }])[0]).toBe(
      'both quoted errors name orders-db.internal:5432',
    );
  });

  it('finds nothing among what has nothing in common', () => {
    const failures = ['a', 'b', 'c', 'd'].map((name) =>
      outOfMemory(name, {
        workload: aWorkload({ name, cluster: name }),
        title: name,
        zone: name,
        proof: `${name}.example.com:5432`,
      }),
    );
    expect(commonFactors(failures)).toEqual([]);
  });
});

describe('composeHeldBack', () => {
  it('tells several incidents in one message', () => {
    const notice = composeHeldBack([refused('orders'), refused('orders'), outOfMemory('search')], NOON + MINUTE);
    expect(notice.headline).toBe('3 failures of orders and search, told together as many messages had just left.');
    expect(notice.stem).toBe('ECS: failures told together (2026-11-24 12:01 UTC)');
    expect(notice.sections.map(({ heading }) => heading)).toEqual([
      'Connection refused: 1 service, 2 failures',
      'Out of memory: 1 service, 1 failure',
    ]);
    expect(notice.evidence).toHaveLength(2);
    expect(notice.fixes).toHaveLength(2);
  });

  it('opens the conversation of a single incident', () => {
    expect(
      composeHeldBack([refused('orders'), refused('orders', { at: NOON + 1, id: 'b' })], NOON + MINUTE),
    ).toMatchObject({
      kind: 'update',
      stem: 'orders: connection refused (prod)',
      threadId: '111122223333/eu-west-1/prod/orders/connection-refused/1795521600',
      follows: false,
    });
  });
});

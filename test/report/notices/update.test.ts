import { describe, expect, it } from '@jest/globals';
import type { Told } from '../../../functions/incident/board.ts';
import type { Failure } from '../../../functions/incident/failure.ts';
import type { UpdateReason } from '../../../functions/incident/incident.ts';
import { renderNoticeMail } from '../../../functions/report/notice-mail.ts';
import { composeUpdate } from '../../../functions/report/notices/update.ts';
import { subjectLine } from '../../../functions/report/subject-line.ts';
import { NOON } from '../../support/builders.ts';
import { aPostMortem, someTaskFacts } from '../a-post-mortem.ts';
import { aFailure, anIncident, aWorkload, HOUR, MINUTE, refused, repeated, SECOND } from './some-failures.ts';

const told = (overrides: Partial<Told> = {}): Told => ({ at: NOON, count: 1, cause: 'out-of-memory', ...overrides });
const unexplained = (overrides: Partial<Failure> = {}): Failure =>
  aFailure({
    cause: 'application-exit',
    title: 'application exited',
    proof: 'exit code 1',
    proofLabel: 'Container app',
    exitCode: 1,
    ...overrides,
  });

const headline = (failures: readonly Failure[], reason: UpdateReason, last: Told | undefined = told()): string =>
  composeUpdate(anIncident(failures), last, reason, NOON + HOUR).headline;

const entries = (failures: readonly Failure[], last = told({ count: failures.length })): readonly string[] =>
  composeUpdate(anIncident(failures), last, 'milestone', NOON + 10 * MINUTE).sections.flatMap(
    (section) => section.entries,
  );

describe('composeUpdate', () => {
  it('tells a crash loop that goes on', () => {
    const failures = repeated(100, 12 * MINUTE, (index) => ({
      revision: index < 60 ? 43 : 44,
      image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.${index < 60 ? 1 : 2}`,
      zone: index % 9 === 0 ? 'eu-west-1b' : 'eu-west-1a',
      ranForMs: 30 * SECOND + index * 311,
    }));
    const last = told({ at: NOON + MINUTE, count: 10 });
    const { subject, body } = renderNoticeMail(
      composeUpdate(anIncident(failures), last, 'milestone', NOON + 12 * MINUTE),
    );
    expect(subject).toBe('Re: orders: out of memory (prod)');
    expect(body).toMatchInlineSnapshot(`
"orders stopped 100 times in 12 min: out of memory, and it goes on.

Container app of orders was killed for exceeding its 512 MiB of memory.

EVIDENCE
ECS says of app, task 00000000000000000000000000000099, 12:12:00 UTC:
> OutOfMemoryError: Container killed due to memory usage

SO FAR
- 100 tasks stopped since 12:00 UTC, last at 12:12:00, about 8 a minute.
- 60 on revision 43 and 40 on 44, images orders:1.4.1 and orders:1.4.2.
- 88 of 100 in eu-west-1a.
- Each with exit code 137.
- They ran 30 s to 1 min, half of them under 45 s.

SINCE THE LAST MESSAGE, 12:01 UTC
- 90 more stops.
- Revision 44 fails now, image orders:1.4.2.

WHAT TO CHANGE
1. Raise memory of container app above 512 MiB in a new revision of
   orders, then deploy it.

LINKS
Service: orders in prod
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/orders/health?region=eu-west-1
Stopped tasks: of orders, of the last hour
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/orders/tasks?status=STOPPED&region=eu-west-1

account 111122223333, eu-west-1, cluster prod, cause out-of-memory,
kind update"
`);
  });

  it.each<[UpdateReason, string]>([
    ['milestone', 'orders stopped 10 times in 4 min: out of memory, and it goes on.'],
    ['interval', 'orders stopped 10 times in 4 min, 9 of them since the last message: out of memory.'],
    ['cause-known', 'It is now known why orders stopped: out of memory.'],
    [
      'first-lost',
      'orders stopped 10 times in 4 min: out of memory. The first message on this may not have reached you.',
    ],
  ])('says first what is new for the reason %s', (reason, words) => {
    expect(headline(repeated(10, 4 * MINUTE), reason)).toBe(words);
  });

  it('says that the log tells the cause where it does', () => {
    const failures = [unexplained(), refused('orders', { at: NOON + MINUTE })];
    const notice = composeUpdate(anIncident(failures), told({ cause: 'application-exit' }), 'cause-known', NOON + HOUR);
    expect(notice).toMatchObject({
      headline: 'The log now tells why orders stopped: connection refused.',
      stem: 'orders: application exited (prod)',
      cause: 'connection-refused',
      causes: ['connection-refused', 'application-exit'],
      evidence: [{ text: 'orders: Error: connect ECONNREFUSED orders-db.internal:5432' }],
      fixes: [{ text: 'Start what should listen on orders-db.internal:5432, or correct the host and port.' }],
    });
  });

  it('has the subject of the first message, whatever was named since', () => {
    const first = subjectLine(aPostMortem({ title: 'application exited', task: someTaskFacts({ service: 'orders' }) }));
    const failures = [unexplained(), refused('orders', { at: NOON + MINUTE })];
    expect(composeUpdate(anIncident(failures), told(), 'cause-known', NOON + HOUR)).toMatchObject({
      stem: first,
      follows: true,
    });
  });

  it('takes the subject from the failure that was told, not from one that turned up late', () => {
    const late = refused('orders', { at: NOON - MINUTE });
    const incident = { ...anIncident([unexplained()]), failures: [late, unexplained()] as const };
    expect(composeUpdate(incident, told(), 'interval', NOON + HOUR).stem).toBe('orders: application exited (prod)');
  });

  it('quotes the latest proof of the cause that it names', () => {
    const failures = [
      refused('orders', { proof: 'first refusal' }),
      refused('orders', { proof: 'second refusal', at: NOON + 1 }),
      unexplained({ at: NOON + 2 }),
    ];
    expect(composeUpdate(anIncident(failures), told(), 'milestone', NOON).evidence).toEqual([
      { label: 'Log of app, task 0f1e2d3c4b5a69788796a5b4c3d2e1f0, 12:00:00 UTC', text: 'second refusal' },
    ]);
  });

  it('tells which tasks of which services a lost host took', () => {
    const host = aWorkload({ kind: 'host', name: '5f4e3d2c1b0a49588776655443322110' });
    const failures = repeated(7, 4 * SECOND, (index) => ({
      workload: host,
      taskOf: index % 3 === 0 ? 'billing' : 'orders',
      cause: 'host-terminated',
      title: 'host lost',
    }));
    const notice = composeUpdate(anIncident(failures), told({ count: 0 }), 'host-lost', NOON + MINUTE);
    expect(notice).toMatchObject({
      headline: 'Container instance 5f4e3d2c1b0a49588776655443322110 took 7 tasks with it in 4 s: host lost.',
      stem: 'instance 5f4e3d2c1b0a49588776655443322110: host lost (prod)',
      follows: false,
      services: ['billing', 'orders'],
    });
    expect(notice.sections.flatMap((section) => section.entries)).toEqual([
      '7 tasks stopped since 12:00 UTC, last at 12:00:04.',
      'It took 4 tasks of orders and 3 of billing.',
    ]);
  });

  it('says failed of what stops no task', () => {
    const failures = repeated(3, MINUTE, () => ({
      kind: 'placement-failed',
      title: 'no capacity',
      cause: 'capacity-unavailable',
    }));
    expect(headline(failures, 'milestone')).toBe('orders failed 3 times in 1 min: no capacity, and it goes on.');
  });

  it('tells a first message that had to wait as the first of its conversation', () => {
    expect(composeUpdate(anIncident(), undefined, 'held-back', NOON)).toMatchObject({
      headline: 'orders stopped once: out of memory. Told late, as many messages had just left.',
      follows: false,
    });
  });

  it('names a rate, a zone or a spread only where there is one', () => {
    expect(entries([aFailure()])).toEqual([
      '1 task stopped since 12:00 UTC.',
      'Revision 43, image orders:1.4.1.',
      'It ran 41 s.',
    ]);
    expect(entries(repeated(61, 10 * MINUTE))).toContain(
      '61 tasks stopped since 12:00 UTC, last at 12:10:00, about 6 a minute.',
    );
    const spread = repeated(9, 10 * MINUTE, (index) => ({ zone: `eu-west-1${'abc'[index % 3] ?? 'a'}` }));
    expect(entries(spread).join('\n')).not.toContain('eu-west-1');
  });

  it('counts apart the tasks of which some failed more than once', () => {
    const failures = [aFailure(), aFailure({ at: NOON + 1 }), aFailure({ at: NOON + 2, taskId: 'another' })];
    expect(entries(failures)[0]).toMatch(/^3 stops of 2 tasks since/);
  });

  it('says what is new since the last message', () => {
    const failures = [
      ...repeated(2, MINUTE),
      ...repeated(2, MINUTE, () => ({
        revision: 44,
        image: 'orders:1.4.2',
        zone: 'eu-west-1b',
        title: 'heap exhausted',
      })),
    ].map((failure, index) => ({ ...failure, at: NOON + index }));
    const { sections } = composeUpdate(anIncident(failures), told({ count: 2 }), 'interval', NOON + HOUR);
    expect(sections[1]).toEqual({
      heading: 'Since the last message, 12:00 UTC',
      entries: [
        '2 more stops.',
        'First named now: heap exhausted.',
        'Revision 44 fails now, image orders:1.4.2.',
        'Now in eu-west-1b as well.',
      ],
    });
  });

  it.each<[UpdateReason, Told | undefined]>([
    ['first-lost', told()],
    ['host-lost', told({ count: 0, at: 0 })],
    ['interval', undefined],
  ])('compares with no message where there was none (%s)', (reason, last) => {
    expect(composeUpdate(anIncident(repeated(3, MINUTE)), last, reason, NOON + HOUR).sections).toHaveLength(1);
  });

  it('points a family at its task definition', () => {
    const failure = aFailure({ workload: aWorkload({ kind: 'family', name: 'nightly-report' }) });
    const notice = composeUpdate(anIncident([failure]), told(), 'milestone', NOON);
    expect(notice).toMatchObject({ services: [], family: 'nightly-report' });
    expect(notice.links.map(({ label, note }) => `${label}: ${note}`)).toContain('Task definition: nightly-report:43');
  });
});

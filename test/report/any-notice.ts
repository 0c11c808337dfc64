import fc from 'fast-check';
import { CAUSE_IDS, CAUSES } from '../../functions/diagnosis/causes.ts';
import type { Notice, NoticeKind } from '../../functions/report/notice.ts';
import { anyText } from './any-post-mortem.ts';

const KINDS: readonly NoticeKind[] = [
  'update',
  'recovered',
  'storm',
  'digest',
  'deployment-failed',
  'placement-failed',
  'self-test',
];

/** What `orders` has become, with one of everything. */
export const aNotice = (overrides: Partial<Notice> = {}): Notice => ({
  schema: 'ecs-postmortem/1',
  kind: 'update',
  cause: 'out-of-memory',
  domain: 'resources',
  severity: 'critical',
  stem: 'orders: out of memory (prod)',
  follows: true,
  threadId: '111122223333/eu-west-1/prod/orders/out-of-memory/1795521600',
  headline: 'orders stopped 10 times in 4 min: out of memory, and it goes on.',
  explanation: 'Container app of orders was killed for exceeding its 512 MiB of memory.',
  evidence: [{ label: 'Log of app', text: 'loading 1204332 rows\nKilled' }],
  sections: [{ heading: 'So far', entries: ['10 tasks stopped since 12:00 UTC.'] }],
  fixes: [{ text: 'Raise memory of container app.', command: 'aws ecs update-service --service orders' }],
  links: [{ label: 'Service', url: 'https://eu-west-1.console.aws.amazon.com/ecs/v2', note: 'orders in prod' }],
  clusters: ['prod'],
  services: ['orders'],
  account: '111122223333',
  region: 'eu-west-1',
  resources: ['arn:aws:ecs:eu-west-1:111122223333:service/prod/orders'],
  missing: ['The log could not be read: allow logs:GetLogEvents.'],
  ...overrides,
});

/** A storm of services with names as long as teams give them, in lists of a hundred. */
export const stormOf = (count: number, overrides: Partial<Notice> = {}): Notice => {
  const services = Array.from({ length: count }, (_, index) => `payments-reconciliation-${index}`);
  return aNotice({
    kind: 'storm',
    follows: false,
    stem: 'ECS: many services failing at once (2026-11-24 09:15 UTC)',
    headline: `${count} services failed ${count} times since 09:15 UTC.`,
    sections: [
      {
        heading: 'Out of memory',
        entries: [],
        lists: Array.from({ length: Math.ceil(count / 100) }, (_, index) => ({
          label: `prod, zone ${index}`,
          names: services.slice(index * 100, (index + 1) * 100),
        })),
      },
    ],
    services,
    ...overrides,
  });
};

const some = <T>(of: fc.Arbitrary<T>, maxLength = 6) => fc.array(of, { maxLength });

/** A notice with anything in any of its texts. */
export const anyNotice: fc.Arbitrary<Notice> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    cause: fc.constantFrom(...CAUSE_IDS),
    causes: fc.option(fc.uniqueArray(fc.constantFrom(...CAUSE_IDS), { minLength: 1 }), { nil: undefined }),
    follows: fc.boolean(),
    texts: fc.tuple(anyText, anyText, anyText, anyText, anyText),
    evidence: some(fc.record({ label: anyText, text: anyText })),
    sections: some(
      fc.record({
        heading: anyText,
        entries: some(anyText),
        lists: some(fc.record({ label: anyText, names: some(anyText, 12) })),
      }),
    ),
    fixes: some(fc.record({ text: anyText, command: anyText }), 12),
    names: fc.tuple(some(anyText, 9), some(anyText, 9), some(anyText, 9)),
    missing: some(anyText),
  })
  .map(({ kind, cause, causes, follows, texts: [stem, headline, explanation, threadId, note], names, ...rest }) => {
    const [clusters, services, families] = names;
    return aNotice({
      ...rest,
      kind,
      cause,
      ...(causes === undefined ? {} : { causes }),
      domain: CAUSES[cause].domain,
      severity: CAUSES[cause].severity,
      follows,
      stem,
      headline,
      explanation,
      threadId,
      clusters,
      services,
      families,
      links: [{ label: note, url: 'https://eu-west-1.console.aws.amazon.com/ecs/v2', note }],
      resources: [note],
    });
  });

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageAttributes } from '../../functions/report/attributes.ts';
import { utf8Length } from '../../functions/report/cut-text.ts';
import { renderMail } from '../../functions/report/mail.ts';
import { NOON } from '../support/builders.ts';
import { anExcerpt, aPostMortem, someTaskFacts } from './a-post-mortem.ts';
import { anyPostMortem, hugePostMortem } from './any-post-mortem.ts';

const outOfMemory = aPostMortem({
  cause: 'out-of-memory',
  domain: 'resources',
  confidence: 'certain',
  title: 'out of memory',
  headline: 'Container worker of billing was killed for using more than its 512 MiB of memory.',
  explanation: 'The kernel ends a container at its hard limit, without warning it; nothing that it held is written.',
  container: 'worker',
  subject: { type: 'memory', value: '512 MiB' },
  task: someTaskFacts({
    service: 'billing',
    family: 'billing',
    revision: 112,
    phase: 'RUNNING',
    stoppedReason: 'Essential container in task exited',
    ranForMs: 7_800_000,
    containers: [
      { name: 'worker', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      { name: 'envoy', exitCode: 0 },
      { name: 'migrate' },
    ],
  }),
  evidence: [
    {
      source: 'container-reason',
      container: 'worker',
      text: 'OutOfMemoryError: Container killed due to memory usage',
      decisive: true,
    },
    { source: 'stopped-reason', text: 'Essential container in task exited', decisive: false },
    { source: 'exit-code', container: 'worker', text: 'exit code 137 (SIGKILL)', decisive: false },
  ],
  excerpts: [{ container: 'worker', lines: anExcerpt(['invoice run 2026-11 begins', 'loaded 1204332 rows']) }],
  fixes: [
    {
      text: 'Raise memory of container worker above 512 MiB in a new revision of task definition billing, then deploy it.',
      command: 'aws ecs update-service --cluster prod --service billing --task-definition billing --region eu-west-1',
    },
  ],
  checks: [{ text: 'Look at MemoryUtilization of service billing: a slope is a leak, a step is the limit.' }],
  remarks: ['Container envoy ended with code 0 after the task was told to stop.'],
  missing: ['The log of envoy could not be read: allow logs:GetLogEvents on log group /ecs/envoy to this function.'],
  timeline: [
    { at: NOON - 7_200_000, what: 'created', afterMs: 0 },
    { at: NOON - 7_175_000, what: 'running', afterMs: 25_000 },
    { at: NOON + 43_200_000, what: 'stopped', afterMs: 50_375_000 },
  ],
});

describe('renderMail', () => {
  it('puts a verdict from the log before everything else', () => {
    const { subject, body } = renderMail(aPostMortem());
    expect(subject).toBe('orders: connection refused (prod)');
    expect(body).toMatchInlineSnapshot(`
"Container app of orders ended because orders-db.internal:5432 refused
its connection.
orders in prod stopped 2026-11-24 12:01:30 UTC, ran 40 s.
Critical. Sure: the evidence leaves one reading.

Nothing listens on that port, or something on the way rejects it. The
application gave up at once and exited with code 1.

LOG OF app
  orders 4.2.0 starting
  connecting to orders-db.internal:5432
> Error: connect ECONNREFUSED 10.0.4.17:5432
      ... 6 frames of node:internal
      at async start (/srv/app/main.js:31:3)

EVIDENCE
  ECS says of the task: Essential container in task exited
  Container app: exit code 1 (general failure)

WHAT TO CHANGE
1. Start what should listen on orders-db.internal:5432, or correct the
   host and port that the application is given.
2. Let the application retry for a minute, so that a restart of the
   database does not stop the task.

WHAT TO CHECK
1. See whether the database is up.
     aws rds describe-db-instances --query DBInstances[].[DBInstanceIdentifier,DBInstanceStatus] --region eu-west-1

TIMELINE (UTC, 2026-11-24)
12:00:00 created
12:00:25 running (+25 s)
12:01:05 stopping (+40 s)
12:01:30 stopped (+25 s)

CONTAINERS
app: exit code 1 (general failure) <- failed
  111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v42

LINKS
Log of app: group /ecs/orders, stream
  ecs/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0
https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/ecs$252Fapp$252F0f1e2d3c4b5a69788796a5b4c3d2e1f0
Task: 0f1e2d3c4b5a69788796a5b4c3d2e1f0, there until about 13:01 UTC
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/tasks/0f1e2d3c4b5a69788796a5b4c3d2e1f0/configuration?region=eu-west-1

task 0f1e2d3c4b5a69788796a5b4c3d2e1f0, account 111122223333, eu-west-1,
cluster prod, orders:7, FARGATE, eu-west-1a,
stop code EssentialContainerExited, cause connection-refused"
`);
  });

  it('quotes the reason of ECS where that decides, and says what it could not see', () => {
    const { subject, body } = renderMail(outOfMemory);
    expect(subject).toBe('billing: out of memory (prod)');
    expect(body).toMatchInlineSnapshot(`
"Container worker of billing was killed for using more than its 512 MiB
of memory.
billing in prod stopped 2026-11-24 12:01:30 UTC, ran 2 h 10 min.
Critical. Certain: the evidence says so in so many words.

The kernel ends a container at its hard limit, without warning it;
nothing that it held is written.

EVIDENCE
> ECS says of worker: OutOfMemoryError: Container killed due to memory
    usage
  ECS says of the task: Essential container in task exited
  Container worker: exit code 137 (SIGKILL)

LOG OF worker
  invoice run 2026-11 begins
  loaded 1204332 rows

ALSO
- Container envoy ended with code 0 after the task was told to stop.

WHAT TO CHANGE
1. Raise memory of container worker above 512 MiB in a new revision of
   task definition billing, then deploy it.
     aws ecs update-service --cluster prod --service billing --task-definition billing --region eu-west-1

WHAT TO CHECK
1. Look at MemoryUtilization of service billing: a slope is a leak, a
   step is the limit.

NOT SEEN
- The log of envoy could not be read: allow logs:GetLogEvents on log
  group /ecs/envoy to this function.

TIMELINE (UTC, 2026-11-24)
10:00:00 created
10:00:25 running (+25 s)
2026-11-25 00:00:00 stopped (+13 h 59 min)

CONTAINERS
worker: exit code 137 (SIGKILL) <- failed
envoy: exit code 0 (success)
migrate: no exit code

LINKS
Log of app: group /ecs/orders, stream
  ecs/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0
https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/ecs$252Fapp$252F0f1e2d3c4b5a69788796a5b4c3d2e1f0
Task: 0f1e2d3c4b5a69788796a5b4c3d2e1f0, there until about 13:01 UTC
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/tasks/0f1e2d3c4b5a69788796a5b4c3d2e1f0/configuration?region=eu-west-1

task 0f1e2d3c4b5a69788796a5b4c3d2e1f0, account 111122223333, eu-west-1,
cluster prod, billing:112, FARGATE, eu-west-1a,
stop code EssentialContainerExited, cause out-of-memory"
`);
  });

  it('tells of a task that never ran', () => {
    const { ranForMs: _, ...task } = someTaskFacts({
      phase: 'PENDING',
      containers: [{ name: 'app' }],
      stopCode: 'TaskFailedToStart',
    });
    const { body } = renderMail(aPostMortem({ task, timeline: [], excerpts: [], evidence: [] }));
    expect(body).toContain('orders in prod stopped 2026-11-24 12:01:30 UTC while PENDING, never ran.');
    expect(body).toContain('app: no exit code');
    expect(body).not.toContain('TIMELINE');
  });

  it('keeps a long decisive line readable: broken at the margin, nothing lost', () => {
    const line = `FATAL ${'0123456789'.repeat(12)} the end`;
    const { body } = renderMail(
      aPostMortem({ excerpts: [{ container: 'app', lines: anExcerpt(['before', line], 1) }] }),
    );
    expect(body.replaceAll('\n    ', '')).toContain(line);
  });

  it('shows what is around the decisive line of a long log, and how much more there is', () => {
    const texts = Array.from({ length: 75 }, (_, index) => `line ${index}.`);
    const { body } = renderMail(aPostMortem({ excerpts: [{ container: 'app', lines: anExcerpt(texts, 60) }] }));
    expect(body).toContain('  [34 more lines]\n  line 34.\n');
    expect(body).toContain('\n> line 60.\n');
    expect(body).toContain('\n  line 73.\n  [1 more line]\n');
  });

  it('never writes a line over 72 columns but links, commands and single words', () => {
    const commands = new Set(outOfMemory.fixes.map(({ command }) => `     ${command}`));
    const long = renderMail(outOfMemory)
      .body.split('\n')
      .filter((line) => line.length > 72 && !commands.has(line) && !line.startsWith('https://'));
    expect(long).toEqual([]);
  });

  it('keeps to 72 columns whatever is in it, but for links, commands and single words', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        const long = renderMail({ ...pm, fixes: [], checks: [] })
          .body.split('\n')
          .filter((line) => [...line].length > 72 && !isSingleWord(line));
        expect(long).toEqual([]);
      }),
    );
  });

  it('has a subject that SNS takes', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        expect(renderMail(pm).subject).toMatch(/^[!-~][ -~]{0,98}$/);
      }),
    );
  });

  it('holds no control character', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        expect(renderMail(pm).body).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('always shows the line that decides', () => {
    fc.assert(
      fc.property(anyPostMortem, fc.stringMatching(/^[a-z]{12}$/), (pm, proof) => {
        const lines = pm.excerpts[0]?.lines.map((line) => (line.decisive ? { ...line, text: proof, folded: 0 } : line));
        expect(renderMail({ ...pm, excerpts: [{ container: 'app', lines: lines ?? [] }] }).body).toContain(
          `\n> ${proof}`,
        );
      }),
    );
  });

  it.each(['x', 'word ', '<', '日', '🔥', '\u001b[31m', '\n', '`'])(
    'stays under 24 KiB with a mebibyte of %j in the log, and still shows where it failed',
    (character) => {
      const pm = hugePostMortem(character);
      const { subject, body } = renderMail(pm);
      expect(utf8Length(body)).toBeLessThanOrEqual(24_576);
      expect(body).toContain('> FATAL');
      const attributes = Object.entries(messageAttributes(pm)).flat().join('');
      expect(utf8Length(subject + body + attributes)).toBeLessThan(262_144);
    },
  );

  it('masks secrets before it wraps', () => {
    const url = 'postgres://orders:Tr0ub4dor-and-3@orders-db.internal:5432/orders';
    const line = `${'x'.repeat(40)} cannot connect to ${url}`;
    const { body } = renderMail(
      aPostMortem({ headline: `Cannot reach ${url}.`, excerpts: [{ container: 'app', lines: anExcerpt([line], 0) }] }),
    );
    expect(body.replace(/\s/g, '')).not.toContain('Tr0ub4dor');
  });
});

const isSingleWord = (line: string): boolean => /^(?:> | *(?:- |\d+\. )?)?\S+$/.test(line.trimEnd());

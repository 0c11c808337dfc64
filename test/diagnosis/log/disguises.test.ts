import { describe, expect, it } from '@jest/globals';
import { type LogContext, readLog } from '../../../functions/diagnosis/log/read-log.ts';

const read = (texts: readonly string[], context: LogContext = { exitCode: 1 }) =>
  readLog(
    texts.map((text) => ({ text })),
    context,
  );

const TRACE = [
  'loading plugins',
  'Traceback (most recent call last):',
  '  File "/srv/shop/main.py", line 12, in <module>',
  '    connect()',
  'redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.',
  '',
  'During handling of the above exception, another exception occurred:',
  '',
  'Traceback (most recent call last):',
  '  File "/srv/shop/main.py", line 14, in <module>',
  '    raise StartFailed()',
  'shop.StartFailed: no cache',
];
const LOGS = [
  { lines: TRACE, exitCode: 1, cause: 'connection-refused' },
  {
    lines: ['  preparing', '2026-11-24 09:15:02 starting', '/srv/start.sh: line 4: /srv/bin/shop: Permission denied'],
    exitCode: 126,
    cause: 'entrypoint-not-executable',
  },
  {
    lines: [
      '> building',
      '    pages',
      '',
      '/srv/build.sh: line 7:    54 Killed                  webpack --mode production',
    ],
    exitCode: 137,
    cause: 'out-of-memory',
  },
  {
    lines: [
      '[2026-11-24 09:15:02 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)',
      '[2026-11-24 09:15:09 +0000] [1] [INFO] Handling signal: term',
      '[2026-11-24 09:15:09 +0000] [1] [INFO] Shutting down: Master',
    ],
    exitCode: 143,
    cause: 'terminated',
  },
  {
    lines: [
      'I, [2026-11-24T09:15:02.118 #1]  INFO -- : booting',
      'E, [2026-11-24T09:15:03.118 #1] ERROR -- : cannot bind',
      'Address already in use - bind(2) for "0.0.0.0" port 3000',
    ],
    exitCode: 1,
    cause: 'port-in-use',
  },
];
const ROOT = { cause: 'connection-refused', decisive: 4 };

describe('a log that a collector wrapped line by line', () => {
  const time = '2026-11-24T09:15:02.118Z';
  it.each<[string, (line: string) => unknown]>([
    ['Docker, without a level', (log) => ({ log: `${log}\n`, stream: 'stderr', time })],
    ['a forwarder that adds a level', (log) => ({ log, level: 'info', time })],
    ['pino', (msg) => ({ level: 30, time: 1_795_511_702_118, pid: 1, hostname: 'h', msg })],
    ['zap', (msg) => ({ level: 'info', ts: 1_795_511_702.118, caller: 'run/output.go:41', msg })],
    ['a `message` with a severity', (message) => ({ severity: 'INFO', timestamp: time, message })],
    [
      'an agent that calls what came on stderr an error',
      (message) => ({ severity: 'ERROR', timestamp: time, message }),
    ],
    ['an agent that calls everything a warning', (msg) => ({ level: 'warn', time, msg })],
    ['Docker around zap', (msg) => ({ log: `${JSON.stringify({ level: 'info', ts: 1, msg })}\n`, stream: 'stdout' })],
  ])('is read as if bare: %s', (_, wrap) => {
    for (const { lines, exitCode, cause } of LOGS) {
      const bare = read(lines, { exitCode }).opinion;
      expect(bare?.cause).toBe(cause);
      expect(
        read(
          lines.map((line) => JSON.stringify(wrap(line))),
          { exitCode },
        ).opinion,
      ).toEqual(bare);
    }
  });

  const LAST_WORDS = ['starting', '2026-11-24 09:15:02 listen tcp 0.0.0.0:80: bind: address already in use', 'done'];
  const asInformation = (msg: string) => JSON.stringify({ level: 'info', msg });

  it('keeps an empty line empty', () => {
    expect(read(['{"log":"\\n","time":"t"}', '{"msg":"","level":"info"}'], {}).excerpt).toEqual([]);
  });

  it('is believed without an exit code where the messages carry stamps of their own', () => {
    expect(read(LAST_WORDS.map(asInformation), {}).opinion).toMatchObject({ cause: 'port-in-use', decisive: 1 });
  });

  it('is a logger speaking where nothing tells of a collector: what it calls information is none of the failure', () => {
    const lines = ['starting', 'retrying: dial tcp 10.0.0.9:6379: connect: connection refused', 'batch done'];
    expect(read(lines.map(asInformation), { exitCode: 0 }).opinion).toMatchObject({ cause: 'completed' });
    expect(read(lines.map(asInformation), {}).opinion?.cause).not.toBe('connection-refused');
  });

  it('keeps the level of the logger within Docker’s entry', () => {
    const lines = ['starting', 'retrying: dial tcp 10.0.0.9:6379: connect: connection refused', 'batch done'].map(
      (msg) => JSON.stringify({ log: `${asInformation(msg)}\n`, stream: 'stdout', time }),
    );
    expect(read(lines, { exitCode: 0 }).opinion).toMatchObject({ cause: 'completed' });
  });

  it('keeps a level that the text itself names', () => {
    const lines = ['10:00:01 ERROR pool: connect ECONNREFUSED 10.0.0.9:5432', '10:00:02 INFO closing'].map((log) =>
      JSON.stringify({ log, level: 'info' }),
    );
    expect(read(lines).opinion).toMatchObject({ cause: 'connection-refused', decisive: 0 });
  });

  it('leaves a logger’s levels as they are where they differ', () => {
    const lines = [
      '{"level":"info","msg":"could not connect to statsd: connection refused"}',
      '{"level":"fatal","msg":"listen tcp :8080: bind: address already in use"}',
    ];
    expect(read(lines).opinion).toMatchObject({ cause: 'port-in-use', decisive: 1 });
  });
});

describe('a log with prefixes', () => {
  it.each([
    ['<14>Nov 24 09:15:02 ip-10-0-1-7 shop[41]: '],
    ['<14>1 2026-11-24T09:15:02.118Z ip-10-0-1-7 shop 41 - - '],
    ['<165>1 2026-11-24T09:15:02Z 3f2a1b9c0d4e shop 41 ID47 [meta sequenceId="1"] '],
    ['Nov 24 09:15:02 ip-10-0-1-7 shop: '],
    ['1795511702.118 '],
    ['1795511702118\t'],
    ['[2026-11-24T09:15:02.118Z] '],
    ['2026-11-24T09:15:02.118456789Z stderr F '],
    ['2-shop-web-1  | '],
    ['shop_1 | 2026-11-24T09:15:02.118Z '],
  ])('is read without %j', (prefix) => {
    expect(read(TRACE.map((line) => prefix + line)).opinion).toMatchObject(ROOT);
    expect(read([`${prefix}cannot start`], {}).excerpt[0]?.text).toBe('cannot start');
  });

  it('keeps the tab before a frame', () => {
    const trace = [
      'java.lang.IllegalStateException: no pool',
      '\tat shop.Pool.open(Pool.java:9)',
      'Caused by: java.net.UnknownHostException: orders-db',
      '\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)',
    ];
    for (const prefix of ['1795511702.118 ', '09:15:02.118 ']) {
      expect(read(trace.map((line) => prefix + line)).opinion).toMatchObject({
        cause: 'dns-resolution-failed',
        decisive: 2,
      });
    }
  });

  it('takes no sentence after a date for a host and a program', () => {
    const { excerpt } = read(['Nov 24 09:15:02 Connection failed: no route'], {});
    expect(excerpt[0]?.text).toBe('Connection failed: no route');
  });

  it('takes no quoted source line for the name of a container', () => {
    expect(read(['  12 | const port = listen()'], {}).excerpt[0]?.text).toContain('12 |');
  });
});

describe('requests served after a failure', () => {
  const PROBES = Array.from(
    { length: 40 },
    (_, i) => `10.0.1.${i} - - "GET /healthz HTTP/1.1" 200 2 "-" "kube-probe/1.30"`,
  );
  const ORDERS = Array.from({ length: 40 }, (_, i) => `10.0.1.${i} - - "GET /orders/${i} HTTP/1.1" 200 900 "-" "-"`);
  const WRAPPED = [
    'Error starting ApplicationContext. To display the condition evaluation report enable debug.',
    '',
    "org.springframework.beans.factory.BeanCreationException: Error creating bean 'mailer': Could not resolve placeholder 'SMTP_HOST'",
    '\tat shop.Mailer.<init>(Mailer.java:3)',
  ];

  it('change nothing where the container failed', () => {
    const expected = { cause: 'missing-environment-variable', decisive: 2 };
    expect(read(WRAPPED).opinion).toMatchObject(expected);
    expect(read([...WRAPPED, ...PROBES]).opinion).toMatchObject(expected);
    expect(read([...WRAPPED, ...ORDERS]).opinion).toMatchObject(expected);
  });

  const EXHAUSTED = ['FATAL ERROR: Reached heap limit', 'Allocation failed - JavaScript heap out of memory'];

  it('do not overcome a fatal error by probes alone, even where the container ended with 0', () => {
    expect(read([...EXHAUSTED, ...PROBES], { exitCode: 0 }).opinion).toMatchObject({ cause: 'heap-exhausted' });
    expect(read([...EXHAUSTED, ...ORDERS], { exitCode: 0 }).opinion).toMatchObject({ cause: 'completed' });
  });

  it.each([
    ['in fields', (path: string) => `method=GET path=${path} status=200 duration=1ms`],
    [
      'in JSON',
      (url: string) => JSON.stringify({ msg: 'request completed', req: { method: 'GET', url }, responseTime: 1 }),
    ],
  ])('are known %s', (_, tell) => {
    const followedBy = (path: string) => [...EXHAUSTED, ...Array.from({ length: 6 }, () => tell(path))];
    expect(read(followedBy('/orders'), { exitCode: 0 }).opinion?.cause).toBe('completed');
    expect(read(followedBy('/healthz'), { exitCode: 0 }).opinion?.cause).toBe('heap-exhausted');
  });

  it('are not what an error of a request is', () => {
    const line =
      'level=error msg="cannot serve" method=GET status=500 error="dial tcp 10.0.0.9:5432: connect: connection refused"';
    expect(read([line]).opinion).toMatchObject({ cause: 'connection-refused', decisive: 0 });
  });
});

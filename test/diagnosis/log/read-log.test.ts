import { describe, expect, it } from '@jest/globals';
import { readLog } from '../../../functions/diagnosis/log/read-log.ts';

const linesOf = (...texts: readonly string[]) => texts.map((text) => ({ text }));
const HEALTHY = Array.from({ length: 20 }, (_, i) => `10.0.0.${i} - - "GET /health HTTP/1.1" 200 12`);

describe('the root of a failure', () => {
  it('is the first of chained Python tracebacks', () => {
    const { opinion } = readLog(
      linesOf(
        'Traceback (most recent call last):',
        '  File "/venv/lib/python3.12/site-packages/redis/connection.py", line 9, in connect',
        '    sock.connect(address)',
        'ConnectionRefusedError: [Errno 111] Connection refused',
        '',
        'During handling of the above exception, another exception occurred:',
        '',
        'Traceback (most recent call last):',
        '  File "/app/main.py", line 3, in <module>',
        '    start()',
        'app.errors.StartupError: could not start',
        'INFO:     Application shutdown complete.',
      ),
      { exitCode: 3 },
    );
    expect(opinion).toMatchObject({ cause: 'connection-refused', decisive: 3 });
  });

  it('is the deepest cause of a Java chain', () => {
    const { opinion } = readLog(
      linesOf(
        "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'dataSource'",
        '\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:300)',
        'Caused by: java.lang.IllegalStateException: cannot start pool',
        '\tat com.example.Pool.start(Pool.java:7)',
        'Caused by: java.net.UnknownHostException: orders-db',
        '\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)',
        '\t... 9 more',
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({
      cause: 'dns-resolution-failed',
      decisive: 4,
      subject: { type: 'host', value: 'orders-db' },
    });
  });

  it('is the last exception nested in one line', () => {
    const { opinion } = readLog(
      linesOf(
        'ERROR Boot failed: bean x not valid; nested exception is a.B: bad; nested exception is java.net.ConnectException: Connection refused',
      ),
      { exitCode: 1 },
    );
    expect(opinion?.cause).toBe('connection-refused');
  });

  it('is the log line above a panic that prints only a pointer', () => {
    const { opinion } = readLog(
      linesOf(
        'time="2026-01-01T00:00:00Z" level=panic msg="no database" error="dial tcp: lookup db: no such host"',
        'panic: (*logrus.Entry) 0xc000122000',
        '',
        'goroutine 1 [running]:',
        'main.main()',
      ),
      { exitCode: 2 },
    );
    expect(opinion).toMatchObject({ cause: 'dns-resolution-failed', decisive: 0 });
  });

  it('is the readable Elixir error, not the term that Erlang ends with', () => {
    const { opinion } = readLog(
      linesOf(
        '** (MatchError) no match of right hand side value: :error',
        '    lib/shop.ex:4: Shop.run/1',
        `{"init terminating in do_boot",{#{'__struct__'=>'Elixir.MatchError'},[]}}`,
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'unhandled-exception', decisive: 0 });
  });

  it("is the error, not what a tool's warning said before it", () => {
    const { opinion } = readLog(
      linesOf("warning: cannot write to '/proc/1/fd/1': permission denied", 'ERROR: child process failed'),
      { exitCode: 51 },
    );
    expect(opinion).toMatchObject({ cause: 'application-exit', decisive: 1 });
  });

  it('is the error, not an exception that Python ignored while it cleaned up', () => {
    const { opinion } = readLog(
      linesOf(
        "ERROR: [Errno 28] No space left on device: '/tmp/a'",
        'Exception ignored in: <function Pool.__del__ at 0x7f>',
        'Traceback (most recent call last):',
        '  File "/app/pool.py", line 3, in __del__',
        "AttributeError: 'Pool' object has no attribute 'files'",
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'ephemeral-storage-full', decisive: 0 });
  });

  it('is what a heading announces, though each line is an error of its own', () => {
    const { opinion } = readLog(
      linesOf(
        '{"level":"ERROR","message":"APPLICATION FAILED TO START"}',
        '{"level":"ERROR","message":"Description:"}',
        '{"level":"ERROR","message":"Web server failed to start. Port 8080 was already in use."}',
        '{"level":"ERROR","message":"Action:"}',
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'port-in-use', decisive: 2 });
  });

  it('is the exhausted resource, not what failed for the lack of it', () => {
    const { opinion, secondary } = readLog(
      linesOf(
        'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
        '',
        'Traceback (most recent call last):',
        '  File "/app/a.py", line 1, in <module>',
        '    import yaml',
        "ModuleNotFoundError: No module named 'yaml'",
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'ephemeral-storage-full', decisive: 0 });
    expect(secondary).toMatchObject({ cause: 'missing-dependency', decisive: 5 });
  });

  it('is found below health checks and wrappers', () => {
    const { opinion } = readLog(
      linesOf(
        "Error: Cannot find module 'pino'",
        '    at load (/app/a.js:1:1)',
        'npm ERR! code ELIFECYCLE',
        ...HEALTHY,
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({
      cause: 'missing-dependency',
      decisive: 0,
      subject: { type: 'module', value: 'pino' },
    });
  });

  it('is found in a log pasted newest first', () => {
    const { opinion } = readLog(
      linesOf(
        '2026-01-01T00:00:09Z Service stopped with errors',
        '2026-01-01T00:00:08Z panic: dial tcp 10.0.0.9:5432: connect: connection refused',
        '2026-01-01T00:00:07Z starting',
      ),
      { exitCode: 2 },
    );
    expect(opinion).toMatchObject({ cause: 'connection-refused', decisive: 1 });
  });

  it('points at the log event that holds a whole traceback', () => {
    const { opinion } = readLog(
      linesOf(
        'starting',
        'Traceback (most recent call last):\n  File "/app/a.py", line 1, in <module>\nKeyError: \'API_KEY\'',
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({
      cause: 'missing-environment-variable',
      decisive: 1,
      subject: { value: 'API_KEY' },
    });
  });

  it('is read out of the stack of a JSON entry', () => {
    const entry = {
      level: 50,
      msg: 'boot failed',
      err: { type: 'Error', message: 'connect ECONNREFUSED 10.0.0.4:6379', stack: 'Error: x\n    at y' },
    };
    expect(readLog(linesOf(JSON.stringify(entry)), { exitCode: 1 }).opinion).toMatchObject({
      cause: 'connection-refused',
      subject: { type: 'endpoint', value: '10.0.0.4:6379' },
    });
  });

  it('is an unhandled exception where a crash names nothing known', () => {
    const { opinion } = readLog(linesOf('panic: kaboom', '', 'goroutine 1 [running]:', 'main.main()'), { exitCode: 2 });
    expect(opinion).toMatchObject({ cause: 'unhandled-exception', rule: 'log/crash', decisive: 0 });
  });
});

describe('the end of a log without a failure', () => {
  it('is an orderly shutdown when a signal was handled', () => {
    const reading = readLog(
      linesOf(
        ...HEALTHY,
        '[1] [INFO] Handling signal: term',
        '[9] [INFO] Worker exiting (pid: 9)',
        '[1] [INFO] Shutting down: Master',
      ),
      { exitCode: 0 },
    );
    expect(reading.orderlyShutdown).toBe(true);
    expect(reading.opinion).toMatchObject({ cause: 'terminated', decisive: HEALTHY.length });
  });

  it('is an orderly shutdown in spite of an error that was survived', () => {
    const reading = readLog(
      linesOf('ERROR: relation "cache" does not exist', ...HEALTHY, 'received SIGTERM, shutting down'),
      { exitCode: 143 },
    );
    expect(reading.opinion?.cause).toBe('terminated');
  });

  it('is a failure when the supervisor stops the others because one died', () => {
    const reading = readLog(
      linesOf(
        "web.1 | Error: Cannot find module 'express'",
        'web.1 | exited with code 1',
        'system | sending SIGTERM to all processes',
        'worker.1 | received SIGTERM, stopping',
      ),
      { exitCode: 1 },
    );
    expect(reading).toMatchObject({ orderlyShutdown: false, opinion: { cause: 'missing-dependency' } });
  });

  it('was killed when the order to stop was not carried out in time', () => {
    const { opinion } = readLog(linesOf('LOG:  received smart shutdown request'), { exitCode: 137 });
    expect(opinion).toMatchObject({ cause: 'killed', decisive: 0 });
  });

  it('completed with exit code 0', () => {
    expect(readLog(linesOf('job started', 'job done'), { exitCode: 0 }).opinion).toMatchObject({
      cause: 'completed',
      decisive: 1,
    });
  });

  it('failed in spite of exit code 0 when its last words are fatal', () => {
    const { opinion } = readLog(
      linesOf('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
      { exitCode: 0 },
    );
    expect(opinion?.cause).toBe('heap-exhausted');
  });

  it('keeps its silence about signals that the exit code names', () => {
    expect(readLog(linesOf('working'), { exitCode: 139 }).opinion).toBeUndefined();
  });

  it('shows the last error where nothing explains the exit', () => {
    const { opinion } = readLog(linesOf('step 1', 'step 2 failed', 'bye'), { exitCode: 1 });
    expect(opinion).toMatchObject({ cause: 'application-exit', confidence: 'low', decisive: 1 });
  });

  it('is nothing for an empty log', () => {
    expect(readLog([], { exitCode: 1 })).toEqual({ excerpt: [], orderlyShutdown: false, listening: [] });
  });
});

describe('the excerpt', () => {
  it('marks the decisive line, keeps own frames and folds those of libraries', () => {
    const { excerpt } = readLog(
      linesOf(
        "TypeError: Cannot read properties of undefined (reading 'id')",
        '    at charge (/app/src/charge.js:7:9)',
        '    at Layer.handle (/app/node_modules/express/lib/router/layer.js:95:5)',
        '    at next (/app/node_modules/express/lib/router/route.js:144:13)',
        '    at node:internal/process/task_queues:95:5',
      ),
      { exitCode: 1 },
    );
    expect(excerpt).toEqual([
      { text: "TypeError: Cannot read properties of undefined (reading 'id')", decisive: true, folded: 0, index: 0 },
      { text: '    at charge (/app/src/charge.js:7:9)', decisive: false, folded: 0, index: 1 },
      { text: '… 3 frames of libraries', decisive: false, folded: 3 },
    ]);
  });

  it('flattens JSON and takes the colours off', () => {
    const { excerpt } = readLog(
      linesOf('\x1b[31m{"level":"fatal","msg":"no database","error":"connection refused"}\x1b[0m'),
      { exitCode: 1 },
    );
    expect(excerpt.map(({ text }) => text)).toEqual(['no database connection refused']);
  });

  it('ends with the last lines where nothing is decisive', () => {
    const { excerpt } = readLog(linesOf('a', 'b', 'c', 'd'), { exitCode: 139, excerptLines: 2 });
    expect(excerpt.map(({ text }) => text)).toEqual(['c', 'd']);
  });
});

describe('the ports', () => {
  it.each([
    ['Listening on 0.0.0.0:3000', 3000],
    ['server listening on port 8081', 8081],
    ['Server running at http://localhost:9000/', 9000],
    ['INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)', 8000],
    ['[2026-01-01 00:00:00 +0000] [1] [INFO] Listening at: http://0.0.0.0:5000 (1)', 5000],
    ['2026-01-01 INFO 1 --- [main] o.s.b.w.e.tomcat.TomcatWebServer : Tomcat started on port(s): 8080 (http)', 8080],
    ['      Now listening on: http://[::]:5080', 5080],
    ['* Listening on tcp://0.0.0.0:3001', 3001],
    ['time="2026-01-01T00:00:00Z" level=info msg="listening" addr=":7070"', 7070],
  ])('are heard in %j', (text, port) => {
    expect(readLog(linesOf(text), { exitCode: 0 }).listening).toEqual([port]);
  });

  it('are not heard in a failed bind', () => {
    expect(
      readLog(linesOf('Error: listen EADDRINUSE: address already in use :::3000'), { exitCode: 1 }).listening,
    ).toEqual([]);
  });
});

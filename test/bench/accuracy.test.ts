import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../support/run-program.ts';

const ROWS = [
  {
    id: 'reason',
    stopCode: 'TaskFailedToStart',
    stoppedReason:
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref r.example/a:1: r.example/a:1: not found',
    containers: [{ name: 'app', essential: true }],
    expected: 'image-not-found',
    subject: 'r.example/a:1',
    notify: 'alert',
  },
  {
    id: 'scaled',
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    group: 'service:a',
    containers: [{ name: 'app', exitCode: 143 }],
    expected: 'service-scaled',
    notify: 'quiet',
  },
  {
    id: 'log',
    language: 'python',
    exitCode: 1,
    lines: ['booting', "ModuleNotFoundError: No module named 'celery'"],
    expected: 'missing-dependency',
    decisiveLine: 1,
  },
  {
    id: 'wrong',
    language: 'python',
    exitCode: 1,
    lines: ["ModuleNotFoundError: No module named 'celery'"],
    expected: 'port-in-use',
    decisiveLine: 0,
  },
];

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-accuracy-'));
  file = join(folder, 'rows.jsonl');
  await writeFile(file, ROWS.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('npm run accuracy', () => {
  it('answers each row as JSON', async () => {
    const { exitCode, stdout } = await runProgram('bench/accuracy.ts', ['--json', file]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      files: [
        {
          file,
          rows: [
            expect.objectContaining({
              id: 'reason',
              cause: 'image-not-found',
              decisiveLine: null,
              notify: 'alert',
              subject: expect.stringContaining('a:1'),
              micros: expect.any(Number),
            }),
            expect.objectContaining({ id: 'scaled', cause: 'service-scaled', notify: 'quiet' }),
            expect.objectContaining({
              id: 'log',
              cause: 'missing-dependency',
              decisiveLine: 1,
              confidence: expect.any(String),
            }),
            expect.objectContaining({ id: 'wrong', cause: 'missing-dependency', decisiveLine: 0 }),
          ],
        },
      ],
    });
  });

  it('prints the board, with the misses where they are asked for', async () => {
    const { stdout } = await runProgram('bench/accuracy.ts', ['--misses', file]);
    expect(stdout).toMatch(/rows\.jsonl: 4 stops/);
    expect(stdout).toMatch(
      /cause 75\.0 % \(3\/4\) .*wrong-specific 25\.0 % \(1\/4\) .*decisive line 100\.0 % \(2\/2\)/,
    );
    expect(stdout).toMatch(/alert told 1, alert missed 0; quiet kept 1, quiet told 0/);
    expect(stdout).toMatch(/WRONG wrong: missing-dependency, expected port-in-use/);
  });

  it('names the line and the field that cannot be read', async () => {
    const broken = join(folder, 'broken.jsonl');
    await writeFile(broken, '{"id":"a","expected":"killed"}\n{"id":"b"}');
    expect(await runProgram('bench/accuracy.ts', [broken])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/broken\.jsonl:2: expected: /),
    });
  });
});

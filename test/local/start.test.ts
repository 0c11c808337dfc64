import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { taskId } from '../../local/story/stop-in-time.ts';
import { taskEvent } from '../../local/story/story-stop.ts';
import { runProgram } from '../support/run-program.ts';

describe('npm start', () => {
  it("plays a person's own stop, with its log, through the rule and the bundle", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-start-'));
    try {
      const { detail } = taskEvent({
        service: 'billing',
        family: 'billing',
        taskId: 'abcdefabcdefabcdefabcdefabcdefab',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: [{ name: 'api', exitCode: 1 }],
        ran: true,
      });
      await writeFile(join(folder, 'tasks.json'), JSON.stringify({ tasks: [detail], failures: [] }));
      await writeFile(join(folder, 'api.log'), "KeyError: 'STRIPE_KEY'\n");
      const { exitCode, stdout } = await runProgram('local/start.ts', [
        join(folder, 'tasks.json'),
        '--logs',
        join(folder, 'api.log'),
      ]);
      expect(stdout).toMatch(/Subject: billing: .*\(prod\)/);
      expect(stdout).toMatch(/^> KeyError: 'STRIPE_KEY'/m);
      expect(stdout).toMatch(/1 of 1 stops went the whole way; 2 messages were published/);
      expect(exitCode).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);

  it('counts the second stop of a failure, tells what was held back by the watch, and all of it went the whole way', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-start-'));
    try {
      const stopOf = (service: string, number: number) =>
        taskEvent({
          service,
          family: service,
          taskId: taskId(number),
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
          containers: [{ name: 'api', exitCode: 1 }],
          ran: true,
        }).detail;
      const storm = Array.from({ length: 11 }, (_, number) => stopOf(`service-${number}`, number));
      const tasks = [...storm, stopOf('service-0', 100)];
      await writeFile(join(folder, 'tasks.json'), JSON.stringify({ tasks, failures: [] }));
      await writeFile(join(folder, 'api.log'), "KeyError: 'STRIPE_KEY'\n");
      const { exitCode, stdout } = await runProgram('local/start.ts', [
        join(folder, 'tasks.json'),
        '--logs',
        join(folder, 'api.log'),
      ]);
      expect(stdout).toMatch(/^Counted: its incident is told \(missing-environment-variable\)\./m);
      expect(stdout).toMatch(/^Held back, as many messages have just left/m);
      expect(stdout).toMatch(/^Subject: ECS: many services failing at once/m);
      expect(stdout).toMatch(/^12 of 12 stops went the whole way/m);
      expect(exitCode).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);

  it('tells a crash loop, a storm and a failed deployment', async () => {
    const { exitCode, stdout } = await runProgram('local/start.ts', []);
    const chapters = stdout.split(/^={72}\n\d\/9 {2}/m).slice(7);
    const subjects = chapters.map((text) => [...text.matchAll(/^Subject: (.*)$/gm)].map(([, subject]) => subject));
    const [loop, storm, deployment] = subjects;
    const first = loop?.[0] ?? '';
    expect(loop).toEqual([first, `Re: ${first}`, `Re: ${first}`]);
    expect(chapters[0]).toMatch(/^checkout stopped 12 times in /m);
    expect(chapters[0]).toMatch(/^checkout is steady again/m);
    expect(storm?.at(-1)).toMatch(/^ECS: many services failing at once/);
    expect(storm?.length).toBeLessThanOrEqual(6);
    expect(deployment).toEqual([deployment?.[0], `Re: ${deployment?.[0]}`]);
    expect(chapters[2]).toMatch(/^Deployment of payments failed and is rolled back/m);
    expect(stdout).toMatch(/\n33 of 33 stops went the whole way; \d+ messages were published\.\n$/);
    expect(exitCode).toBe(0);
  }, 60_000);

  it('names the file that cannot be read, and exits with 2', async () => {
    const { exitCode, stderr } = await runProgram('local/start.ts', ['missing.json']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('missing.json')]);
  });
});

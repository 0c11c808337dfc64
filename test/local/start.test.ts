import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
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

  it('names the file that cannot be read, and exits with 2', async () => {
    const { exitCode, stderr } = await runProgram('local/start.ts', ['missing.json']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('missing.json')]);
  });
});

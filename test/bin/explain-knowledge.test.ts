import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { taskEvent } from '../../local/story/story-stop.ts';
import { runProgram } from '../support/run-program.ts';

const stdin = JSON.stringify(
  taskEvent({
    service: 'orders',
    family: 'orders',
    taskId: '0123456789abcdef0123456789abcdef',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'app', exitCode: 1 }],
    ran: true,
  }),
);

const LEDGER = {
  id: 'orders-ledger-drift',
  pattern: 'ledger drift of (?<amount>\\d+)',
  label: 'ledger drift',
  runbook: 'https://wiki.example.com/ledger',
  owner: 'team-ledger',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-explain-knowledge-'));
  await writeFile(join(folder, 'app.log'), 'booting\nERROR ledger drift of 1742, giving up\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const explainWith = async (content: unknown) => {
  const file = join(folder, 'knowledge.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  const args = ['explain', '-', '--logs', join(folder, 'app.log'), '--knowledge', file];
  return runProgram('bin/ecs-postmortem.ts', args, { stdin });
};

describe('ecs-postmortem explain --knowledge', () => {
  it("tells a stop in the team's words", async () => {
    const { exitCode, stdout } = await explainWith({ signatures: [LEDGER] });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^orders: ledger drift \(prod\)\n\nContainer app: ledger drift \(known to team-ledger\)\./);
    expect(stdout).toContain('LINKS\nRunbook: team-ledger\nhttps://wiki.example.com/ledger\n');
  });

  it.each<[string, unknown, RegExp]>([
    ['a file that is not JSON', '{', /knowledge\.json: not JSON/],
    [
      'a faulty entry',
      { signatures: [{ ...LEDGER, patern: 'x' }] },
      /knowledge\.json: signatures\[0\] has the field "patern", which is not known/,
    ],
    [
      'a slow pattern',
      { signatures: [{ ...LEDGER, pattern: '(a+)+$' }] },
      /signatures\[0\]\.pattern "\(a\+\)\+\$" can take exponential time, because of "\(a\+\)\+"/,
    ],
  ])('exits with 2 and names the fault: %s', async (_, content, message) => {
    const { exitCode, stdout, stderr } = await explainWith(content);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

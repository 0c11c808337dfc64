import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadKnowledge } from '../../functions/responder/load-knowledge.ts';

const folder = mkdtempSync(join(tmpdir(), 'ecs-postmortem-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (file: string | undefined) => {
  const lines: string[] = [];
  const knowledge = loadKnowledge(file, folder, (line) => lines.push(line));
  return { knowledge, logged: lines.map((line): unknown => JSON.parse(line)) };
};

describe('loadKnowledge', () => {
  it('knows nothing, and says nothing, where no file is set', () => {
    expect(load(undefined)).toEqual({ knowledge: { signatures: [], runbooks: {} }, logged: [] });
  });

  it('reads a file beside the bundle', () => {
    writeFileSync(join(folder, 'good.json'), '{"runbooks":{"killed":"https://wiki.example.com/killed"}}');
    expect(load('good.json')).toEqual({
      knowledge: { signatures: [], runbooks: { killed: 'https://wiki.example.com/killed' } },
      logged: [],
    });
  });

  it.each([
    ['is not there', 'none.json', undefined, 'ENOENT'],
    ['is not JSON', 'bad.json', '{', 'bad.json: not JSON'],
    ['has a fault', 'fault.json', '{"signatures":{}}', 'fault.json: signatures takes a list'],
  ])('goes on without a file that %s, logs the fault and says so', (_, file, content, fault) => {
    if (content !== undefined) writeFileSync(join(folder, file), content);
    const { knowledge, logged } = load(file);
    expect(knowledge).toMatchObject({ signatures: [], runbooks: {} });
    expect(knowledge.unreadable).toMatch(
      /^The team's own knowledge could not be read, .*Mend the file and deploy again\.$/,
    );
    expect(knowledge.unreadable).toContain(fault);
    expect(logged).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        outcome: 'knowledge-unreadable',
        error: expect.objectContaining({ message: expect.stringContaining(fault) }),
      }),
    ]);
  });
});

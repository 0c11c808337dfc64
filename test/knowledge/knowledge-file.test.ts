import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readKnowledgeFile } from '../../lib/knowledge-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ecs-postmortem-knowledge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileWith = (...patterns: readonly string[]): string => {
  const path = join(folder, 'knowledge.json');
  const signatures = patterns.map((pattern, index) => ({ id: `n-${index}`, pattern, label: 'a failure' }));
  writeFileSync(path, JSON.stringify({ signatures }));
  return path;
};

describe('readKnowledgeFile', () => {
  it('takes patterns in linear time', () => {
    const patterns = [
      'ledger drift of (?<amount>\\d+)',
      'ledger \\S+ drift',
      'ledger.{1,20}drift',
      '^[^:]+: ledger drift',
      '(?:retry|attempt) \\d+ of \\d+',
    ];
    expect(readKnowledgeFile(fileWith(...patterns)).knowledge.signatures.map(({ pattern }) => pattern.source)).toEqual(
      patterns,
    );
  }, 60_000);

  it.each([
    ['(a+)+$', 'exponential time', '(a+)+'],
    ['drift (?:\\w+\\s?)*!', 'exponential time', 'drift (?:\\w+\\s?)*'],
    ['ledger.*drift', "time that grows with a power of the line's length", 'ledger.*'],
    ['\\d+ items', "time that grows with a power of the line's length", '\\d+'],
    ['(?:x|y)*z', "time that grows with a power of the line's length", '(?:x|y)*'],
  ])(
    'refuses the slow pattern %s and names what makes it so',
    (pattern, takes, culprit) => {
      const refused = () => readKnowledgeFile(fileWith('fine', pattern));
      expect(refused).toThrow(`knowledge.json: signatures[1].pattern "${pattern}" can take ${takes}`);
      expect(refused).toThrow(`because of "${culprit}": repeat nothing within a repeat, begin with literal text or ^`);
    },
    60_000,
  );

  it('takes the example of the documentation', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/team-knowledge.md'), 'utf8');
    const path = join(folder, 'example.json');
    writeFileSync(path, /```json\n([^`]+)```/.exec(page)?.[1] ?? '');
    expect(readKnowledgeFile(path).knowledge.signatures.map(({ id }) => id)).toEqual([
      'orders-ledger-drift',
      'tenant-config-missing',
      'image-mirror-behind',
    ]);
  }, 60_000);

  it('says which file cannot be read', () => {
    expect(() => readKnowledgeFile('no/such.json')).toThrow(
      /^no\/such\.json: cannot be read \(.*ENOENT.*give the path/,
    );
  });

  it('refuses a file that is too long for a function', () => {
    const path = join(folder, 'long.json');
    writeFileSync(path, JSON.stringify({ runbooks: {}, filler: 'x'.repeat(262_144) }));
    expect(() => readKnowledgeFile(path)).toThrow(/^long\.json: it has more than 256 KiB: leave signatures out/);
  });
});

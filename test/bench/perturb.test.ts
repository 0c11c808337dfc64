import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LabelledStop } from '../../bench/corpus.ts';
import { missedFalls } from '../../bench/gates.ts';
import { PERTURBATION_NAMES, type PerturbationName, perturb } from '../../bench/perturb.ts';
import type { Scored } from '../../bench/score.ts';
import { cleanText } from '../../functions/diagnosis/log/parse-line.ts';
import { runProgram } from '../support/run-program.ts';

const LINES = [
  'loading',
  'Traceback (most recent call last):',
  '  File "/srv/shop/main.py", line 3, in <module>',
  '    import celery',
  "ModuleNotFoundError: No module named 'celery'",
  'worker left',
];
const row = (id: string, more: Partial<LabelledStop> = {}): LabelledStop => ({
  id,
  lines: LINES,
  exitCode: 1,
  expected: 'missing-dependency',
  alsoAccept: [],
  alsoDecisive: [],
  decisiveLine: 4,
  ...more,
});
const MANY = Array.from({ length: 60 }, (_, i) => row(`row-${i}`));
const each = (name: PerturbationName) => MANY.map((one) => perturb(name, one, 1));

describe('a perturbed log', () => {
  it.each(PERTURBATION_NAMES)('of %s is the same for the same seed, and another for another', (name) => {
    expect(each(name)).toEqual(each(name));
    expect(MANY.map((one) => perturb(name, one, 2))).not.toEqual(each(name));
  });

  it.each(PERTURBATION_NAMES)('of %s holds the decisive line, and knows which one it was', (name) => {
    for (const { lines, origin } of each(name)) {
      expect(origin).toHaveLength(lines.length);
      expect(lines[origin.indexOf(4)]?.text).toContain('ModuleNotFound');
    }
  });

  it('in colour is the same text, its escape byte whole, shown or lost', () => {
    const texts = each('ansi').map(({ lines }) => lines.map(({ text }) => text));
    for (const lines of texts) expect(lines.map(cleanText)).toEqual(LINES);
    const all = texts.flat().join('\n');
    for (const start of ['\x1b[', '^[[', '\n[']) expect(all).toContain(start);
  });

  it('in JSON holds each line under one field, with a time and at no other level than information', () => {
    const keys = new Set<string>();
    for (const { lines } of each('json')) {
      for (const [index, { text }] of lines.entries()) {
        const entry: Record<string, unknown> = JSON.parse(text);
        const key = ['log', 'msg', 'message'].find((one) => typeof entry[one] === 'string') ?? '';
        keys.add(key);
        expect(String(entry[key]).trimEnd()).toBe(LINES[index]);
        expect(entry).toHaveProperty([['time', 'ts', 'timestamp', '@timestamp'].find((one) => one in entry) ?? 'time']);
        expect([undefined, 30, 'info', 'INFO']).toContain(entry['level'] ?? entry['severity'] ?? entry['log.level']);
      }
    }
    expect([...keys].sort()).toEqual(['log', 'message', 'msg']);
  });

  it('with stamps has one way of writing them in front of every line', () => {
    for (const { lines } of each('timestamps')) {
      for (const [index, { text }] of lines.entries()) {
        expect(text.endsWith(LINES[index] ?? '-')).toBe(true);
        expect(text.length).toBeGreaterThan((LINES[index] ?? '').length);
      }
    }
  });

  it('out of order has every line, of one moment, no more than three places off', () => {
    for (const { lines, origin } of each('shuffled')) {
      expect(new Set(lines.map(({ at }) => at)).size).toBe(1);
      expect([...origin].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      for (const [index, from] of origin.entries()) expect(Math.abs(index - (from ?? 99))).toBeLessThanOrEqual(3);
    }
  });

  it('without its head lacks a fifth to a half of the lines, never the decisive one', () => {
    for (const { lines, truncated } of each('cut-head')) {
      expect(lines.length).toBeGreaterThanOrEqual(3);
      expect(lines.length).toBeLessThanOrEqual(5);
      expect(truncated).toBe(true);
      expect(lines.at(-1)?.text).toBe('worker left');
    }
    expect(perturb('cut-head', row('first', { decisiveLine: 0 }), 1).lines).toHaveLength(6);
    expect(perturb('cut-head', row('none', { decisiveLine: null }), 1).lines).toHaveLength(6);
  });

  it('with noise ends in forty probes, none of which is a line of the row', () => {
    for (const { lines, origin } of each('health-noise')) {
      expect(lines.slice(0, 6).map(({ text }) => text)).toEqual(LINES);
      expect(origin.slice(6)).toEqual(Array.from({ length: 40 }, () => null));
      for (const { text } of lines.slice(6)) expect(text).toMatch(/health|ping/);
    }
  });
});

describe('the gate of the falls', () => {
  const scored = (right: number): readonly Scored[] =>
    Array.from({ length: 100 }, (_, i) => ({
      row: row(`${i}`),
      answer: {
        id: `${i}`,
        cause: i < right ? 'missing-dependency' : 'application-exit',
        confidence: 'high',
        decisiveLine: i < right ? 4 : 0,
        notify: 'alert',
        subject: null,
        micros: 1,
      },
    }));

  it('lets three points pass and no more', () => {
    expect(missedFalls('logs json', scored(98), scored(95))).toEqual([]);
    expect(missedFalls('logs json', scored(98), scored(94))).toEqual([
      'logs json: cause fell 4.0 points, allowed 3',
      'logs json: decisive line fell 4.0 points, allowed 3',
    ]);
    expect(missedFalls('logs json', scored(94), scored(98))).toEqual([]);
  });
});

describe('npm run accuracy -- --perturb', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-perturb-'));
    file = join(folder, 'logs.jsonl');
    const reason = { id: 'no log', stoppedReason: 'Your Spot Task was interrupted.', expected: 'spot-interrupted' };
    await writeFile(file, [...MANY.slice(0, 10), reason].map((one) => JSON.stringify(one)).join('\n'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('prints a line for the logs as they stand and for each perturbation', async () => {
    const { exitCode, stdout } = await runProgram('bench/accuracy.ts', ['--perturb', '--seed', '3', file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/logs\.jsonl: 10 logs, seed 3/);
    expect(stdout).toMatch(/as it stands +cause 100\.0 % \(10\/10\) +decisive line 100\.0 % \(10\/10\)/);
    for (const name of PERTURBATION_NAMES) {
      expect(stdout).toMatch(
        new RegExp(`^  ${name} +cause .* \\[-?\\d+\\.\\d\\] +decisive line .*wrong-specific`, 'm'),
      );
    }
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await runProgram('bench/accuracy.ts', ['--perturb', '--json', '--gate', file]);
    expect(JSON.parse(stdout)).toEqual({
      files: [
        {
          file,
          plain: { cause: { hits: 10, of: 10 }, line: { hits: 10, of: 10 }, wrongSpecific: { hits: 0, of: 10 } },
          perturbations: PERTURBATION_NAMES.map((name) => ({
            name,
            cause: { hits: expect.any(Number), of: 10 },
            line: { hits: expect.any(Number), of: 10 },
            wrongSpecific: { hits: expect.any(Number), of: 10 },
            fall: { cause: expect.any(Number), line: expect.any(Number), wrongSpecific: expect.any(Number) },
          })),
        },
      ],
    });
  });

  it('fails with --gate where a log is lost by a perturbation', async () => {
    // The order decides here: what is said first is the root, and nothing else tells the two apart.
    const told = ['connect ECONNREFUSED 10.0.0.9:5432', 'getaddrinfo ENOTFOUND cache'].map((text) => `Error: ${text}`);
    const fragile = join(folder, 'fragile.jsonl');
    const rows = MANY.map(({ id }) => ({
      id,
      exitCode: 1,
      lines: told,
      expected: 'connection-refused',
      decisiveLine: 0,
    }));
    await writeFile(fragile, rows.map((one) => JSON.stringify(one)).join('\n'));
    const { exitCode, stdout, stderr } = await runProgram('bench/accuracy.ts', ['--perturb', '--gate', fragile]);
    expect(stdout).toMatch(/as it stands +cause 100\.0 %/);
    expect(stderr).toMatch(/GATE MISSED {2}fragile\.jsonl shuffled: cause fell/);
    expect(exitCode).toBe(1);
  });

  it('names a seed that is no number', async () => {
    expect(await runProgram('bench/accuracy.ts', ['--perturb', '--seed', 'x', file])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/--seed x/),
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { readLog } from '../../../functions/diagnosis/log/read-log.ts';
import { SIGNATURES } from '../../../functions/diagnosis/log/signatures/catalogue.ts';
import { AUTHENTICATION_EXAMPLES, AWS_EXAMPLES } from './access.examples.ts';
import { CONFIGURATION_EXAMPLES, MISSING_SETTING_EXAMPLES } from './configuration.examples.ts';
import { DATABASE_EXAMPLES } from './database.examples.ts';
import type { FamilyExamples } from './examples.ts';
import { FILE_EXAMPLES } from './files.examples.ts';
import { LIMIT_EXAMPLES } from './limits.examples.ts';
import { NETWORK_EXAMPLES } from './network.examples.ts';
import { ABORT_EXAMPLES, PROCESS_EXAMPLES } from './process.examples.ts';
import { DEFECT_EXAMPLES, DEPENDENCY_EXAMPLES, SYNTAX_EXAMPLES } from './program.examples.ts';

const EXAMPLES: FamilyExamples = {
  ...LIMIT_EXAMPLES,
  ...PROCESS_EXAMPLES,
  ...AWS_EXAMPLES,
  ...NETWORK_EXAMPLES,
  ...DATABASE_EXAMPLES,
  ...AUTHENTICATION_EXAMPLES,
  ...SYNTAX_EXAMPLES,
  ...DEPENDENCY_EXAMPLES,
  ...FILE_EXAMPLES,
  ...MISSING_SETTING_EXAMPLES,
  ...CONFIGURATION_EXAMPLES,
  ...DEFECT_EXAMPLES,
  ...ABORT_EXAMPLES,
};

const linesOf = (text: string) => text.split('\n').map((line) => ({ text: line }));
const opinionOn = (text: string) => readLog(linesOf(text), { exitCode: 1 }).opinion;

/** What a noisy terminal makes of a line. */
const coloured = (text: string, i: number) =>
  i % 2 === 0 ? `\x1b[3${1 + (i % 7)}m${text}\x1b[0m` : text.replaceAll(': ', ': \x1b[1m').concat('\x1b[39;49m');

/** How the same lines reach CloudWatch Logs by other ways. */
const DISGUISES: Readonly<Record<string, (lines: readonly string[]) => readonly string[]>> = {
  'in colours': (lines) => lines.map(coloured),
  'as the log field of JSON envelopes': (lines) =>
    lines.map((log) => JSON.stringify({ log: `${log}\n`, stream: 'stderr' })),
  'as the msg field of JSON': (lines) => lines.map((msg) => JSON.stringify({ msg })),
  'behind time stamps': (lines) => lines.map((line, i) => `2026-02-03T04:05:${String(10 + i)}.123Z ${line}`),
  'behind a compose prefix': (lines) => lines.map((line) => `web-1  | ${line}`),
  'with carriage returns': (lines) => lines.map((line) => `${line}\r`),
  'before forty health checks': (lines) => [
    ...lines,
    ...Array.from(
      { length: 40 },
      (_, i) => `10.0.0.${i} - - [03/Feb/2026:04:06:10 +0000] "GET /health HTTP/1.1" 200 2`,
    ),
  ],
};

describe('the catalogue of signatures', () => {
  it('has unique ids', () => {
    expect(new Set(SIGNATURES.map(({ id }) => id)).size).toBe(SIGNATURES.length);
  });

  it('has lower-case literals that the gate can find', () => {
    const literals = SIGNATURES.flatMap((one) => [
      ...(one.any ?? []),
      ...(one.sure ?? []),
      ...(one.all ?? []).flatMap((all) => all.split('|')),
      ...(one.not ?? []),
      ...(one.pairs ?? []),
    ]);
    expect(literals.filter((literal) => literal !== literal.toLowerCase())).toEqual([]);
    expect(
      SIGNATURES.flatMap(({ any = [], sure = [] }) => [...any, ...sure]).filter((literal) => literal.length < 4),
    ).toEqual([]);
  });

  it('has examples and near misses for each signature and for nothing else', () => {
    expect(new Set(Object.keys(EXAMPLES))).toEqual(new Set(SIGNATURES.map(({ id }) => id)));
    const poor = Object.entries(EXAMPLES).filter(([, { is, isNot }]) => is.length === 0 || isNot.length === 0);
    expect(poor.map(([id]) => id)).toEqual([]);
  });
});

describe.each(SIGNATURES)('signature $id', ({ id, cause }) => {
  const examples = EXAMPLES[id] ?? { is: [], isNot: [] };

  it.each(examples.is)('finds its cause in %j', (text) => {
    expect(opinionOn(text)?.cause).toBe(cause);
  });

  it('decides at least one of its examples', () => {
    expect(examples.is.map((text) => opinionOn(text)?.rule)).toContain(`log/${id}`);
  });

  it.each(examples.isNot)('leaves %j to others', (text) => {
    expect(opinionOn(text)?.rule).not.toBe(`log/${id}`);
  });
});

describe.each(Object.entries(DISGUISES))('the examples %s', (_, disguise) => {
  it('keep their causes', () => {
    const changed = SIGNATURES.flatMap(({ id, cause }) =>
      (EXAMPLES[id]?.is ?? []).filter((text) => opinionOn(disguise(text.split('\n')).join('\n'))?.cause !== cause),
    );
    expect(changed).toEqual([]);
  });
});

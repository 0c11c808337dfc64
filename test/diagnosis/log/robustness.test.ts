import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLog } from '../../../functions/diagnosis/log/read-log.ts';

const FRAGMENTS = [
  'Traceback (most recent call last):',
  '  File "/app/a.py", line 3, in <module>',
  "KeyError: 'SECRET_KEY'",
  'During handling of the above exception, another exception occurred:',
  '    at Object.<anonymous> (/app/index.js:1:1)',
  'Error: connect ECONNREFUSED 10.0.0.1:5432',
  'Caused by: java.net.UnknownHostException: db',
  'panic: boom',
  'goroutine 1 [running]:',
  '{"level":"error","msg":"x","stack":"Error: y\\n    at z"}',
  '{"log":"{\\"level\\":50,\\"msg\\":\\"deep\\"}\\n"}',
  '{"broken":',
  '[INFO] Handling signal: term',
  '10.0.0.1 - - "GET /health HTTP/1.1" 200',
  '2026-11-24T09:15:02.118Z late',
  '{"level":"info","msg":"  at x"}',
  'FATAL:  the database system is starting up',
  'Kernel pid terminated (application_controller)',
  '\x1b[31mred\x1b[0m',
  '',
];

const aLine = fc.oneof(
  fc.constantFrom(...FRAGMENTS),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ maxLength: 60 }),
);
const aTail = fc.array(
  fc.record({ text: aLine, at: fc.constantFrom(1_795_511_702_118, 1_795_511_702_119) }, { requiredKeys: ['text'] }),
  { maxLength: 60 },
);
const aContext = fc.record(
  { exitCode: fc.constantFrom(0, 1, 2, 126, 127, 134, 137, 139, 143, 255), excerptLines: fc.nat({ max: 20 }) },
  { requiredKeys: [] },
);

describe('reading any text', () => {
  it('never throws, and gives the same answer twice', () => {
    fc.assert(
      fc.property(aTail, aContext, (lines, context) => {
        expect(readLog(lines, context)).toEqual(readLog(lines, context));
      }),
    );
  });

  it('points at a line that exists, within its block', () => {
    fc.assert(
      fc.property(aTail, aContext, (lines, context) => {
        const { opinion } = readLog(lines, context);
        if (opinion === undefined) return;
        expect(lines[opinion.decisive]).toBeDefined();
        expect(opinion.block[0]).toBeLessThanOrEqual(opinion.decisive);
        expect(opinion.block[1]).toBeGreaterThanOrEqual(opinion.decisive);
      }),
    );
  });

  it('quotes no more lines than asked for, clean and short, the decisive one among them', () => {
    fc.assert(
      fc.property(aTail, aContext, (lines, context) => {
        const limit = context.excerptLines ?? 12;
        const { opinion, excerpt } = readLog(lines, context);
        expect(excerpt.length).toBeLessThanOrEqual(limit);
        for (const { text } of excerpt) {
          expect(text.length).toBeLessThanOrEqual(300);
          expect(text).not.toMatch(/[\x00-\x08\x0a-\x1f]/);
        }
        if (opinion !== undefined && limit > 0) expect(excerpt.filter(({ decisive }) => decisive)).toHaveLength(1);
      }),
    );
  });

  const ofOneMoment = (line: { text: string }) => ({ ...line, at: 1_795_511_702_118 });
  const muchOf = (text: string, lines: number) =>
    Array.from({ length: lines }, () => ({ text: text.repeat(Math.ceil(262_144 / lines / text.length)) }));

  it.each([
    ['one line of dots', muchOf('a.', 1)],
    ['long lines of colons', muchOf('a: ', 64)],
    ['long lines of slashes', muchOf('/a', 64)],
    ['long lines of quotes', muchOf('"\\', 64)],
    ['long lines of braces', muchOf('{"a":', 64)],
    ['long lines of brackets', muchOf('at a(', 64)],
    ['many short errors', muchOf('Error: E', 5_000)],
    ['many frames', muchOf('  at a.b(c.java:1)', 5_000)],
    ['many tracebacks', muchOf('Traceback (most recent call last):', 5_000)],
    ['many spaces', muchOf(' ', 64)],
    ['many wrapped lines', muchOf('{"level":"info","msg":"  Error: E at a.b(c.java:1)"}', 5_000)],
    ['many lines of one moment', muchOf('2026-11-24T09:15:02Z Error: E in a.b of c.java ', 5_000).map(ofOneMoment)],
  ])(
    'takes linear time: four times %s takes no more than ten times as long',
    (_, lines) => {
      const shorter = lines.map(({ text }) => ({ text: text.slice(0, text.length / 4) }));
      const quarter = lines.length > 64 ? lines.slice(0, lines.length / 4) : shorter;
      const quickest = (input: typeof lines): number =>
        Math.min(
          ...[1, 2, 3].map(() => {
            const before = performance.now();
            readLog(input, { exitCode: 1 });
            return performance.now() - before;
          }),
        );
      // Below a tenth of a second the machine's other work says more than the input.
      expect(quickest(lines)).toBeLessThan(10 * quickest(quarter) + 100);
    },
    60_000,
  );
});

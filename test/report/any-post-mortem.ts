import fc from 'fast-check';
import { CAUSE_IDS, CAUSES } from '../../functions/diagnosis/causes.ts';
import type { PostMortem } from '../../functions/report/post-mortem.ts';
import { aPostMortem, someTaskFacts } from './a-post-mortem.ts';

const HOSTILE = [
  '<!channel> <@U012ABC> @here @channel <!subteam^S012>',
  '[click](https://evil.example/) <https://evil.example|log>',
  '```\nbreak out\n```',
  '*bold* _it_ ~gone~ `code` # @octocat #1',
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007',
  '\u202egnp.exe \u2066x\u2069',
  '\ud83d lone \udca9',
  'line one\r\nline two\u0000\u0008',
  '"\\"\u2028\u2029',
  '注文サービスが停止しました 👩‍💻🔥',
  'x'.repeat(300),
  '&<>'.repeat(200),
];

/** Text as the worst of programs may print it. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 2, maxLength: 6 }).map((texts) => texts.join(' ')),
);

const anyName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', 'a'.repeat(200), 'payments-'.repeat(25), '\u{1f525}\u{1f525}', ' (x'),
);

const anyStep = fc.record({ text: anyText, command: anyText });

/** A post-mortem with anything in any of its texts. */
export const anyPostMortem: fc.Arbitrary<PostMortem> = fc
  .record({
    cause: fc.constantFrom(...CAUSE_IDS),
    texts: fc.tuple(anyText, anyText, anyText, anyText),
    names: fc.tuple(anyName, anyName, anyName, anyName),
    lines: fc.array(anyText, { minLength: 1, maxLength: 60 }),
    decisive: fc.nat(59),
    steps: fc.array(anyStep, { maxLength: 12 }),
    sentences: fc.array(anyText, { maxLength: 12 }),
    exitCode: fc.integer({ min: 0, max: 255 }),
    at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  })
  .map(
    ({ cause, texts: [title, headline, explanation, reason], names, lines, decisive, steps, sentences, ...rest }) => {
      const [service, cluster, container, family] = names;
      const proof = decisive % lines.length;
      return aPostMortem({
        cause,
        domain: CAUSES[cause].domain,
        severity: CAUSES[cause].severity,
        title,
        headline,
        explanation,
        task: someTaskFacts({
          service,
          cluster,
          family,
          stoppedReason: reason,
          containers: [{ name: container, exitCode: rest.exitCode, image: reason, reason }],
        }),
        container,
        subject: { type: 'resource', value: reason, parts: { resource: headline } },
        evidence: [
          { source: 'log', container, text: lines[proof] ?? '', decisive: true },
          { source: 'container-reason', container, text: reason, decisive: false },
        ],
        excerpts: [
          {
            container,
            lines: lines.map((text, index) => ({
              text,
              index,
              folded: index % 7 === 6 ? 3 : 0,
              decisive: index === proof,
            })),
          },
        ],
        fixes: steps,
        checks: steps,
        links: [{ label: 'Log', url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home', note: reason }],
        timeline: [{ at: rest.at, what: 'created', afterMs: 0 }],
        secondary: { cause: 'unknown', title, text: reason },
        remarks: sentences,
        missing: sentences,
      });
    },
  );

/** A log of one mebibyte in one line, of characters that take the most room. */
export const hugePostMortem = (character: string): PostMortem => {
  const huge = character.repeat(Math.ceil(1_048_576 / character.length));
  return aPostMortem({
    headline: huge,
    evidence: [{ source: 'log', container: 'app', text: `FATAL ${huge}`, decisive: true }],
    excerpts: [
      {
        container: 'app',
        lines: Array.from({ length: 100 }, (_, index) => ({
          text: index === 50 ? `FATAL ${huge}` : huge.slice(0, 20_000),
          index,
          folded: 0,
          decisive: index === 50,
        })),
      },
    ],
    fixes: Array.from({ length: 50 }, () => ({ text: huge.slice(0, 20_000), command: huge.slice(0, 20_000) })),
    remarks: [huge],
    missing: [huge],
  });
};

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseReason } from '../../../functions/diagnosis/reasons/normalise-reason.ts';
import {
  makeReadReason,
  REASON_RULES,
  type ReasonContext,
  readReason,
} from '../../../functions/diagnosis/reasons/read-reason.ts';
import { phaseOfReason } from '../../../functions/diagnosis/reasons/reason-phase.ts';
import { matches, type ReasonRule } from '../../../functions/diagnosis/reasons/reason-rule.ts';
import { containerExamples } from './container.examples.ts';
import { imageExamples } from './image.examples.ts';
import { lifecycleExamples } from './lifecycle.examples.ts';
import { type ExamplesByRule, readExample } from './reason-example.ts';
import { resourceExamples } from './resource.examples.ts';
import { secretExamples } from './secret.examples.ts';

const EXAMPLES: ExamplesByRule = {
  ...lifecycleExamples,
  ...imageExamples,
  ...secretExamples,
  ...resourceExamples,
  ...containerExamples,
};

/** An example with the rule it is to be explained by. */
interface Case {
  readonly rule: ReasonRule;
  readonly text: string;
  readonly context: ReasonContext;
}

const casesOf = (rule: ReasonRule): readonly Case[] =>
  (EXAMPLES[rule.id]?.examples ?? []).map((example) => ({ rule, ...readExample(example) }));

const CASES = REASON_RULES.flatMap(casesOf);

const task = { where: 'task', stopCode: 'TaskFailedToStart' } as const;

describe('the catalogue of reasons', () => {
  it('names every rule once', () => {
    const ids = REASON_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has examples and counter-examples for every rule, and for no other', () => {
    expect(new Set(Object.keys(EXAMPLES))).toEqual(new Set(REASON_RULES.map(({ id }) => id)));
    for (const { examples, counterExamples } of Object.values(EXAMPLES)) {
      expect(examples.length).toBeGreaterThan(0);
      expect(counterExamples.length).toBeGreaterThan(0);
    }
  });

  it('looks for lower-case words only, since texts are lower-cased first', () => {
    for (const { when } of REASON_RULES) {
      for (const word of [...(when.any ?? []), ...(when.all ?? []), ...(when.none ?? [])]) {
        expect(word).toBe(word.toLowerCase());
      }
    }
  });

  it('keeps no state in its patterns', () => {
    for (const { when } of REASON_RULES) expect(when.pattern?.flags ?? '').not.toMatch(/[gy]/);
  });
});

describe('the order of the catalogue', () => {
  const applies = ({ when }: ReasonRule, { text, context }: Case): boolean => {
    const reason = normaliseReason(text);
    return (when.phases?.includes(phaseOfReason(reason.lower)) ?? true) && matches(when, reason, context);
  };

  it.each(REASON_RULES.map((rule, at) => ({ id: rule.id, rule, at })))('does not shadow $id', ({ rule, at }) => {
    const earlier = REASON_RULES.slice(0, at).filter(({ fallback }) => fallback !== true);
    expect(casesOf(rule).filter((example) => earlier.some((one) => applies(one, example)))).toEqual([]);
    expect(casesOf(rule).map(({ text, context }) => readReason(text, context)?.rule)).toContain(rule.id);
  });

  it.each(REASON_RULES.map((rule) => ({ id: rule.id, rule })))(
    'needs $id: without it an answer changes',
    ({ rule }) => {
      const rest = makeReadReason(REASON_RULES.filter((one) => one !== rule));
      const changed = casesOf(rule).filter(({ text, context }) => {
        const [before, after] = [readReason(text, context), rest(text, context)];
        return (
          before?.cause !== after?.cause ||
          before?.confidence !== after?.confidence ||
          before?.subject?.value !== after?.subject?.value
        );
      });
      expect(changed).not.toEqual([]);
    },
  );
});

describe('confidence', () => {
  it('is never certain where only the head word decided', () => {
    expect(REASON_RULES.filter(({ fallback, confidence }) => fallback === true && confidence === 'certain')).toEqual(
      [],
    );
  });

  it('is certain of a text that was cut only where the whole text says the same', () => {
    const wrong = CASES.flatMap(({ rule, text, context }) => {
      if (rule.when.stopCodes !== undefined) return [];
      return cuts(text).flatMap((cut) => {
        const opinion = readReason(cut, { where: context.where });
        return opinion?.confidence === 'certain' && opinion.cause !== rule.cause
          ? [{ cut, says: opinion.rule, whole: rule.id }]
          : [];
      });
    });
    expect(wrong).toEqual([]);
  });

  /** Every beginning of a text that is long enough to speak of anything, as it stands and with the dots of ECS. */
  const cuts = (text: string): readonly string[] =>
    Array.from({ length: Math.max(0, text.length - 20) }, (_, at) => text.slice(0, at + 20)).flatMap((cut) => [
      cut,
      `${cut}...`,
    ]);
});

describe('words around a reason', () => {
  const certain = CASES.filter(({ rule }) => rule.confidence === 'certain' && rule.when.stopCodes === undefined);
  const before = [
    '',
    '(service shop) was unable to place a task. Reason: ',
    'service shop failed to launch a task with (error ',
    'Task failed to reach RUNNING status: ',
    'TaskFailedToStart: ',
    'Essential container in task exited: ',
    'CannotStartContainerError: ',
    'UnknownError: ',
    'service call has been retried 5 time(s): ',
    'task 0a1b2c3d, container web: ',
    'We saw this on Tuesday evening: ',
    'Reason:\n  ',
  ];
  const after = [
    '',
    '.',
    ')',
    ' : exit status 1',
    ' (the container web of the task 0a1b2c3d)',
    '\n\nPlease look into it',
  ];

  it.each(certain.map(({ rule, text, context }) => ({ id: rule.id, rule, text, where: context.where })))(
    'do not change what $id says of $text',
    ({ rule, text, where }) => {
      const changed = before.flatMap((head) =>
        after.flatMap((tail) => {
          const cause = readReason(`${head}${text}${tail}`, { where })?.cause;
          return cause === rule.cause ? [] : [{ head, tail, cause }];
        }),
      );
      expect(changed).toEqual([]);
    },
  );

  it('do not change a certain cause, whatever neutral words they are', () => {
    const words = fc.constantFrom(
      'the',
      'of',
      'web',
      'on',
      'Tuesday',
      'noon',
      'shop',
      'we',
      'saw',
      '42',
      'again',
      'and',
      'prod',
      '—',
      'état',
      '漢字',
    );
    const prose = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.constantFrom(...certain), prose, prose, ({ rule, text, context }, head, tail) => {
        const opinion = readReason(`${head}: ${text} ${tail}`, { where: context.where });
        expect(opinion).toMatchObject({ cause: rule.cause });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['CannotStartContainerError: RESOURCE:ENI', 'capacity-unavailable'],
    ['UnknownError: InternalError: gone', 'internal-error'],
    ['Essential container in task exited: The requested CPU configuration is above your limit.', 'quota-exceeded'],
  ])('let the inner words of %j speak', (text, cause) => {
    expect(readReason(text, { where: 'container' })).toMatchObject({ cause, confidence: 'certain' });
  });
});

describe.each(REASON_RULES)('$id', ({ id, cause }) => {
  const { examples = [], counterExamples = [] } = EXAMPLES[id] ?? {};

  it.each(examples.map(readExample))('explains $text', ({ text, context }) => {
    expect(readReason(text, context)).toMatchObject({ rule: id, cause });
  });

  it.each(counterExamples.map(readExample))('leaves $text to others', ({ text, context }) => {
    expect(readReason(text, context)?.rule).not.toBe(id);
  });
});

describe('readReason', () => {
  it.each([
    '',
    '   ',
    'Essential container in task exited',
    'Essential container in task exited.',
    'Essential container in task exited (exit code: 3)',
    'Task failed to start',
    'Taskfailedtostart',
  ])('has no opinion on %j', (text) => {
    expect(readReason(text, task)).toBeUndefined();
  });

  it('has no opinion on words it does not know', () => {
    expect(readReason('the moon was in the wrong place', task)).toBeUndefined();
  });

  it('says when only the head word decided', () => {
    expect(readReason('CannotPullContainerError: ref pull has been retried 1 t', task)).toMatchObject({
      cause: 'image-pull-failed',
      specific: false,
    });
    expect(readReason('CannotPullContainerError: manifest unknown', task)).toMatchObject({ specific: true });
  });

  it('reads curly quotes, wrapped lines, odd case and a trailing full stop as the plain text', () => {
    const plain = readReason("ResourceInitializationError: can't find the specified secret in Secrets Manager", task);
    const odd = readReason(
      'resourceinitializationerror:\n  Can’t find the\tspecified secret in Secrets   Manager.',
      task,
    );
    expect(plain).toMatchObject({ cause: 'secret-not-found' });
    expect(odd).toEqual(plain);
  });

  it('lets a refusal or a missing thing beat the advice on the network', () => {
    const advice =
      'unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager.';
    expect(readReason(advice, task)).toMatchObject({ cause: 'secrets-unreachable' });
    expect(readReason(`${advice} AccessDeniedException: no`, task)).toMatchObject({ cause: 'secret-access-denied' });
    expect(readReason(`${advice} ResourceNotFoundException: no`, task)).toMatchObject({ cause: 'secret-not-found' });
  });

  it('keeps the tail of a text too long to read whole', () => {
    const text = `CannotStartContainerError: ${'wrapped: '.repeat(2_000)}exec: "run": executable file not found in $PATH`;
    expect(readReason(text, task)).toMatchObject({ cause: 'entrypoint-not-found' });
  });

  it('parses the words of a StopTask caller in no case, but reads what ECS says of his containers', () => {
    const text = 'CannotPullContainerError: manifest unknown';
    expect(readReason(text, { where: 'task', stopCode: 'UserInitiated' })).toMatchObject({ cause: 'user-stopped' });
    expect(readReason(text, { where: 'container', stopCode: 'UserInitiated' })).toMatchObject({
      cause: 'image-not-found',
    });
  });

  it('never throws and always says the same, whatever the text', () => {
    const words = fc.constantFrom(
      ...Object.values(EXAMPLES).flatMap(({ examples }) =>
        examples.flatMap((example) => readExample(example).text.split(' ')),
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_000 }),
      fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')),
      fc.array(fc.oneof(words, fc.string({ unit: 'grapheme' })), { maxLength: 60 }).map((parts) => parts.join('')),
    );
    const context = fc.record(
      {
        where: fc.constantFrom('task', 'container', 'attachment'),
        stopCode: fc.constantFrom('UserInitiated', 'SpotInterruption', 'TerminationNotice', 'TaskFailedToStart', 'new'),
      },
      { requiredKeys: ['where'] },
    );
    fc.assert(
      fc.property(text, context, (reason, beside) => {
        const opinion = readReason(reason, beside);
        expect(readReason(reason, beside)).toEqual(opinion);
        expect(opinion?.subject?.value).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    'User: ',
    '\\',
    '\\"',
    'exec: "',
    'mounting "',
    'arn:aws:secretsmanager:',
    'subnet-0',
    'dependency [',
    'volume [',
    'denied for a/',
    '0.0.0.0:',
    'https://a/v2/',
    '\u0130',
    ' \n',
  ])('takes time in proportion to a text made of %j', (unit) => {
    const quickest = (length: number): number => {
      const text = `CannotStartContainerError: ${unit.repeat(length / unit.length)}`;
      return Math.min(
        ...[1, 2, 3].map(() => {
          const from = performance.now();
          readReason(text, task);
          return performance.now() - from;
        }),
      );
    };
    // Below a tenth of a second the machine's other work says more than the input.
    expect(quickest(1_000_000)).toBeLessThan(10 * quickest(250_000) + 100);
  });
});

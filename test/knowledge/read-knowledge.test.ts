import { describe, expect, it } from '@jest/globals';
import { KnowledgeError, readKnowledge } from '../../functions/knowledge/read-knowledge.ts';

const entry = { id: 'orders-ledger-drift', pattern: 'ledger drift of (?<amount>\\d+)', label: 'ledger drift' };

const read = (content: unknown) => readKnowledge(JSON.stringify(content), 'knowledge.json');

const refusalOf = (content: unknown): string => {
  try {
    read(content);
  } catch (error) {
    if (error instanceof KnowledgeError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('readKnowledge', () => {
  it('understands an entry with every field', () => {
    const full = {
      ...entry,
      cause: 'invalid-configuration',
      flags: 'i',
      applies: 'reason',
      explanation: 'The bank and the ledger disagree.',
      change: 'Reconcile the ledger.',
      runbook: 'https://wiki.example.com/ledger',
      owner: 'team-ledger',
      subject: { type: 'resource', group: 'amount' },
      services: ['orders*'],
    };
    const { flags, pattern, ...same } = full;
    expect(read({ signatures: [full], runbooks: { 'out-of-memory': 'https://wiki.example.com/oom' } })).toEqual({
      signatures: [{ ...same, pattern: /ledger drift of (?<amount>\d+)/i }],
      runbooks: { 'out-of-memory': 'https://wiki.example.com/oom' },
    });
  });

  it('takes a label alone for a failure that is none of the causes, and the log for where to look', () => {
    expect(read({ signatures: [entry] }).signatures).toEqual([
      expect.objectContaining({ cause: 'application-exit', label: 'ledger drift', applies: 'log' }),
    ]);
  });

  it('knows nothing where nothing is written', () => {
    expect(read({})).toEqual({ signatures: [], runbooks: {} });
  });

  it.each<[string, object, string]>([
    [
      'a mistyped field',
      { patern: 'x' },
      'signatures[0] has the field "patern", which is not known: its fields are id, pattern, flags, applies, cause, label, explanation, change, runbook, owner, subject, services.',
    ],
    ['an id with spaces', { id: 'Ledger drift' }, 'signatures[0].id is "Ledger drift", and takes lower-case letters'],
    ['a missing id', { id: undefined }, 'signatures[0] has no "id": add it.'],
    ['a missing pattern', { pattern: undefined }, 'signatures[0] has no "pattern": add it.'],
    ['an empty pattern', { pattern: '' }, 'signatures[0].pattern is empty, and would match every line'],
    ['a pattern that is none', { pattern: '(' }, 'signatures[0].pattern "(" is not a regular expression'],
    [
      'a pattern for any line',
      { pattern: 'x*' },
      'signatures[0].pattern "x*" matches an empty text, and so every line: write what the line must hold.',
    ],
    [
      'a long pattern',
      { pattern: 'x'.repeat(501) },
      'signatures[0].pattern has 501 characters, and takes at most 500.',
    ],
    ['a flag that keeps state', { flags: 'g' }, 'signatures[0].flags is "g", and takes "i", "u" or "iu".'],
    ['another place', { applies: 'both' }, 'signatures[0].applies is "both", and takes "log" or "reason".'],
    ['neither cause nor label', { label: undefined }, 'signatures[0] has neither "cause" nor "label": give the id of'],
    [
      'an unknown cause',
      { cause: 'oom' },
      'signatures[0].cause is "oom", which is not the id of a failure: take one of',
    ],
    [
      'an expected stop',
      { cause: 'service-scaled' },
      'signatures[0].cause is "service-scaled", which is not the id of a',
    ],
    ['an empty label', { label: ' ' }, 'signatures[0].label is empty: fill it in or leave it out.'],
    ['a label of two lines', { label: 'a\nb' }, 'signatures[0].label has a line break, and takes one line.'],
    ['a long label', { label: 'x'.repeat(61) }, 'signatures[0].label has 61 characters, and takes at most 60.'],
    ['a number for a text', { owner: 7 }, 'signatures[0].owner takes a text.'],
    [
      'a runbook that is no URL',
      { runbook: 'wiki/x' },
      'signatures[0].runbook is "wiki/x", and takes a URL that begins',
    ],
    [
      'a script for a runbook',
      { runbook: 'javascript:alert(1)' },
      'signatures[0].runbook is "javascript:alert(1)", and takes a URL that begins with https://.',
    ],
    [
      'a password in a URL',
      { runbook: 'https://ada:correct-horse@wiki.example.com/' },
      'signatures[0].runbook holds a password or a token, and would be sent to every reader: leave it out.',
    ],
    [
      'a password for an owner',
      { owner: 'password=hunter2-hunter2' },
      'signatures[0].owner holds a password or a token, and would be sent to every reader: leave it out.',
    ],
    [
      'an unknown type',
      { subject: { type: 'thing', group: 'amount' } },
      'signatures[0].subject.type is "thing", and takes',
    ],
    ['a subject without group', { subject: { type: 'port' } }, 'signatures[0].subject has no "group": add it.'],
    [
      'a mistyped field of a subject',
      { subject: { type: 'port', group: 'amount', grup: 'x' } },
      'signatures[0].subject has the field "grup", which is not known: its fields are type, group.',
    ],
    [
      'a group that is not in the pattern',
      { subject: { type: 'port', group: 'port' } },
      'signatures[0].subject.group is "port", but the pattern has no group (?<port>…): name it there.',
    ],
    ['no service', { services: [] }, 'signatures[0].services is an empty list, which no service is in: leave it out'],
    ['one service', { services: 'orders' }, 'signatures[0].services takes a list of names of services: ["orders*"].'],
    ['an odd service', { services: ['a b'] }, 'signatures[0].services[0] is "a b", and takes the name of a service'],
  ])('refuses %s and names the entry, the field and the fix', (_, changes, message) => {
    expect(refusalOf({ signatures: [{ ...entry, ...changes }] })).toContain(`knowledge.json: ${message}`);
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'its root takes an object.'],
    [
      'an unknown part',
      { signature: [] },
      'its root has the field "signature", which is not known: its fields are signatures, runbooks.',
    ],
    ['signatures that are no list', { signatures: {} }, 'signatures takes a list.'],
    ['an entry that is no object', { signatures: ['x'] }, 'signatures[0] takes an object.'],
    ['too many', { signatures: Array(501).fill(entry) }, 'signatures has 501 entries, and takes at most 500.'],
    [
      'the same id twice',
      { signatures: [entry, entry] },
      'signatures[1].id "orders-ledger-drift" is that of signatures[0] too: give each its own.',
    ],
    [
      'a runbook for no cause',
      { runbooks: { oom: 'https://wiki.example.com' } },
      'runbooks.oom has the key "oom", which is not the id of a cause: see docs/causes.md.',
    ],
    [
      'a runbook that is no URL',
      { runbooks: { killed: 'wiki' } },
      'runbooks.killed is "wiki", and takes a URL that begins with https://.',
    ],
  ])('refuses %s', (_, content, message) => {
    expect(refusalOf(content)).toBe(`knowledge.json: ${message}`);
  });

  it('refuses what is not JSON', () => {
    expect(() => readKnowledge('{"signatures": [', 'knowledge.json')).toThrow(/^knowledge\.json: not JSON \(/);
  });

  it('names every fault at once, at most ten', () => {
    const faulty = Array.from({ length: 12 }, (_, index) => ({ ...entry, id: `n-${index}`, flags: 'g' }));
    const lines = refusalOf({ signatures: faulty }).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('knowledge.json: 2 more.');
  });
});

import { describe, expect, it } from '@jest/globals';
import { checkPolicy, readPolicy } from '../../functions/responder/read-policy.ts';

describe('readPolicy', () => {
  it('reads rules in their order', () => {
    const rules = [
      { treatment: 'alert', services: ['checkout'], clusters: ['prod-*'] },
      { treatment: 'quiet', causes: ['spot-interruption', 'image-*'], tags: ['team=data', 'sandbox'] },
      { treatment: 'digest' },
    ];
    expect(readPolicy(JSON.stringify(rules), 'POLICY')).toEqual(rules);
  });

  it('says what it takes in place of text that is not JSON', () => {
    expect(() => readPolicy('quiet', 'POLICY')).toThrow(
      /^POLICY is not JSON \(.*\): it takes a list of rules such as \[/,
    );
  });
});

describe('checkPolicy', () => {
  it.each<[string, unknown, string]>([
    ['a rule alone', { treatment: 'quiet' }, 'policy is not a list'],
    ['a text for a rule', ['quiet'], 'policy[0] is not a rule'],
    ['no treatment', [{ services: ['web'] }], 'policy[0].treatment is undefined: it takes "alert", "digest", "quiet".'],
    [
      'another treatment',
      [{ treatment: 'mute' }],
      'policy[0].treatment is "mute": it takes "alert", "digest", "quiet".',
    ],
    [
      'a name for a list',
      [{ treatment: 'quiet', services: 'web' }],
      'policy[0].services is "web": it takes a list of texts.',
    ],
    ['numbers', [{ treatment: 'quiet', causes: [1] }], 'policy[0].causes is [1]: it takes a list of texts.'],
    [
      'a mistyped field',
      [{ treatment: 'quiet', service: ['web'] }],
      'policy[0] has "service", which no rule has: "services" is the nearest that it takes.',
    ],
    [
      'a field of its own',
      [{ treatment: 'quiet', because: 'noise' }],
      'policy[0] has "because", which no rule has: it takes treatment, causes, services, clusters, tags.',
    ],
    [
      'an empty list',
      [{ treatment: 'quiet', services: [] }],
      'policy[0].services is an empty list, which selects nothing: leave services out to mean any, or name one.',
    ],
    [
      'an unknown cause',
      [
        { treatment: 'alert', causes: ['out-of-memory'] },
        { treatment: 'quiet', causes: ['oom-kiled'] },
      ],
      'policy[1].causes holds "oom-kiled", which is no cause: take one of docs/causes.md.',
    ],
    [
      'a cause with a slip',
      [{ treatment: 'quiet', causes: ['Out-Of-Memory'] }],
      'policy[0].causes holds "Out-Of-Memory", which is no cause: "out-of-memory" is the nearest.',
    ],
    ['a pattern of no cause', [{ treatment: 'quiet', causes: ['disk-*'] }], 'holds "disk-*", which is no cause'],
    [
      'the ARN of a cluster',
      [{ treatment: 'quiet', clusters: ['arn:aws:ecs:eu-west-1:111122223333:cluster/dev'] }],
      'which takes names, not ARNs: write "dev".',
    ],
    [
      'a tag without a key',
      [{ treatment: 'quiet', tags: ['=data'] }],
      'holds "=data", which has no key: write key=value',
    ],
    ['a blank name', [{ treatment: 'quiet', services: [' '] }], 'holds " ", which is blank'],
    [
      'the same selector twice, whatever its order',
      [
        { treatment: 'quiet', services: ['a', 'b'] },
        { treatment: 'alert', services: ['b', 'a'] },
      ],
      'policy[1] selects the same as policy[0], which comes first and wins: leave one of them out.',
    ],
    [
      'a rule behind one that selects everything',
      [{ treatment: 'digest' }, { treatment: 'alert', services: ['web'] }],
      'policy[0] selects every failure, so that policy[1] never applies: put it last, or give it causes, services, clusters, tags.',
    ],
    [
      'more than the environment holds',
      Array.from({ length: 40 }, (_, index) => ({ treatment: 'quiet', services: [`a-rather-long-name-of-${index}`] })),
      'bytes as JSON, and takes at most 2000',
    ],
  ])('refuses %s', (_what, rules, message) => {
    expect(() => checkPolicy(rules, 'policy')).toThrow(message);
  });
});

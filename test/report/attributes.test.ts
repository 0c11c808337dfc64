import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageAttributes } from '../../functions/report/attributes.ts';
import { aPostMortem, someTaskFacts } from './a-post-mortem.ts';
import { anyPostMortem } from './any-post-mortem.ts';

describe('messageAttributes', () => {
  it('gives filter policies what they select by', () => {
    expect(messageAttributes(aPostMortem())).toEqual({
      cause: 'connection-refused',
      domain: 'application',
      severity: 'critical',
      kind: 'stopped',
      cluster: 'prod',
      service: 'orders',
      account: '111122223333',
      region: 'eu-west-1',
    });
  });

  it('names the family of a task outside a service', () => {
    const { service: _, ...task } = someTaskFacts({ family: 'nightly-report' });
    const attributes = messageAttributes(aPostMortem({ task }));
    expect(attributes).toMatchObject({ family: 'nightly-report' });
    expect(attributes).not.toHaveProperty('service');
  });

  it('leaves out what is empty', () => {
    expect(messageAttributes(aPostMortem({ task: someTaskFacts({ cluster: ' ' }) }))).not.toHaveProperty('cluster');
  });

  it('is what SNS takes, whatever the names are', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        const attributes = Object.entries(messageAttributes(pm));
        expect(attributes.length).toBeLessThanOrEqual(10);
        for (const [name, value] of attributes) {
          expect(name).toMatch(/^[a-z]+$/);
          expect(value).toMatch(/^[^\p{Cc}\p{Cs}\u{10000}-\u{10ffff}]{1,256}$/u);
        }
      }),
    );
  });
});

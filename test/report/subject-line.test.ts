import { describe, expect, it } from '@jest/globals';
import { subjectLine } from '../../functions/report/subject-line.ts';
import { aPostMortem, someTaskFacts } from './a-post-mortem.ts';

const subjectOf = (service: string, cluster = 'prod', title = 'out of memory') =>
  subjectLine(aPostMortem({ title, task: someTaskFacts({ service, cluster }) }));

describe('subjectLine', () => {
  it('names the service, the cause and the cluster', () => {
    expect(subjectOf('orders')).toBe('orders: out of memory (prod)');
  });

  it('names the family of a task outside a service', () => {
    const { service: _, ...task } = someTaskFacts({ family: 'nightly-report' });
    expect(subjectLine(aPostMortem({ title: 'out of memory', task }))).toBe('nightly-report: out of memory (prod)');
  });

  it('leaves whole words out of the middle of a long name, since names differ at both ends', () => {
    const name = 'acme-production-eu-west-1-payments-reconciliation-of-foreign-currencies-service-blue-v2';
    expect(subjectOf(name, 'acme-production-eu-west-1')).toBe(
      'acme-production-eu-west-1-...foreign-currencies-service-blue-v2: out of memory (acme-...eu-west-1)',
    );
  });

  it('keeps to 99 characters with a name of one long word', () => {
    const subject = subjectOf('x'.repeat(255), 'y'.repeat(255));
    expect(subject).toHaveLength(99);
    expect(subject).toMatch(/^x+\.\.\.: out of memory \(y+\.\.\.\)$/);
  });

  it('keeps the cause whole before the names', () => {
    const title = 'container health check failed repeatedly';
    expect(subjectOf('s'.repeat(255), 'c'.repeat(255), title)).toContain(`: ${title} (`);
  });

  it.each([
    ['Ümläüt', 'Umlaut: out of memory (prod)'],
    ['注文', '??: out of memory (prod)'],
    ['  orders\u0000\n', 'orders??: out of memory (prod)'],
    ['', 'orders: out of memory (prod)'],
  ])('is ASCII for the service %j', (service, subject) => {
    expect(subjectOf(service)).toBe(subject);
  });

  it('says nothing of a cluster without a name', () => {
    expect(subjectOf('orders', '')).toBe('orders: out of memory');
  });
});

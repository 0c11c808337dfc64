import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Notice } from '../../functions/report/notice.ts';
import { noticeAttributes } from '../../functions/report/notice-attributes.ts';
import { renderNoticeMail } from '../../functions/report/notice-mail.ts';
import { passesFilter } from '../../local/stand-in/filter-policy.ts';
import { checkSize, readAttributes } from '../../local/stand-in/publish-rules.ts';
import { aNotice, anyNotice, stormOf } from './any-notice.ts';

/** The attributes as SNS reads them; throws what SNS refuses. */
const asSnsReads = (notice: Notice) =>
  readAttributes(
    Object.entries(noticeAttributes(notice)).map(([name, value]) => ({
      Name: name,
      Value:
        typeof value === 'string'
          ? { DataType: 'String', StringValue: value }
          : { DataType: 'String.Array', StringValue: JSON.stringify(value) },
    })),
  );

const reaches = (notice: Notice, filterPolicy: Readonly<Record<string, string[]>>): boolean =>
  passesFilter(
    {
      arn: 'arn:aws:sns:eu-west-1:111122223333:alerts:1',
      protocol: 'email',
      endpoint: 'orders@example.com',
      filterPolicy,
    } as Parameters<typeof passesFilter>[0],
    asSnsReads(notice),
    '',
  );

describe('noticeAttributes', () => {
  it('are those of a post-mortem where one service is concerned', () => {
    expect(noticeAttributes(aNotice())).toEqual({
      cause: 'out-of-memory',
      domain: 'resources',
      severity: 'critical',
      kind: 'update',
      cluster: 'prod',
      service: 'orders',
      account: '111122223333',
      region: 'eu-west-1',
    });
  });

  it('name the family of tasks outside a service', () => {
    const attributes = noticeAttributes(aNotice({ services: [], family: 'nightly-report' }));
    expect(attributes).toMatchObject({ family: 'nightly-report' });
    expect(attributes).not.toHaveProperty('service');
  });

  it('bring a storm to who filters on one service, cluster, cause or domain in it', () => {
    const storm = aNotice({
      kind: 'storm',
      services: ['orders', 'billing'],
      clusters: ['prod', 'batch'],
      causes: ['out-of-memory', 'connection-refused'],
    });
    expect(reaches(storm, { service: ['billing'] })).toBe(true);
    expect(reaches(storm, { cluster: ['batch'] })).toBe(true);
    expect(reaches(storm, { cause: ['connection-refused'], kind: ['storm'] })).toBe(true);
    expect(reaches(storm, { domain: ['application'] })).toBe(true);
    expect(reaches(storm, { service: ['carts'] })).toBe(false);
  });

  it('fit beside the largest body', () => {
    const storm = stormOf(20_000, { clusters: Array.from({ length: 5_000 }, (_, index) => `cluster-${index}`) });
    const attributes = asSnsReads(storm);
    expect(() => checkSize(renderNoticeMail(storm).body, attributes)).not.toThrow();
    expect(reaches(storm, { service: ['payments-reconciliation-0'] })).toBe(true);
  });

  it('are what SNS takes, whatever the names are', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        expect(() => asSnsReads(notice)).not.toThrow();
      }),
    );
  });
});

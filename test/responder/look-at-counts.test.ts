import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TaskCounts } from '../../functions/incident/desired-counts.ts';
import { lookAtCounts } from '../../functions/responder/look-at-counts.ts';
import { makePublishedLedger } from '../../functions/responder/published-ledger.ts';
import { readSettings } from '../../functions/responder/settings.ts';
import { type ATable, aTable } from '../incident/a-table.ts';
import { aWorkload } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';

let table: ATable;
beforeEach(async () => {
  table = await aTable();
});
afterEach(() => table.close());

const short = (name: string): TaskCounts => ({ workload: aWorkload({ name }), desired: 2, running: 1, pending: 0 });

const look = (environment: Record<string, string>) => {
  const settings = readSettings({ ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts', ...environment });
  return lookAtCounts(
    {
      store: table.storeOf(settings),
      settings,
      now: () => NOON,
      ledger: makePublishedLedger(),
      publisher: { publish: async () => 'a-message' },
      counts: { of: async () => ({ counts: [short('web'), short('shop-cart'), short('orders')], faults: [] }) },
    },
    ['*'],
    { requestId: 'a-request', remainingMs: () => 30_000, signal: AbortSignal.timeout(60_000) },
  );
};

describe('a look at the counts', () => {
  it('takes every service of the clusters', async () => {
    expect(await look({})).toEqual({ short: 3, faults: [] });
  });

  it('keeps to the services that are watched', async () => {
    expect(await look({ WATCHED_SERVICES: 'web,shop-*' })).toEqual({ short: 2, faults: [] });
  });
});

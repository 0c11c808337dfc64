import { describe, expect, it } from '@jest/globals';
import { incidentThreadId, threadIdOf } from '../../functions/report/thread.ts';
import { NOON } from '../support/builders.ts';
import { anIncident } from './notices/some-failures.ts';

describe('incidentThreadId', () => {
  it('names the workload, the cause and the opening', () => {
    expect(incidentThreadId(anIncident())).toBe('111122223333/eu-west-1/prod/orders/out-of-memory/1795521600');
  });

  it('parts an incident from the one before it', () => {
    expect(incidentThreadId({ ...anIncident(), openedAt: NOON + 3_600_000 })).not.toBe(incidentThreadId(anIncident()));
  });
});

describe('threadIdOf', () => {
  it('keeps long ids apart within 200 characters', () => {
    const ids = ['1', '2'].map((end) => threadIdOf(['x'.repeat(255), end]));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id.length).toBeLessThanOrEqual(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import { summarise } from '../../functions/incident/summary.ts';
import { aFailure, anIncident, MINUTE, refused, repeated } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';

describe('summarise', () => {
  it('counts failures, tasks, and how fast they come', () => {
    expect(summarise(anIncident(repeated(13, 12 * MINUTE)))).toMatchObject({
      count: 13,
      tasks: 13,
      since: NOON,
      lastAt: NOON + 12 * MINUTE,
      perHour: 60,
    });
  });

  it('has no rate for a single failure', () => {
    expect(summarise(anIncident())).not.toHaveProperty('perHour');
  });

  it('counts a task that failed twice once', () => {
    expect(summarise(anIncident([aFailure(), aFailure({ at: NOON + MINUTE })]))).toMatchObject({ count: 2, tasks: 1 });
  });

  it('names revisions from the newest, and images, zones and instances from the latest', () => {
    const failures = repeated(3, MINUTE, (index) => ({
      revision: [43, 45, 44][index] ?? 0,
      image: `orders:${index}`,
      zone: index === 1 ? 'eu-west-1b' : 'eu-west-1a',
      instance: `instance-${index}`,
    }));
    expect(summarise(anIncident(failures))).toMatchObject({
      revisions: [45, 44, 43],
      images: ['orders:2', 'orders:1', 'orders:0'],
      zones: ['eu-west-1a', 'eu-west-1b'],
      instances: ['instance-2', 'instance-1', 'instance-0'],
    });
  });

  it('lets the latest failure with a specific cause speak', () => {
    const vague = (at: number) => aFailure({ cause: 'application-exit', title: 'application exited', at });
    const summary = summarise(anIncident([vague(NOON), refused('orders', { at: NOON + 1 }), vague(NOON + 2)]));
    expect(summary.telling.cause).toBe('connection-refused');
    expect(summary.causes).toEqual([
      { cause: 'application-exit', count: 2 },
      { cause: 'connection-refused', count: 1 },
    ]);
  });

  it('takes records that came late for what they are', () => {
    const summary = summarise(anIncident([aFailure({ at: NOON }), aFailure({ at: NOON - MINUTE })]));
    expect(summary).toMatchObject({ since: NOON - MINUTE, lastAt: NOON });
  });

  it('sums up a hundred thousand failures', () => {
    expect(summarise(anIncident(repeated(100_000, 60 * MINUTE))).count).toBe(100_000);
  });
});

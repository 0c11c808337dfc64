import { describe, expect, it } from '@jest/globals';
import { phaseOf, timelineOf } from '../../functions/diagnosis/timeline.ts';
import type { StoppedContainer, TaskTimes } from '../../functions/event/stopped-task.ts';
import { aStoppedTask, NOON } from '../support/builders.ts';

describe('timelineOf', () => {
  it('orders the moments that ECS recorded, each with the time since the one before', () => {
    expect(timelineOf({ stoppedAt: NOON + 9_000, createdAt: NOON, startedAt: NOON + 2_000 })).toEqual([
      { at: NOON, what: 'created', afterMs: 0 },
      { at: NOON + 2_000, what: 'running', afterMs: 2_000 },
      { at: NOON + 9_000, what: 'stopped', afterMs: 7_000 },
    ]);
  });

  it('keeps the order of a life where two moments are the same', () => {
    expect(timelineOf({ stoppedAt: NOON, stoppingAt: NOON }).map(({ what }) => what)).toEqual(['stopping', 'stopped']);
  });

  it('is empty where nothing was recorded', () => {
    expect(timelineOf({})).toEqual([]);
  });
});

describe('phaseOf', () => {
  const failed: StoppedContainer = { name: 'app', reason: 'CannotStartContainerError: no' };
  const ended: StoppedContainer = { name: 'app', exitCode: 1 };

  it.each<[string, TaskTimes, StoppedContainer, boolean]>([
    ['UNKNOWN', {}, { name: 'app' }, false],
    ['PROVISIONING', { createdAt: NOON }, { name: 'app' }, false],
    ['PENDING', { createdAt: NOON, connectivityAt: NOON }, { name: 'app' }, false],
    ['PENDING', { createdAt: NOON, pullStartedAt: NOON }, failed, false],
    ['ACTIVATING', { createdAt: NOON, pullStartedAt: NOON }, ended, false],
    ['RUNNING', { createdAt: NOON, startedAt: NOON }, ended, false],
    ['STOPPING', { createdAt: NOON, startedAt: NOON }, ended, true],
  ])('is %s after %j', (phase, times, container, askedFor) => {
    expect(phaseOf(aStoppedTask({ times, containers: [container] }), askedFor)).toBe(phase);
  });
});

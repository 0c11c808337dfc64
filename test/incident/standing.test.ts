import { describe, expect, it } from '@jest/globals';
import type { Board } from '../../functions/incident/board.ts';
import type { Failure } from '../../functions/incident/failure.ts';
import { claimFor, conversationOf, standingOf } from '../../functions/incident/standing.ts';
import { incidentTag } from '../../functions/incident/store.ts';
import { aFailure, aWorkload, MINUTE } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';
import { aBoard, aClaim } from './a-board.ts';

const opened = aFailure({ id: 'first' });
const claim = aClaim(opened);
const later = aFailure({ id: 'second', at: NOON + MINUTE });
const kindOf = (board: Partial<Board>, failure: Failure, now = NOON + 2 * MINUTE) =>
  standingOf(aBoard({ watchedAt: now, ...board }), failure, now).kind;

describe('a failure that was refused a message', () => {
  it.each<[string, Partial<Board>, Failure, string]>([
    ['is a repeat of its open incident', { claims: [claim] }, later, 'repeat'],
    ['is a repeat under another name', { claims: [claim] }, { ...later, cause: 'killed' }, 'repeat'],
    ['is held where its incident is not open', { claims: [claim] }, { ...later, cause: 'port-in-use' }, 'held'],
    ['is the one that opened the incident', { claims: [claim] }, opened, 'own'],
    ['is late', { closedAt: new Map([[incidentTag(later), later.at]]) }, later, 'late'],
    ['is not late', { closedAt: new Map([[incidentTag(later), later.at - 1]]) }, later, 'held'],
    ['is told by itself where nobody watches', { claims: [claim], watchedAt: NOON - 14 * MINUTE }, later, 'unwatched'],
    ['relies on a watch that ran of late', { claims: [claim], watchedAt: NOON - 13 * MINUTE }, later, 'repeat'],
    ['is settled as its own though nobody watches', { claims: [claim], watchedAt: 0 }, opened, 'own'],
  ])('%s', (_what, board, failure, expected) => {
    expect(kindOf(board, failure)).toBe(expected);
  });

  it('relies on a first watch for a while only', () => {
    const { watchedAt, ...never } = aBoard({ claims: [claim] });
    expect(standingOf(never, later, NOON + 15 * MINUTE).kind).toBe('repeat');
    expect(standingOf(never, later, NOON + 15 * MINUTE + 1)).toEqual({ kind: 'unwatched', since: NOON });
  });
});

describe('the incident of a failure', () => {
  it('is the one of its own cause before one of another name', () => {
    const exit = aClaim(aFailure({ cause: 'application-exit' }));
    const killed = aFailure({ cause: 'killed' });
    expect(claimFor({ claims: [exit, claim] }, later)).toBe(claim);
    expect(claimFor({ claims: [exit] }, killed)).toBe(exit);
    expect(claimFor({ claims: [exit] }, aFailure({ cause: 'image-not-found' }))).toBeUndefined();
  });

  it('is any of the service for what is only a consequence', () => {
    const impaired = aFailure({ kind: 'start-impaired', cause: 'unknown' });
    const health = aClaim(aFailure({ cause: 'elb-health-check-failed' }));
    expect(claimFor({ claims: [health] }, impaired)).toBe(health);
  });

  it('is of the same workload and scope', () => {
    expect(claimFor({ claims: [claim] }, { ...later, workload: aWorkload({ cluster: 'dev' }) })).toBeUndefined();
    expect(claimFor({ claims: [claim] }, { ...later, workload: aWorkload({ kind: 'family' }) })).toBeUndefined();
    expect(claimFor({ claims: [claim] }, { ...later, scope: 'ecs-svc/1' })).toBeUndefined();
  });

  it('is where a failed deployment is told, if it is of the tasks', () => {
    const deployment = aFailure({ kind: 'deployment-failed', scope: 'ecs-svc/1' });
    expect(conversationOf({ claims: [aClaim(deployment), claim] }, deployment)).toBe(claim);
    expect(conversationOf({ claims: [aClaim(deployment)] }, deployment)).toBeUndefined();
    expect(conversationOf({ claims: [claim] }, later)).toBeUndefined();
  });
});

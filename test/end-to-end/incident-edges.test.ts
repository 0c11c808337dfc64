import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bundle, buildBundle, makeWorld, taskId, type World } from '../../bench/storm/world.ts';

const MINUTE = 60_000;
const CRASH = ['starting', 'Error: listen EADDRINUSE: address already in use :::8080'];

let bundle: Bundle;
let world: World;
beforeAll(async () => {
  bundle = await buildBundle();
}, 60_000);
afterAll(() => bundle.remove());
beforeEach(async () => {
  world = await makeWorld(bundle);
}, 30_000);
afterEach(() => world.close());

let tasks = 0;
const crash = async (times: number, service = 'orders', lines = CRASH): Promise<void> => {
  for (let nth = 0; nth < times; nth += 1) {
    tasks += 1;
    await world.put(world.stop({ service, taskId: taskId(tasks), lines }));
    world.clock.advance(5_000);
  }
};
const kinds = () => world.deployment.standIn.sns.published.map(({ attributes }) => attributes['kind']?.value);
const lastMail = (): string => (world.deployment.standIn.sns.mails.at(-1)?.body ?? '').replace(/\s+/g, ' ');

describe('an incident', () => {
  it('that goes on over midnight is counted as one', async () => {
    world.clock.advance(15 * 60 * MINUTE + 50 * MINUTE);
    await crash(5);
    await world.pass(12 * MINUTE);
    await crash(6);
    await world.pass(2 * MINUTE);
    expect(kinds().filter((kind) => kind !== 'digest')).toEqual(['stopped', 'update']);
    expect(lastMail()).toMatch(/orders stopped 11 times/);
  }, 60_000);

  it('is told at once again, though its end was told before it could be noted', async () => {
    await crash(2);
    // The end was told, and not noted.
    world.deployment.standIn.faults.inject(
      'dynamodb',
      'UpdateItem',
      { kind: 'access-denied' },
      { times: 1, when: (input) => JSON.stringify(input).includes('DELETE #open') },
    );
    await world.pass(66 * MINUTE);
    expect(new Set(kinds())).toEqual(new Set(['stopped', 'update', 'recovered']));
    expect(kinds().filter((kind) => kind === 'recovered').length).toBeLessThanOrEqual(2);
    const before = kinds().length;
    await crash(1);
    expect(kinds().slice(before)).toEqual(['stopped']);
  }, 120_000);
});

import * as v from 'valibot';
import { epochMs, moment, parse, present, text } from './event-schema.ts';
import type { EpochMs } from './stopped-task.ts';

/** The source of the product's own events; only AWS may put events of a source that begins with `aws.`. */
export const SELF_TEST_SOURCE = 'ecs-postmortem';
/** What marks an event as a test. */
export const SELF_TEST_DETAIL_TYPE = 'ECS Post-mortem Self-test';

/** A test of the way that alerts take. */
export interface TestEvent {
  /** By which the test is found again in the function's log. */
  readonly id: string;
  /** When it was put on the bus; absent where the event does not say. */
  readonly at?: EpochMs;
  readonly account: string;
  readonly region: string;
}

const TestEventSchema = v.looseObject({
  source: v.literal(SELF_TEST_SOURCE),
  'detail-type': v.literal(SELF_TEST_DETAIL_TYPE),
  account: text,
  region: text,
  time: moment,
  // It is quoted in a message: nothing but an id may get there.
  detail: v.looseObject({ id: v.pipe(v.string(), v.regex(/^[\da-f-]{8,64}$/)) }),
});

/**
 * Reads the event that `ecs-postmortem self-test` puts on the bus.
 *
 * @throws UnreadableEventError that names each field at fault.
 */
export function readTestEvent(event: unknown): TestEvent {
  const { account, region, time, detail } = parse(TestEventSchema, event, 'The event');
  return { id: detail.id, account: account ?? '', region: region ?? '', ...present({ at: epochMs(time) }) };
}

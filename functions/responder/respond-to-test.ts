import type { OutgoingMessage, Publisher, TableProbe } from '../aws/ports.ts';
import { describeError } from '../aws/service-errors.ts';
import type { TestEvent } from '../event/test-event.ts';
import { composeSelfTest } from '../report/notices/self-test.ts';
import type { Invocation } from './invocation.ts';
import { noticeMessages } from './send-notice.ts';
import type { Settings } from './settings.ts';

/** What answering a test takes. */
export interface TestResponder {
  readonly publisher: Publisher;
  /** Absent where the function has no table. */
  readonly probe?: TableProbe;
  readonly settings: Pick<Settings, 'alertTopicArn' | 'chatTopicArn'>;
  readonly now: () => number;
}

/** What came of one thing that the test tried. */
export type Trial<T = unknown> = { readonly ms: number } & (
  | (T & { readonly ok: true })
  | { readonly ok: false; readonly error: { readonly name: string; readonly message: string } }
);

/** What came of a test; `ecs-postmortem self-test` reads it in the function's log. */
export interface TestOutcome {
  readonly kind: 'self-test';
  readonly test: TestEvent;
  /** Absent where the function has no table. */
  readonly table?: Trial;
  readonly topics: readonly (Trial<{ readonly messageId: string }> & { readonly topicArn: string })[];
  readonly faults: readonly string[];
}

/** A table that takes longer is as good as none. */
const TABLE_MS = 5_000;

/**
 * Tries the way of an alert: writes to the table, and publishes a message marked as a test to each topic.
 *
 * Whatever fails is told in the outcome and never thrown: a retry would send the test a second time.
 */
export async function respondToTest(
  { publisher, probe, settings, now }: TestResponder,
  test: TestEvent,
  { signal }: Invocation,
): Promise<TestOutcome> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(TABLE_MS)]);
  const table =
    probe === undefined
      ? undefined
      : await attempt(now, async () => {
          await probe.touch(test.id, inTime);
          return {};
        });
  const topics = await Promise.all(
    noticeMessages(settings, composeSelfTest(test)).map(async (message: OutgoingMessage) => ({
      topicArn: message.topicArn,
      ...(await attempt(now, async () => ({ messageId: await publisher.publish(message, signal) }))),
    })),
  );
  const trials = [...(table === undefined ? [] : [table]), ...topics];
  return {
    kind: 'self-test',
    test,
    ...(table === undefined ? {} : { table }),
    topics,
    faults: trials.flatMap((trial) => (trial.ok ? [] : [`${trial.error.name}: ${trial.error.message}`])),
  };
}

async function attempt<T extends object>(now: () => number, work: () => Promise<T>): Promise<Trial<T>> {
  const begun = now();
  try {
    const done = await work();
    return { ...done, ok: true, ms: now() - begun };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: describeError(error) };
    return { ok: false, ms: now() - begun, error: { name, message } };
  }
}

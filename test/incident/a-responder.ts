import { randomUUID } from 'node:crypto';
import type { OutgoingMessage } from '../../functions/aws/ports.ts';
import type { Failure } from '../../functions/incident/failure.ts';
import type { Invocation } from '../../functions/responder/invocation.ts';
import { makePublishedLedger } from '../../functions/responder/published-ledger.ts';
import { readSettings } from '../../functions/responder/settings.ts';
import { type Telling, type TellingContext, tell } from '../../functions/responder/tell.ts';
import { type WatchOutcome, watch } from '../../functions/responder/watch.ts';
import { MINUTE } from '../report/notices/some-failures.ts';
import { NOON } from '../support/builders.ts';
import { type ATable, aTable } from './a-table.ts';

/** The function without its edges: what tells and watches, on a real table, with topics that keep what they are given. */
export interface AResponder {
  readonly table: ATable;
  readonly sent: OutgoingMessage[];
  /** What the messages are: `stopped`, `update`, `recovered`, … */
  kinds(): readonly unknown[];
  /** Called before a message leaves; what it throws, the topic answers. */
  beforePublish: (message: OutgoingMessage) => Promise<void> | void;
  now: number;
  tell(failure: Failure, requestId?: string): Promise<Telling>;
  watch(): Promise<WatchOutcome>;
  pass(minutes: number): Promise<void>;
}

const ALERT = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const CHAT = 'arn:aws:sns:eu-west-1:111122223333:chat';

/** Makes one with an alert topic, and a chat topic where that is wanted. */
export async function aResponder({ chat = false, environment = {} } = {}): Promise<AResponder> {
  const settings = readSettings({
    ALERT_TOPIC_ARN: ALERT,
    MOST_PER_SECOND: '100',
    MOST_PER_TEN_MINUTES: '10000',
    STORM_FROM: '1000',
    ...(chat ? { CHAT_TOPIC_ARN: CHAT } : {}),
    ...environment,
  });
  const table = await aTable();
  const store = table.storeOf(settings);
  const absent = { kind: 'absent', why: 'failed', message: 'It is not looked at here.' } as const;
  const invocation = (requestId: string = randomUUID()): Invocation => ({
    requestId,
    remainingMs: () => 30_000,
    signal: AbortSignal.timeout(60_000),
  });
  const outlet = () => ({
    store,
    settings,
    now: () => responder.now,
    // Each invocation may run where none has run before.
    ledger: makePublishedLedger(),
    publisher: {
      async publish(message: OutgoingMessage) {
        await responder.beforePublish(message);
        responder.sent.push(message);
        return 'a-message';
      },
    },
  });
  const responder: AResponder = {
    table,
    sent: [],
    kinds: () => responder.sent.map(({ attributes }) => attributes['kind']),
    beforePublish: () => undefined,
    now: NOON,
    tell: (failure, requestId) =>
      tell(outlet(), failure, (context) => messagesOf(failure, context, chat), invocation(requestId)),
    watch: () =>
      watch(
        {
          ...outlet(),
          services: { describe: async () => absent },
          definitions: { describe: async () => absent },
        },
        invocation(),
      ),
    async pass(minutes) {
      for (let nth = 0; nth < minutes; nth += 1) {
        responder.now += MINUTE;
        await responder.watch();
      }
    },
  };
  return responder;
}

const messagesOf = ({ title }: Failure, { ungrouped }: TellingContext, chat: boolean): readonly OutgoingMessage[] =>
  [ALERT, ...(chat ? [CHAT] : [])].map((topicArn) => ({
    topicArn,
    body: `${title} ${ungrouped ?? ''}`,
    attributes: { kind: 'stopped' },
  }));

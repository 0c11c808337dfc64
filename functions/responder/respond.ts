import type { OutgoingMessage, Publisher } from '../aws/ports.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { type Evidence, NO_EVIDENCE } from '../diagnosis/evidence.ts';
import type { Knowledge } from '../diagnosis/team-knowledge/knowledge.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { messageAttributes } from '../report/attributes.ts';
import { renderChat } from '../report/chat.ts';
import { composePostMortem } from '../report/compose-post-mortem.ts';
import { fitPostMortem } from '../report/json.ts';
import { renderMail } from '../report/mail.ts';
import type { PostMortem } from '../report/post-mortem.ts';
import { type EvidenceSources, gatherEvidence } from './gather-evidence.ts';
import type { PublishedLedger } from './published-ledger.ts';
import type { Settings } from './settings.ts';

/** What answering a stop takes. */
export interface Responder extends EvidenceSources {
  readonly publisher: Publisher;
  readonly settings: Settings;
  /** What the team knows of its own failures. */
  readonly knowledge: Knowledge;
  /** Remembers what one invocation has published, over its retries. */
  readonly ledger: PublishedLedger;
}

/** One invocation as the platform runs it. */
export interface Invocation {
  /** The same for an invocation and its retries. */
  readonly requestId: string;
  /** Milliseconds left until the platform ends the invocation. */
  readonly remainingMs: number;
  /** Aborts just before that. */
  readonly signal: AbortSignal;
}

/** What came of a stop. */
export interface Outcome {
  readonly postMortem: PostMortem;
  /** The topics that were published to; none when the stop stayed silent. */
  readonly published: readonly string[];
}

/** Time kept back from reading, in milliseconds, so that the message can still leave. */
const PUBLISH_RESERVE_MS = 6_000;

/** Time for reading beside the wait for late lines, in milliseconds; who hangs for longer will not answer any more. */
const MOST_READING_MS = 10_000;

/**
 * Answers one stopped task: stays silent where nothing is wrong, else looks at the evidence, diagnoses and publishes.
 *
 * @throws what publishing threw, so that Lambda retries; topics that were served before are not served again.
 */
export async function respond(responder: Responder, task: StoppedTask, invocation: Invocation): Promise<Outcome> {
  const { settings, knowledge } = responder;
  const options = { excerptLines: settings.excerptLines };
  // What is worth looking at is for ECS's words to decide, not for the team's.
  const preliminary = diagnose(task, NO_EVIDENCE, options);
  const wantsLog = settings.readLogsOfCompletedTasks && preliminary.cause === 'completed';
  if (preliminary.attention.notify === 'quiet' && !wantsLog) {
    return { postMortem: finish(task, NO_EVIDENCE, preliminary, settings), published: [] };
  }
  const readingMs = Math.max(
    0,
    Math.min(MOST_READING_MS + settings.lateLogWaitMs, invocation.remainingMs - PUBLISH_RESERVE_MS),
  );
  const evidence = await gatherEvidence(
    responder,
    task,
    preliminary,
    settings,
    AbortSignal.any([invocation.signal, AbortSignal.timeout(readingMs)]),
  );
  const diagnosis = diagnose(task, evidence, { ...options, knowledge });
  const postMortem = finish(task, evidence, diagnosis, settings);
  if (diagnosis.attention.notify === 'quiet') return { postMortem, published: [] };
  return { postMortem, published: await publishAll(responder, postMortem, invocation) };
}

const finish = (task: StoppedTask, evidence: Evidence, diagnosis: Diagnosis, { dialect }: Settings): PostMortem =>
  fitPostMortem(composePostMortem({ task, evidence, diagnosis, dialect }));

async function publishAll(
  { publisher, settings, ledger }: Responder,
  postMortem: PostMortem,
  { requestId, signal }: Invocation,
): Promise<readonly string[]> {
  const due = messagesOf(settings, postMortem).filter(({ topicArn }) => !ledger.has(requestId, topicArn));
  const results = await Promise.allSettled(
    due.map(async (message) => {
      await publisher.publish(message, signal);
      ledger.add(requestId, message.topicArn);
      return message.topicArn;
    }),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `No topic could be published to: ${failures.join('; ')}`);
  return due.map(({ topicArn }) => topicArn);
}

function messagesOf({ alertTopicArn, chatTopicArn }: Settings, postMortem: PostMortem): readonly OutgoingMessage[] {
  const attributes = messageAttributes(postMortem);
  const alert = { topicArn: alertTopicArn, ...renderMail(postMortem), attributes };
  return chatTopicArn === undefined
    ? [alert]
    : [alert, { topicArn: chatTopicArn, body: renderChat(postMortem), attributes }];
}

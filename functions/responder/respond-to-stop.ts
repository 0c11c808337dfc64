import type { OutgoingMessage, TaskTags } from '../aws/ports.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { type Evidence, NO_EVIDENCE } from '../diagnosis/evidence.ts';
import type { Knowledge } from '../diagnosis/team-knowledge/knowledge.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import type { Treatment } from '../incident/failure.ts';
import { type PolicyRule, treatmentBeforeDiagnosis, treatmentBy } from '../incident/policy.ts';
import { messageAttributes } from '../report/attributes.ts';
import { renderChat } from '../report/chat.ts';
import { composePostMortem } from '../report/compose-post-mortem.ts';
import { failureOfStop, workloadOfStop } from '../report/failure-of-stop.ts';
import { fitPostMortem } from '../report/json.ts';
import { renderMail } from '../report/mail.ts';
import type { PostMortem } from '../report/post-mortem.ts';
import { incidentThreadId } from '../report/thread.ts';
import { type EvidenceSources, gatherEvidence } from './gather-evidence.ts';
import type { Invocation } from './invocation.ts';
import type { Settings } from './settings.ts';
import { type Teller, type Telling, tell } from './tell.ts';

/** What answering a stop takes. */
export interface StopResponder extends EvidenceSources, Teller {
  readonly settings: Settings;
  /** What the team knows of its own failures. */
  readonly knowledge: Knowledge;
  /** Absent where no rule of the policy speaks of tags. */
  readonly tags?: TaskTags;
}

/** What came of a stop. */
export interface StopOutcome {
  readonly kind: 'stop';
  readonly outcome: Telling['outcome'] | 'quiet';
  readonly postMortem: PostMortem;
  /** The topics that were published to; none when the stop stayed silent. */
  readonly published: readonly string[];
  /** The message may have left before. */
  readonly again?: true;
  /** What else went wrong; the message left all the same. */
  readonly faults?: readonly string[];
}

/** Time kept back from reading, in milliseconds, so that the message can still leave. */
const PUBLISH_RESERVE_MS = 6_000;

/** Time for reading beside the wait for late lines, in milliseconds; who hangs for longer will not answer any more. */
const MOST_READING_MS = 10_000;

/**
 * Answers one stopped task: stays silent where nothing is wrong or the team wants to hear nothing, else looks at the
 * evidence, diagnoses, and tells it as often as needed.
 *
 * @throws what publishing threw, so that Lambda retries; topics that were served before are not served again.
 */
export async function respondToStop(
  responder: StopResponder,
  task: StoppedTask,
  invocation: Invocation,
): Promise<StopOutcome> {
  const { settings, knowledge } = responder;
  const options = { excerptLines: settings.excerptLines };
  // What is worth looking at is for ECS's words to decide, not for the team's.
  const preliminary = diagnose(task, NO_EVIDENCE, options);
  if (isSilent(task, preliminary, settings)) {
    return silent(withTreatment(finish(task, NO_EVIDENCE, preliminary, settings), 'quiet', preliminary));
  }
  const readingMs = Math.max(
    0,
    Math.min(MOST_READING_MS + settings.lateLogWaitMs, invocation.remainingMs() - PUBLISH_RESERVE_MS),
  );
  const signal = AbortSignal.any([invocation.signal, AbortSignal.timeout(readingMs)]);
  const [evidence, tags] = await Promise.all([
    gatherEvidence(responder, task, preliminary, settings, signal),
    responder.tags?.of(task.taskArn, task.clusterArn, signal),
  ]);
  const diagnosis = diagnose(task, evidence, { ...options, knowledge });
  const treatment = treatmentOf(task, diagnosis, settings.policy, tags);
  const finished = withTreatment(finish(task, evidence, diagnosis, settings), treatment, diagnosis);
  const postMortem = responder.tags !== undefined && tags === undefined ? noting(finished, NO_TAGS) : finished;
  if (treatment === 'quiet') return silent(postMortem);

  const failure = { ...failureOfStop(postMortem, task, treatment, responder.now()), ...(tags ? { tags } : {}) };
  const thread = incidentThreadId({ ...failure, openedAt: failure.at });
  const telling = await tell(
    responder,
    failure,
    ({ ungrouped }) => messagesOf(settings, noting(postMortem, ungrouped), thread),
    invocation,
  );
  return { kind: 'stop', postMortem, ...telling };
}

const silent = (postMortem: PostMortem): StopOutcome => ({ kind: 'stop', outcome: 'quiet', postMortem, published: [] });

/** Whether all that could still be read would change nothing. */
function isSilent(task: StoppedTask, { cause, attention }: Diagnosis, settings: Settings): boolean {
  const workload = workloadOfStop(task, cause);
  const byTeam = treatmentBeforeDiagnosis(settings.policy, { workload });
  if (byTeam !== undefined) return byTeam === 'quiet';
  if (attention.notify === 'alert') return false;
  if (settings.readLogsOfCompletedTasks && cause === 'completed') return false;
  const wanted = treatmentBy(settings.policy, { workload, cause });
  return wanted === undefined || wanted === 'quiet';
}

const treatmentOf = (
  task: StoppedTask,
  { cause, attention }: Diagnosis,
  policy: readonly PolicyRule[],
  tags: readonly string[] | undefined,
): Treatment =>
  treatmentBy(policy, { workload: workloadOfStop(task, cause), cause, ...(tags ? { tags } : {}) }) ?? attention.notify;

const finish = (task: StoppedTask, evidence: Evidence, diagnosis: Diagnosis, { dialect }: Settings): PostMortem =>
  fitPostMortem(composePostMortem({ task, evidence, diagnosis, dialect }));

/** The post-mortem says what was done about it, and that the team wanted it so. */
function withTreatment(postMortem: PostMortem, treatment: Treatment, { attention }: Diagnosis): PostMortem {
  const notify = treatment === 'alert' ? 'alert' : 'quiet';
  if (treatment !== 'digest' && notify === attention.notify) return postMortem;
  const because =
    treatment === 'digest'
      ? 'the team has it told in the daily digest'
      : `the team's policy wants it ${treatment === 'alert' ? 'told' : 'quiet'}`;
  return { ...postMortem, notify, because };
}

const NO_TAGS =
  'The tags of the task could not be read, so no rule of the policy that names tags was applied. Allow ecs:DescribeTasks on the task, or deploy the stack again.';

const noting = (postMortem: PostMortem, remark: string | undefined): PostMortem =>
  remark === undefined ? postMortem : { ...postMortem, missing: [...postMortem.missing, remark] };

function messagesOf(
  { alertTopicArn, chatTopicArn }: Settings,
  postMortem: PostMortem,
  threadId: string,
): readonly OutgoingMessage[] {
  const attributes = messageAttributes(postMortem);
  const alert = { topicArn: alertTopicArn, ...renderMail(postMortem), attributes };
  return chatTopicArn === undefined
    ? [alert]
    : [alert, { topicArn: chatTopicArn, body: renderChat(postMortem, { threadId }), attributes }];
}

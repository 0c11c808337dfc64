import type { Services } from '../aws/ports.ts';
import { diagnoseServiceFailure } from '../diagnosis/service-failures/diagnose-service-failure.ts';
import type { ServiceEvent } from '../event/service-event.ts';
import { meaningOf } from '../event/service-event-meaning.ts';
import type { Board } from '../incident/board.ts';
import type { Failure } from '../incident/failure.ts';
import { treatmentBy } from '../incident/policy.ts';
import { conversationOf } from '../incident/standing.ts';
import type { Notice } from '../report/notice.ts';
import { continuing } from '../report/notices/continuing.ts';
import {
  composeServiceNotice,
  failureOfService,
  type ServiceNoticeContext,
} from '../report/notices/service-failure.ts';
import type { Invocation } from './invocation.ts';
import { noticeMessages } from './send-notice.ts';
import type { Settings } from './settings.ts';
import { type Teller, type Telling, tell } from './tell.ts';

/** What answering an event of a service takes. */
export interface ServiceResponder extends Teller {
  readonly services: Services;
  readonly settings: Settings;
}

/** What came of an event of a service. */
export interface ServiceOutcome {
  readonly kind: 'service';
  readonly outcome: Telling['outcome'] | 'quiet' | 'noted' | 'nothing';
  readonly event: ServiceEvent;
  /** Absent where the event is no failure. */
  readonly failure?: Failure;
  readonly published: readonly string[];
  /** The message may have left before. */
  readonly again?: true;
}

/** A deployment that never says it ended is taken to have by then. */
const LONGEST_DEPLOYMENT_MS = 3 * 3_600_000;
/** How far back the stops of a failed deployment are looked for. */
const DEPLOYMENT_MS = 6 * 3_600_000;
/** Time for asking what a failed deployment goes back to, in milliseconds. */
const ASK_MS = 3_000;

/**
 * Answers what ECS says of a service: failures that stop no task are told like stops; steady services and the begin and end
 * of deployments are noted on the board, where the watch finds them.
 *
 * @throws what publishing threw, or the table's error where only a note is lost, so that Lambda retries.
 */
export async function respondToService(
  responder: ServiceResponder,
  event: ServiceEvent,
  invocation: Invocation,
): Promise<ServiceOutcome> {
  const { store, settings, now } = responder;
  const { signal } = invocation;
  const meaning = meaningOf(event);
  switch (meaning.kind) {
    case 'steady':
      await store?.noteSteady(event.workload, event.at, signal);
      return { kind: 'service', outcome: 'noted', event, published: [] };
    case 'deployment-completed':
      await store?.noteDeployment(event.workload, undefined, signal);
      await store?.noteSteady(event.workload, event.at, signal);
      return { kind: 'service', outcome: 'noted', event, published: [] };
    case 'deployment-begun':
    case 'rollback':
      await store?.noteDeployment(event.workload, now() + LONGEST_DEPLOYMENT_MS, signal);
      return { kind: 'service', outcome: 'noted', event, published: [] };
    case 'nothing':
      return { kind: 'service', outcome: 'nothing', event, published: [] };
    case 'failure':
      break;
    default:
      return meaning satisfies never;
  }

  const judged = diagnoseServiceFailure(event);
  const recorded = failureOfService(event, judged);
  const treatment = treatmentBy(settings.policy, recorded) ?? 'alert';
  if (treatment === 'quiet') return { kind: 'service', outcome: 'quiet', event, failure: recorded, published: [] };
  const failure = { ...recorded, treatment };
  const telling = await tell(
    responder,
    failure,
    async ({ ungrouped, board }) => {
      const context = await contextOf(responder, event, failure, ungrouped, invocation);
      const notice = composeServiceNotice(event, judged, context);
      return noticeMessages(settings, inConversation(notice, failure, board));
    },
    invocation,
  );
  return { kind: 'service', event, failure, ...telling };
}

async function contextOf(
  { store, services }: ServiceResponder,
  { workload, at, deploymentId }: ServiceEvent,
  { kind }: Failure,
  ungrouped: string | undefined,
  { signal }: Invocation,
): Promise<ServiceNoticeContext> {
  const missing = ungrouped === undefined ? [] : [ungrouped];
  if (kind !== 'deployment-failed' && kind !== 'start-impaired') return { missing };
  const { partition, region, account, cluster, name } = workload;
  const quickly = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
  const [failures, found] = await Promise.all([
    // Whatever is wrong with the table, the failure itself is told.
    store?.failuresOf({ workload, from: at - DEPLOYMENT_MS, to: at + DEPLOYMENT_MS }, quickly).catch(() => undefined),
    kind === 'deployment-failed'
      ? services.describe(`arn:${partition}:ecs:${region}:${account}:cluster/${cluster}`, name, quickly)
      : undefined,
  ]);
  const primary = found?.kind === 'service' ? found.service.primaryDeployment : undefined;
  const isRollback = primary !== undefined && deploymentId !== undefined && primary.id !== deploymentId;
  return {
    failures: failures ?? [],
    ...(isRollback
      ? { rollback: { to: primary.id, ...(primary.revision === undefined ? {} : { revision: primary.revision }) } }
      : {}),
    missing: [...missing, ...(found?.kind === 'absent' ? [found.message] : [])],
  };
}

/** A failed deployment is told where its tasks' failure is told already. */
function inConversation(notice: Notice, failure: Failure, board: Board | undefined): Notice {
  const claim = board === undefined ? undefined : conversationOf(board, failure);
  return claim === undefined ? notice : continuing(notice, claim);
}

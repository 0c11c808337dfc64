import { randomUUID } from 'node:crypto';
import type { OutgoingMessage } from '../aws/ports.ts';
import { describeError } from '../aws/service-errors.ts';
import type { IncidentStore, SlotUse } from '../incident/store.ts';
import type { Notice } from '../report/notice.ts';
import { noticeAttributes } from '../report/notice-attributes.ts';
import { renderNoticeChat } from '../report/notice-chat.ts';
import { renderNoticeMail } from '../report/notice-mail.ts';
import { type Outlet, publishAll, publishError } from './publish.ts';
import type { Settings } from './settings.ts';

/** What sending a notice within the cap takes. */
export interface NoticeSender extends Outlet {
  readonly store: Pick<IncidentStore, 'takeSlot'>;
  readonly settings: Pick<Settings, 'alertTopicArn' | 'chatTopicArn'>;
  readonly now: () => number;
}

/** What came of one notice. */
export interface Sent {
  /** False where the cap is spent, and the notice has to wait for the next watch. */
  readonly left: boolean;
  /** Topics that did not take it; the others did. */
  readonly faults: readonly string[];
}

/** Sends a notice within the cap; throws where no topic took it. */
export async function sendNotice(
  sender: NoticeSender,
  notice: Notice,
  use: SlotUse,
  signal: AbortSignal,
): Promise<Sent> {
  if (!(await sender.store.takeSlot(sender.now(), use, signal))) return { left: false, faults: [] };
  // A request id of its own: one watch sends many messages to the same topics.
  const { served, failures } = await publishAll(sender, noticeMessages(sender.settings, notice), {
    requestId: randomUUID(),
    signal,
  });
  if (served.length === 0) throw publishError(failures);
  // A topic that stays broken must not make the others repeat the message each minute.
  return { left: true, faults: failures.map(describeError) };
}

/** A notice as it goes to each topic. */
export function noticeMessages(
  { alertTopicArn, chatTopicArn }: Pick<Settings, 'alertTopicArn' | 'chatTopicArn'>,
  notice: Notice,
): readonly OutgoingMessage[] {
  const attributes = noticeAttributes(notice);
  const alert = { topicArn: alertTopicArn, ...renderNoticeMail(notice), attributes };
  return chatTopicArn === undefined
    ? [alert]
    : [alert, { topicArn: chatTopicArn, body: renderNoticeChat(notice), attributes }];
}

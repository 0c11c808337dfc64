import type { Services, TaskDefinitions } from '../aws/ports.ts';
import { describeError } from '../aws/service-errors.ts';
import type { EpochMs } from '../event/stopped-task.ts';
import type { Board, Claim } from '../incident/board.ts';
import type { IncidentStore, SlotUse } from '../incident/store.ts';
import type { Notice, NoticeKind } from '../report/notice.ts';
import type { Outlet } from './publish.ts';
import { sendNotice } from './send-notice.ts';
import type { Settings } from './settings.ts';

/** What the watch takes. */
export interface Watcher extends Outlet {
  readonly store: IncidentStore;
  readonly settings: Settings;
  readonly services: Services;
  readonly definitions: TaskDefinitions;
  readonly now: () => number;
}

/** One message that left. */
export interface ToldNotice {
  readonly kind: NoticeKind;
  readonly headline: string;
}

/** One round of the watch over the board as it was at its beginning. */
export interface Round {
  readonly watcher: Watcher;
  readonly board: Board;
  /** Until when this watch can be alive. */
  readonly until: EpochMs;
  readonly signal: AbortSignal;
  readonly told: readonly ToldNotice[];
  /** What went wrong, and is tried again at the next watch. */
  readonly faults: readonly string[];
  /** The incidents that were looked at. */
  readonly looked: readonly Claim[];
  /** Those of them that ended, and when. */
  readonly closed: readonly { readonly claim: Claim; readonly at: EpochMs }[];
  /** Sends a message within the cap; false where it has to wait for the next watch. */
  send(notice: Notice, use: SlotUse): Promise<boolean>;
  /** Runs one part; one that fails keeps no other from its turn. */
  attempt(part: () => Promise<void>): Promise<void>;
  noteLooked(claim: Claim): void;
  noteClosed(claim: Claim, at: EpochMs): void;
}

/** Begins a round. */
export function makeRound(watcher: Watcher, board: Board, until: EpochMs, signal: AbortSignal): Round {
  const told: ToldNotice[] = [];
  const faults: string[] = [];
  const looked: Claim[] = [];
  const closed: { claim: Claim; at: EpochMs }[] = [];
  return {
    watcher,
    board,
    until,
    signal,
    told,
    faults,
    looked,
    closed,
    async send(notice, use) {
      const sent = await sendNotice(watcher, notice, use, signal);
      faults.push(...sent.faults);
      if (sent.left) told.push({ kind: notice.kind, headline: notice.headline });
      return sent.left;
    },
    async attempt(part) {
      try {
        await part();
      } catch (error) {
        faults.push(describeError(error));
      }
    },
    noteLooked(claim) {
      looked.push(claim);
    },
    noteClosed(claim, at) {
      closed.push({ claim, at });
    },
  };
}

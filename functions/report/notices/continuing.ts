import { GUIDANCE } from '../../diagnosis/guidance/catalogue.ts';
import type { Claim } from '../../incident/board.ts';
import type { Notice } from '../notice.ts';
import { subjectOf } from '../subject-line.ts';
import { incidentThreadId } from '../thread.ts';

/** The notice as a part of the conversation of an incident that is open. */
export const continuing = (notice: Notice, { title, ...claim }: Claim): Notice => ({
  ...notice,
  stem: subjectOf({
    title: title ?? GUIDANCE[claim.cause].title,
    workload: claim.workload.name,
    cluster: claim.workload.cluster,
  }),
  follows: true,
  threadId: incidentThreadId(claim),
});

import { formatDate, formatTime } from '../../event/format-time.ts';
import type { TestEvent } from '../../event/test-event.ts';
import type { Notice } from '../notice.ts';

/** Tells that alerts reach whoever reads it. */
export const composeSelfTest = ({ id, at, account, region }: TestEvent): Notice => ({
  schema: 'ecs-postmortem/1',
  kind: 'self-test',
  cause: 'unknown',
  domain: 'unknown',
  severity: 'info',
  stem: 'This is a test: ECS post-mortem',
  follows: false,
  threadId: `self-test-${id}`,
  headline: 'This is a test: nothing has failed, and there is nothing to do.',
  explanation:
    'Somebody ran "ecs-postmortem self-test". This message took the way that alerts take, so alerts of this account and Region reach you here.',
  evidence: [],
  sections: [
    {
      heading: 'The test',
      entries: [`Id ${id}${at === undefined ? '' : `, put on the bus at ${formatDate(at)} ${formatTime(at)} UTC`}.`],
    },
  ],
  fixes: [],
  links: [],
  clusters: [],
  services: [],
  account,
  region,
  resources: [],
  missing: [],
});

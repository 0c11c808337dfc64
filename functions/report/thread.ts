import { shortTag } from '../event/workload.ts';
import type { Incident } from '../incident/incident.ts';
import { cutText } from './cut-text.ts';

const MAX_ID = 200;

/** The thread of an incident's chat messages, the first post-mortem's included: one workload, cause and opening. */
export const incidentThreadId = ({
  workload: { account, region, cluster, name },
  cause,
  openedAt,
}: Pick<Incident, 'workload' | 'cause' | 'openedAt'>): string =>
  threadIdOf([account, region, cluster, name, cause, String(Math.floor(openedAt / 1_000))]);

/** Joins what tells one thread from another, in at most 200 characters; a longer id ends in a tag of the whole. */
export function threadIdOf(parts: readonly string[]): string {
  const id = parts.join('/');
  return id.length <= MAX_ID ? id : `${cutText(id, MAX_ID - 12)}#${shortTag(id)}`;
}

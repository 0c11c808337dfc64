import type { CAUSES, CauseId, Domain } from '../causes.ts';
import type { Guidance } from './guidance.ts';

/** The causes of one domain. */
export type CauseOf<D extends Domain> = {
  [Id in CauseId]: (typeof CAUSES)[Id]['domain'] extends D ? Id : never;
}[CauseId];

/** The prose of one domain: a cause without prose does not compile. */
export type GuidanceOf<D extends Domain> = Readonly<Record<CauseOf<D>, Guidance>>;

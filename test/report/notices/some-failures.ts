import type { Workload } from '../../../functions/event/workload.ts';
import type { Failure } from '../../../functions/incident/failure.ts';
import type { Incident, Storm, StormMember } from '../../../functions/incident/incident.ts';
import { NOON } from '../../support/builders.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The service `orders` in the cluster `prod`. */
export const aWorkload = (overrides: Partial<Workload> = {}): Workload => ({
  kind: 'service',
  name: 'orders',
  cluster: 'prod',
  account: '111122223333',
  region: 'eu-west-1',
  partition: 'aws',
  ...overrides,
});

/** Revision 43 of `orders`, out of memory at noon. */
export function aFailure(overrides: Partial<Failure> = {}): Failure {
  return {
    id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    kind: 'stopped',
    workload: aWorkload(),
    at: NOON,
    cause: 'out-of-memory',
    severity: 'critical',
    title: 'out of memory',
    headline: 'Container app of orders was killed for exceeding its 512 MiB of memory.',
    proof: 'OutOfMemoryError: Container killed due to memory usage',
    proofLabel: 'ECS says of app',
    fix: 'Raise memory of container app above 512 MiB in a new revision of orders, then deploy it.',
    taskId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    family: 'orders',
    revision: 43,
    container: 'app',
    image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.1',
    exitCode: 137,
    zone: 'eu-west-1a',
    ranForMs: 41 * SECOND,
    treatment: 'alert',
    ...overrides,
  };
}

/** The same failure `count` times, each of a task of its own, evenly over `spanMs`. */
export const repeated = (
  count: number,
  spanMs: number,
  of: (index: number) => Partial<Failure> = () => ({}),
): Failure[] =>
  Array.from({ length: count }, (_, index) => {
    const id = `${index}`.padStart(32, '0');
    return aFailure({ id, taskId: id, at: NOON + Math.floor((index * spanMs) / Math.max(1, count - 1)), ...of(index) });
  });

/** The incident that the first of the failures opened. */
export function anIncident(failures: readonly Failure[] = [aFailure()]): Incident {
  const [first = aFailure(), ...rest] = failures;
  return { workload: first.workload, cause: first.cause, openedAt: first.at, failures: [first, ...rest] };
}

/** A storm of these members, all of them new. */
export function aStorm(members: readonly (Partial<StormMember> & { readonly failure: Failure })[]): Storm {
  const all = members.map((member) => ({ count: 1, isNew: true, lastAt: member.failure.at, ...member }));
  return {
    id: String(NOON),
    openedAt: NOON,
    members: all,
    count: all.reduce((total, { count }) => total + count, 0),
  };
}

/** A service of this name that could not reach its database. */
export const refused = (name: string, overrides: Partial<Failure> = {}): Failure =>
  aFailure({
    workload: aWorkload({ name }),
    cause: 'connection-refused',
    title: 'connection refused',
    headline: `Container app of ${name} ended because orders-db.internal:5432 refused its connection.`,
    proof: `${name}: Error: connect ECONNREFUSED orders-db.internal:5432`,
    proofLabel: 'Log of app',
    fix: 'Start what should listen on orders-db.internal:5432, or correct the host and port.',
    ...overrides,
  });

import type { FailureKind } from '../incident/failure.ts';
import type { ServiceEvent } from './service-event.ts';

/** The failures that an event of a service can tell. */
export type ServiceFailureKind = Exclude<FailureKind, 'stopped' | 'below-desired-count'>;

/** What an event of a service means to who watches over it. */
export type Meaning =
  | { readonly kind: 'failure'; readonly failure: ServiceFailureKind }
  | { readonly kind: 'steady' }
  | { readonly kind: 'deployment-begun' | 'deployment-completed'; readonly deploymentId?: string }
  /** The deployment failed, and ECS goes back to an earlier one. */
  | { readonly kind: 'rollback'; readonly to: string }
  | { readonly kind: 'nothing' };

const failure = (kind: ServiceFailureKind): Meaning => ({ kind: 'failure', failure: kind });
const NOTHING: Meaning = { kind: 'nothing' };

const MEANINGS: Readonly<Record<string, Meaning | ((event: ServiceEvent) => Meaning)>> = {
  SERVICE_STEADY_STATE: { kind: 'steady' },
  TASKSET_STEADY_STATE: { kind: 'steady' },
  CAPACITY_PROVIDER_STEADY_STATE: NOTHING,
  SERVICE_DESIRED_COUNT_UPDATED: NOTHING,
  TASKS_STOPPED: NOTHING,
  SERVICE_DEPLOYMENT_IN_PROGRESS: begun,
  SERVICE_DEPLOYMENT_COMPLETED: (event) => deployment('deployment-completed', event),
  SERVICE_DEPLOYMENT_FAILED: failure('deployment-failed'),
  SERVICE_TASK_START_IMPAIRED: failure('start-impaired'),
  SERVICE_TASK_PLACEMENT_FAILURE: failure('placement-failed'),
  SERVICE_TASK_CONFIGURATION_FAILURE: failure('configuration-failed'),
  SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED: failure('daemon-constraint-violated'),
  ECS_OPERATION_THROTTLED: failure('operation-throttled'),
  SERVICE_DISCOVERY_OPERATION_THROTTLED: failure('operation-throttled'),
  SERVICE_DISCOVERY_INSTANCE_UNHEALTHY: failure('discovery-failed'),
  VPC_LATTICE_TARGET_UNHEALTHY: failure('discovery-failed'),
  SERVICE_HEALTH_UNKNOWN: failure('health-unknown'),
};

/** The kind of failure that a word in a name not known yet comes nearest to; the first word found decides. */
const NEAREST: readonly (readonly [word: string, kind: ServiceFailureKind])[] = [
  ['THROTTLED', 'operation-throttled'],
  ['DEPLOYMENT', 'deployment-failed'],
  ['DAEMON_PLACEMENT', 'daemon-constraint-violated'],
  ['PLACEMENT', 'placement-failed'],
  ['CAPACITY', 'placement-failed'],
  ['CONFIGURATION', 'configuration-failed'],
  ['DISCOVERY', 'discovery-failed'],
  ['LATTICE', 'discovery-failed'],
  ['START', 'start-impaired'],
];

/** Says what an event of a service means; what is not understood is a failure unless ECS calls it information. */
export function meaningOf(event: ServiceEvent): Meaning {
  const { eventName, eventType } = event;
  if (isKnownEvent(eventName)) {
    const meaning = MEANINGS[eventName] ?? NOTHING;
    return typeof meaning === 'function' ? meaning(event) : meaning;
  }
  if (eventType === 'INFO') return NOTHING;
  return failure(NEAREST.find(([word]) => eventName.toUpperCase().includes(word))?.[1] ?? 'health-unknown');
}

/** Whether AWS documented an event of this name when this was written. */
export const isKnownEvent = (eventName: string): boolean => Object.hasOwn(MEANINGS, eventName);

const GOES_BACK = /\broll(?:ing|ed) back to (?:deploymentId |deployment )?([\w/-]{1,64})/i;

/** The patterns of this file, for the proof that they take linear time. */
export const MEANING_PATTERNS: readonly RegExp[] = [GOES_BACK];

function begun(event: ServiceEvent): Meaning {
  const to = GOES_BACK.exec(event.reason)?.[1];
  return to === undefined ? deployment('deployment-begun', event) : { kind: 'rollback', to };
}

const deployment = (kind: 'deployment-begun' | 'deployment-completed', { deploymentId }: ServiceEvent): Meaning => ({
  kind,
  ...(deploymentId === undefined ? {} : { deploymentId }),
});

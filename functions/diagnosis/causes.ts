/** What a cause is about; one of the groups a message can be filtered by. */
export type Domain =
  | 'image'
  | 'network'
  | 'permissions'
  | 'configuration'
  | 'storage'
  | 'capacity'
  | 'resources'
  | 'health-check'
  | 'application'
  | 'lifecycle'
  | 'platform'
  | 'unknown';

/** How much a stop asks of the person on call. */
export type Severity = 'critical' | 'warning' | 'info';

/** What is fixed about a cause, whatever the task. */
export interface CauseFacts {
  readonly domain: Domain;
  /** The severity of a stop that alerts for this cause. */
  readonly severity: Severity;
}

/** Every cause a stop can have, with what is fixed about it; ids are part of the messages and never reused. */
export const CAUSES = {
  'image-not-found': {
    domain: 'image',
    severity: 'critical',
  },
  'image-pull-access-denied': {
    domain: 'image',
    severity: 'critical',
  },
  'image-pull-rate-limited': {
    domain: 'image',
    severity: 'critical',
  },
  'image-reference-invalid': {
    domain: 'image',
    severity: 'critical',
  },
  'image-platform-mismatch': {
    domain: 'image',
    severity: 'critical',
  },
  'image-pull-failed': {
    domain: 'image',
    severity: 'critical',
  },
  'registry-unreachable': {
    domain: 'network',
    severity: 'critical',
  },
  'secrets-unreachable': {
    domain: 'network',
    severity: 'critical',
  },
  'log-endpoint-unreachable': {
    domain: 'network',
    severity: 'critical',
  },
  'network-interface-failed': {
    domain: 'network',
    severity: 'critical',
  },
  'subnet-addresses-exhausted': {
    domain: 'network',
    severity: 'critical',
  },
  'service-discovery-failed': {
    domain: 'network',
    severity: 'critical',
  },
  'secret-access-denied': {
    domain: 'permissions',
    severity: 'critical',
  },
  'execution-role-not-assumable': {
    domain: 'permissions',
    severity: 'critical',
  },
  'log-access-denied': {
    domain: 'permissions',
    severity: 'critical',
  },
  'task-role-access-denied': {
    domain: 'permissions',
    severity: 'critical',
  },
  'aws-credentials-missing': {
    domain: 'permissions',
    severity: 'critical',
  },
  'resource-permission-denied': {
    domain: 'permissions',
    severity: 'critical',
  },
  'secret-not-found': {
    domain: 'configuration',
    severity: 'critical',
  },
  'log-group-not-found': {
    domain: 'configuration',
    severity: 'critical',
  },
  'log-driver-misconfigured': {
    domain: 'configuration',
    severity: 'critical',
  },
  'environment-file-failed': {
    domain: 'configuration',
    severity: 'critical',
  },
  'entrypoint-not-found': {
    domain: 'configuration',
    severity: 'critical',
  },
  'entrypoint-not-executable': {
    domain: 'configuration',
    severity: 'critical',
  },
  'container-create-failed': {
    domain: 'configuration',
    severity: 'critical',
  },
  'container-start-failed': {
    domain: 'configuration',
    severity: 'critical',
  },
  'volume-mount-failed': {
    domain: 'storage',
    severity: 'critical',
  },
  'ephemeral-storage-full': {
    domain: 'storage',
    severity: 'critical',
  },
  'capacity-unavailable': {
    domain: 'capacity',
    severity: 'critical',
  },
  'quota-exceeded': {
    domain: 'capacity',
    severity: 'critical',
  },
  'out-of-memory': {
    domain: 'resources',
    severity: 'critical',
  },
  'heap-exhausted': {
    domain: 'resources',
    severity: 'critical',
  },
  'file-descriptors-exhausted': {
    domain: 'resources',
    severity: 'critical',
  },
  killed: {
    domain: 'resources',
    severity: 'critical',
  },
  'elb-health-check-failed': {
    domain: 'health-check',
    severity: 'critical',
  },
  'container-health-check-failed': {
    domain: 'health-check',
    severity: 'critical',
  },
  'dependency-container-failed': {
    domain: 'health-check',
    severity: 'critical',
  },
  'missing-dependency': {
    domain: 'application',
    severity: 'critical',
  },
  'missing-environment-variable': {
    domain: 'application',
    severity: 'critical',
  },
  'invalid-configuration': {
    domain: 'application',
    severity: 'critical',
  },
  'connection-refused': {
    domain: 'application',
    severity: 'critical',
  },
  'connection-timeout': {
    domain: 'application',
    severity: 'critical',
  },
  'dns-resolution-failed': {
    domain: 'application',
    severity: 'critical',
  },
  'tls-failure': {
    domain: 'application',
    severity: 'critical',
  },
  'authentication-failed': {
    domain: 'application',
    severity: 'critical',
  },
  'port-in-use': {
    domain: 'application',
    severity: 'critical',
  },
  'port-permission-denied': {
    domain: 'application',
    severity: 'critical',
  },
  'file-not-found': {
    domain: 'application',
    severity: 'critical',
  },
  'file-permission-denied': {
    domain: 'application',
    severity: 'critical',
  },
  'database-not-initialized': {
    domain: 'application',
    severity: 'critical',
  },
  'database-locked': {
    domain: 'application',
    severity: 'critical',
  },
  'migration-failed': {
    domain: 'application',
    severity: 'critical',
  },
  'syntax-error': {
    domain: 'application',
    severity: 'critical',
  },
  'unhandled-exception': {
    domain: 'application',
    severity: 'critical',
  },
  'segmentation-fault': {
    domain: 'application',
    severity: 'critical',
  },
  aborted: {
    domain: 'application',
    severity: 'critical',
  },
  'application-exit': {
    domain: 'application',
    severity: 'critical',
  },
  completed: {
    domain: 'lifecycle',
    severity: 'warning',
  },
  terminated: {
    domain: 'lifecycle',
    severity: 'warning',
  },
  'user-stopped': {
    domain: 'lifecycle',
    severity: 'info',
  },
  'service-scaled': {
    domain: 'lifecycle',
    severity: 'info',
  },
  'deployment-failed': {
    domain: 'lifecycle',
    severity: 'critical',
  },
  'spot-interruption': {
    domain: 'platform',
    severity: 'info',
  },
  'host-terminated': {
    domain: 'platform',
    severity: 'warning',
  },
  'platform-maintenance': {
    domain: 'platform',
    severity: 'warning',
  },
  'container-runtime-timeout': {
    domain: 'platform',
    severity: 'critical',
  },
  'container-runtime-error': {
    domain: 'platform',
    severity: 'critical',
  },
  'internal-error': {
    domain: 'platform',
    severity: 'critical',
  },
  unknown: {
    domain: 'unknown',
    severity: 'critical',
  },
} as const satisfies Record<string, CauseFacts>;

/** The id of a cause. */
export type CauseId = keyof typeof CAUSES;

/** All cause ids, in the order of the catalogue. */
export const CAUSE_IDS = Object.keys(CAUSES) as readonly CauseId[];

/** The causes that say how a task ended and not why; a more specific opinion beats them. */
export const GENERAL_CAUSES: ReadonlySet<CauseId> = new Set<CauseId>([
  'application-exit',
  'unhandled-exception',
  'image-pull-failed',
  'container-start-failed',
  'unknown',
]);

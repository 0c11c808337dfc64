import type { ExcerptLine } from '../../functions/diagnosis/opinion.ts';
import type { PostMortem, TaskFacts } from '../../functions/report/post-mortem.ts';
import { NOON } from '../support/builders.ts';

/** The facts of a Fargate task of the service `orders` in the cluster `prod` that ran 40 s. */
export function someTaskFacts(overrides: Partial<TaskFacts> = {}): TaskFacts {
  return {
    taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    taskId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    cluster: 'prod',
    service: 'orders',
    family: 'orders',
    revision: 7,
    account: '111122223333',
    region: 'eu-west-1',
    launchType: 'FARGATE',
    availabilityZone: 'eu-west-1a',
    startedBy: 'ecs-svc/1234567890123456789',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    phase: 'RUNNING',
    stoppedAt: NOON + 90_000,
    ranForMs: 40_000,
    containers: [
      {
        name: 'app',
        image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v42',
        exitCode: 1,
      },
    ],
    ...overrides,
  };
}

/** A quoted log: the line at `decisive` proves the cause. */
export function anExcerpt(texts: readonly string[], decisive?: number): readonly ExcerptLine[] {
  return texts.map((text, index) => ({ text, decisive: index === decisive, folded: 0, index }));
}

/** A post-mortem of a service whose database refused the connection. */
export function aPostMortem(overrides: Partial<PostMortem> = {}): PostMortem {
  return {
    schema: 'ecs-postmortem/1',
    kind: 'stopped',
    cause: 'connection-refused',
    domain: 'application',
    severity: 'critical',
    confidence: 'high',
    title: 'connection refused',
    headline: 'Container app of orders ended because orders-db.internal:5432 refused its connection.',
    explanation:
      'Nothing listens on that port, or something on the way rejects it. The application gave up at once and exited with code 1.',
    task: someTaskFacts(),
    container: 'app',
    subject: { type: 'endpoint', value: 'orders-db.internal:5432' },
    evidence: [
      {
        source: 'log',
        container: 'app',
        text: 'Error: connect ECONNREFUSED 10.0.4.17:5432',
        decisive: true,
      },
      { source: 'stopped-reason', text: 'Essential container in task exited', decisive: false },
      { source: 'exit-code', container: 'app', text: 'exit code 1 (general failure)', decisive: false },
    ],
    excerpts: [
      {
        container: 'app',
        lines: [
          ...anExcerpt(
            [
              'orders 4.2.0 starting',
              'connecting to orders-db.internal:5432',
              'Error: connect ECONNREFUSED 10.0.4.17:5432',
            ],
            2,
          ),
          { text: '    ... 6 frames of node:internal', decisive: false, folded: 6 },
          { text: '    at async start (/srv/app/main.js:31:3)', decisive: false, folded: 0, index: 9 },
        ],
      },
    ],
    checks: [
      {
        text: 'See whether the database is up.',
        command:
          'aws rds describe-db-instances --query DBInstances[].[DBInstanceIdentifier,DBInstanceStatus] --region eu-west-1',
      },
    ],
    fixes: [
      {
        text: 'Start what should listen on orders-db.internal:5432, or correct the host and port that the application is given.',
      },
      { text: 'Let the application retry for a minute, so that a restart of the database does not stop the task.' },
    ],
    links: [
      {
        label: 'Log of app',
        url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/ecs$252Fapp$252F0f1e2d3c4b5a69788796a5b4c3d2e1f0',
        note: 'group /ecs/orders, stream ecs/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      },
      {
        label: 'Task',
        url: 'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/tasks/0f1e2d3c4b5a69788796a5b4c3d2e1f0/configuration?region=eu-west-1',
        note: '0f1e2d3c4b5a69788796a5b4c3d2e1f0, there until about 13:01 UTC',
      },
    ],
    signature: null,
    runbook: null,
    timeline: [
      { at: NOON, what: 'created', afterMs: 0 },
      { at: NOON + 25_000, what: 'running', afterMs: 25_000 },
      { at: NOON + 65_000, what: 'stopping', afterMs: 40_000 },
      { at: NOON + 90_000, what: 'stopped', afterMs: 25_000 },
    ],
    secondary: null,
    remarks: [],
    missing: [],
    notify: 'alert',
    because: 'the task failed',
    ...overrides,
  };
}

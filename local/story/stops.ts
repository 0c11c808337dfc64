import { loggingContainer, type StoryStop, taskEvent } from './story-stop.ts';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** A night in the life of cluster `prod`: what should wake somebody, and what should not. */
export const STORY: readonly StoryStop[] = [
  {
    title: 'A worker crashes at start: its database refuses the connection',
    event: taskEvent({
      service: 'orders-worker',
      family: 'orders-worker',
      taskId: '4a1c8f02b6de4d0f9c3e7a5512f80b61',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'worker', exitCode: 1, image: `${ECR}/orders-worker:2026-11-24.1` },
        {
          name: 'aws-otel-collector',
          exitCode: 0,
          image: 'public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1',
        },
      ],
      ran: true,
      ranForS: 6,
    }),
    containerDefinitions: [
      loggingContainer('orders-worker', 'worker', `${ECR}/orders-worker:2026-11-24.1`, { memory: 768 }),
      loggingContainer(
        'orders-worker',
        'aws-otel-collector',
        'public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1',
      ),
    ],
    logs: {
      worker: [
        '2026-11-24T02:14:28.104Z INFO  orders-worker 2026-11-24.1 starting, 4 consumers',
        '2026-11-24T02:14:28.377Z INFO  connecting to postgres://orders:kT7-vReq2XbM@orders-db.internal:5432/orders',
        '2026-11-24T02:14:31.402Z WARN  database not ready, attempt 1 of 3',
        '2026-11-24T02:14:33.405Z WARN  database not ready, attempt 2 of 3',
        'node:internal/process/promises:394',
        '      triggerUncaughtException(err, true /* fromPromise */);',
        '      ^',
        '',
        'Error: connect ECONNREFUSED 10.0.3.25:5432',
        '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)',
        '    at async Pool.connect (/app/node_modules/pg-pool/index.js:45:11)',
        '    at async start (/app/dist/worker.js:88:3) {',
        '  errno: -111,',
        "  code: 'ECONNREFUSED',",
        "  syscall: 'connect',",
        "  address: '10.0.3.25',",
        '  port: 5432',
        '}',
        '',
        'Node.js v24.3.0',
      ],
      'aws-otel-collector': ['2026-11-24T02:14:36.120Z info Received signal from OS {"signal": "terminated"}'],
    },
  },
  {
    title: 'An API runs out of memory',
    event: taskEvent({
      service: 'catalogue-api',
      family: 'catalogue-api',
      taskId: '7d20b3a4c1594a11b9f7e6d0c2a8f513',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        {
          name: 'api',
          exitCode: 137,
          reason: 'OutOfMemoryError: container killed due to memory usage',
          image: `${ECR}/catalogue-api:v118`,
          memory: '512',
        },
      ],
      ran: true,
      ranForS: 5_400,
    }),
    containerDefinitions: [loggingContainer('catalogue-api', 'api', `${ECR}/catalogue-api:v118`, { memory: 512 })],
    logs: {
      api: [
        '{"level":30,"time":1764034402118,"msg":"cache warm, 48211 products"}',
        '{"level":30,"time":1764036001118,"msg":"export started","format":"xlsx","rows":1200000}',
        '{"level":40,"time":1764039602118,"msg":"export still running, heap 471 MiB"}',
      ],
    },
  },
  {
    title: 'A deployment names an image tag that does not exist',
    event: taskEvent({
      service: 'web',
      family: 'web',
      taskId: '0b6f4c7aa83e4d87a2c95b1f3de70c24',
      stopCode: 'TaskFailedToStart',
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${ECR}/web:v43: ${ECR}/web:v43: not found`,
      containers: [{ name: 'web', image: `${ECR}/web:v43` }],
      ran: false,
    }),
    containerDefinitions: [loggingContainer('web', 'web', `${ECR}/web:v43`)],
    logs: {},
  },
  {
    title: 'The load balancer gives up on a task: the application listens on another port',
    event: taskEvent({
      service: 'search',
      family: 'search',
      taskId: 'c9e1750d42b84f6f8a1d3b60e5f7a982',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason:
        'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/search/6d0ecf831eec9f09)',
      containers: [{ name: 'search', exitCode: 143, image: `${ECR}/search:7` }],
      ran: true,
      ranForS: 190,
    }),
    containerDefinitions: [
      loggingContainer('search', 'search', `${ECR}/search:7`, { portMappings: [{ containerPort: 8080 }] }),
    ],
    logs: {
      search: [
        '2026-11-24T02:14:29.310Z Listening on 0.0.0.0:3000',
        '2026-11-24T02:17:37.004Z received SIGTERM, closing 0 connections',
        '2026-11-24T02:17:37.020Z bye',
      ],
    },
    service: {
      loadBalancers: [
        {
          targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/search/6d0ecf831eec9f09',
          containerName: 'search',
          containerPort: 8080,
        },
      ],
      events: [
        '(service search) has stopped 1 running tasks: (task c9e1750d42b84f6f8a1d3b60e5f7a982).',
        '(service search) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/search/6d0ecf831eec9f09) due to (reason Health checks failed)',
      ],
    },
  },
  {
    title: 'The service scales in',
    event: taskEvent({
      service: 'web',
      family: 'web',
      taskId: 'e0a7c1d2f3b44c559b6e8d7f60a1b2c3',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/4827361904417230985)',
      containers: [{ name: 'web', exitCode: 143, image: `${ECR}/web:v42` }],
      ran: true,
      ranForS: 86_400,
    }),
    containerDefinitions: [loggingContainer('web', 'web', `${ECR}/web:v42`)],
    logs: { web: ['received SIGTERM, draining'] },
  },
  {
    title: 'The nightly report ends with exit code 0',
    event: taskEvent({
      family: 'nightly-report',
      taskId: '91d5be60a7c24f0bb3a8c4d7e6f50a1b',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'report', exitCode: 0, image: `${ECR}/report:3` }],
      ran: true,
      ranForS: 310,
    }),
    containerDefinitions: [loggingContainer('nightly-report', 'report', `${ECR}/report:3`)],
    logs: { report: ['report written: 412 rows'] },
  },
];

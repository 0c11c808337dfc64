const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** Stopped reasons of many kinds, short and long. */
export const reasons = (): readonly string[] => [
  'Essential container in task exited',
  'Task failed to start',
  'Scaling activity initiated by (deployment ecs-svc/4827361904417230985)',
  'Your Spot Task was interrupted.',
  'OutOfMemoryError: container killed due to memory usage',
  `CannotPullContainerError: pull image manifest has been retried 3 time(s): failed to resolve ref ${ECR}/web:v9: ${ECR}/web:v9: not found`,
  `CannotPullContainerError: failed to do request: Head "https://${ECR}/v2/web/manifests/v9": dial tcp 10.0.2.11:443: i/o timeout`,
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/web-execution/4a1c8f is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/db-a1B2c3',
  'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/6d0ecf831eec9f09)',
  'CannotStartContainerError: Error response from daemon: OCI runtime create failed: exec: "serve": executable file not found in $PATH: unknown',
  'Timeout waiting for network interface provisioning to complete.',
  'Host EC2 (instance i-0123456789abcdef0) terminated.',
];

/** A hundred lines of a web service that ends in a chained Python traceback. */
export function hundredLines(): readonly string[] {
  const requests = Array.from(
    { length: 84 },
    (_, index) =>
      `2026-11-24T02:14:${String(index % 60).padStart(2, '0')}.118Z INFO  [worker-${index % 4}] 10.0.1.${index} - "GET /orders/${index * 37}?expand=lines HTTP/1.1" 200 ${index * 91} ${index % 30}ms trace=${'0f1e2d3c'.repeat(4)}`,
  );
  return [
    ...requests,
    'Traceback (most recent call last):',
    '  File "/usr/local/lib/python3.13/site-packages/sqlalchemy/engine/base.py", line 146, in __init__',
    '    self._dbapi_connection = engine.raw_connection()',
    '  File "/usr/local/lib/python3.13/site-packages/psycopg2/__init__.py", line 122, in connect',
    '    conn = _connect(dsn, connection_factory=connection_factory, **kwasync)',
    'psycopg2.OperationalError: connection to server at "orders-db.internal" (10.0.3.25), port 5432 failed: Connection refused',
    '\tIs the server running on that host and accepting TCP/IP connections?',
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Traceback (most recent call last):',
    '  File "/app/orders/worker.py", line 41, in main',
    '    with engine.connect() as connection:',
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "orders-db.internal" (10.0.3.25), port 5432 failed: Connection refused',
    '(Background on this error at: https://sqlalche.me/e/20/e3q8)',
    '[2026-11-24 02:15:30 +0000] [7] [INFO] Worker exiting (pid: 7)',
  ];
}

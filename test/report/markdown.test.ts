import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown } from '../../functions/report/markdown.ts';
import { anExcerpt, aPostMortem, someTaskFacts } from './a-post-mortem.ts';
import { anyPostMortem } from './any-post-mortem.ts';

describe('renderMarkdown', () => {
  it('reads well in an issue', () => {
    expect(renderMarkdown(aPostMortem())).toMatchInlineSnapshot(`
"# orders: connection refused (prod)

**Container app of orders ended because orders-db.internal:5432 refused its connection.**

orders in prod stopped 2026-11-24 12:01:30 UTC, ran 40 s. Critical. Sure: the evidence leaves one reading.

Nothing listens on that port, or something on the way rejects it. The application gave up at once and exited with code 1.

## Log of app

\`\`\`text
  orders 4.2.0 starting
  connecting to orders-db.internal:5432
> Error: connect ECONNREFUSED 10.0.4.17:5432
      ... 6 frames of node:internal
      at async start (/srv/app/main.js:31:3)
\`\`\`

## Evidence

- ECS says of the task: \`Essential container in task exited\`
- Container app: \`exit code 1 (general failure)\`

## What to change

1. Start what should listen on orders-db.internal:5432, or correct the host and port that the application is given.
2. Let the application retry for a minute, so that a restart of the database does not stop the task.

## What to check

1. See whether the database is up.

   \`\`\`sh
   aws rds describe-db-instances --query DBInstances[].[DBInstanceIdentifier,DBInstanceStatus] --region eu-west-1
   \`\`\`

## Timeline

Times are UTC, 2026-11-24.

- 12:00:00 created
- 12:00:25 running (+25 s)
- 12:01:05 stopping (+40 s)
- 12:01:30 stopped (+25 s)

## Containers

| Container | Exit | Image |
| --- | --- | --- |
| app (failed) | exit code 1 (general failure) | 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:v42 |

## Links

- Log of app: group /ecs/orders, stream ecs/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0  
  <https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/ecs$252Fapp$252F0f1e2d3c4b5a69788796a5b4c3d2e1f0>
- Task: 0f1e2d3c4b5a69788796a5b4c3d2e1f0, there until about 13:01 UTC  
  <https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/tasks/0f1e2d3c4b5a69788796a5b4c3d2e1f0/configuration?region=eu-west-1>

Task \`0f1e2d3c4b5a69788796a5b4c3d2e1f0\`, orders:7, cluster prod, account 111122223333, eu-west-1, connection-refused
"
`);
  });

  it('fences a log that holds fences', () => {
    const lines = anExcerpt(['````', '```js', 'boom'], 2);
    expect(renderMarkdown(aPostMortem({ excerpts: [{ container: 'app', lines }] }))).toContain(
      '`````text\n  ````\n  ```js\n> boom\n`````',
    );
  });

  it('quotes evidence that holds backticks', () => {
    const evidence = [{ source: 'stopped-reason', text: 'exec `run`', decisive: true }] as const;
    expect(renderMarkdown(aPostMortem({ evidence, excerpts: [] }))).toContain(
      '- **decisive** ECS says of the task: `` exec `run` ``',
    );
  });

  it('keeps names from breaking its table', () => {
    const task = someTaskFacts({ containers: [{ name: 'a|b', image: 'x|y' }] });
    expect(renderMarkdown(aPostMortem({ task }))).toContain('| a\\|b | no exit code | x\\|y |');
  });

  it('mentions nobody', () => {
    expect(renderMarkdown(aPostMortem({ headline: 'Thanks @octocat, see #12.' }))).not.toMatch(/@octocat|#12/);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        expect(renderMarkdown(pm)).not.toMatch(/(?!\n)\p{Cc}/u);
      }),
    );
  });
});

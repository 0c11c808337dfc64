import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderChat } from '../../functions/report/chat.ts';
import { utf8Length } from '../../functions/report/cut-text.ts';
import type { PostMortem } from '../../functions/report/post-mortem.ts';
import { anExcerpt, aPostMortem, someTaskFacts } from './a-post-mortem.ts';
import { anyPostMortem, hugePostMortem } from './any-post-mortem.ts';

interface Notification {
  readonly version: string;
  readonly source: string;
  readonly id: string;
  readonly content: {
    readonly textType: string;
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
    readonly enableCustomActions: boolean;
  };
}

const notification = (pm: PostMortem): Notification => JSON.parse(renderChat(pm)) as Notification;
const withLine = (text: string): PostMortem =>
  aPostMortem({ headline: text, excerpts: [{ container: 'app', lines: anExcerpt([text], 0) }] });

describe('renderChat', () => {
  it('is a custom notification of Amazon Q', () => {
    const { content, ...rest } = notification(aPostMortem());
    expect(rest).toEqual({
      version: '1.0',
      source: 'custom',
      id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0-stopped',
      metadata: {
        threadId: '111122223333/eu-west-1/prod/orders/connection-refused',
        summary: 'orders: connection refused (prod)',
        eventType: 'EcsTaskStopped',
        relatedResources: ['arn:aws:ecs:eu-west-1:111122223333:task/prod/0f1e2d3c4b5a69788796a5b4c3d2e1f0'],
        additionalContext: {
          cause: 'connection-refused',
          severity: 'critical',
          kind: 'stopped',
          cluster: 'prod',
          service: 'orders',
          account: '111122223333',
          region: 'eu-west-1',
          taskId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
        },
        enableCustomActions: true,
      },
    });
    expect(content.textType).toBe('client-markdown');
    expect(content.title).toBe('🔴 orders: connection refused (prod)');
    expect(content.keywords).toEqual(['prod', 'orders', 'connection-refused', 'critical', 'app']);
    expect(content.description).toMatchInlineSnapshot(`
"Container app of orders ended because orders-db.internal:5432 refused its connection.
orders in prod stopped 2026-11-24 12:01:30 UTC, ran 40 s. Critical. Sure: the evidence leaves one reading.

Log of app:
\`\`\`
  orders 4.2.0 starting
  connecting to orders-db.internal:5432
&gt; Error: connect ECONNREFUSED 10.0.4.17:5432
      ... 6 frames of node:internal
      at async start (/srv/app/main.js:31:3)
\`\`\`

ECS says of the task: \`Essential container in task exited\`
Container app: \`exit code 1 (general failure)\`

Nothing listens on that port, or something on the way rejects it. The application gave up at once and exited with code 1.

Log of app: group /ecs/orders, stream ecs/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0
https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/ecs$252Fapp$252F0f1e2d3c4b5a69788796a5b4c3d2e1f0

Task: 0f1e2d3c4b5a69788796a5b4c3d2e1f0, there until about 13:01 UTC
https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/tasks/0f1e2d3c4b5a69788796a5b4c3d2e1f0/configuration?region=eu-west-1"
`);
    expect(content.nextSteps).toMatchInlineSnapshot(`
[
  "Start what should listen on orders-db.internal:5432, or correct the host and port that the application is given.",
  "Let the application retry for a minute, so that a restart of the database does not stop the task.",
  "See whether the database is up. \`aws rds describe-db-instances --query DBInstances[].[DBInstanceIdentifier,DBInstanceStatus] --region eu-west-1\`",
]
`);
  });

  it('joins the thread it is told', () => {
    const chat = JSON.parse(
      renderChat(aPostMortem(), { threadId: 'incident-7', summary: 'orders: 3 stops' }),
    ) as Notification;
    expect(chat.metadata).toMatchObject({ threadId: 'incident-7', summary: 'orders: 3 stops' });
  });

  it.each([
    '<!channel>',
    '<!here>',
    '<@U012ABCDEF>',
    '<!subteam^S012|ops>',
    '@here',
    '@Channel',
    '@everyone',
    '<at>all</at>',
  ])('lets the log mention nobody by %s', (mention) => {
    const { content, metadata } = notification(withLine(`failed ${mention} now`));
    for (const text of [content.title, content.description, metadata.summary]) {
      expect(text).not.toMatch(/<[!@a]|@(?:here|channel|everyone)/i);
    }
  });

  it('makes no link, emphasis or code of what the log says', () => {
    const { content } = notification(withLine('see [docs](https://evil.example) *now* _or_ ~never~ `rm` ```'));
    const [prose = '', code = ''] = content.description.split('\n```\n');
    expect(prose).not.toMatch(/https:\/\/evil|\]\(|[*~`]|(?<!\w)_/);
    expect(code).toContain("> see [docs](https://evil.example) *now* _or_ ~never~ 'rm' '''".replace('>', '&gt;'));
  });

  it('leaves names with underscores as they are, for copying', () => {
    expect(notification(aPostMortem({ headline: 'Variable DATABASE_URL is not set.' })).content.description).toContain(
      'DATABASE_URL',
    );
  });

  it('leaves a command out that would not fit whole', () => {
    const command = `aws ecs update-service ${'--tag x '.repeat(40)}`;
    const { content } = notification(aPostMortem({ fixes: [{ text: 'Deploy again.', command }], checks: [] }));
    expect(content.nextSteps).toEqual(['Deploy again.']);
  });

  it('keeps every limit and type of the schema, whatever is in it', () => {
    fc.assert(
      fc.property(anyPostMortem, (pm) => {
        const text = renderChat(pm);
        expect(utf8Length(text)).toBeLessThan(262_144);
        expect(text).not.toMatch(/:null|\[null/);
        const { content, metadata } = JSON.parse(text) as Notification;
        expect(content.title.length).toBeLessThanOrEqual(250);
        expect(content.description.length).toBeLessThanOrEqual(8_000);
        expect(content.description.trim()).not.toBe('');
        for (const step of content.nextSteps) expect(step.length).toBeLessThanOrEqual(350);
        for (const keyword of content.keywords) expect(keyword.length).toBeLessThanOrEqual(75);
        for (const value of Object.values(metadata.additionalContext)) expect(typeof value).toBe('string');
        expect(JSON.stringify(content)).not.toMatch(/<[!@]|@here|@channel/i);
        expect(content.description.match(/```/g)).toHaveLength(2);
        expect(content.description).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it.each(['x', '&', '🔥', '\n', '`', '<!here> '])('shows where it failed in a mebibyte of %j', (character) => {
    const { description } = notification(hugePostMortem(character)).content;
    expect(description.length).toBeLessThanOrEqual(8_000);
    expect(description).toContain('&gt; FATAL');
    expect(description.match(/```/g)).toHaveLength(2);
  });

  it('names the family of a task outside a service', () => {
    const { service: _, ...task } = someTaskFacts({ family: 'nightly-report' });
    expect(notification(aPostMortem({ task })).content.title).toBe('🔴 nightly-report: connection refused (prod)');
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildResponder } from '../../functions/build.ts';
import { EcsPostmortemStack } from '../../lib/ecs-postmortem-stack.ts';
import { deployLocally, type LocalDeployment } from '../../local/local-deployment.ts';
import { putStoryStop } from '../../local/story/put-story-stop.ts';
import { loggingContainer, type StoryStop, taskEvent } from '../../local/story/story-stop.ts';

const KNOWLEDGE = {
  signatures: [
    {
      id: 'orders-ledger-drift',
      pattern: 'ledger drift of (?<amount>\\d+)',
      label: 'ledger drift',
      change: 'Reconcile the ledger.',
      runbook: 'https://wiki.example.com/ledger',
      owner: 'team-ledger',
    },
  ],
  runbooks: { 'port-in-use': 'https://wiki.example.com/ports' },
};

let folder: string;
let template: unknown;
let asset: string;
let deployment: LocalDeployment;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-postmortem-knowing-'));
  const bundleDir = join(folder, 'bundle');
  await buildResponder({ outDir: bundleDir });
  const knowledge = join(folder, 'team.json');
  await writeFile(knowledge, JSON.stringify(KNOWLEDGE));
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  const stack = new EcsPostmortemStack(app, 'EcsPostmortem', {
    chat: true,
    emails: ['oncall@example.com'],
    code: Code.fromAsset(bundleDir),
    knowledge,
  });
  const assembly = app.synth();
  template = assembly.getStackByName(stack.stackName).template;
  // What CloudFormation deploys is what the template names, not the folder that was given.
  const resources: readonly { Type: string; Properties: { Code: { S3Key: string } } }[] = Object.values(
    assembly.getStackByName(stack.stackName).template.Resources,
  );
  const code = resources.find(({ Type }) => Type === 'AWS::Lambda::Function')?.Properties.Code;
  asset = join(assembly.directory, `asset.${code?.S3Key.replace('.zip', '')}`);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => deployment.close());

const deploy = async (environment: Record<string, string> = {}): Promise<void> => {
  deployment = await deployLocally({
    template,
    bundleDir: asset,
    region: 'eu-west-1',
    account: '123456789012',
    environment: { LATE_LOG_WAIT_MS: '0', ...environment },
  });
};

const play = (...lines: string[]) => {
  const stop: StoryStop = {
    title: '',
    event: taskEvent({
      service: 'orders',
      family: 'orders',
      taskId: '0123456789abcdef0123456789abcdef',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'app', exitCode: 1 }],
      ran: true,
    }),
    containerDefinitions: [loggingContainer('orders', 'app', 'orders:1')],
    logs: { app: lines },
  };
  putStoryStop(deployment.standIn, stop);
  return deployment.bus.put(JSON.parse(JSON.stringify(stop.event)));
};

const logOf = (delivery: Awaited<ReturnType<typeof play>>): readonly unknown[] =>
  delivery.kind === 'handled' ? (delivery.invocations[0]?.log ?? []).map(({ fields }) => fields) : [];

describe("the team's knowledge, deployed", () => {
  it('reaches the mail reader and the chat reader with its title, its advice and its runbook', async () => {
    await deploy();
    const delivery = await play('booting', 'ERROR ledger drift of 1742, giving up');
    const [mail] = deployment.standIn.sns.mails;
    expect(mail?.subject).toBe('orders: ledger drift (prod)');
    expect(mail?.body).toMatch(/^> ERROR ledger drift of 1742/m);
    expect(mail?.body).toMatch(/^WHAT TO CHANGE\n1\. Reconcile the ledger\./m);
    expect(mail?.body).toContain('LINKS\nRunbook: team-ledger\nhttps://wiki.example.com/ledger\n');
    expect(JSON.stringify(deployment.standIn.sns.chat)).toContain('https://wiki.example.com/ledger');
    expect(deployment.standIn.sns.published[0]?.attributes['cause']?.value).toBe('application-exit');
    expect(logOf(delivery)).toEqual([
      expect.objectContaining({
        outcome: 'published',
        signature: 'orders-ledger-drift',
        runbook: { url: 'https://wiki.example.com/ledger', owner: 'team-ledger' },
      }),
    ]);
  });

  it('adds its runbook to a cause that the product knows', async () => {
    await deploy();
    await play('Error: listen EADDRINUSE: address already in use :::8080');
    const [mail] = deployment.standIn.sns.mails;
    expect(mail?.subject).toBe('orders: port in use (prod)');
    expect(mail?.body).toContain('LINKS\nRunbook\nhttps://wiki.example.com/ports\n');
  });

  it('costs no alert when it cannot be read; the message and the log say so', async () => {
    await deploy({ KNOWLEDGE_FILE: 'gone.json' });
    const delivery = await play('ERROR ledger drift of 1742, giving up');
    const [mail] = deployment.standIn.sns.mails;
    expect(mail?.subject).toBe('orders: application exited (prod)');
    expect(mail?.body).toMatch(/^NOT SEEN\n- The team's own knowledge could not be read/m);
    expect(logOf(delivery)).toEqual([
      expect.objectContaining({ level: 'ERROR', outcome: 'knowledge-unreadable' }),
      expect.objectContaining({ outcome: 'published' }),
    ]);
  });
});

describe('the bundle', () => {
  it('leaves the prover of patterns at home', async () => {
    await deploy();
    expect(await readFile(join(asset, 'index.mjs'), 'utf8')).not.toContain('recheck');
  });
});

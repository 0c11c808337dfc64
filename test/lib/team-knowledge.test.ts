import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readAppContext } from '../../lib/app-context.ts';
import { EcsPostmortem } from '../../lib/ecs-postmortem.ts';
import { NO_CODE, only, synthesise } from './synthesise.ts';

const LEDGER = { id: 'orders-ledger-drift', pattern: 'ledger drift of \\d+', label: 'ledger drift' };

let folder: string;
let bundle: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecs-postmortem-team-knowledge-'));
  bundle = mkdtempSync(join(tmpdir(), 'ecs-postmortem-bundle-'));
  writeFileSync(join(bundle, 'index.mjs'), 'export const handler = async () => {};');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(bundle, { recursive: true, force: true });
});

const written = (content: unknown, name = 'knowledge.json'): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

/** The function's properties, and what its asset holds. */
const deployed = (knowledge?: string) => {
  const app = new App();
  const stack = new Stack(app, 'Test');
  new EcsPostmortem(stack, 'Postmortem', { code: Code.fromAsset(bundle), ...(knowledge ? { knowledge } : {}) });
  const { Code: code, Environment: environment } = only(Template.fromStack(stack), 'AWS::Lambda::Function') as {
    Code: { S3Key: string };
    Environment: { Variables: Record<string, unknown> };
  };
  const asset = join(app.synth().directory, `asset.${code.S3Key.replace('.zip', '')}`);
  return { key: code.S3Key, asset, variables: environment.Variables };
};

describe('EcsPostmortem with knowledge', () => {
  it('puts the file beside the bundle and tells the function its name', () => {
    const file = written({ signatures: [LEDGER] }, 'signatures-of-ours.json');
    const { asset, variables } = deployed(file);
    expect(readdirSync(asset).sort()).toEqual(['index.mjs', 'knowledge.json']);
    expect(readFileSync(join(asset, 'knowledge.json'), 'utf8')).toBe(readFileSync(file, 'utf8'));
    expect(variables['KNOWLEDGE_FILE']).toBe('knowledge.json');
    expect(readdirSync(bundle)).toEqual(['index.mjs']);
  });

  it('deploys anew when the knowledge changes, and only then', () => {
    const first = deployed(written({ signatures: [LEDGER] })).key;
    expect(deployed(written({ signatures: [LEDGER] })).key).toBe(first);
    expect(deployed(written({ signatures: [{ ...LEDGER, label: 'drift' }] })).key).not.toBe(first);
  });

  it('leaves the bundle and the environment alone without', () => {
    const { asset, variables } = deployed();
    expect(readdirSync(asset)).toEqual(['index.mjs']);
    expect(variables).not.toHaveProperty('KNOWLEDGE_FILE');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a faulty entry',
      { signatures: [{ ...LEDGER, runbook: 'wiki' }] },
      /knowledge\.json: signatures\[0\]\.runbook is/,
    ],
    [
      'a slow pattern',
      { signatures: [{ ...LEDGER, pattern: 'ledger.*drift' }] },
      /signatures\[0\]\.pattern "ledger\.\*drift" can take time .* because of "ledger\.\*"/,
    ],
  ])('refuses %s at synthesis', (_, content, message) => {
    expect(() => deployed(written(content))).toThrow(message);
  });

  it('refuses a file that is not there', () => {
    expect(() => deployed('no/such.json')).toThrow(/no\/such\.json: cannot be read/);
  });

  it('refuses code that a file cannot be added to', () => {
    expect(() => synthesise({ code: NO_CODE, knowledge: written({}) })).toThrow(
      /knowledge and code are both given.*Leave code out, or give Code\.fromAsset with a folder/,
    );
  });
});

describe('the context key knowledge', () => {
  const read = (context: Record<string, unknown>) => readAppContext(new App({ context }).node);

  it('is the path of the file', () => {
    expect(read({ knowledge: './knowledge.json' })).toEqual({ knowledge: './knowledge.json' });
  });

  it.each([[''], [' '], [true]])('refuses %j', (value) => {
    expect(() => read({ knowledge: value })).toThrow(/^Context "knowledge" is .*, but takes the path of a JSON file\./);
  });
});

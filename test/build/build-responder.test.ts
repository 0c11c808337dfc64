import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildResponder, type ResponderBuild } from '../../functions/build.ts';

const aFolder = (): string => mkdtempSync(join(tmpdir(), 'build-'));

describe('the bundle of the responder', () => {
  const outDir = join(aFolder(), 'responder');
  const path = join(outDir, 'index.mjs');
  let built: ResponderBuild;
  let bundle = '';

  beforeAll(async () => {
    built = await buildResponder({ outDir });
    bundle = readFileSync(path, 'utf8');
  });

  it('keeps to its budget of 790 kB, 260 kB gzipped: over half of it is rules and prose', () => {
    expect(built.bytes).toBe(Buffer.byteLength(bundle));
    expect(built.bytes).toBeLessThanOrEqual(790_000);
    expect(built.gzipBytes).toBeLessThanOrEqual(260_000);
  });

  it('imports no node:http, whose eager loading would cost a cold start', () => {
    expect(bundle.includes('from"node:http"')).toBe(false);
  });

  it("leaves out the SDK's credential chain", () => {
    // What the chain writes to the client's logger when it tries its links.
    expect(bundle.includes('defaultProvider::from')).toBe(false);
  });

  it('is alone in its folder, with the source map beside it', () => {
    expect(readdirSync(outDir)).toEqual(['index.mjs']);
    expect(bundle.includes('sourceMappingURL')).toBe(false);
    expect(readdirSync(`${outDir}.map`)).toEqual(['index.mjs.map']);
  });

  it('loads without undici and exports the handler', () => {
    const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(path).href)});
      const undici = process.moduleLoadList.some((name) => name.includes('undici'));
      console.log(JSON.stringify({ handler: typeof handler, undici }));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: {
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      },
    });
    expect(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).toEqual({ handler: 'function', undici: false });
  });
});

describe('buildResponder', () => {
  const anEntry = (folder: string, answer: number): string => {
    const entry = join(folder, `entry-${answer}.ts`);
    writeFileSync(entry, `export const handler = async (): Promise<number> => ${answer};\n`);
    return entry;
  };

  it('leaves one whole bundle and nothing half done when it runs several times at once', async () => {
    const folder = aFolder();
    const outDir = join(folder, 'dist', 'responder');
    await Promise.all([1, 2, 3].map((answer) => buildResponder({ outDir, entry: anEntry(folder, answer) })));
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['responder', 'responder.map']);
    expect(readFileSync(join(outDir, 'index.mjs'), 'utf8')).toMatch(/async\(\)=>[123];export\{\w+ as handler\};\n$/);
  });

  it('clears the folder of what would be deployed by accident', async () => {
    const folder = aFolder();
    const outDir = join(folder, 'responder');
    mkdirSync(outDir);
    writeFileSync(join(outDir, 'index.mjs.map'), 'left over');
    await buildResponder({ outDir, entry: anEntry(folder, 1) });
    expect(readdirSync(outDir)).toEqual(['index.mjs']);
  });

  it('lets a CommonJS dependency call require', async () => {
    const folder = aFolder();
    const outDir = join(folder, 'responder');
    writeFileSync(join(folder, 'old.cjs'), "module.exports = require('node:path').sep;\n");
    const entry = join(folder, 'entry.ts');
    writeFileSync(entry, "import separator from './old.cjs';\nconsole.log(separator);\n");
    await buildResponder({ outDir, entry });
    expect(execFileSync(process.execPath, [join(outDir, 'index.mjs')], { encoding: 'utf8' })).toMatch(/^[/\\]\n$/);
  });

  it('fails when the source does not compile, and keeps the last bundle', async () => {
    const folder = aFolder();
    const outDir = join(folder, 'responder');
    await buildResponder({ outDir, entry: anEntry(folder, 1) });
    await expect(buildResponder({ outDir, entry: join(folder, 'absent.ts') })).rejects.toThrow(/Could not resolve/);
    expect(readFileSync(join(outDir, 'index.mjs'), 'utf8')).toContain('=>1;');
  });
});

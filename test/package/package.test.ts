import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { EcsPostmortem } from '../../lib/ecs-postmortem.ts';
import { deployLocally } from '../../local/local-deployment.ts';
import { putStoryStop } from '../../local/story/put-story-stop.ts';
import { loggingContainer, type StoryStop, taskEvent } from '../../local/story/story-stop.ts';
import {
  type InstalledPackage,
  installPackage,
  outsideEnvironment,
  ROOT,
  type Synthesised,
  synthesiseApp,
} from './installed-package.ts';

const run = promisify(execFile);
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const MOST_BYTES_OF_TARBALL = 1_500_000;

let installed: InstalledPackage;
let own: Synthesised;
let page: string;
let ownAssembly: string;

beforeAll(async () => {
  [installed, page, ownAssembly] = await Promise.all([
    installPackage(),
    readFile(join(ROOT, 'docs/construct.md'), 'utf8'),
    mkdtemp(join(tmpdir(), 'ecs-postmortem-own-')),
  ]);
  own = synthesiseOwn();
}, 120_000);
afterAll(async () => {
  await Promise.all([installed.remove(), rm(ownAssembly, { recursive: true, force: true })]);
});

/** The app of the page, with the construct as it is in the repository. */
function synthesiseOwn(): Synthesised {
  const app = new App({ outdir: ownAssembly });
  const stack = new Stack(app, 'Observability');
  const postmortem = new EcsPostmortem(stack, 'Postmortem', { clusters: ['prod'], chat: true });
  postmortem.addMailSubscription('oncall@example.com');
  return { template: app.synth().getStackByName('Observability').template, assembly: ownAssembly };
}

/** The example of the page in a language. */
function example(language: 'ts' | 'js'): string {
  const code = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1];
  if (code === undefined) throw new Error(`docs/construct.md has no example in ${language}`);
  return code;
}

const put = (name: string, content: string): Promise<void> => writeFile(join(installed.app, name), content);

const filesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** Compiles a file of the app, declarations of libraries included where they are asked for; answers what tsc says. */
const compile = (file: string, ...options: string[]): Promise<string> =>
  run(
    process.execPath,
    [TSC, '--ignoreConfig', '--strict', '--target', 'es2022', '--types', 'node', ...options, file].concat([
      '--typeRoots',
      join(ROOT, 'node_modules/@types'),
    ]),
    { cwd: installed.app },
  ).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );

const functionCode = async ({ assembly }: Synthesised): Promise<readonly string[]> => {
  const bundles = (await filesOf(assembly)).filter((file) => /^asset\.[^/]+\/index\.mjs$/.test(file));
  return Promise.all(bundles.map((file) => readFile(join(assembly, file), 'utf8')));
};

const expectSameAsOwn = async (synthesised: Synthesised): Promise<void> => {
  expect(synthesised.template).toEqual(own.template);
  const code = await functionCode(synthesised);
  expect(code).toHaveLength(1);
  expect(code).toEqual(await functionCode(own));
};

describe('the packed construct', () => {
  it('gives an app of ES modules the stack of the repository, with nothing to reach outside for', async () => {
    await put('es-module.mjs', example('ts'));
    await expectSameAsOwn(await synthesiseApp(installed.app, 'es-module.mjs'));
  }, 60_000);

  it('gives a CommonJS app the stack of the repository', async () => {
    await put('common.cjs', example('js'));
    await expectSameAsOwn(await synthesiseApp(installed.app, 'common.cjs'));
  }, 60_000);

  it.each([
    ['ES modules', 'typed.mts', 'typed.mjs', ['--module', 'nodenext', '--skipLibCheck', 'false']],
    ['CommonJS', 'typed.cts', 'typed.cjs', ['--module', 'nodenext', '--skipLibCheck']],
  ])(
    'gives a TypeScript app that compiles to %s the stack of the repository',
    async (_, source, compiled, options) => {
      await put(source, example('ts'));
      expect(await compile(source, ...options)).toBe('');
      await expectSameAsOwn(await synthesiseApp(installed.app, compiled));
    },
    120_000,
  );

  it('has types that refuse what the construct refuses', async () => {
    const wrong = `${example('ts')}
// @ts-expect-error
new EcsPostmortem(stack, 'Wrong', { clusters: 5 });
// @ts-expect-error
new EcsPostmortem(stack, 'Mistyped', { cluster: ['prod'] });
// @ts-expect-error
postmortem.alertTopic = undefined;
`;
    await put('wrong.mts', wrong);
    const options = ['--skipLibCheck', '--noEmit'];
    expect(await compile('wrong.mts', '--module', 'nodenext', ...options)).toBe('');
    expect(await compile('wrong.mts', '--module', 'esnext', '--moduleResolution', 'bundler', ...options)).toBe('');
  }, 60_000);

  it('is one class for those who import and those who require', async () => {
    await put(
      'both.mjs',
      `import { createRequire } from 'node:module';
import * as imported from 'ecs-postmortem';
const required = createRequire(import.meta.url)('ecs-postmortem');
console.log(JSON.stringify([Object.keys(imported), Object.keys(required), imported.EcsPostmortem === required.EcsPostmortem]));
`,
    );
    const { stdout } = await run(process.execPath, [join(installed.app, 'both.mjs')]);
    const [imported, required, same] = JSON.parse(stdout);
    expect(imported).toEqual(required);
    expect(imported).toContain('EcsPostmortem');
    expect(same).toBe(true);
  });

  it("judges the team's patterns with the prover that it brings", async () => {
    const withKnowledge = example('ts').replace('chat: true', "chat: true, knowledge: 'knowledge.json'");
    await put('knowing.mjs', withKnowledge);
    const signature = { id: 'orders-ledger-drift', label: 'ledger drift', pattern: 'ledger drift of (?<amount>\\d+)' };
    await put('knowledge.json', JSON.stringify({ signatures: [signature] }));
    const { assembly } = await synthesiseApp(installed.app, 'knowing.mjs');
    expect(
      (await filesOf(assembly)).filter((file) => file.startsWith('asset.')).map((file) => file.split('/')[1]),
    ).toEqual(['index.mjs', 'knowledge.json']);
    await put('knowledge.json', JSON.stringify({ signatures: [{ ...signature, pattern: '(a+)+$' }] }));
    await expect(synthesiseApp(installed.app, 'knowing.mjs')).rejects.toThrow(
      /signatures\[0\]\.pattern "\(a\+\)\+\$" can take exponential time, because of "\(a\+\)\+"/,
    );
  }, 60_000);
});

describe('the packed function', () => {
  it('takes a stop the whole way to a mail, deployed with the template of the app that installed it', async () => {
    await put('deployed.mjs', example('ts'));
    const { template } = await synthesiseApp(installed.app, 'deployed.mjs');
    const deployment = await deployLocally({
      template,
      bundleDir: join(installed.folder, 'dist/responder'),
      region: 'eu-west-1',
      account: '123456789012',
      environment: { LATE_LOG_WAIT_MS: '0' },
    });
    try {
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
        logs: { app: ['booting', 'Error: listen EADDRINUSE: address already in use :::8080'] },
      };
      putStoryStop(deployment.standIn, stop);
      const delivery = await deployment.bus.put(JSON.parse(JSON.stringify(stop.event)));
      expect(delivery.kind).toBe('handled');
      expect(deployment.standIn.sns.mails.map(({ subject }) => subject)).toEqual(['orders: port in use (prod)']);
      expect(deployment.standIn.sns.mails[0]?.body).toMatch(/^> Error: listen EADDRINUSE/m);
      expect(deployment.standIn.sns.chat).toHaveLength(1);
    } finally {
      await deployment.close();
    }
  }, 60_000);
});

describe('the packed command line', () => {
  const event = JSON.stringify(
    taskEvent({
      service: 'orders',
      family: 'orders',
      taskId: '0123456789abcdef0123456789abcdef',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'OutOfMemoryError: Container killed due to memory usage',
      containers: [{ name: 'app', exitCode: 137 }],
      ran: true,
    }),
  );
  const program = (...args: string[]) =>
    run(join(installed.app, 'node_modules/.bin/ecs-postmortem'), args, {
      cwd: installed.app,
      env: outsideEnvironment(),
    }).then(
      ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        exitCode: code,
        stdout,
        stderr,
      }),
    );

  it('explains a stop on the Node.js of the machine', async () => {
    await put('event.json', event);
    const { exitCode, stdout, stderr } = await program('explain', 'event.json');
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^orders: out of memory \(prod\)\n/);
  });

  it('judges a knowledge file with the prover of the package', async () => {
    await put('slow.json', JSON.stringify({ signatures: [{ id: 'slow-one', label: 'slow', pattern: '(a+)+$' }] }));
    await put('event.json', event);
    const { exitCode, stdout, stderr } = await program('explain', 'event.json', '--knowledge', 'slow.json');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/signatures\[0\]\.pattern "\(a\+\)\+\$" can take exponential time/);
  });

  it('has the SDK of the commands that call AWS: without credentials they say what to do', async () => {
    const { exitCode, stdout, stderr } = await run(
      join(installed.app, 'node_modules/.bin/ecs-postmortem'),
      ['mutes', '--table', 'Incidents', '--region', 'eu-west-1'],
      { cwd: installed.app, env: { ...outsideEnvironment(), AWS_EC2_METADATA_DISABLED: 'true' } },
    ).then(
      () => ({ exitCode: 0, stdout: '', stderr: '' }),
      ({ code, ...output }: { code: number; stdout: string; stderr: string }) => ({ exitCode: code, ...output }),
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/No usable AWS credentials/);
  }, 30_000);
});

describe('the tarball', () => {
  it('holds what is needed and nothing else', async () => {
    const files = await filesOf(installed.folder);
    const strangers = files.filter(
      (file) =>
        !/^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|docs\/[a-z-]+\.md)$/.test(file) &&
        !/^dist\/(?:responder\/index\.mjs|lib\/index\.(?:cjs|mjs|d\.cts|d\.mts)|prover\/recheck\.cjs|THIRD-PARTY-LICENCES\.txt|sbom\.cdx\.json)$/.test(
          file,
        ) &&
        !/^dist\/cli\/(?:ecs-postmortem|chunk-[A-Z\d]+)\.mjs$/.test(file) &&
        !/^dist\/types\/(?:package\.json|(?:lib|functions)\/[a-z/-]+\.d\.ts)$/.test(file),
    );
    expect(strangers).toEqual([]);
    for (const page of ['README.md', 'LICENSE', 'docs/causes.md', 'docs/construct.md']) expect(files).toContain(page);
    expect((await readFile(installed.tarball)).length).toBeLessThan(MOST_BYTES_OF_TARBALL);
  });

  it('tells nothing of the machine that packed it, and points to no source map that is not there', async () => {
    const home = homedir();
    const places = [ROOT, tmpdir(), ...(home.length > 1 ? [home] : [])].map((place) => `${place}/`);
    for (const file of await filesOf(installed.folder)) {
      const text = await readFile(join(installed.folder, file), 'utf8');
      for (const told of [...places, 'sourceMappingURL=', 'file:///']) {
        expect({ file, told: text.includes(told) ? told : undefined }).toEqual({ file, told: undefined });
      }
    }
  });

  it('brings no dependency along, and its peers accept what it was tried with', async () => {
    const manifest = JSON.parse(await readFile(join(installed.folder, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
    expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
    await expect(run('npm', ['ls', 'aws-cdk-lib', 'constructs'], { cwd: installed.app })).resolves.toBeDefined();
    expect(await readdir(join(installed.app, 'node_modules'))).not.toContain('esbuild');
  }, 30_000);

  it('tells the licence of each package that is bundled', async () => {
    const licences = await readFile(join(installed.folder, 'dist/THIRD-PARTY-LICENCES.txt'), 'utf8');
    for (const name of ['@aws-sdk/client-ecs', '@middy/core', 'valibot', 'recheck']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|Apache-2\\.0)\\)$`, 'm'));
    }
  });
});

describe('the bill of materials', () => {
  it('names what is bundled, with versions and licences, as CycloneDX', async () => {
    const bill = JSON.parse(await readFile(join(installed.folder, 'dist/sbom.cdx.json'), 'utf8'));
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(bill.components).toContainEqual(
      expect.objectContaining({
        name: '@aws-sdk/client-dynamodb',
        purl: expect.stringMatching(/^pkg:npm\/%40aws-sdk\/client-dynamodb@\d+\.\d+\.\d+$/),
        licenses: [{ license: { id: 'Apache-2.0' } }],
      }),
    );
    const refs = bill.components.map((component: { 'bom-ref': string }) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
  });
});

describe('the public declarations', () => {
  const imports = /\b(?:import|export)\s[^;]*?\bfrom ['"]([^'"]+)['"]/g;

  it('need nothing but the CDK', async () => {
    for (const file of (await filesOf(installed.folder)).filter((name) => /\.d\.[cm]?ts$/.test(name))) {
      const text = await readFile(join(installed.folder, file), 'utf8');
      for (const [, from = ''] of text.matchAll(imports)) {
        expect({ file, from }).toEqual({
          file,
          from: expect.stringMatching(/^(?:\.{1,2}\/.*\.js|aws-cdk-lib(?:\/.*)?|constructs)$/),
        });
      }
    }
  });

  it('export every type of ours that they speak of', async () => {
    const files = (await filesOf(installed.folder)).filter((name) => /^dist\/types\/.*\.d\.ts$/.test(name));
    const texts = await Promise.all(files.map((file) => readFile(join(installed.folder, file), 'utf8')));
    const namesIn = (text: string): readonly string[] =>
      [...text.matchAll(/\b(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+['"]\.[^'"]*['"]/g)].flatMap(
        ([, names = '']) => names.split(',').map((name) => name.replace(/^\s*type\s+/, '').trim()),
      );
    const index = await readFile(join(installed.folder, 'dist/types/lib/index.d.ts'), 'utf8');
    const spokenOf = new Set(texts.flatMap(namesIn));
    expect(spokenOf).toContain('EcsPostmortemProps');
    expect([...spokenOf].filter((name) => !namesIn(index).includes(name))).toEqual([]);
  });
});

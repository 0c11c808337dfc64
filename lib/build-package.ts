import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { buildResponder } from '../functions/build.ts';
import { billOfMaterials, bundledPackages } from './bundled-packages.ts';
import { writeDeclarations } from './declarations.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

const ROOT = resolve(import.meta.dirname, '..');
const OUT_DIR = join(ROOT, 'dist');

/** What `package.json` has published, beside the responder. */
const PARTS = ['lib', 'types', 'cli', 'prover', 'THIRD-PARTY-LICENCES.txt', 'sbom.cdx.json'] as const;

/** recheck brings a Java archive and native programs along, 60 MB; its JavaScript alone does for a few patterns. */
const shippedProver: Plugin = {
  name: 'shipped-prover',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]pattern-prover\.ts$/ }, () => ({
      contents: "export const loadPatternProver = () => require('../prover/recheck.cjs');",
      loader: 'js',
    }));
  },
};

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['../prover/recheck.cjs'],
  plugins: [shippedProver],
  metafile: true,
  absWorkingDir: ROOT,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Builds all that the package ships into `dist`: the function's bundle, the library for `require` and `import`, its
 * declarations, the command line, and the licences and the bill of materials of what is bundled.
 */
export async function buildPackage(): Promise<void> {
  await mkdir(OUT_DIR, { recursive: true });
  const unfinished = await mkdtemp(join(OUT_DIR, '.package-'));
  try {
    const inputs = await Promise.all([
      buildResponder().then((responder) => responder.inputs),
      buildLibrary(unfinished),
      buildCommandLine(join(unfinished, 'cli')),
      buildProver(join(unfinished, 'prover')),
      buildDeclarations(unfinished),
    ]);
    const packages = await bundledPackages(inputs.flat().map((input) => join(ROOT, input)));
    await writeFile(join(unfinished, 'THIRD-PARTY-LICENCES.txt'), await thirdPartyLicences(packages));
    const shipped = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    await writeFile(join(unfinished, 'sbom.cdx.json'), billOfMaterials(shipped, packages));
    for (const part of PARTS) {
      await rm(join(OUT_DIR, part), { recursive: true, force: true });
      await rename(join(unfinished, part), join(OUT_DIR, part));
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function buildLibrary(outDir: string): Promise<readonly string[]> {
  const file = join(outDir, 'lib/index.cjs');
  const { metafile } = await build({
    ...COMMON,
    entryPoints: ['lib/index.ts'],
    outfile: file,
    format: 'cjs',
    external: [...COMMON.external, 'aws-cdk-lib', 'constructs'],
    define: { 'import.meta.dirname': '__dirname' },
  });
  // The code is there once, so that `instanceof` holds between the parts of an app that import and those that require.
  const names = Object.keys(createRequire(import.meta.url)(file));
  await writeFile(join(outDir, 'lib/index.mjs'), `export { ${names.join(', ')} } from './index.cjs';\n`);
  for (const declarations of ['index.d.mts', 'index.d.cts']) {
    await writeFile(join(outDir, 'lib', declarations), "export * from '../types/lib/index.js';\n");
  }
  return Object.keys(metafile.inputs);
}

async function buildDeclarations(outDir: string): Promise<readonly string[]> {
  const types = join(outDir, 'types');
  await writeDeclarations(types, join(outDir, 'scratch'));
  // TypeScript lets CommonJS require only what is declared to be CommonJS; ES modules may import either.
  await writeFile(join(types, 'package.json'), '{ "type": "commonjs" }\n');
  return [];
}

async function buildCommandLine(outdir: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: ['bin/ecs-postmortem.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    splitting: true,
    minify: true,
    // A CommonJS dependency that calls require() finds none in an ES module.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return Object.keys(metafile.inputs);
}

async function buildProver(outDir: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [{ in: 'recheck', out: 'recheck' }],
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'node20',
    minify: true,
    metafile: true,
    absWorkingDir: ROOT,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

if (import.meta.main) {
  await buildPackage();
  // `npm pack --json` prints its answer on standard output.
  console.error('dist: responder, lib, types, cli and prover are ready to be packed');
}

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HANDLER = join(import.meta.dirname, 'responder', 'handler.ts');
const OUT_DIR = resolve(import.meta.dirname, '..', 'dist', 'responder');
const BUNDLE = 'index.mjs';

/** Where the bundle goes and what goes into it. */
export interface BuildResponderOptions {
  /**
   * The folder that becomes the function's code; everything else in it is removed.
   *
   * @default dist/responder of this repository
   */
  readonly outDir?: string;
  /**
   * The module whose exports become the bundle's.
   *
   * @default functions/responder/handler.ts
   */
  readonly entry?: string;
}

/** What came out of a build. */
export interface ResponderBuild {
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly ms: number;
  /** The files that went into the bundle, relative to the working directory. */
  readonly inputs: readonly string[];
}

/**
 * Bundles the responder with the AWS SDK into one minified ES module, `index.mjs`, the only file of its folder.
 *
 * The source map goes to `<outDir>.map/`: outside the function's code, as loading it costs 14 % of a cold start.
 * Safe to run several times at once: a reader of the folder sees the old bundle or the new one, never half of it.
 */
export async function buildResponder(options: BuildResponderOptions = {}): Promise<ResponderBuild> {
  const start = performance.now();
  const outDir = options.outDir ?? OUT_DIR;
  const { outputFiles, metafile } = await build({
    entryPoints: [options.entry ?? HANDLER],
    outfile: join(outDir, BUNDLE),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    sourcemap: 'external',
    metafile: true,
    // A CommonJS dependency that calls require() finds none in an ES module.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    alias: { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'aws', 'env-credentials.ts') },
  });
  const bundle = outputFiles.find(({ path }) => path.endsWith(BUNDLE));
  if (bundle === undefined) throw new Error(`esbuild gave no ${BUNDLE}`);

  await Promise.all(
    outputFiles.map(({ path, contents }) =>
      putFile(join(path.endsWith(BUNDLE) ? outDir : `${outDir}.map`, basename(path)), contents),
    ),
  );
  await removeAllBut(BUNDLE, outDir);
  return {
    bytes: bundle.contents.length,
    gzipBytes: gzipSync(bundle.contents).length,
    ms: performance.now() - start,
    inputs: Object.keys(metafile.inputs),
  };
}

async function putFile(path: string, contents: Uint8Array): Promise<void> {
  const folder = dirname(path);
  // Beside the folder, not in it: the folder is a CDK asset, and all that lies in it would be deployed.
  const unfinished = join(dirname(folder), `.${basename(path)}.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
}

async function removeAllBut(kept: string, folder: string): Promise<void> {
  const strangers = (await readdir(folder)).filter((name) => name !== kept);
  await Promise.all(strangers.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

if (import.meta.main) {
  const { bytes, gzipBytes, ms } = await buildResponder();
  const kB = (count: number) => (count / 1000).toFixed(1);
  // Standard output belongs to `cdk synth`, which runs this build before it prints the template.
  console.error(`dist/responder/${BUNDLE}: ${kB(bytes)} kB, ${kB(gzipBytes)} kB gzip, built in ${Math.round(ms)} ms`);
}

import { cpSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const HERE = import.meta.dirname;
const IN_REPOSITORY = resolve(HERE, '..', 'dist', 'responder');
/** In the package the library lies in `dist` itself. */
const IN_PACKAGE = resolve(HERE, '..', 'responder');
const BUNDLE_FOLDER = existsSync(IN_PACKAGE) ? IN_PACKAGE : IN_REPOSITORY;

/** The name of the team's knowledge within the function's code. */
export const KNOWLEDGE_FILE = 'knowledge.json';

/** The function's code from a folder that holds the bundle `index.mjs`; throws when it was not built yet. */
export function responderCode(folder: string = BUNDLE_FOLDER): Code {
  if (!existsSync(join(folder, 'index.mjs'))) {
    throw new Error(
      `EcsPostmortem: the function's bundle is missing (${join(folder, 'index.mjs')}): run "npm run build" in the repository, or install the package anew.`,
    );
  }
  return Code.fromAsset(folder);
}

/**
 * The same code with the team's knowledge beside the bundle: too long for environment variables, which take 4 KB in all.
 *
 * The folder is copied to the cloud assembly, so that `dist` stays as it was built. Throws for code that is no folder.
 */
export function withKnowledge(scope: Construct, code: Code, knowledge: string): Code {
  if (!(code instanceof AssetCode) || !statSync(code.path).isDirectory()) {
    throw new Error(
      'EcsPostmortem: knowledge and code are both given, and a file can only be added to code that is a folder. Leave code out, or give Code.fromAsset with a folder.',
    );
  }
  const folder = join(Stage.of(scope)?.assetOutdir ?? tmpdir(), `responder-${scope.node.addr}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(code.path, folder, { recursive: true });
  writeFileSync(join(folder, KNOWLEDGE_FILE), knowledge);
  return Code.fromAsset(folder);
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

const BUNDLE_FOLDER = resolve(import.meta.dirname, '..', 'dist', 'responder');

/** The function's code from a folder that holds the bundle `index.mjs`; throws when it was not built yet. */
export function responderCode(folder: string = BUNDLE_FOLDER): Code {
  if (!existsSync(join(folder, 'index.mjs'))) {
    throw new Error(
      `EcsPostmortem: the function's bundle is missing (${join(folder, 'index.mjs')}): run "npm run build".`,
    );
  }
  return Code.fromAsset(folder);
}

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '..');
const RELATIVE_IMPORT = /(?<=\b(?:from|import\() ?['"])(\.{1,2}\/[^'"]+)\.ts(?=['"])/g;
/** A statement ends before a line that begins at the margin, and not with a bracket that it closes. */
const VALUE =
  /^(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export declare (?:const|function) (\w+)[\s\S]*?;\n(?=[^\s})\]]|(?![\s\S]))/gm;
const NAMED_IMPORT = /^import (type )?\{ ([^}]*) \} from (['"][^'"]+['"]);\n/gm;
const WHOLE_IMPORT = /^import (?:type )?\* as (\w+) from ['"][^'"]+['"];\n/gm;

/** Writes the declarations of `lib/index.ts` to a folder: those that a reader of its types comes by, and no other. */
export async function writeDeclarations(folder: string, scratch: string): Promise<void> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.package.json'), '--outDir', scratch]);
  const waiting = [join(scratch, 'lib/index.d.ts')];
  const seen = new Set(waiting);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const text = typesOf(await readFile(file, 'utf8'));
    for (const [, path = ''] of text.matchAll(RELATIVE_IMPORT)) {
      const imported = resolve(dirname(file), `${path}.d.ts`);
      if (seen.has(imported)) continue;
      seen.add(imported);
      waiting.push(imported);
    }
    const target = join(folder, relative(scratch, file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replace(RELATIVE_IMPORT, '$1.js'));
  }
}

/**
 * A module's declarations without its functions and constants, and without what only those import.
 *
 * The package exports classes and interfaces; the modules around them would drag the whole engine into its types.
 */
export function typesOf(declarations: string): string {
  const withoutValues = declarations.replace(VALUE, (statement, name: string) =>
    new RegExp(`\\btypeof ${name}\\b`).test(declarations) ? statement : '',
  );
  const body = withoutValues.replace(NAMED_IMPORT, '').replace(WHOLE_IMPORT, '');
  const isMentioned = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(body);
  return withoutValues
    .replace(NAMED_IMPORT, (_, type = '', names: string, from: string) => {
      const mentioned = names.split(', ').filter((name) => isMentioned(name.replace(/^.* /, '')));
      return mentioned.length === 0 ? '' : `import ${type}{ ${mentioned.join(', ')} } from ${from};\n`;
    })
    .replace(WHOLE_IMPORT, (statement, name: string) => (isMentioned(name) ? statement : ''));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const IN_PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Licences whose terms a notice meets; any other has to be looked at before it is shipped. */
const LICENCES: ReadonlySet<string> = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

/** A package of which files are in a bundle. */
export interface BundledPackage {
  /** The folder it was installed in. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** By its SPDX id. */
  readonly licence: string;
}

/** The packages that the files of a bundle come from, by name; throws where one must not be shipped as it is. */
export async function bundledPackages(inputs: readonly string[]): Promise<readonly BundledPackage[]> {
  const folders = [...new Set(inputs.flatMap((input) => IN_PACKAGE.exec(input)?.[0] ?? []))];
  const packages = await Promise.all(
    folders.map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      if (!LICENCES.has(license)) {
        throw new Error(
          `The package ${name} in ${folder} has the licence ${license ?? 'of no name'}, which is not among ${[...LICENCES].join(', ')}. See whether it may be shipped, and how, then add it.`,
        );
      }
      return { folder, name: String(name), version: String(version), licence: String(license) };
    }),
  );
  return packages.toSorted((a, b) => `${a.name} ${a.version}`.localeCompare(`${b.name} ${b.version}`, 'en'));
}

/** The software bill of materials of what is shipped, as CycloneDX 1.6 in JSON: no dates, so that the same build gives the same text. */
export function billOfMaterials(
  shipped: { readonly name: string; readonly version: string; readonly license: string },
  packages: readonly BundledPackage[],
): string {
  const unique = packages.filter(
    ({ name, version }, index) =>
      packages.findIndex((other) => other.name === name && other.version === version) === index,
  );
  const component = (type: string, name: string, version: string, licence: string) => ({
    type,
    'bom-ref': `pkg:npm/${name.replace('@', '%40')}@${version}`,
    name,
    version,
    licenses: [{ license: { id: licence } }],
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  });
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: component('library', shipped.name, shipped.version, shipped.license) },
      components: unique.map(({ name, version, licence }) => component('library', name, version, licence)),
    },
    null,
    2,
  )}\n`;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundledPackage } from './bundled-packages.ts';

const LICENCE_FILE = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;
const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/** The licences of the packages of a bundle; those who share a text stand above it together. */
export async function thirdPartyLicences(packages: readonly BundledPackage[]): Promise<string> {
  const licences = await Promise.all(packages.map(licenceOf));
  const ofText = Map.groupBy(licences, ({ text }) => text);
  const sections = [...ofText].map(([text, named]) => {
    const names = [...new Set(named.map(({ name }) => name))].sort();
    return [names.join('\n'), ...(text === '' ? [] : [text])].join('\n\n');
  });
  return `${sections.toSorted((a, b) => a.localeCompare(b, 'en')).join(RULE)}\n`;
}

async function licenceOf({ folder, name, version, licence }: BundledPackage): Promise<{ name: string; text: string }> {
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return { name: `${name} ${version} (${licence})`, text: texts.map((text) => text.trim()).join('\n\n') };
}

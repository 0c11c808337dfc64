import { isJsonArray, isJsonObject, type Json } from '../json.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeXml = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const element = (name: string, value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  return `<${name}>${content(value)}</${name}>`;
};

const content = (value: Json): string => {
  if (isJsonArray(value)) return value.map((item) => element('member', item)).join('');
  if (isJsonObject(value)) {
    return Object.entries(value)
      .map(([name, member]) => element(name, member))
      .join('');
  }
  return escapeXml(String(value));
};

/** Writes a value as an XML document in the form AWS Query answers have; lists become `<member>` elements. */
export const xmlOf = (root: string, value: Json, namespace: string): string =>
  `<?xml version="1.0"?><${root} xmlns="${namespace}">${content(value)}</${root}>`;

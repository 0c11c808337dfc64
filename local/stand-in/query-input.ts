import type { JsonObject } from '../json.ts';

interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

const isIndex = (name: string): boolean => /^[1-9]\d{0,5}$/.test(name);

const valueAt = (node: Node): JsonObject[string] => {
  if (node.children.size === 0) return node.text ?? '';
  // AWS Query spells a list as `Name.entry.1` or `Name.member.1`.
  const list = node.children.get('entry') ?? node.children.get('member');
  if (list !== undefined && [...list.children.keys()].every(isIndex)) {
    return [...list.children]
      .sort(([left], [right]) => Number(left) - Number(right))
      .map(([, child]) => valueAt(child) ?? '');
  }
  return Object.fromEntries([...node.children].map(([name, child]) => [name, valueAt(child)]));
};

/** Turns an AWS Query form into the object it spells; `Action` and `Version` are left out and every scalar is text. */
export const parseQueryInput = (form: URLSearchParams): JsonObject => {
  const root: Node = { children: new Map() };
  for (const [path, text] of form) {
    if (path === 'Action' || path === 'Version') continue;
    let node = root;
    for (const part of path.split('.')) {
      const child = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.text = text;
  }
  return Object.fromEntries([...root.children].map(([name, child]) => [name, valueAt(child)]));
};

import { isKeyMaker, type NameKind, nameKind } from './secret-names.ts';
import { isHexId, isPlaceholder, isReference, isWordy, looksRandom } from './secret-value.ts';

/** How a value stands beside its name. */
export interface Standing {
  /** The word before the name: `API` in `API key: …`. */
  readonly before?: string;
  /** After a colon, as in prose and YAML, where a name's value may be another name: `secret: orders-db`. */
  readonly loose?: boolean;
  /** Part of a sentence: `password: must be set`. */
  readonly prose?: boolean;
  /** Beside the name without a sign between: `set API_KEY to "…"`; only what looks generated is taken for a secret. */
  readonly said?: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{0,22}$/i;

const isBareName = (name: string): boolean => !/[A-Za-z][-_. ]|[a-z][A-Z]/.test(name);

const judge = (
  kind: NameKind,
  name: string,
  value: string,
  { before = '', loose = false, prose = false, said = false }: Standing,
): boolean => {
  if (said && !(value.length >= 6 && /\d/.test(value) && !isWordy(value) && !/\s/.test(value))) return false;
  switch (kind) {
    case 'none':
      return false;
    case 'header':
      return !/^[a-z]+(?:$| [a-z]+(?![\w+/=]))/.test(value) && !isPlaceholder(value.replace(/^[A-Za-z-]{3,12} /, ''));
    case 'password':
      return !(prose || /^[A-Z]+(?:_[A-Z]+)+$/.test(value) || (loose && isBareName(name) && /^\d{1,4}$/.test(value)));
    case 'secret':
      if (looksRandom(value) || (value.length >= 16 && isHexId(value) && /\d/.test(value))) return true;
      return !(
        prose ||
        /^\d{1,9}$/.test(value) ||
        /\/|^(?:[A-Z][a-z]{2,}){2,}$/.test(value) ||
        value.length < 4 ||
        (loose && !isKeyMaker(before) && isBareName(name))
      );
    case 'id':
      return (
        value.length >= 16 &&
        looksRandom(value) &&
        (!UUID.test(value) || /secret|[A-Z]_KEY$/.test(name)) &&
        !/(?:^|\/)[a-z]{3,}\//.test(value)
      );
    case 'key':
      return (
        value.length >= 16 &&
        looksRandom(value) &&
        !isHexId(value) &&
        /[a-z]/.test(value) &&
        /[A-Z]/.test(value) &&
        !/[/:.]/.test(value.slice(0, -1))
      );
    default:
      return kind satisfies never;
  }
};

/** Enough of a value to judge it by. */
const ENOUGH = 256;

/** Tells whether the value under a name of a known kind is a secret to mask, and not a placeholder, a reference or a name. */
export const isSecret = (kind: NameKind, name: string, value: string, standing: Standing): boolean => {
  const head = value.slice(0, ENOUGH);
  return (
    kind !== 'none' &&
    /[A-Za-z0-9!@#$%^&*]/.test(head) &&
    !isPlaceholder(head.slice(0, 80)) &&
    !isReference(head) &&
    judge(kind, name, head, standing)
  );
};

/** Tells whether the value under a name is a secret to mask. */
export const isSecretUnder = (name: string, value: string): boolean => isSecret(nameKind(name), name, value, {});

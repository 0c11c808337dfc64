import type { ParseArgsConfig } from 'node:util';
import type { Selector } from '../functions/incident/policy.ts';
import { faultOfSelector } from '../functions/responder/read-policy.ts';
import { InputError } from './input-error.ts';

/** The options that say which failures are meant, as `parseArgs` takes them; each may be given several times. */
export const SELECTOR_OPTIONS = {
  service: { type: 'string', multiple: true },
  cluster: { type: 'string', multiple: true },
  cause: { type: 'string', multiple: true },
} as const satisfies ParseArgsConfig['options'];

/** The same options as they were given. */
export interface SelectorValues {
  readonly service?: readonly string[] | undefined;
  readonly cluster?: readonly string[] | undefined;
  readonly cause?: readonly string[] | undefined;
  readonly tag?: readonly string[] | undefined;
}

/** Reads which failures are meant; throws an error that names the option at fault and the fix. */
export function readSelector({ service, cluster, cause, tag }: SelectorValues): Selector {
  return {
    ...read('services', '--service', service),
    ...read('clusters', '--cluster', cluster),
    ...read('causes', '--cause', cause),
    ...read('tags', '--tag', tag),
  };
}

/** A selector in words: `service web in cluster prod, cause out-of-memory`. */
export function showSelector({ services, clusters, causes, tags }: Selector): string {
  const parts = [
    ...(services ? [`service ${services.join(' or ')}`] : []),
    ...(clusters ? [`cluster ${clusters.join(' or ')}`] : []),
    ...(causes ? [`cause ${causes.join(' or ')}`] : []),
    ...(tags ? [`tag ${tags.join(' or ')}`] : []),
  ];
  return parts.length === 0 ? 'everything' : parts.join(', ').replace(', cluster ', ' in cluster ');
}

function read(
  field: 'services' | 'clusters' | 'causes' | 'tags',
  option: string,
  entries: readonly string[] | undefined,
): Selector {
  if (entries === undefined) return {};
  for (const entry of entries) {
    const fault = faultOfSelector(field, entry);
    if (fault !== undefined) throw new InputError(`${option} is "${entry}", which ${fault}.`);
    if (field !== 'tags' && !/^[\w*-]{1,255}$/.test(entry)) {
      throw new InputError(
        `${option} is "${entry}": names have letters, digits, - and _, and * stands for any text. For several, repeat ${option}.`,
      );
    }
  }
  return { [field]: [...new Set(entries)] };
}

import type { SubjectType } from '../opinion.ts';
import type { GuidanceFacts } from './guidance.ts';
import { plain } from './plain-text.ts';

/** The noun before the value; types that are not here speak for themselves: `db.internal:5432`. */
const NOUNS: Partial<Record<SubjectType, string>> = {
  image: 'image',
  secret: 'secret',
  parameter: 'parameter',
  role: 'role',
  action: 'action',
  'log-group': 'log group',
  'log-option': 'log option',
  'target-group': 'target group',
  subnet: 'subnet',
  'network-interface': 'network interface',
  'security-group': 'security group',
  volume: 'volume',
  'file-system': 'file system',
  container: 'container',
  deployment: 'deployment',
  instance: 'instance',
  port: 'port',
  variable: 'variable',
  module: 'module',
  file: 'file',
  host: 'host',
  database: 'database',
  user: 'user',
  table: 'table',
  migration: 'migration',
  certificate: 'certificate',
  option: 'option',
};

/** The thing at fault with its noun, `secret prod/orders/db`, or the fallback where nothing is named. */
export function subjectPhrase({ diagnosis: { subject } }: GuidanceFacts, fallback: string, most = 70): string {
  const value = plain(subject?.value ?? '', most);
  if (subject === undefined || value === '') return fallback;
  const noun = NOUNS[subject.type];
  return noun === undefined ? value : `${noun} ${value}`;
}

/** The thing at fault behind a colon, at the end of a sentence; empty where nothing is named. */
export function namingSubject(facts: GuidanceFacts): string {
  const phrase = subjectPhrase(facts, '');
  return phrase === '' ? '' : `: ${phrase}`;
}

/** The value of the thing at fault where it is of one of these types. */
export function subjectOf({ diagnosis: { subject } }: GuidanceFacts, ...types: readonly SubjectType[]) {
  if (subject === undefined || !types.includes(subject.type)) return undefined;
  return plain(subject.value, 512) || undefined;
}

/** One part of the thing at fault: `action`, `host`, `arn`. */
export function partOf({ diagnosis: { subject } }: GuidanceFacts, name: string): string | undefined {
  return plain(subject?.parts?.[name] ?? '', 512) || undefined;
}

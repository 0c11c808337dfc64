import * as v from 'valibot';
import { isAskedFor } from '../diagnosis/attention.ts';
import { CAUSE_IDS, CAUSES, type CauseId } from '../diagnosis/causes.ts';
import type { Knowledge, TeamSignature } from '../diagnosis/team-knowledge/knowledge.ts';
import { redact } from '../report/redact/redact.ts';
import { SUBJECT_TYPES } from './subject-types.ts';

/** The team's knowledge cannot be used; the message names each entry and field at fault, and the fix. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
}

const MOST_FAULTS = 10;
const MOST_SIGNATURES = 500;
const LONGEST_PATTERN = 500;

const text = (max: number) =>
  v.pipe(
    v.string('takes a text'),
    v.trim(),
    v.minLength(1, 'is empty: fill it in or leave it out'),
    v.maxLength(max, ({ received }) => `has ${received} characters, and takes at most ${max}`),
  );

const line = (max: number) => v.pipe(text(max), v.regex(/^[^\r\n]*$/, 'has a line break, and takes one line'));

/** A cause that a failure can have: not one that says that the stop was asked for, nor that nothing is known. */
const isFailure = (cause: CauseId): boolean => {
  const { domain } = CAUSES[cause];
  return domain !== 'lifecycle' && domain !== 'unknown' && !isAskedFor(cause);
};

const cause = v.picklist(
  CAUSE_IDS.filter(isFailure),
  ({ received }) =>
    `is ${received}, which is not the id of a failure: take one of docs/causes.md (but for those that tell of an expected stop), or give a "label"`,
);

/** Names and links pass the redaction of reports as they are. */
const noSecret = v.check(
  (value: string) => redact(value) === value,
  'holds a password or a token, and would be sent to every reader: leave it out',
);

const url = v.pipe(
  v.string('takes a URL'),
  v.check(
    (value) => /^https?:\/\/[^\s<>"]{1,2000}$/.test(value) && URL.canParse(value),
    ({ received }) => `is ${received}, and takes a URL that begins with https://`,
  ),
  noSecret,
);

const flags = v.picklist(['', 'i', 'u', 'iu', 'ui'], ({ received }) => `is ${received}, and takes "i", "u" or "iu"`);

const Signature = v.strictObject({
  id: v.pipe(
    v.string('takes a text'),
    v.regex(
      /^[a-z\d]+(?:-[a-z\d]+){0,20}$/,
      ({ received }) =>
        `is ${received}, and takes lower-case letters, digits and single hyphens: "orders-ledger-drift"`,
    ),
    v.maxLength(64, ({ received }) => `has ${received} characters, and takes at most 64`),
  ),
  pattern: v.pipe(
    v.string('takes a regular expression as text'),
    v.minLength(1, 'is empty, and would match every line: write what the line holds'),
    v.maxLength(LONGEST_PATTERN, ({ received }) => `has ${received} characters, and takes at most ${LONGEST_PATTERN}`),
  ),
  flags: v.exactOptional(flags),
  applies: v.exactOptional(
    v.picklist(['log', 'reason'], ({ received }) => `is ${received}, and takes "log" or "reason"`),
  ),
  cause: v.exactOptional(cause),
  label: v.exactOptional(line(60)),
  explanation: v.exactOptional(text(600)),
  change: v.exactOptional(text(600)),
  runbook: v.exactOptional(url),
  owner: v.exactOptional(v.pipe(line(60), noSecret)),
  subject: v.exactOptional(
    v.strictObject({
      type: v.picklist(SUBJECT_TYPES, ({ received }) => `is ${received}, and takes one of ${SUBJECT_TYPES.join(', ')}`),
      group: v.string('takes the name of a group of the pattern'),
    }),
  ),
  services: v.exactOptional(
    v.pipe(
      v.array(
        v.pipe(
          v.string('takes the name of a service, with * for any text'),
          v.regex(
            /^[\w*-]{1,255}$/,
            ({ received }) =>
              `is ${received}, and takes the name of a service (letters, digits, - and _), with * for any text`,
          ),
        ),
        'takes a list of names of services: ["orders*"]',
      ),
      v.minLength(1, 'is an empty list, which no service is in: leave it out to mean every service'),
    ),
  ),
});
type WrittenSignature = v.InferOutput<typeof Signature>;

const Runbooks = v.record(
  v.picklist(
    CAUSE_IDS,
    ({ received }) => `has the key ${received}, which is not the id of a cause: see docs/causes.md`,
  ),
  url,
  'takes an object of cause ids and URLs',
);

const File = v.strictObject(
  {
    signatures: v.exactOptional(
      v.pipe(
        v.array(Signature, 'takes a list'),
        v.maxLength(MOST_SIGNATURES, ({ received }) => `has ${received} entries, and takes at most ${MOST_SIGNATURES}`),
      ),
    ),
    runbooks: v.exactOptional(Runbooks),
  },
  'takes an object with "signatures", "runbooks" or both',
);

/**
 * Reads what a team knows of its own failures from the text of its JSON file.
 *
 * Whether the patterns take linear time is for the tools to prove that put the file in place: it takes a second for each.
 *
 * @param file - the file's name, for the messages.
 * @throws KnowledgeError that names each entry and field at fault.
 */
export function readKnowledge(json: string, file: string): Knowledge {
  const written = parseJson(json, file);
  // To valibot a list is an object too.
  const result = v.safeParse(File, Array.isArray(written) ? null : written);
  if (!result.success) throw refuse(file, result.issues.map(faultOf));
  const { signatures = [], runbooks = {} } = result.output;
  const read = signatures.map((signature, index) => compile(signature, index, signatures));
  const faults = read.flatMap((one) => (one.kind === 'faults' ? one.faults : []));
  if (faults.length > 0) throw refuse(file, faults);
  return { signatures: read.flatMap((one) => (one.kind === 'signature' ? [one.signature] : [])), runbooks };
}

function refuse(file: string, faults: readonly string[]): KnowledgeError {
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => `${file}: ${fault}.`);
  const more = faults.length - shown.length;
  return new KnowledgeError([...shown, ...(more > 0 ? [`${file}: ${more} more.`] : [])].join('\n'));
}

function parseJson(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new KnowledgeError(`${file}: not JSON (${error instanceof Error ? error.message : error}).`);
  }
}

const FIELDS = {
  signature: Object.keys(Signature.entries),
  subject: ['type', 'group'],
  file: Object.keys(File.entries),
};

type Issue = v.InferIssue<typeof File>;

function faultOf(issue: Issue): string {
  const path = (issue.path ?? []).map(({ key }) => key);
  const name = pathOf(path);
  if (issue.type !== 'strict_object' || path.length === 0) {
    return issue.expected === 'Object'
      ? `${name || 'its root'} takes an object`
      : `${name || 'its root'} ${issue.message}`;
  }
  const parent = path.length === 1 ? 'file' : path.at(-2) === 'subject' ? 'subject' : 'signature';
  const key = JSON.stringify(path.at(-1));
  const owner = pathOf(path.slice(0, -1)) || 'its root';
  if (issue.expected !== 'never')
    return issue.expected === 'Object' ? `${name} takes an object` : `${owner} has no ${key}: add it`;
  return `${owner} has the field ${key}, which is not known: its fields are ${FIELDS[parent].join(', ')}`;
}

const pathOf = (path: readonly unknown[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? `${key}` : `.${key}`)).join('');

type Compiled =
  | { readonly kind: 'signature'; readonly signature: TeamSignature }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/** Checks what concerns several fields at once, and makes the regular expression. */
function compile(written: WrittenSignature, index: number, all: readonly WrittenSignature[]): Compiled {
  const at = `signatures[${index}]`;
  const { pattern: source, flags: givenFlags = '', applies = 'log', cause: named, services, ...rest } = written;
  const { id, label, subject } = rest;
  const faults: string[] = [];
  const first = all.findIndex((other) => other.id === id);
  if (first !== index) faults.push(`${at}.id "${id}" is that of signatures[${first}] too: give each its own`);
  if (named === undefined && label === undefined) {
    faults.push(`${at} has neither "cause" nor "label": give the id of a cause, a label of your own, or both`);
  }
  const pattern = regExpOf(source, givenFlags);
  if (typeof pattern === 'string') return { kind: 'faults', faults: [...faults, `${at}.pattern ${pattern}`] };
  if (pattern.test('')) {
    faults.push(`${at}.pattern "${source}" matches an empty text, and so every line: write what the line must hold`);
  }
  if (subject !== undefined && !groupsOf(pattern).includes(subject.group)) {
    faults.push(
      `${at}.subject.group is "${subject.group}", but the pattern has no group (?<${subject.group}>…): name it there`,
    );
  }
  if (faults.length > 0) return { kind: 'faults', faults };
  return {
    kind: 'signature',
    signature: { ...rest, applies, pattern, cause: named ?? 'application-exit', ...(services ? { services } : {}) },
  };
}

function regExpOf(source: string, flags: string): RegExp | string {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return `"${source}" is not a regular expression (${error instanceof Error ? error.message : error}): mend it, and write \\\\ for \\ in JSON`;
  }
}

/** The names of a pattern's groups: with an empty alternative it always matches. */
const groupsOf = ({ source, flags }: RegExp): readonly string[] =>
  Object.keys(new RegExp(`${source}|`, flags).exec('')?.groups ?? {});

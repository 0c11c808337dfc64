import { aws } from './command-line.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import { plain } from './plain-text.ts';
import { deniedResource } from './roles.ts';
import { partOf, subjectOf, subjectPhrase } from './subject-phrase.ts';
import { arnOf, containerName } from './task-names.ts';

const OPEN_SUFFIX = '-??????';

/** Cuts `:<json-key>:<stage>:<version>` off a `valueFrom`; a bare parameter name becomes an ARN. */
function toArn(facts: GuidanceFacts, valueFrom: string): string {
  if (valueFrom.startsWith('arn:')) return valueFrom.split(':').slice(0, 7).join(':');
  return arnOf(facts, 'ssm', `parameter/${valueFrom.replace(/^\//, '')}`);
}

/** The secret or parameter at fault, as the task definition or the reason names it. */
function reference(facts: GuidanceFacts): string | undefined {
  const arn = partOf(facts, 'arn') ?? deniedResource(facts);
  if (arn !== undefined && /:(?:secretsmanager|ssm):/.test(arn)) return arn;
  const named = subjectOf(facts, 'secret', 'parameter', 'variable');
  if (named === undefined) return undefined;
  const defined = secretsOf(facts).find(({ name, valueFrom }) => name === named || valueFrom.includes(named));
  const type = facts.diagnosis.subject?.type;
  if (defined !== undefined || type === 'variable') return defined?.valueFrom;
  if (named.startsWith('arn:') || type === 'parameter') return named;
  // Secrets Manager appends six characters to a secret's name in its ARN; a policy may leave them open.
  return arnOf(facts, 'secretsmanager', `secret:${named}${OPEN_SUFFIX}`);
}

const secretsOf = ({ containerDefinition, definition }: GuidanceFacts) => {
  const own = containerDefinition?.secrets ?? [];
  return own.length > 0 ? own : (definition?.containers.flatMap(({ secrets }) => secrets) ?? []);
};

/** The ARN of the secret at fault; of all secrets of the container where none is named, or one with a word to replace. */
export function secretArns(facts: GuidanceFacts): readonly string[] {
  const named = reference(facts);
  if (named !== undefined) return [toArn(facts, named)];
  const known = [...new Set(secretsOf(facts).map(({ valueFrom }) => toArn(facts, valueFrom)))];
  return known.length > 0 ? known.slice(0, 10) : [arnOf(facts, 'secretsmanager', 'secret:SECRET_NAME')];
}

/** The entry in `secrets` of the container that names the secret at fault, with the suffix and key to correct. */
export function secretEntry(facts: GuidanceFacts): { readonly name: string; readonly valueFrom: string } {
  const named = subjectOf(facts, 'secret', 'parameter', 'variable');
  const all = secretsOf(facts);
  const entry = all.find(({ name, valueFrom }) => named !== undefined && (name === named || valueFrom.includes(named)));
  const [arn = ''] = secretArns(facts);
  return { name: entry?.name ?? (all.length === 1 ? all[0]?.name : undefined) ?? 'VARIABLE', valueFrom: arn };
}

/** The secret in a sentence: `secret prod/orders/db`, or `a secret of container app`. */
export function secretName(facts: GuidanceFacts): string {
  const only = secretsOf(facts).length === 1 ? secretsOf(facts)[0]?.valueFrom : undefined;
  const fallback = only === undefined ? `a secret of ${containerName(facts)}` : shortName(toArn(facts, only));
  const named = subjectOf(facts, 'secret', 'parameter', 'variable');
  if (named === undefined) return fallback;
  return named.startsWith('arn:') ? shortName(toArn(facts, named)) : subjectPhrase(facts, fallback);
}

const shortName = (arn: string): string =>
  arn.includes(':ssm:') ? `parameter ${plain(parameterIn(arn))}` : `secret ${plain(nameIn(arn))}`;

/** A hierarchical name has a slash in front, which its ARN does not double. */
function parameterIn(arn: string): string {
  const bare = (arn.split(':')[5] ?? arn).replace(/^parameter\//, '');
  return bare.includes('/') ? `/${bare}` : bare;
}

const nameIn = (arn: string): string => (arn.split(':')[6] ?? arn).replace(/-[A-Za-z\d?]{6}$/, '');

/** Shows that the secret or parameter exists, never its value. */
export function looksUpSecret(facts: GuidanceFacts, text: string): Step {
  const [arn = ''] = secretArns(facts);
  const region = arn.split(':')[3] || facts.task.region;
  if (arn.includes(':ssm:')) {
    return {
      text,
      command: aws(
        facts,
        'ssm describe-parameters',
        { 'parameter-filters': `Key=Name,Values=${parameterIn(arn)}` },
        region,
      ),
    };
  }
  return {
    text,
    command: aws(
      facts,
      'secretsmanager describe-secret',
      { 'secret-id': arn.endsWith(OPEN_SUFFIX) ? nameIn(arn) : arn },
      region,
    ),
  };
}

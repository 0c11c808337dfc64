import type { CauseId } from '../functions/diagnosis/causes.ts';
import { causeOfExitCode, describeExitCode } from '../functions/diagnosis/exit-codes.ts';
import { SIGNATURES } from '../functions/diagnosis/log/signatures/catalogue.ts';
import { REASON_RULES } from '../functions/diagnosis/reasons/read-reason.ts';
import type { ReasonPlace, ReasonRule } from '../functions/diagnosis/reasons/reason-rule.ts';

/** What a POSIX process can leave behind, and the codes of Windows that mean more than a failure. */
const EXIT_CODES: readonly number[] = [
  ...Array.from({ length: 256 }, (_, code) => code),
  3221225477,
  3221225786,
  1073807364,
  2147516547,
];

/** What the catalogue decides a cause by, one sentence for each kind of evidence, with the ids of the rules. */
export function evidenceOf(cause: CauseId): readonly string[] {
  return [...byReasons(cause), ...byExitCode(cause), ...bySignatures(cause)];
}

function byReasons(cause: CauseId): readonly string[] {
  const groups = Map.groupBy(
    REASON_RULES.filter((rule) => rule.cause === cause),
    placeOf,
  );
  return [...groups].map(([place, rules]) => `${place}: ${counted('rule', rules)}`);
}

const PLACES: Readonly<Record<ReasonPlace, string>> = {
  task: 'stopped reason',
  container: 'container reason',
  attachment: "attachment's status reason",
};

const EVERY_PLACE = `${PLACES.task}, ${PLACES.container} or ${PLACES.attachment}`;

function placeOf({ when }: ReasonRule): string {
  const places = when.where?.map((place) => PLACES[place]).join(' or ') ?? EVERY_PLACE;
  const codes = when.stopCodes?.map((code) => `\`${code}\``).join(' or ');
  return `${places}${codes === undefined ? '' : ` with stop code ${codes}`}`;
}

function byExitCode(cause: CauseId): readonly string[] {
  const codes = EXIT_CODES.filter((code) => causeOfExitCode(code).cause === cause);
  if (codes.length === 0) return [];
  // Whatever has no meaning of its own falls to one cause; a list of it would be a list of numbers.
  if (codes.length > EXIT_CODES.length / 2) return ['exit code: any that is listed under no other cause'];
  return [`exit code: ${codes.map(describeExitCode).join('; ')}`];
}

function bySignatures(cause: CauseId): readonly string[] {
  const signatures = SIGNATURES.filter((signature) => signature.cause === cause);
  return signatures.length === 0 ? [] : [`log: ${counted('signature', signatures)}`];
}

const counted = (noun: string, items: readonly { readonly id: string }[]): string =>
  `${noun}${items.length === 1 ? '' : 's'} ${items.map(({ id }) => `\`${id}\``).join(', ')}`;

import { CAUSES } from '../diagnosis/causes.ts';
import { plainValue } from './attributes.ts';
import { utf8Length } from './cut-text.ts';
import type { Notice } from './notice.ts';
import { redactNotice } from './redact-notice.ts';

/** With the body's 200,000 bytes, all lists together stay under the 262,144 bytes that SNS takes. */
const MAX_LIST_BYTES = 8_000;
const MAX_SERVICES_BYTES = 36_000;

/** An attribute that SNS sends as `String`, or as `String.Array`, of which a filter policy needs to match one entry. */
export type AttributeValue = string | readonly string[];

/**
 * The SNS message attributes of a notice, by the contract of `messageAttributes`. Where it tells of several causes,
 * clusters, services or families, these are lists, so that a filter on one of them gets the storm that names it. Of a list
 * beyond 36,000 bytes (services) or 8,000 bytes (others) the first are given: the ones that fail most.
 */
export function noticeAttributes(given: Notice): Readonly<Record<string, AttributeValue>> {
  const notice = redactNotice(given);
  const { cause, causes = [cause], severity, kind, clusters, services, family, account, region } = notice;
  const all: Readonly<Record<string, readonly string[]>> = {
    cause: causes,
    domain: notice.causes === undefined ? [notice.domain] : causes.map((id) => CAUSES[id].domain),
    severity: [severity],
    kind: [kind],
    cluster: clusters,
    service: services,
    family: family === undefined ? (notice.families ?? []) : [family],
    account: [account],
    region: [region],
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, values]) => {
      const plain = [...new Set(values.map(plainValue))].filter((value) => value !== '');
      const [only] = plain;
      return only === undefined
        ? []
        : [
            [
              name,
              plain.length === 1 ? only : withinBytes(plain, name === 'service' ? MAX_SERVICES_BYTES : MAX_LIST_BYTES),
            ],
          ];
    }),
  );
}

function withinBytes(values: readonly string[], most: number): readonly string[] {
  let bytes = 2;
  const end = values.findIndex((value) => {
    bytes += utf8Length(JSON.stringify(value)) + 1;
    return bytes > most;
  });
  return end === -1 ? values : values.slice(0, end);
}

import type { Hop, SelfTestResult } from './self-test-hop.ts';

const SIGNS: Readonly<Record<Hop['status'], string>> = {
  ok: 'ok',
  failed: 'FAILED',
  'not-reached': '-',
};
const INDENT = '          ';

/** Shows a test hop by hop, each with its time and, where it failed, what to change. */
export function selfTestText({ id, region, ok, hops, remarks }: SelfTestResult): string {
  const width = Math.max(...hops.map(({ name }) => name.length));
  const failed = hops.filter(({ status }) => status === 'failed').length;
  return [
    `Self-test ${id} in ${region}`,
    '',
    ...hops.flatMap(({ name, status, ms, detail, fix }) => [
      `  ${SIGNS[status].padEnd(6)}  ${name.padEnd(width)}  ${(ms === undefined ? '' : `${ms} ms`).padStart(9)}  ${detail}`,
      ...(fix === undefined ? [] : [`${INDENT}What to change: ${fix}`]),
    ]),
    '',
    ok ? 'All hops are fine: alerts reach whoever is subscribed.' : `${failed} of ${hops.length} hops failed.`,
    ...remarks,
  ].join('\n');
}

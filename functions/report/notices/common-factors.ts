import { countsOf } from '../../incident/counts-of.ts';
import type { Failure } from '../../incident/failure.ts';
import { imageInWords, shareInWords } from './words.ts';

/** What so many share is worth naming. */
const MOST = 2 / 3;

/** What most of the failures have in common, the likeliest reason for all of them first: `all 12 ran in eu-west-1a`. */
export function commonFactors(failures: readonly Failure[]): readonly string[] {
  return [
    sharedThing(failures),
    shared(
      failures,
      ({ instance }) => instance,
      (share, id) => `${share} ran on container instance ${id}`,
    ),
    shared(
      failures,
      ({ zone }) => zone,
      (share, zone) => `${share} ran in ${zone}`,
    ),
    shared(
      failures,
      ({ image }) => image,
      (share, image) => `${share} ran image ${imageInWords(image)}`,
    ),
    shared(
      failures,
      ({ title }) => title,
      (share, title) => `${share} have the same cause, ${title}`,
    ),
    shared(
      failures,
      ({ workload }) => workload.cluster,
      (share, cluster) => `${share} in cluster ${cluster}`,
    ),
  ].filter((factor) => factor !== undefined);
}

function shared(
  failures: readonly Failure[],
  read: (failure: Failure) => string | undefined,
  tell: (share: string, value: string) => string,
): string | undefined {
  const [most] = countsOf(failures.map(read));
  return most === undefined || most.count < 2 || most.count < MOST * failures.length
    ? undefined
    : tell(shareInWords(most.count, failures.length), most.value);
}

/** The thing that most quoted errors name; not every failure keeps its proof. */
function sharedThing(failures: readonly Failure[]): string | undefined {
  const proofs = failures.flatMap(({ proof }) => (proof === undefined || proof.trim() === '' ? [] : [proof]));
  const all = countsOf(proofs.flatMap((proof) => [...new Set(thingsIn(proof))]));
  const enough = all.filter(({ count }) => count >= 2 && count >= MOST * proofs.length);
  const best = enough.reduce<(typeof enough)[number] | undefined>(
    (longest, thing) =>
      longest === undefined ||
      thing.count > longest.count ||
      (thing.count === longest.count && thing.value.length > longest.value.length)
        ? thing
        : longest,
    undefined,
  );
  if (best === undefined) return undefined;
  return proofs.length === failures.length
    ? `${shareInWords(best.count, proofs.length)} errors name ${best.value}`
    : `${shareInWords(best.count, proofs.length)} quoted errors name ${best.value}`;
}

/** ARNs, hosts, addresses and paths: words with a dot, slash or colon inside that are no time, version or type of error. */
const thingsIn = (text: string): readonly string[] =>
  text
    .slice(0, 2_000)
    .split(/[\s"'`()<>[\]{},;=|]/)
    .map((word) => word.replace(/^[.:/]/, '').replace(/[.:/]$/, ''))
    .filter(
      (word) =>
        word.length >= 6 &&
        word.length <= 200 &&
        /[^.:/][.:/][^.]/.test(word) &&
        (/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d/.test(word) || !/^v?\d/.test(word)) &&
        !/(?:Error|Exception)$/.test(word) &&
        !/^https?:?$/.test(word),
    );

import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup, tokenAfter } from './find-token.ts';
import { iamParts } from './iam-subject.ts';
import { definedParts, makeSubject } from './make-subject.ts';

/** What stands before an image in the texts of ECS, containerd and Docker, the most exact first. */
const BEFORE_IMAGE = [
  'failed to resolve reference ',
  'failed to resolve ref ',
  'failed to resolve ref: ',
  'pull and unpack image ',
  'failed to pull image ',
  'pull access denied for ',
  'manifest for ',
  'reading manifest ',
  'the task cannot pull ',
  'unable to parse image reference ',
  'no such image: ',
  'repo digest matching ',
  'redacted ecr url related to ',
  "repository with name '",
  'repository ',
  'image ',
] as const;

/** Reads the image that could not be pulled, with what IAM said of it. */
export function imageSubject(reason: NormalisedReason): Subject | undefined {
  const image = findImage(reason);
  return image === undefined ? undefined : describeImage(image, iamParts(reason));
}

/** Finds the image a text speaks of, as it is written there or in a registry's URL. */
export function findImage(reason: NormalisedReason): string | undefined {
  for (const marker of BEFORE_IMAGE) {
    const token = tokenAfter(reason, [marker]);
    if (token !== undefined && isImage(token, marker)) return token;
  }
  return imageOfUrl(reason) ?? firstGroup(reason, /repository ([\w./-]{1,255}) not found/i);
}

/** A bare word is taken for an image only after words that nothing else can follow. */
const isImage = (token: string, marker: string): boolean =>
  !/^(?:https?:|linux\/|windows\/)/.test(token) &&
  !token.startsWith('...') &&
  (/[/:@]/.test(token) ||
    (/[a-z0-9]/i.test(token) && (marker === "repository with name '" || marker === 'pull access denied for ')));

/** The registry API names an image as `https://<registry>/v2/<repository>/manifests/<tag>`. */
function imageOfUrl(reason: NormalisedReason): string | undefined {
  const path = /https?:\/\/([^\s"'/]{1,255})\/v2\/([^\s"'?]{1,512})/.exec(reason.text);
  const [, registry, rest] = path ?? [];
  if (registry === undefined || rest === undefined) return undefined;
  const [repository, reference] = rest.split(/\/(?:manifests|blobs)\//);
  if (repository === undefined || reference === undefined) return undefined;
  const isDigest = reference.startsWith('sha256:');
  return `${registry}/${repository}${isDigest ? '@' : ':'}${reference.replace(/[:,.]$/, '')}`;
}

const ECR = /^([\w*<>-]{1,32})\.dkr\.ecr(?:-fips)?\.([\w-]{1,32})\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

/** Takes an image reference apart; in ECR the short name is enough, the account and Region are in the parts. */
export function describeImage(reference: string, more: Readonly<Record<string, string>> = {}): Subject {
  const at = reference.indexOf('@');
  const name = at < 0 ? reference : reference.slice(0, at);
  const digest = at < 0 ? undefined : reference.slice(at + 1);
  const slash = name.indexOf('/');
  const host = slash > 0 ? name.slice(0, slash) : '';
  const registry = /[.:]|^localhost$/.test(host) ? host : undefined;
  const path = registry === undefined ? name : name.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  const repository = colon > 0 ? path.slice(0, colon) : path;
  const tag = colon > 0 ? path.slice(colon + 1) : undefined;
  const [, account, region] = ECR.exec(registry ?? '') ?? [];
  return {
    type: 'image',
    value: account === undefined ? reference : shortName(path, digest),
    parts: definedParts({ reference, registry, repository, tag, digest, account, region, ...more }),
  };
}

/** Twelve hexadecimal digits name an image as well as sixty-four. */
const shortName = (path: string, digest: string | undefined): string =>
  digest === undefined ? path : `${path}@${digest.slice(0, 'sha256:'.length + 12)}`;

/** Reads the platform an image was wanted for, `linux/amd64`, and where the text says it the one it is made for. */
export function platformSubject(reason: NormalisedReason): Subject | undefined {
  const [first, second] = [...new Set(reason.lower.match(PLATFORMS))];
  // Docker names what it wants before what it found, but the platform of the image before that of the host.
  const imageFirst = reason.lower.includes("image's platform");
  const [requested, available] = imageFirst && second !== undefined ? [second, first] : [first, second];
  const image = findImage(reason);
  return (
    makeSubject('architecture', requested, { requested, available, image }) ??
    (image === undefined ? undefined : describeImage(image))
  );
}

const PLATFORMS = /(?:linux|windows)\/(?:amd64|arm64|arm|386|x86_64|s390x|ppc64le|riscv64)(?:\/v\d)?/g;

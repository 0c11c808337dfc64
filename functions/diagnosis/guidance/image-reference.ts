import { aws, quoted } from './command-line.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import { plain } from './plain-text.ts';
import { subjectOf } from './subject-phrase.ts';
import { containerName } from './task-names.ts';

/** An image's name in its parts. */
export interface ImageReference {
  readonly whole: string;
  /** `docker.io` where the name has no host of its own. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  /** The private ECR registry it is in. */
  readonly ecr?: { readonly account: string; readonly region: string };
}

const ECR_HOST = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z\d-]+)\.(?:amazonaws\.com|on\.aws|on\.amazonwebservices\.com)/;
const DIGEST = /@(sha256:[\da-f]+)$/;
const TAG = /:([\w.-]+)$/;

/** The image at fault: the container's image that the subject names, else the subject, else the container's image. */
export function imageOf(facts: GuidanceFacts): ImageReference | undefined {
  const { task, container, containerDefinition } = facts;
  const subject = subjectOf(facts, 'image');
  const own = container?.image ?? containerDefinition?.image;
  const images = [own, ...task.containers.map(({ image }) => image)];
  const whole = subject === undefined ? own : (images.find((image) => image?.includes(subject)) ?? subject);
  return whole === undefined || whole === '' ? undefined : parse(whole);
}

function parse(whole: string): ImageReference {
  const digest = DIGEST.exec(whole)?.[1];
  const undigested = whole.replace(DIGEST, '');
  const tag = TAG.exec(undigested)?.[1];
  const name = undigested.replace(TAG, '');
  const [host = '', ...path] = name.split('/');
  const hasHost = path.length > 0 && (/[.:]/.test(host) || host === 'localhost');
  const [, account, region] = ECR_HOST.exec(host) ?? [];
  return {
    whole,
    registry: hasHost ? host : 'docker.io',
    repository: hasHost ? path.join('/') : name,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    ...(account === undefined || region === undefined ? {} : { ecr: { account, region } }),
  };
}

/** The image in a sentence, without its registry: `image orders:v42`, or `the image of container app`. */
export function imageName(facts: GuidanceFacts): string {
  const image = imageOf(facts);
  if (image === undefined) return `the image of ${containerName(facts)}`;
  const { repository, tag, digest } = image;
  // Twelve digits of a digest are what registries and consoles show.
  const version = tag === undefined ? digest && `@${digest.slice(0, 19)}` : `:${tag}`;
  return `image ${plain(`${repository}${version ?? ''}`, 80)}`;
}

/** The ARN of the image's ECR repository. */
export const repositoryArn = ({ task }: GuidanceFacts, { ecr, repository }: ImageReference): string =>
  `arn:${task.partition}:ecr:${ecr?.region ?? task.region}:${ecr?.account ?? task.account}:repository/${repository}`;

/** Asks the registry for the image, in ECR also for what was pushed last. */
export function lookForImage(facts: GuidanceFacts): readonly Step[] {
  const image = imageOf(facts);
  if (image === undefined) return [];
  if (image.ecr === undefined) return [inspectImage(facts, `See whether ${image.registry} has ${imageName(facts)}.`)];
  const { tag, digest, repository, ecr } = image;
  const where = { 'registry-id': ecr.account, 'repository-name': repository };
  return [
    {
      text: `See whether ECR has ${imageName(facts)}.`,
      command: aws(
        facts,
        'ecr describe-images',
        { ...where, 'image-ids': digest === undefined ? `imageTag=${tag ?? 'latest'}` : `imageDigest=${digest}` },
        ecr.region,
      ),
    },
    {
      text: `See which tags were pushed last to repository ${plain(repository)}.`,
      command: aws(
        facts,
        'ecr describe-images',
        { ...where, query: 'sort_by(imageDetails,&imagePushedAt)[-5:].[imagePushedAt,imageTags]' },
        ecr.region,
      ),
    },
  ];
}

/** Shows the image's manifest and the platforms it was built for, from a machine with access to the registry. */
export function inspectImage(facts: GuidanceFacts, text: string): Step {
  const image = imageOf(facts);
  return image === undefined ? { text } : { text, command: `docker buildx imagetools inspect ${quoted(image.whole)}` };
}

/** Runs a command of the image's own shell, to look into the image; `script` is trusted text. */
export function lookInside(facts: GuidanceFacts, text: string, script: string): Step {
  const image = imageOf(facts);
  if (image === undefined) return { text };
  return { text, command: `docker run --rm --entrypoint sh ${quoted(image.whole)} -c ${quoted(script)}` };
}

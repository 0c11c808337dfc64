import { quoted } from './command-line.ts';
import { describeDefinition, inContainer, inTask, redeploy, serviceEvents, startAgain } from './common-steps.ts';
import type { Grant } from './edit.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { imageName, imageOf, inspectImage, lookForImage, repositoryArn } from './image-reference.ts';
import { capitalized, plain } from './plain-text.ts';
import { deniedAction, executionRole, grant, simulate } from './roles.ts';
import { arnOf, containerName, definitionName, isFargate } from './task-names.ts';

const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];

const platformOf = ({ task, definition }: GuidanceFacts): string => {
  const arm = /^arm64$/i.test(definition?.cpuArchitecture ?? task.cpuArchitecture ?? '');
  const windows = /^windows/i.test(definition?.operatingSystem ?? '');
  return `${windows ? 'windows' : 'linux'}/${arm ? 'arm64' : 'amd64'}`;
};

const useOtherImage = (facts: GuidanceFacts): Step =>
  inContainer(facts, `set image of ${containerName(facts)} to a tag that exists.`, { image: otherTag(facts) });

/** The same repository with a tag to fill in. */
function otherTag(facts: GuidanceFacts): string {
  const image = imageOf(facts);
  if (image === undefined) return 'REPOSITORY:TAG';
  return `${image.registry === 'docker.io' ? '' : `${image.registry}/`}${image.repository}:TAG`;
}

const giveRegistryCredentials = (facts: GuidanceFacts): Step =>
  inContainer(
    facts,
    `set repositoryCredentials.credentialsParameter of ${containerName(facts)} to the ARN of a secret of the form {"username":"...","password":"..."}, which ${executionRole(facts).phrase} must be allowed to read.`,
    { repositoryCredentials: { credentialsParameter: arnOf(facts, 'secretsmanager', 'secret:REGISTRY_LOGIN') } },
  );

/** What the role that pulls must be allowed in ECR. */
function allowPull(facts: GuidanceFacts): readonly Step[] {
  const image = imageOf(facts);
  const role = executionRole(facts);
  const logIn: Grant = { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] };
  if (deniedAction(facts) === 'ecr:GetAuthorizationToken' || image === undefined) {
    return [grant(`Allow ${role.phrase} to log in to ECR.`, role, [logIn])];
  }
  const pull = grant(
    `Allow ${role.phrase} to pull from this repository (as the managed policy AmazonECSTaskExecutionRolePolicy does).`,
    role,
    [{ actions: PULL_ACTIONS, resources: [repositoryArn(facts, image)] }, logIn],
  );
  const foreign = image.ecr !== undefined && image.ecr.account !== facts.task.account;
  return foreign
    ? [
        pull,
        {
          text: `In account ${image.ecr?.account}, let the repository policy allow these pull actions to account ${facts.task.account}.`,
        },
      ]
    : [pull];
}

/** What is told about failures to pull the image. */
export const imageGuidance: GuidanceOf<'image'> = {
  'image-not-found': {
    title: 'image not found',
    headline: (facts) => `${capitalized(imageName(facts))} does not exist in its registry.`,
    explanation(facts) {
      const image = imageOf(facts);
      if (image?.digest !== undefined) {
        return 'ECS pinned the tag to this digest at the deployment; since then the image was deleted or its tag pushed again.';
      }
      return image?.registry === 'docker.io'
        ? 'Docker Hub answers the same for a private repository without credentials.'
        : `The registry answered that it has no such repository or tag.`;
    },
    check: (facts) => [
      ...lookForImage(facts),
      describeDefinition(facts, `Compare with the images that ${definitionName(facts)} names.`, 'image'),
    ],
    change(facts) {
      const again = redeploy(
        facts,
        'Push the image, then deploy anew: ECS resolves the tag to a digest once per deployment.',
        'Push the image under this tag, then run the task again.',
      );
      const image = imageOf(facts);
      return [
        again,
        useOtherImage(facts),
        image?.registry === 'docker.io'
          ? giveRegistryCredentials(facts)
          : { text: 'Keep the lifecycle policy of the repository from expiring deployed images.' },
      ];
    },
  },
  'image-pull-access-denied': {
    title: 'image pull denied',
    headline(facts) {
      const image = imageOf(facts);
      const action = deniedAction(facts);
      const refused = `The registry refused the pull of ${imageName(facts)}`;
      if (action !== undefined)
        return `${capitalized(executionRole(facts).phrase)} may not ${action} for ${imageName(facts)}.`;
      return image === undefined || image.ecr !== undefined
        ? `${refused}: access denied.`
        : `${refused}: no valid credentials.`;
    },
    explanation(facts) {
      const image = imageOf(facts);
      if (image !== undefined && image.ecr === undefined) {
        return `${image.registry} wants credentials that the task lacks, or its repository does not exist: many registries answer the same for both.`;
      }
      return `${isFargate(facts) ? 'Fargate pulls with the task execution role' : 'ECS on EC2 pulls with the execution role if one is set, else with the instance role'}; it, the repository policy or a VPC endpoint policy does not allow the pull.`;
    },
    check(facts) {
      const image = imageOf(facts);
      if (image?.ecr === undefined)
        return [inspectImage(facts, `See whether ${imageName(facts)} exists and can be pulled without credentials.`)];
      const resource = repositoryArn(facts, image);
      return [
        ...simulate(facts, executionRole(facts), deniedAction(facts) ?? 'ecr:BatchGetImage', resource),
        ...lookForImage(facts).slice(0, 1),
      ];
    },
    change(facts) {
      const image = imageOf(facts);
      return image !== undefined && image.ecr === undefined
        ? [giveRegistryCredentials(facts), useOtherImage(facts)]
        : [...allowPull(facts), startAgain(facts)];
    },
  },
  'image-pull-rate-limited': {
    title: 'image pull rate limit',
    headline: (facts) => `The registry throttled the pull of ${imageName(facts)}.`,
    explanation: (facts) =>
      imageOf(facts)?.registry === 'docker.io'
        ? 'Docker Hub counts pulls without an account per IP address, which all tasks behind one NAT gateway share.'
        : 'The registry allows only so many pulls in a time, and tasks behind one address share them.',
    check: (facts) => [serviceEvents(facts, 'See whether tasks start again and again: each start is a pull.')],
    change: (facts) => [
      giveRegistryCredentials(facts),
      {
        text: 'Or pull through ECR: make a pull-through cache rule for this registry, or copy the image to your own repository.',
      },
    ],
  },
  'image-reference-invalid': {
    title: 'image name invalid',
    headline(facts) {
      const whole = imageOf(facts)?.whole;
      const name = containerName(facts);
      return whole === undefined
        ? `The image name of ${name} is malformed.`
        : `The image name of ${name} is malformed: ${plain(whole, 100)}.`;
    },
    explanation: () => 'An image name is registry/repository:tag, the repository in lower case, one tag, no spaces.',
    check: (facts) => [describeDefinition(facts, `Read the image names in ${definitionName(facts)}.`, 'image')],
    change: (facts) => [
      inContainer(
        facts,
        `correct image of ${containerName(facts)}; a placeholder that the pipeline did not fill in is the usual fault.`,
        { image: 'REGISTRY/REPOSITORY:TAG' },
      ),
    ],
  },
  'image-platform-mismatch': {
    title: 'image for another platform',
    headline: (facts) =>
      `${capitalized(imageName(facts))} does not run on ${platformOf(facts)}, the platform of this task.`,
    explanation: (_facts) =>
      `Images built on an Apple or Graviton machine are arm64 unless told otherwise. A start script without a first line such as #!/bin/sh fails with the same words.`,
    check: (facts) => [inspectImage(facts, 'See which platforms the image was built for.')],
    change(facts) {
      const platform = platformOf(facts);
      const arm = platform.endsWith('arm64');
      return [
        {
          text: 'Build the image for this platform.',
          command: `docker buildx build --platform ${platform} --push --tag ${quoted(imageOf(facts)?.whole.split('@')[0] ?? 'IMAGE')} .`,
        },
        inTask(
          facts,
          `set runtimePlatform.cpuArchitecture to ${arm ? 'X86_64' : 'ARM64'} (now ${arm ? 'ARM64' : 'X86_64'}), if every image of the task is built for that.`,
          { runtimePlatform: { cpuArchitecture: arm ? 'X86_64' : 'ARM64' } },
        ),
      ];
    },
  },
  'image-pull-failed': {
    title: 'image pull failed',
    headline: (facts) => `${capitalized(imageName(facts))} could not be pulled.`,
    explanation: () => 'A broken transfer often passes by itself, an untrusted certificate of the registry does not.',
    check: (facts) => [
      ...lookForImage(facts).slice(0, 1),
      serviceEvents(facts, 'See whether later tasks could pull it.'),
    ],
    change: (facts) => [
      startAgain(facts),
      {
        text: 'If it fails each time, push the image again, or copy it to ECR if its registry has a private certificate.',
      },
    ],
  },
};

import { aws } from './command-line.ts';
import { describeInstance, describeService, describeTask, inNewRevision, startAgain } from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { imageName, imageOf } from './image-reference.ts';
import { type EndpointName, lookAtPath, networkInterfaceOf, openPath, subnetOf } from './network-path.ts';
import { inWords } from './plain-text.ts';
import { partOf, subjectOf, subjectPhrase } from './subject-phrase.ts';
import { containerName, isFargate, workloadName } from './task-names.ts';

/** The endpoints that a pull needs; another registry than ECR is only on the internet. */
function pullNeeds(facts: GuidanceFacts): readonly [names: readonly EndpointName[], region: string] {
  const image = imageOf(facts);
  if (image !== undefined && image.ecr === undefined && !/\becr\b/.test(facts.task.stoppedReason))
    return [[], facts.task.region];
  return [['ecr.api', 'ecr.dkr'], image?.ecr?.region ?? facts.task.region];
}

/** The endpoints that the secrets of the task need; all of them where the task definition is not known. */
function secretNeeds({ definition, task }: GuidanceFacts): readonly [names: readonly EndpointName[], region: string] {
  const sources = definition?.containers.flatMap(({ secrets }) => secrets.map(({ valueFrom }) => valueFrom)) ?? [];
  if (sources.length === 0) return [['secretsmanager', 'ssm', 'kms'], task.region];
  const inSecretsManager = sources.filter((source) => source.includes(':secretsmanager:')).length;
  const names: EndpointName[] = ['kms'];
  if (inSecretsManager < sources.length) names.unshift('ssm');
  if (inSecretsManager > 0) names.unshift('secretsmanager');
  return [names, task.region];
}

function logNeeds({
  containerDefinition,
  task,
}: GuidanceFacts): readonly [names: readonly EndpointName[], region: string] {
  const { logDriver = 'awslogs', logOptions = {} } = containerDefinition ?? {};
  return [logDriver === 'awslogs' ? ['logs'] : [], logOptions['awslogs-region'] ?? task.region];
}

const endpointAt = (facts: GuidanceFacts): string => {
  const host = partOf(facts, 'host') ?? subjectOf(facts, 'endpoint', 'host');
  return host === undefined ? '' : ` at ${subjectPhrase(facts, host, 60)}`;
};

const inSubnet = (facts: GuidanceFacts): string => {
  const subnet = subnetOf(facts);
  return subnet === undefined ? '' : ` in subnet ${subnet}`;
};

const describeSubnets = (facts: GuidanceFacts, text: string): Step => ({
  text,
  command: aws(facts, 'ec2 describe-subnets', {
    'subnet-ids': subnetOf(facts),
    query: 'Subnets[].[SubnetId,VpcId,AvailabilityZone,AvailableIpAddressCount]',
  }),
});

const serviceNetwork = (facts: GuidanceFacts, text: string): readonly Step[] =>
  facts.task.service === undefined
    ? []
    : [{ text, command: describeService(facts, 'services[0].networkConfiguration.awsvpcConfiguration') }];

/** What is told about failures of the network around the task. */
export const networkGuidance: GuidanceOf<'network'> = {
  'registry-unreachable': {
    title: 'registry unreachable',
    headline: (facts) =>
      `The registry of ${imageName(facts)} could not be reached from the task's network${inSubnet(facts)}.`,
    explanation(facts) {
      const [names] = pullNeeds(facts);
      return names.length === 0
        ? `${imageOf(facts)?.registry} is on the internet, so the task needs a public IP address or NAT. No permission was asked for yet.`
        : 'A pull from ECR needs three ways: to the ECR API, to the registry, and to S3, where the layers are. No permission was asked for yet.';
    },
    check(facts) {
      const steps = [
        ...lookAtPath(facts, ...pullNeeds(facts)),
        ...describeInstance(facts, 'Find the instance, to try the pull there.'),
      ];
      return steps.length > 0
        ? steps
        : [describeTask(facts, 'Read which address did not answer', 'tasks[0].[stoppedReason,containers[].reason]')];
    },
    change: (facts) => openPath(facts, ...pullNeeds(facts)),
  },
  'secrets-unreachable': {
    title: 'secret store unreachable',
    headline: (facts) => `The store of the task's secrets could not be reached from its network${inSubnet(facts)}.`,
    explanation: (facts) =>
      `ECS fetches the secrets of ${workloadName(facts)} over the task's own network before a container starts. No permission was asked for yet.`,
    check: (facts) => lookAtPath(facts, ...secretNeeds(facts)),
    change: (facts) => openPath(facts, ...secretNeeds(facts)),
  },
  'log-endpoint-unreachable': {
    title: 'log destination unreachable',
    headline: (facts) => `The log destination of ${containerName(facts)}${endpointAt(facts)} could not be reached.`,
    explanation: (facts) =>
      `A container does not start before its log driver. ${
        logNeeds(facts)[0].length === 0
          ? 'The log server did not answer, or the log router of the task was not up yet.'
          : 'The log group itself may be in order.'
      }`,
    check: (facts) =>
      logNeeds(facts)[0].length === 0
        ? [
            {
              text: `See whether the log server${endpointAt(facts)} is up and listens there.`,
            },
            ...lookAtPath(facts, [], facts.task.region),
          ]
        : lookAtPath(facts, ...logNeeds(facts)),
    change: (facts) =>
      logNeeds(facts)[0].length === 0
        ? [
            inNewRevision(
              facts,
              `correct the address in logConfiguration.options of ${containerName(facts)}, or let it depend on the log router (dependsOn with condition START).`,
            ),
            { text: 'Let the security groups on both sides allow the port of the log server.' },
          ]
        : openPath(facts, ...logNeeds(facts)),
  },
  'network-interface-failed': {
    title: 'network interface failed',
    headline: (facts) => `The network interface of the task could not be set up${inSubnet(facts)}.`,
    explanation: (facts) =>
      isFargate(facts)
        ? 'A timeout here mostly passes by itself; a deleted subnet or security group does not.'
        : 'Each awsvpc task takes one of the few interfaces of its instance, so a full instance fails like this.',
    check(facts) {
      const eni = networkInterfaceOf(facts);
      const look: Step[] =
        eni === undefined
          ? []
          : [
              {
                text: 'See the state of the interface.',
                command: aws(facts, 'ec2 describe-network-interfaces', { 'network-interface-ids': eni }),
              },
            ];
      return [
        describeTask(facts, 'Read the state of the attachment', 'tasks[0].attachments'),
        ...look,
        ...serviceNetwork(facts, 'See whether its subnets and security groups exist, all in one VPC.'),
      ];
    },
    change: (facts) => [
      startAgain(facts),
      isFargate(facts)
        ? { text: 'If it fails each time, correct the subnets and security groups in the network configuration.' }
        : {
            text: 'If it fails each time, use a larger instance type, or let new instances carry more interfaces.',
            command: aws(facts, 'ecs put-account-setting-default', { name: 'awsvpcTrunking', value: 'enabled' }),
          },
    ],
  },
  'subnet-addresses-exhausted': {
    title: 'subnet out of IP addresses',
    headline: (facts) =>
      `${subnetOf(facts) === undefined ? 'The subnet of the task' : `Subnet ${subnetOf(facts)}`} has no free IP address for the task.`,
    explanation: () =>
      'Each awsvpc task takes an address of its subnet, and a deployment takes twice as many for a while.',
    check: (facts) => [
      describeSubnets(facts, 'Count the free addresses.'),
      {
        text: 'See what holds them.',
        command: aws(facts, 'ec2 describe-network-interfaces', {
          filters: subnetOf(facts) === undefined ? undefined : `Name=subnet-id,Values=${subnetOf(facts)}`,
          query: 'NetworkInterfaces[].[Status,InterfaceType,Description]',
        }),
      },
    ],
    change: (facts) => [
      {
        text: `Add a subnet with free addresses, in the same VPC, to the network configuration of ${workloadName(facts)}.`,
      },
      {
        text: 'Remove interfaces that nothing uses (status available), or scale down what else lives there.',
      },
    ],
  },
  'service-discovery-failed': {
    title: 'service discovery failed',
    headline(facts) {
      const named = subjectOf(facts, 'container');
      return named === undefined
        ? `Service Connect or Cloud Map failed for ${workloadName(facts)}.`
        : `The Service Connect proxy ${subjectPhrase(facts, 'container', 60).replace(/^container /, '')} failed and took the task down.`;
    },
    explanation: () =>
      'ECS adds an essential proxy container to the task; when it ends or Cloud Map refuses it, the task ends. Your own image may be in order.',
    check: (facts) => [
      describeTask(facts, 'Read how the proxy ended', 'tasks[0].[attachments,containers[].[name,exitCode,reason]]'),
      ...(facts.task.service === undefined
        ? []
        : [
            {
              text: 'Find the log of the proxy in the Service Connect settings of the service.',
              command: describeService(facts, 'services[0].deployments[0].serviceConnectConfiguration'),
            },
          ]),
    ],
    change: (facts) => [
      inNewRevision(facts, `add 256 CPU units and at least 64 MiB for the proxy, as AWS advises${roomNow(facts)}.`),
      {
        text: 'See that the Cloud Map namespace exists and, if another account shares it, that the share allows servicediscovery:RegisterInstance.',
      },
      startAgain(facts),
    ],
  },
};

function roomNow({ task: { cpuUnits, memoryMiB } }: GuidanceFacts): string {
  const parts = [
    cpuUnits === undefined ? '' : `${cpuUnits} CPU units`,
    memoryMiB === undefined ? '' : `${memoryMiB} MiB`,
  ];
  const now = inWords(parts.filter((part) => part !== ''));
  return now === '' ? '' : ` (the task has ${now})`;
}

import { aws } from './command-line.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import { inWords } from './plain-text.ts';
import { partOf, subjectOf } from './subject-phrase.ts';
import { isFargate } from './task-names.ts';

/** The AWS services a task must reach before its containers start; each has an interface endpoint of this name. */
export type EndpointName = 'ecr.api' | 'ecr.dkr' | 'logs' | 'secretsmanager' | 'ssm' | 'kms';

/** The subnet of the task's network interface, where the event shows it. */
export const subnetOf = (facts: GuidanceFacts): string | undefined =>
  subjectOf(facts, 'subnet') ?? attached(facts, 'subnetId');

/** The task's network interface, where the event shows it. */
export const networkInterfaceOf = (facts: GuidanceFacts): string | undefined =>
  subjectOf(facts, 'network-interface') ?? attached(facts, 'networkInterfaceId');

const attached = ({ task }: GuidanceFacts, detail: string): string | undefined =>
  task.attachments.map(({ details }) => details[detail]).find((value) => value !== undefined && value !== '');

/** The network mode, also where the task definition is not known. */
export const networkModeOf = (facts: GuidanceFacts): string | undefined =>
  facts.definition?.networkMode ?? (isFargate(facts) || attached(facts, 'subnetId') ? 'awsvpc' : undefined);

/** In the China Regions the ECR endpoints have another prefix (the table of aws-cdk-lib's InterfaceVpcEndpoint). */
const endpointService = (region: string, name: string): string =>
  `${region.startsWith('cn-') && name.startsWith('ecr.') ? 'cn.' : ''}com.amazonaws.${region}.${name}`;

/** An address of a private range: the name led to a VPC endpoint, so that exists and something before it refuses. */
const ledToEndpoint = (facts: GuidanceFacts): boolean =>
  /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(partOf(facts, 'host') ?? partOf(facts, 'ip') ?? '');

/** Shows the way out of the task's subnet and the VPC endpoints there are. */
export function lookAtPath(facts: GuidanceFacts, names: readonly EndpointName[], region: string): readonly Step[] {
  const subnet = subnetOf(facts);
  const steps: Step[] = [];
  if (subnet !== undefined) {
    steps.push({
      text: `See where subnet ${subnet} sends 0.0.0.0/0: igw- is public, nat- is NAT, neither needs VPC endpoints (no answer: the VPC's main route table applies).`,
      command: aws(facts, 'ec2 describe-route-tables', {
        filters: `Name=association.subnet-id,Values=${subnet}`,
        query: 'RouteTables[].Routes[].[DestinationCidrBlock,GatewayId,NatGatewayId,State]',
      }),
    });
  }
  if (names.length > 0) {
    const services = names.map((name) => endpointService(region, name));
    const s3 = names.includes('ecr.dkr') ? [endpointService(region, 's3')] : [];
    steps.push({
      text: 'See which VPC endpoints there are, with private DNS on, in the VPC of the task.',
      command: aws(facts, 'ec2 describe-vpc-endpoints', {
        filters: `Name=service-name,Values=${[...services, ...s3].join(',')}`,
        query: 'VpcEndpoints[].[ServiceName,VpcId,State,PrivateDnsEnabled]',
      }),
    });
  }
  return steps;
}

/** What the network mode needs to reach the services, the likeliest first; without names only the internet will do. */
export function openPath(facts: GuidanceFacts, names: readonly EndpointName[], region: string): readonly Step[] {
  const groups: Step = {
    text:
      names.length === 0
        ? 'Let the security group and the network ACL allow outbound 443 and the answers to it.'
        : 'Let the security group of the task allow outbound 443, and the one of the VPC endpoints inbound 443 from it; network ACLs must let the answers back in.',
    edit: { kind: 'security-group', direction: 'out', port: 443 },
  };
  const steps = [...waysOut(facts, names, region), groups];
  return ledToEndpoint(facts) ? [groups, ...steps.slice(0, -1)] : steps;
}

function waysOut(facts: GuidanceFacts, names: readonly EndpointName[], region: string): readonly Step[] {
  const endpoints = names.map((name) => endpointService(region, name));
  const instead =
    endpoints.length === 0
      ? ''
      : `, or create the VPC ${endpoints.length === 1 ? 'endpoint' : 'endpoints'} ${inWords(endpoints)} with private DNS${
          names.includes('ecr.dkr')
            ? ` and the gateway endpoint ${endpointService(region, 's3')} in the subnet's route table (image layers come from S3)`
            : ''
        }`;
  const subnet = subnetOf(facts);
  const private_ = `${subnet === undefined ? 'a private subnet' : `subnet ${subnet} if it is private`}`;
  if (networkModeOf(facts) !== 'awsvpc') {
    return [
      {
        text: `The task uses the network of its container instance: give the instance's subnet a route to a NAT or internet gateway${instead}.`,
      },
    ];
  }
  const nat: Step = {
    text: `For ${private_}: route 0.0.0.0/0 to a NAT gateway${instead}.`,
    ...(names.length === 0
      ? {}
      : { edit: { kind: 'endpoints', names: [...names, ...(names.includes('ecr.dkr') ? ['s3'] : [])] } }),
  };
  if (!isFargate(facts)) {
    // With awsvpc on EC2 a task's interface cannot have a public address.
    return [nat];
  }
  return [
    nat,
    {
      text: 'For a public subnet: set assignPublicIp to ENABLED in the network configuration of the service or the RunTask call.',
      ...(facts.task.service === undefined ? {} : { edit: { kind: 'service', fields: { assignPublicIp: 'ENABLED' } } }),
    },
  ];
}

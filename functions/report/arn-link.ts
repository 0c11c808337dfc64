import { consoleUrl, encodeLogName, encodePart } from './console-url.ts';
import type { Link } from './post-mortem.ts';

/** Where things without an ARN are. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const ARN = /^arn:(aws[a-z-]*):([a-z\d-]+):([a-z\d-]*):(\d*):(.+)$/s;

/** The console page of the thing an ARN names, in the thing's own Region; undefined for kinds without a known page. */
export function arnLink(arn: string, home: Place): Link | undefined {
  const [, partition = '', service = '', region = '', account = '', resource = ''] = ARN.exec(arn) ?? [];
  const place = { partition, region: region || home.region, account: account || home.account };
  const [kind = '', ...rest] = resource.split(/[/:]/);
  const name = resource.slice(kind.length + 1);
  const last = rest.at(-1) ?? '';
  switch (`${service} ${kind}`) {
    case 'ecr repository':
      return ecrLink(place, name);
    case 'secretsmanager secret':
      return secretLink(place, (rest[0] === name ? name : (name.split(':')[0] ?? '')).replace(/-[A-Za-z\d]{6}$/, ''));
    case 'ssm parameter':
      // Only a hierarchical name begins with a slash, and ARNs drop it.
      return parameterLink(place, name.includes('/') ? `/${name.replace(/^\//, '')}` : name);
    case 'iam role':
      return roleLink(place, last);
    case 'sts assumed-role':
      return roleLink(place, rest[0] ?? '');
    case 'kms key':
      return link(place, 'KMS key', name, `/kms/home?region=${place.region}#/kms/keys/${encodePart(name)}`);
    case 'logs log-group':
      return logGroupLink(place, name.split(':')[0] ?? '');
    case 'elasticloadbalancing targetgroup':
      return link(place, 'Target group', name, ec2(place, `TargetGroup:targetGroupArn=${arn}`));
    case 'elasticloadbalancing loadbalancer':
      return link(place, 'Load balancer', name, ec2(place, `LoadBalancer:loadBalancerArn=${arn}`));
    case 'elasticfilesystem file-system':
    case 'ec2 subnet':
    case 'ec2 security-group':
    case 'ec2 network-interface':
    case 'ec2 instance':
      return idLink(last, place);
    default:
      return service === 's3' ? s3Link(place, resource) : undefined;
  }
}

const ID = /\b(?:(?:subnet|sg|eni|fs)-[\da-f]{8,17}|i-[\da-f]{8,17})\b/;

/** The console page of the first subnet, security group, network interface, instance or file system named in a text. */
export function idLink(text: string, place: Place): Link | undefined {
  const [id = ''] = ID.exec(text) ?? [];
  switch (id.slice(0, id.indexOf('-'))) {
    case 'subnet':
      return link(place, 'Subnet', id, `/vpcconsole/home?region=${place.region}#SubnetDetails:subnetId=${id}`);
    case 'sg':
      return link(place, 'Security group', id, ec2(place, `SecurityGroup:groupId=${id}`));
    case 'eni':
      return link(place, 'Network interface', id, ec2(place, `NetworkInterface:networkInterfaceId=${id}`));
    case 'i':
      return link(place, 'Instance', id, ec2(place, `InstanceDetails:instanceId=${id}`));
    case 'fs':
      return link(place, 'File system', id, `/efs/home?region=${place.region}#/file-systems/${id}`);
    default:
      return undefined;
  }
}

/** The page of a repository in Amazon ECR. */
export const ecrLink = (place: Place, repository: string): Link =>
  link(
    place,
    'ECR repository',
    `${repository} in ${place.account} ${place.region}`,
    `/ecr/repositories/private/${place.account}/${encodePath(repository)}?region=${place.region}`,
  );

/** The page of a secret, by its name without the random suffix. */
export const secretLink = (place: Place, name: string): Link =>
  link(place, 'Secret', name, `/secretsmanager/secret?name=${encodePart(name)}&region=${place.region}`);

/** The page of a parameter in the SSM Parameter Store. */
export const parameterLink = (place: Place, name: string): Link =>
  link(
    place,
    'Parameter',
    name,
    `/systems-manager/parameters/${encodePart(encodePart(name))}/description?region=${place.region}`,
  );

/** The permissions of a role, by its name without path. */
export const roleLink = (place: Place, name: string): Link =>
  link(place, 'Role', name, `/iam/home#/roles/details/${encodePart(name)}?section=permissions`);

/** The page of a log group. */
export const logGroupLink = (place: Place, group: string): Link =>
  link(
    place,
    'Log group',
    group,
    `/cloudwatch/home?region=${place.region}#logsV2:log-groups/log-group/${encodeLogName(group)}`,
  );

function s3Link(place: Place, resource: string): Link {
  const [bucket = '', ...key] = resource.split('/');
  const prefix = key.length === 0 ? '' : `&prefix=${encodePart(key.join('/'))}`;
  return link(place, 'S3 object', resource, `/s3/object/${encodePart(bucket)}?region=${place.region}${prefix}`);
}

/** A link with the name beside it, as console pages move and open in whatever account the reader is signed in to. */
export function link(place: Place, label: string, note: string, path: string): Link {
  const url = consoleUrl(place, path);
  return { label, ...(url === undefined ? {} : { url }), note };
}

const ec2 = ({ region }: Place, page: string): string => `/ec2/home?region=${region}#${encodeURI(page.toWellFormed())}`;
const encodePath = (path: string): string => path.split('/').map(encodePart).join('/');

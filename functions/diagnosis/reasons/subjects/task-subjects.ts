import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup, textBetween, tokenAfter } from './find-token.ts';
import { makeSubject, subjectOf } from './make-subject.ts';

/** Reads the target group or Classic load balancer, with the codes or the reason of the failed checks. */
export function targetGroupSubject(reason: NormalisedReason): Subject | undefined {
  const token = tokenAfter(reason, ['target-group (', 'target-group ', 'target group ']);
  const arn = token?.startsWith('arn:') ? token : undefined;
  return makeSubject('target-group', arn?.split('/')[1] ?? tokenAfter(reason, ['(elb ']), {
    arn,
    codes: firstGroup(reason, /codes: ?\[([\d, -]{1,60})\]/i),
    reason: textBetween(reason, '(reason ', ')'),
    port: tokenAfter(reason, ['(port ']),
  });
}

/** Reads the subnet and what EC2 said of it. */
export const subnetSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject('subnet', firstGroup(reason, /(subnet-[0-9a-f]{8,17})/), {
    code: firstGroup(reason, /subnet-[0-9a-f]{8,17}'?: ?([\w.]{1,80})/),
  });

/** Reads the security group that EC2 complains of, else the subnet, else the network interface. */
export const networkSubject = (reason: NormalisedReason): Subject | undefined => {
  const code = firstGroup(reason, /\b(Invalid(?:Security)?Group[\w.]{0,40}|SecurityGroupLimitExceeded)/i);
  const group = code === undefined ? undefined : firstGroup(reason, /\b(sg-[0-9a-f]{8,17})\b/);
  const subnet = subnetSubject(reason);
  return (
    makeSubject('security-group', group, { code, subnet: subnet?.value }) ??
    subnet ??
    networkInterface(reason) ??
    securityGroup(reason)
  );
};

const securityGroup = subjectOf('security-group', /\b(sg-[0-9a-f]{8,17})\b/);

const networkInterface = subjectOf('network-interface', /(eni-[0-9a-f]{8,17})/);

/** Reads the EC2 instance or the container instance. */
export const instanceSubject = subjectOf('instance', /instance[ :(]{1,3}(i-[0-9a-f]{8,17}|[0-9a-f]{32})/i);

/** Reads the deployment, the task set or the lifecycle hook. */
export const deploymentSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'deployment',
    firstGroup(reason, /(ecs-svc\/\d{1,32})/) ??
      firstGroup(reason, /deploymentId ([\w/-]{1,64})/i) ??
      firstGroup(reason, /(arn:aws[\w-]{0,16}:lambda:[\w:-]{1,255})/),
  );

/** Reads the word of the resource that was not free: `RESOURCE:ENI`, `memory`. */
export const resourceSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'resource',
    firstGroup(reason, /(resource:[a-z_*]{1,32})/i) ??
      firstGroup(reason, /\b(cpu|memory|port|gpu|attribute|location)\b/i),
    { containerInstance: firstGroup(reason, /container-instance ([0-9a-f-]{32,36})/) },
  );

/** Reads the memory that was asked for and the memory there is, in the words of the text. */
export function memorySubject(reason: NormalisedReason): Subject | undefined {
  const [, requested, available] =
    /memory limit ?\((\d{1,12})\) greater than task memory limit ?\((\d{1,12})\)/i.exec(reason.text) ?? [];
  const limit =
    firstGroup(reason, /memory limit (?:allowed is|should be at least|of) (\d{1,12} ?[kmgt]?i?b?)\b/i) ??
    firstGroup(reason, /limit[ :]{1,3}(\d{1,12} ?[kmgt]?i?b?)\b/i);
  const used = firstGroup(reason, /(?:usage|used)[ :]{1,3}(\d{1,12} ?[kmgt]?i?b?)\b/i);
  return makeSubject('memory', available ?? limit ?? used, { requested, available, limit, used });
}

/** Reads the account limit that was reached, as the text names it, else the subnet. */
export const limitSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'limit',
    firstGroup(reason, /limit on the number of ([a-z ]{1,40}?) you can/i) ??
      firstGroup(reason, /requested ([a-z]{1,20}) configuration/i) ??
      firstGroup(reason, /\b([A-Za-z]{4,40}LimitExceeded|ThrottlingException)\b/),
    { subnet: firstGroup(reason, /(subnet-[0-9a-f]{8,17})/) },
  ) ?? networkSubject(reason);

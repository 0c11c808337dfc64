import { describe, expect, it } from '@jest/globals';
import type { Subject } from '../../../functions/diagnosis/opinion.ts';
import { type ReasonContext, readReason } from '../../../functions/diagnosis/reasons/read-reason.ts';
import { describeImage } from '../../../functions/diagnosis/reasons/subjects/image-subject.ts';

const subjectOf = (text: string, where: ReasonContext['where'] = 'task'): Subject | undefined =>
  readReason(text, where === 'task' ? { where, stopCode: 'TaskFailedToStart' } : { where })?.subject;

describe('the subject of an image pull', () => {
  it('names the image as a person would, with the account and Region of its registry', () => {
    const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/shop:v7';
    const text = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`;
    expect(subjectOf(text)).toEqual({
      type: 'image',
      value: 'team/shop:v7',
      parts: {
        reference: image,
        registry: '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
        repository: 'team/shop',
        tag: 'v7',
        account: '111122223333',
        region: 'eu-west-1',
      },
    });
  });

  it('says what IAM refused, to whom and by which kind of policy', () => {
    const text =
      "CannotPullContainerError: Error response from daemon: pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::111122223333:assumed-role/shopExecution/0a is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/shop with an explicit deny in a service control policy";
    expect(subjectOf(text)).toMatchObject({
      type: 'image',
      value: 'shop',
      parts: {
        action: 'ecr:BatchGetImage',
        resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/shop',
        principal: 'arn:aws:sts::111122223333:assumed-role/shopExecution/0a',
        role: 'shopExecution',
        denyKind: 'explicit deny in the service control policy',
      },
    });
  });

  it('names the action where the login to ECR was refused', () => {
    const text =
      'CannotPullECRContainerError: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/ecsInstance/i-0a is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action';
    expect(subjectOf(text)).toEqual({
      type: 'action',
      value: 'ecr:GetAuthorizationToken',
      parts: {
        action: 'ecr:GetAuthorizationToken',
        resource: '*',
        principal: 'arn:aws:sts::111122223333:assumed-role/ecsInstance/i-0a',
        role: 'ecsInstance',
        denyKind: 'no identity-based policy',
      },
    });
  });

  it('names the registry that did not answer, and tells layers from the manifest', () => {
    const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v7';
    const text = `CannotPullContainerError: The task cannot pull ${image} from the registry ${image}. There is a connection issue between the task and the registry. : failed to copy: httpReadSeeker: failed open: failed to do request: Get ${image}: dial tcp 192.0.2.7:443: i/o timeout`;
    expect(subjectOf(text)).toMatchObject({
      type: 'endpoint',
      value: '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
      parts: { port: '443', ip: '192.0.2.7', image, asked: 'layers' },
    });
    expect(
      subjectOf(
        'CannotPullContainerError: failed to resolve ref docker.io/library/redis:7: failed to do request: Head "https://registry-1.docker.io/v2/library/redis/manifests/7": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host',
      ),
    ).toEqual({
      type: 'endpoint',
      value: 'registry-1.docker.io',
      parts: {
        host: 'registry-1.docker.io',
        port: '443',
        dns: '10.0.0.2',
        image: 'docker.io/library/redis:7',
        asked: 'manifest',
      },
    });
  });

  it('names the platform that the image lacks', () => {
    expect(
      subjectOf("CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'"),
    ).toEqual({ type: 'architecture', value: 'linux/arm64', parts: { requested: 'linux/arm64' } });
  });

  it.each([
    'image with reference shop:1 was found but does not match the specified platform: wanted linux/amd64, actual: linux/arm64',
    "The requested image's platform (linux/arm64) does not match the detected host platform (linux/amd64)",
  ])('tells the platform that was wanted from that of the image in %j', (text) => {
    expect(subjectOf(`CannotPullContainerError: ${text}`)).toMatchObject({
      type: 'architecture',
      value: 'linux/amd64',
      parts: { requested: 'linux/amd64', available: 'linux/arm64' },
    });
  });

  it.each([
    ['redis', { repository: 'redis' }],
    ['redis:7', { repository: 'redis', tag: '7' }],
    ['acme/shop', { repository: 'acme/shop' }],
    ['localhost:5000/shop:1', { registry: 'localhost:5000', repository: 'shop', tag: '1' }],
    ['ghcr.io/acme/shop@sha256:0a', { registry: 'ghcr.io', repository: 'acme/shop', digest: 'sha256:0a' }],
  ])('takes %s apart', (reference, parts) => {
    expect(describeImage(reference)).toEqual({ type: 'image', value: reference, parts: { reference, ...parts } });
  });

  it('shortens a digest in ECR and keeps it whole in the parts', () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const { value, parts } = describeImage(`111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@${digest}`);
    expect(value).toBe('shop@sha256:0123456789ab');
    expect(parts).toMatchObject({ repository: 'shop', digest });
  });
});

describe('the subject of a secret', () => {
  const asm =
    'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm:';

  it('names the secret without the random suffix of its ARN', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-Ab12Cd';
    const text = `${asm} failed to fetch secret ${arn} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`;
    expect(subjectOf(text)).toEqual({
      type: 'secret',
      value: 'shop/db',
      parts: { arn, name: 'shop/db-Ab12Cd', region: 'eu-west-1', account: '111122223333' },
    });
  });

  it('takes a word at the end of a partial ARN for a part of the name', () => {
    const text = `${asm} failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-secret from secrets manager: ResourceNotFoundException`;
    expect(subjectOf(text)?.value).toBe('db-secret');
  });

  it('names the JSON key that the secret does not hold', () => {
    expect(subjectOf(`${asm} retrieved secret from Secrets Manager did not contain json key DB_PASSWORD`)).toEqual({
      type: 'secret',
      value: 'DB_PASSWORD',
      parts: { jsonKey: 'DB_PASSWORD' },
    });
  });

  it('names the parameters, by name or by ARN', () => {
    expect(
      subjectOf('Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: /shop/a,/shop/b'),
    ).toEqual({
      type: 'parameter',
      value: '/shop/a,/shop/b',
      parts: { name: '/shop/a,/shop/b' },
    });
    expect(
      subjectOf(
        'unable to retrieve secrets from ssm: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/shop/a',
      ),
    ).toMatchObject({ type: 'parameter', value: '/shop/a', parts: { action: 'ssm:GetParameters', role: 'r' } });
  });

  it('names what IAM calls the resource where that is no ARN, but not a KMS key for a secret', () => {
    const denied = 'AccessDeniedException: User: x is not authorized to perform:';
    expect(subjectOf(`${asm} ${denied} secretsmanager:GetSecretValue on resource: db`)?.value).toBe('db');
    expect(subjectOf(`unable to retrieve secrets from ssm: ${denied} ssm:GetParameters on resource: db`)).toMatchObject(
      {
        type: 'parameter',
        value: 'db',
      },
    );
    expect(
      subjectOf(`${asm} ${denied} kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/0a`),
    ).toMatchObject({ type: 'action', value: 'kms:Decrypt' });
  });

  it('names nothing where the text is cut before the name', () => {
    expect(subjectOf(`${asm} retrieved secret from Secrets Manager did not contain json key`)).toBeUndefined();
    expect(subjectOf('unable to retrieve secrets from ssm: invalid ssm parameters: ...')).toBeUndefined();
  });

  it('names the action where the text names no resource', () => {
    expect(
      subjectOf(`${asm} AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`),
    ).toEqual({
      type: 'action',
      value: 'secretsmanager:GetSecretValue',
      parts: { action: 'secretsmanager:GetSecretValue' },
    });
  });
});

describe('the subject of other reasons', () => {
  it.each<[string, Subject]>([
    [
      "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/team/shopTask' that was provided for this task.",
      {
        type: 'role',
        value: 'shopTask',
        parts: { arn: 'arn:aws:iam::111122223333:role/team/shopTask', role: 'shopTask' },
      },
    ],
    [
      'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/0a) (reason Health checks failed with these codes: [502,503])',
      {
        type: 'target-group',
        value: 'shop',
        parts: {
          arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/0a',
          codes: '502,503',
          reason: 'Health checks failed with these codes: [502,503]',
        },
      },
    ],
    ['Task failed ELB health checks in (elb shop)', { type: 'target-group', value: 'shop' }],
    [
      "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-00aa11bb22cc33dd4': InsufficientFreeAddressesInSubnet",
      { type: 'subnet', value: 'subnet-00aa11bb22cc33dd4', parts: { code: 'InsufficientFreeAddressesInSubnet' } },
    ],
    [
      'InternalError: network interface eni-00aa11bb22cc33dd4 is pending',
      { type: 'network-interface', value: 'eni-00aa11bb22cc33dd4' },
    ],
    ['Host EC2 (instance i-00aa11bb22cc33dd4) stopped.', { type: 'instance', value: 'i-00aa11bb22cc33dd4' }],
    ['Scaling activity initiated by (deployment ecs-svc/42)', { type: 'deployment', value: 'ecs-svc/42' }],
    ['RESOURCE:ENI', { type: 'resource', value: 'RESOURCE:ENI' }],
    ["You've reached the limit on the number of vCPUs you can run concurrently", { type: 'limit', value: 'vCPUs' }],
    [
      'failed to validate logger args: AccessDeniedException: User: x is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/shop:log-stream:a',
      {
        type: 'log-group',
        value: '/ecs/shop',
        parts: {
          action: 'logs:CreateLogStream',
          resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/shop:log-stream:a',
        },
      },
    ],
    ['failed to validate logger args: awslogs-region is required', { type: 'log-option', value: 'awslogs-region' }],
    [
      'failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused',
      { type: 'endpoint', value: '127.0.0.1:24224', parts: { host: '127.0.0.1', port: '24224', ip: '127.0.0.1' } },
    ],
    [
      "failed to set up EFS volumes: stderr: b'mount.nfs4: access denied by server while mounting fs-00aa11bb.efs.eu-west-1.amazonaws.com:/data' : EFS utils",
      {
        type: 'file-system',
        value: 'fs-00aa11bb',
        parts: { target: 'fs-00aa11bb.efs.eu-west-1.amazonaws.com:/data' },
      },
    ],
    [
      'CannotStartContainerError: exec: "run it": executable file not found in $PATH',
      { type: 'entry-point', value: 'run it' },
    ],
    [
      'CannotStartContainerError: Bind for 0.0.0.0:9000 failed: port is already allocated',
      { type: 'port', value: '9000', parts: { host: '0.0.0.0', port: '9000' } },
    ],
    [
      'CannotStartContainerError: dependency graph: container ordering dependency [db] for target [app] has timed out.',
      { type: 'container', value: 'db', parts: { dependent: 'app' } },
    ],
    [
      'CannotStartContainerError: error mounting "/srv/a" to rootfs at "/etc/a": not a directory',
      { type: 'volume', value: '/etc/a', parts: { source: '/srv/a', target: '/etc/a' } },
    ],
    [
      'CannotPullContainerError: write /var/lib/docker/tmp/x: no space left on device',
      { type: 'file', value: '/var/lib/docker/tmp/x' },
    ],
    [
      'Unable to download env file with key shop.env from bucket config, error: NoSuchKey',
      { type: 'file', value: 'config/shop.env', parts: { bucket: 'config', key: 'shop.env' } },
    ],
    [
      'failed to initialize logging driver: dial udp [::1]:514: connect: connection refused',
      { type: 'endpoint', value: '[::1]:514', parts: { host: '[::1]', port: '514' } },
    ],
    [
      'failed to initialize logging driver: gelf: lookup graylog.internal on 10.0.0.2:53: no such host',
      { type: 'endpoint', value: 'graylog.internal', parts: { host: 'graylog.internal', dns: '10.0.0.2' } },
    ],
    [
      'failed to initialize logging driver: splunk: failed to verify connection: Post "https://splunk.internal:8088/services": EOF',
      { type: 'endpoint', value: 'splunk.internal:8088', parts: { host: 'splunk.internal', port: '8088' } },
    ],
    [
      'CannotPullContainerError: failed to do request: Get registry.example.com/shop/a: EOF',
      { type: 'endpoint', value: 'registry.example.com', parts: { host: 'registry.example.com' } },
    ],
    ['CannotStartContainerError: exec /run.sh: no such file or directory', { type: 'entry-point', value: '/run.sh' }],
    ['CannotStartContainerError: port 9000: port is already allocated', { type: 'port', value: '9000' }],
    ['CannotStartContainerError: chdir "/srv": no such file or directory', { type: 'file', value: '/srv' }],
    ['Volume [data]: transition to CREATED impossible', { type: 'volume', value: 'data' }],
    [
      "CannotCreateContainerError: error while mounting volume '/var/lib/ecs/volumes/a': VolumeDriver.Mount: no",
      { type: 'volume', value: '/var/lib/ecs/volumes/a' },
    ],
    [
      'CannotPullContainerError: Head "https://registry.example.com/v2/team/shop/manifests/sha256:0a1b": unauthorized',
      {
        type: 'image',
        value: 'registry.example.com/team/shop@sha256:0a1b',
        parts: {
          reference: 'registry.example.com/team/shop@sha256:0a1b',
          registry: 'registry.example.com',
          repository: 'team/shop',
          digest: 'sha256:0a1b',
        },
      },
    ],
    [
      'CannotPullContainerError: failed to pull image "acme/shop:1": no match for platform in manifest: not found',
      { type: 'image', value: 'acme/shop:1', parts: { reference: 'acme/shop:1', repository: 'acme/shop', tag: '1' } },
    ],
    [
      'CannotPullContainerError: failed to resolve ref shop/app:1: context canceled',
      { type: 'image', value: 'shop/app:1', parts: { reference: 'shop/app:1', repository: 'shop/app', tag: '1' } },
    ],
    [
      'CannotStartContainerError: unable to find user shop: no matching entries in passwd file',
      { type: 'user', value: 'shop' },
    ],
    [
      'CannotStartContainerError: chdir to cwd ("/srv") set in config.json failed: no such file or directory',
      { type: 'file', value: '/srv' },
    ],
    [
      "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-00aa11bb22cc33dd4': InvalidGroup.NotFound: The security group 'sg-00aa11bb22cc33dd4' does not exist",
      {
        type: 'security-group',
        value: 'sg-00aa11bb22cc33dd4',
        parts: { code: 'InvalidGroup.NotFound', subnet: 'subnet-00aa11bb22cc33dd4' },
      },
    ],
    [
      'HostConfigError: container memory limit(2048) greater than task memory limit(1024)',
      { type: 'memory', value: '1024', parts: { requested: '2048', available: '1024' } },
    ],
    [
      'CannotCreateContainerError: Minimum memory limit allowed is 6MB',
      { type: 'memory', value: '6MB', parts: { limit: '6MB' } },
    ],
    [
      'OutOfMemoryError: container killed due to memory usage (limit: 512MiB, used: 511MiB)',
      { type: 'memory', value: '512MiB', parts: { limit: '512MiB', used: '511MiB' } },
    ],
    [
      'CannotCreateContainerError: Conflict. The container name "/shop" is already in use by container "0a".',
      { type: 'container', value: 'shop' },
    ],
    ['HostConfigError: Link target not available: db', { type: 'container', value: 'db' }],
    [
      'CannotCreateContainerError: error gathering device information while adding custom device "/dev/fuse": no such file or directory',
      { type: 'option', value: '/dev/fuse' },
    ],
    ['CannotCreateContainerError: invalid ulimit nofile', { type: 'option', value: 'ulimit' }],
    [
      'CannotCreateContainerError: API error (500): devmapper: Thin Pool has 12 free data blocks which is less than minimum required 40 free data blocks.',
      { type: 'resource', value: 'Thin Pool', parts: { free: '12', required: '40' } },
    ],
    [
      'CannotCreateContainerError: container uses awsfirelens log driver but we failed to resolve Firelens bridge IP: none',
      { type: 'log-option', value: 'awsfirelens' },
    ],
    [
      'ResourceInitializationError: failed to validate logger args: Options https://splunk.internal:8088/services',
      { type: 'endpoint', value: 'splunk.internal:8088', parts: { host: 'splunk.internal', port: '8088' } },
    ],
    [
      'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4711.',
      { type: 'deployment', value: 'ecs-svc/4711' },
    ],
    ['exec /srv/bin/shop: no such file or directory', { type: 'entry-point', value: '/srv/bin/shop' }],
  ])('is read off %j, wherever that stands', (text, subject) => {
    expect(subjectOf(text)).toEqual(subject);
    expect(subjectOf(text, 'container')).toEqual(subject);
    expect(subjectOf(`(service shop) failed to launch a task with (error ${text})`)).toEqual(subject);
    expect(subjectOf(`task 0a1b2c3d, container web:\n  ${text}`, 'container')).toEqual(subject);
  });
});

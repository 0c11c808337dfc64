import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { CauseId } from '../../../functions/diagnosis/causes.ts';
import type { TaskDefinition } from '../../../functions/diagnosis/evidence.ts';
import { GUIDANCE } from '../../../functions/diagnosis/guidance/catalogue.ts';
import { inDialect } from '../../../functions/diagnosis/guidance/dialects/in-dialect.ts';
import type { Subject } from '../../../functions/diagnosis/opinion.ts';
import type { StoppedTask } from '../../../functions/event/stopped-task.ts';
import {
  aContainerDefinition,
  aDiagnosis,
  aStoppedContainer,
  aStoppedTask,
  aTaskDefinition,
  NOON,
} from '../../support/builders.ts';

interface Given {
  readonly subject?: Subject;
  readonly task?: Partial<StoppedTask>;
  readonly definition?: TaskDefinition | null;
}

/** Everything that is told about a cause, as one text. */
function tell(cause: CauseId, { subject, task: overrides = {}, definition = aTaskDefinition() }: Given = {}) {
  const task = aStoppedTask(overrides);
  const container = task.containers[0];
  const containerDefinition = definition?.containers.find(({ name }) => name === container?.name);
  const { headline, explanation, check, change } = GUIDANCE[cause];
  const facts = {
    task,
    diagnosis: aDiagnosis({ cause, ...(subject === undefined ? {} : { subject }) }),
    ...(definition === null ? {} : { definition }),
    ...(container === undefined ? {} : { container }),
    ...(containerDefinition === undefined ? {} : { containerDefinition }),
  };
  const steps = [...check(facts), ...change(facts)].map((step) => inDialect(step, facts));
  return {
    headline: headline(facts),
    text: [explanation(facts), ...steps.map((step) => step.text)].join('\n'),
    commands: steps.flatMap(({ command }) => command ?? []),
  };
}

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/orders/db-a1b2c3';

const withSecrets = (...valuesFrom: readonly string[]): TaskDefinition =>
  aTaskDefinition({
    containers: [
      aContainerDefinition({ secrets: valuesFrom.map((valueFrom, index) => ({ name: `S${index}`, valueFrom })) }),
    ],
  });

describe('an image that is not there', () => {
  it('is asked for in the registry that its name points to, in that Region and account', () => {
    const image = '999988887777.dkr.ecr.us-east-2.amazonaws.com/team/orders:v43';
    const { headline, commands } = tell('image-not-found', { task: { containers: [aStoppedContainer({ image })] } });
    expect(headline).toBe('Image team/orders:v43 does not exist in its registry.');
    expect(commands[0]).toBe(
      'aws ecr describe-images --registry-id 999988887777 --repository-name team/orders --image-ids imageTag=v43 --region us-east-2',
    );
  });

  it('with a pinned digest is explained by the deployment that pinned it', () => {
    const image = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:${'0a'.repeat(32)}`;
    const { text, commands } = tell('image-not-found', { task: { containers: [aStoppedContainer({ image })] } });
    expect(text).toContain('pinned the tag to this digest');
    expect(commands).toContain(
      'aws ecs update-service --cluster prod --service orders --force-new-deployment --region eu-west-1',
    );
  });

  it('on Docker Hub may also be private', () => {
    const { text } = tell('image-not-found', { task: { containers: [aStoppedContainer({ image: 'acme/orders:1' })] } });
    expect(text).toContain('repositoryCredentials.credentialsParameter');
  });
});

describe('an endpoint that is out of reach', () => {
  it('names the VPC endpoints a pull from ECR needs, and the public address only Fargate can have', () => {
    const fargate = tell('registry-unreachable').text;
    for (const name of ['ecr.api', 'ecr.dkr', 's3']) expect(fargate).toContain(`com.amazonaws.eu-west-1.${name}`);
    expect(fargate).toContain('assignPublicIp');
    expect(tell('registry-unreachable', { task: { launchType: 'EC2' } }).text).not.toContain('assignPublicIp');
  });

  it('names the endpoints of the stores that the task uses, and no others', () => {
    const { text } = tell('secrets-unreachable', { definition: withSecrets('/prod/url') });
    expect(text).toContain('com.amazonaws.eu-west-1.ssm');
    expect(text).not.toContain('secretsmanager');
  });

  it('offers no VPC endpoint for a registry on the internet', () => {
    const { text } = tell('registry-unreachable', { task: { containers: [aStoppedContainer({ image: 'redis:7' })] } });
    expect(text).toContain('NAT');
    expect(text).not.toContain('com.amazonaws');
  });

  it('has the prefix of the China Regions for ECR', () => {
    const image = '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/orders:v42';
    const { text } = tell('registry-unreachable', {
      task: { region: 'cn-north-1', containers: [aStoppedContainer({ image })] },
    });
    expect(text).toContain('cn.com.amazonaws.cn-north-1.ecr.api');
    expect(text).toContain('endpoint com.amazonaws.cn-north-1.s3');
  });

  it('has its security group looked at first when the name led to a private address', () => {
    const subject: Subject = { type: 'endpoint', value: '10.0.1.20:443', parts: { host: '10.0.1.20', port: '443' } };
    const facts = { task: aStoppedTask(), diagnosis: aDiagnosis({ subject }) };
    expect(GUIDANCE['secrets-unreachable'].change(facts)[0]?.text).toContain('security group');
  });
});

describe('a refused permission', () => {
  it('is granted to the role of the refusal by a statement of action and resource', () => {
    const subject: Subject = {
      type: 'action',
      value: 's3:GetObject',
      parts: {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::orders-data/a.csv',
        principal: 'arn:aws:sts::111122223333:assumed-role/orders-task/0f1e2d3c',
      },
    };
    const { headline, commands } = tell('task-role-access-denied', { subject });
    expect(headline).toContain('Role orders-task may not s3:GetObject');
    expect(commands.filter((command) => command.startsWith('{')).map((json) => JSON.parse(json))).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders-data/a.csv' },
    ]);
  });

  it('to read secrets is granted for each store by its own action, without the JSON key', () => {
    const { commands } = tell('secret-access-denied', { definition: withSecrets(`${SECRET}:password::`, '/prod/url') });
    const statements = JSON.parse(commands.find((command) => command.startsWith('[')) ?? '[]');
    expect(statements).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: SECRET },
      {
        Effect: 'Allow',
        Action: 'ssm:GetParameters',
        Resource: 'arn:aws:ssm:eu-west-1:111122223333:parameter/prod/url',
      },
    ]);
  });

  it('keeps the path of a role that the task definition names', () => {
    const definition = aTaskDefinition({ executionRoleArn: 'arn:aws:iam::111122223333:role/team/orders-execution' });
    const { commands } = tell('secret-access-denied', {
      definition,
      subject: { type: 'role', value: 'orders-execution' },
    });
    expect(commands[0]).toContain('--policy-source-arn arn:aws:iam::111122223333:role/team/orders-execution ');
  });

  it('on EC2 without an execution role concerns the container instance', () => {
    const { executionRoleArn: _none, ...definition } = aTaskDefinition();
    const { headline } = tell('secret-access-denied', { definition, task: { launchType: 'EC2' } });
    expect(headline).toMatch(/^The container instance role may not read /);
  });

  it('to write a log covers all streams of the group', () => {
    const { commands } = tell('log-access-denied');
    expect(commands.find((command) => command.startsWith('{'))).toContain(
      '"arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/orders:*"',
    );
  });
});

describe('memory', () => {
  it('names the limit of the container before that of the task', () => {
    const definition = aTaskDefinition({ containers: [aContainerDefinition({ memoryMiB: 512 })] });
    const { headline, text } = tell('out-of-memory', { definition });
    expect(headline).toBe('Container app was killed for exceeding its memory limit of 512 MiB.');
    expect(text).toContain('raise memory of container app above 512');
  });

  it.each([
    [256, 512, 1024],
    [256, 1024, 2048],
    [512, 1024, 2048],
    [1024, 3072, 4096],
    [8192, 16384, 20480],
  ])('with %i CPU units and %i MiB offers the next Fargate size', (cpuUnits, memoryMiB, next) => {
    expect(tell('out-of-memory', { task: { cpuUnits, memoryMiB } }).text).toContain(`to ${next} (the next size`);
  });

  it('offers no size that needs more CPU', () => {
    const { text } = tell('out-of-memory', { task: { cpuUnits: 512, memoryMiB: 4096 } });
    expect(text).not.toContain('the next size');
    expect(text).toContain('with the cpu that goes with it');
  });
});

describe('exit code 137 without a reason', () => {
  it('gives all four readings', () => {
    const { text } = tell('killed');
    for (const reading of ['MemoryUtilized', 'stoppingAt', 'Another container', 'supervisor'])
      expect(text).toContain(reading);
  });

  it('says how long the stop took, against the stop timeout of the container', () => {
    const definition = aTaskDefinition({ containers: [aContainerDefinition({ stopTimeoutS: 45 })] });
    const times = { stoppingAt: NOON, executionStoppedAt: NOON + 45_400 };
    const { headline, text } = tell('killed', { definition, task: { times } });
    expect(headline).toBe('Container app was ended by SIGKILL, 45 s after it was told to stop.');
    expect(text).toContain('Stop timeout: 45 s or more');
  });
});

describe('health checks', () => {
  it('quote the command and the patience of the container health check', () => {
    const healthCheck = { command: ['CMD-SHELL', 'curl -f http://localhost/'], intervalS: 10, timeoutS: 3, retries: 5 };
    const { text } = tell('container-health-check-failed', {
      definition: aTaskDefinition({ containers: [aContainerDefinition({ healthCheck })] }),
    });
    expect(text).toContain('"curl -f http://localhost/"');
    expect(text).toContain('It has 3 s to answer, and is unhealthy after 5 failures 10 s apart, with no startPeriod.');
  });

  it('tell the answers of a load balancer target apart and name the group', () => {
    const value = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders-web/0123456789abcdef';
    const { headline, text, commands } = tell('elb-health-check-failed', { subject: { type: 'target-group', value } });
    expect(headline).toBe('The task of service orders failed the health checks of target group orders-web.');
    for (const answer of ['404', '500', '502', '504', 'Target.Timeout']) expect(text).toContain(answer);
    expect(commands[0]).toContain(`--target-group-arn ${value} `);
  });
});

describe('a missing environment variable', () => {
  it('is looked up in the task definition', () => {
    const missing = tell('missing-environment-variable', { subject: { type: 'variable', value: 'DATABASE_URL' } });
    expect(missing.text).toContain('neither in environment nor in secrets of container app');
    const named = tell('missing-environment-variable', { subject: { type: 'variable', value: 'NODE_ENV' } });
    expect(named.text).toContain('does name it');
  });
});

describe('a stop by SIGTERM', () => {
  it('is called foreign only where ECS recorded no stop', () => {
    expect(tell('terminated').headline).toContain('that ECS did not send');
    expect(tell('terminated', { task: { stopCode: 'UserInitiated' } }).headline).not.toContain('did not send');
  });
});

describe('a command line', () => {
  it('never runs what a log or an event put into it', () => {
    const value = "/data/$((6*7))'; echo $((6*7)) #";
    const { commands } = tell('file-not-found', { subject: { type: 'file', value } });
    const line = commands.find((command) => command.startsWith('docker run')) ?? '';
    // Stands for Docker: hands the last argument to a shell, as the container would.
    const docker = 'docker() { while [ $# -gt 1 ]; do shift; done; sh -c "$1"; }';
    const { stdout, stderr } = spawnSync('sh', ['-c', `${docker}\n${line}`], { encoding: 'utf8' });
    expect(stderr).toContain('/data/');
    expect(stdout + stderr).not.toContain('42');
  });

  it('reads the log stream of the blamed container in the Region of its log group', () => {
    const logOptions = {
      'awslogs-group': '/ecs/orders',
      'awslogs-region': 'eu-central-1',
      'awslogs-stream-prefix': 'web',
    };
    const { commands } = tell('unhandled-exception', {
      definition: aTaskDefinition({ containers: [aContainerDefinition({ logOptions })] }),
    });
    expect(commands[0]).toBe(
      "aws logs get-log-events --log-group-name /ecs/orders --log-stream-name web/app/0f1e2d3c4b5a69788796a5b4c3d2e1f0 --limit 100 --query 'events[].[message]' --output text --region eu-central-1",
    );
  });
});

describe('an AWS Batch job', () => {
  it('is changed in its job definition', () => {
    const { text } = tell('out-of-memory', { task: { group: 'AWSBatch-queue', launchType: 'EC2' } });
    expect(text).toContain('AWS Batch job definition');
    expect(text).not.toContain('task definition');
  });
});

describe('a failed load balancer check', () => {
  const tellOf = (parts: Record<string, string>) =>
    tell('elb-health-check-failed', { subject: { type: 'target-group', value: 'orders', parts } }).text;

  it.each([
    ['404', /path of the check does not exist/, /nothing listens/],
    ['502', /nothing listens behind it/, /wants a login/],
    ['500', /error of its own/, /nothing listens/],
    ['401', /wants a login/, /does not exist/],
  ])('is explained by its code %s', (codes, says, leaves) => {
    expect(tellOf({ codes })).toMatch(says);
    expect(tellOf({ codes })).not.toMatch(leaves);
  });

  it('is explained by its time-out', () => {
    expect(tellOf({ reason: 'Request timed out' })).toMatch(/does not answer in time/);
  });
});

describe('an EFS volume that was not mounted', () => {
  const mount = (detail: string) => ({
    task: {
      stoppedReason: `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: ${detail}`,
      availabilityZone: 'eu-west-1b',
    },
    definition: aTaskDefinition({ efsVolumes: [{ name: 'data', fileSystemId: 'fs-0123456789abcdef0' }] }),
  });

  it('takes the file system from the task definition where the reason names none', () => {
    expect(tell('volume-mount-failed', mount('Mount attempt 3/3 failed due to timeout after 15 sec')).headline).toBe(
      'EFS file system fs-0123456789abcdef0 could not be mounted.',
    );
  });

  it.each([
    ['Mount attempt 2/3 failed due to timeout after 15 sec', /mount target allow TCP 2049/],
    ['Failed to resolve "fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com"', /Create a mount target in eu-west-1b/],
    ['mount.nfs4: access denied by server while mounting 127.0.0.1:/', /allow role orders-task to mount it/],
    ['mount.nfs4: mounting 127.0.0.1:/data failed, reason given by server: No such file or directory', /rootDirectory/],
  ])('tells of %s only what mends it', (detail, mends) => {
    const { text } = tell('volume-mount-failed', mount(detail));
    expect(text).toMatch(mends);
    for (const other of [/TCP 2049/, /Create a mount target/, /to mount it/, /rootDirectory/]) {
      if (other.source !== mends.source && !mends.source.includes(other.source)) expect(text).not.toMatch(other);
    }
  });
});

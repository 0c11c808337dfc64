import { describe, expect, it } from '@jest/globals';
import type { Evidence, LogTail } from '../../functions/diagnosis/evidence.ts';
import type { Subject } from '../../functions/diagnosis/opinion.ts';
import { linksOf } from '../../functions/report/links.ts';
import { aDiagnosis, aStoppedTask, NOON } from '../support/builders.ts';

const TASK = aStoppedTask();
const NONE: Evidence = { definition: { kind: 'absent', why: 'not-asked', message: '' }, logs: [] };
const LOCATION = { group: '/ecs/orders', stream: `ecs/app/${TASK.taskId}`, region: 'eu-west-1' };
const H = 'https://eu-west-1.console.aws.amazon.com';

const withLog = (tail: LogTail): Evidence => ({ ...NONE, logs: [{ container: 'app', tail }] });
const linkTo = (subject: Subject) => linksOf(TASK, NONE, aDiagnosis({ subject }))[0];

describe('linksOf', () => {
  it('opens the log stream of the container to blame at the time of the stop', () => {
    const evidence: Evidence = {
      ...NONE,
      logs: [
        {
          container: 'envoy',
          tail: { kind: 'lines', lines: [], truncated: false, location: { ...LOCATION, stream: 'e' } },
        },
        { container: 'app', tail: { kind: 'lines', lines: [], truncated: false, location: LOCATION } },
      ],
    };
    const [first, second] = linksOf(TASK, evidence, aDiagnosis());
    expect(first).toEqual({
      label: 'Log of app',
      url: `${H}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders/log-events/ecs$252Fapp$252F${TASK.taskId}$3Fstart$3D${NOON - 35_000}$26end$3D${NOON + 150_000}`,
      note: `group /ecs/orders, stream ecs/app/${TASK.taskId}`,
    });
    expect(second?.label).toBe('Log of envoy');
  });

  it('opens the log in its own Region', () => {
    const tail: LogTail = {
      kind: 'lines',
      lines: [],
      truncated: false,
      location: { ...LOCATION, region: 'us-east-1' },
    };
    expect(linksOf(TASK, withLog(tail), aDiagnosis())[0]?.url).toMatch(
      /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=us-east-1#/,
    );
  });

  it('searches the whole log group where the stream does not exist', () => {
    const tail: LogTail = { kind: 'absent', why: { kind: 'stream-missing', location: LOCATION, nonBlocking: true } };
    const [first] = linksOf(TASK, withLog(tail), aDiagnosis());
    expect(first?.url).toContain("logs-insights$3FqueryDetail$3D~(end~'2026-11-24T12*3a02*3a30.000Z~start~'");
    expect(first?.url).toContain("~source~(~'*2fecs*2forders))");
    expect(first?.note).toBe('group /ecs/orders');
  });

  it('leads to no log where none can be', () => {
    const tail: LogTail = { kind: 'absent', why: { kind: 'never-started' } };
    expect(linksOf(TASK, withLog(tail), aDiagnosis())[0]?.label).toBe('Task');
  });

  it('leads to the task, its service, its other stopped tasks and its definition', () => {
    expect(linksOf(TASK, NONE, aDiagnosis())).toEqual([
      {
        label: 'Task',
        url: `${H}/ecs/v2/clusters/prod/tasks/${TASK.taskId}/configuration?region=eu-west-1`,
        note: `${TASK.taskId}, there until about 13:01 UTC`,
      },
      {
        label: 'Service',
        url: `${H}/ecs/v2/clusters/prod/services/orders/health?region=eu-west-1`,
        note: 'orders in prod',
      },
      {
        label: 'Stopped tasks',
        url: `${H}/ecs/v2/clusters/prod/services/orders/tasks?status=STOPPED&region=eu-west-1`,
        note: 'of orders, of the last hour',
      },
      {
        label: 'Task definition',
        url: `${H}/ecs/v2/task-definitions/orders/7/containers?region=eu-west-1`,
        note: 'orders:7',
      },
    ]);
  });

  it('leads to the cluster and the container instance of a task outside a service', () => {
    const { service: _, ...task } = aStoppedTask({
      containerInstanceArn:
        'arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/aaaabbbbccccddddaaaabbbbccccdddd',
    });
    const links = linksOf(task, NONE, aDiagnosis());
    expect(links.map(({ label }) => label)).toEqual(['Task', 'Cluster', 'Task definition', 'Container instance']);
    expect(links[3]?.url).toBe(
      `${H}/ecs/v2/clusters/prod/infrastructure/container-instances/aaaabbbbccccddddaaaabbbbccccdddd?region=eu-west-1`,
    );
  });

  it('gives ids and no URLs in a partition whose console is not known', () => {
    const task = aStoppedTask({ partition: 'aws-iso', region: 'us-iso-east-1' });
    const links = linksOf(task, NONE, aDiagnosis());
    expect(links.every(({ url, note }) => url === undefined && note !== undefined)).toBe(true);
  });

  it.each<[string, Subject, string]>([
    [
      'an image in ECR',
      { type: 'image', value: '444455556666.dkr.ecr.us-east-1.amazonaws.com/team/orders:v42' },
      'https://us-east-1.console.aws.amazon.com/ecr/repositories/private/444455556666/team/orders?region=us-east-1',
    ],
    [
      'an image in ECR by its parts',
      {
        type: 'image',
        value: 'orders:v42',
        parts: { registry: '444455556666.dkr.ecr.us-east-1.amazonaws.com', repository: 'orders', tag: 'v42' },
      },
      'https://us-east-1.console.aws.amazon.com/ecr/repositories/private/444455556666/orders?region=us-east-1',
    ],
    [
      'a secret by its ARN with a JSON key',
      {
        type: 'secret',
        value: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/orders/db-a1B2c3:password::',
      },
      `${H}/secretsmanager/secret?name=prod%2Forders%2Fdb&region=eu-west-1`,
    ],
    [
      'a secret by its name',
      { type: 'secret', value: 'prod/orders/db' },
      `${H}/secretsmanager/secret?name=prod%2Forders%2Fdb&region=eu-west-1`,
    ],
    [
      'a parameter',
      {
        type: 'parameter',
        value: '/prod/db url',
        parts: { arn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/prod/db' },
      },
      `${H}/systems-manager/parameters/%252Fprod%252Fdb/description?region=eu-west-1`,
    ],
    [
      'the role that lacks a permission',
      {
        type: 'action',
        value: 's3:GetObject',
        parts: { principal: 'arn:aws:sts::111122223333:assumed-role/orders-task/0f1e2d3c4b5a69788796a5b4c3d2e1f0' },
      },
      `${H}/iam/home#/roles/details/orders-task?section=permissions`,
    ],
    [
      'a target group',
      {
        type: 'target-group',
        value: 'orders',
        parts: { arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef' },
      },
      `${H}/ec2/home?region=eu-west-1#TargetGroup:targetGroupArn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef`,
    ],
    [
      'a subnet',
      { type: 'subnet', value: 'subnet-0a1b2c3d4e5f60718' },
      `${H}/vpcconsole/home?region=eu-west-1#SubnetDetails:subnetId=subnet-0a1b2c3d4e5f60718`,
    ],
    [
      'a network interface',
      { type: 'network-interface', value: 'eni-0a1b2c3d4e5f60718' },
      `${H}/ec2/home?region=eu-west-1#NetworkInterface:networkInterfaceId=eni-0a1b2c3d4e5f60718`,
    ],
    [
      'a security group',
      { type: 'security-group', value: 'sg-0a1b2c3d' },
      `${H}/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0a1b2c3d`,
    ],
    [
      'a file system',
      { type: 'file-system', value: 'fs-0a1b2c3d4e5f60718' },
      `${H}/efs/home?region=eu-west-1#/file-systems/fs-0a1b2c3d4e5f60718`,
    ],
    [
      'a log group',
      { type: 'log-group', value: '/ecs/orders' },
      `${H}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Forders`,
    ],
    [
      'a KMS key',
      {
        type: 'action',
        value: 'kms:Decrypt',
        parts: { resource: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f' },
      },
      `${H}/kms/home?region=eu-west-1#/kms/keys/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f`,
    ],
    [
      'an environment file',
      { type: 'resource', value: 'arn:aws:s3:::orders-config/prod/app.env' },
      `${H}/s3/object/orders-config?region=eu-west-1&prefix=prod%2Fapp.env`,
    ],
    [
      'a deployment',
      { type: 'deployment', value: 'ecs-svc/1234567890123456789' },
      `${H}/ecs/v2/clusters/prod/services/orders/deployments?region=eu-west-1`,
    ],
  ])('leads to %s', (_, subject, url) => {
    expect(linkTo(subject)?.url).toBe(url);
  });

  it.each<[string, Subject]>([
    ['an image outside ECR', { type: 'image', value: 'docker.io/library/nginx:1.29' }],
    ['a host', { type: 'host', value: 'orders-db.internal' }],
    ['a secret that is a sentence', { type: 'secret', value: 'the secret of the database' }],
    ['an ARN of an unknown kind', { type: 'resource', value: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders' }],
  ])('invents no page for %s', (_, subject) => {
    expect(linkTo(subject)?.label).toBe('Task');
  });
});

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jqModule from 'jq-web';
import { parse as parseYaml } from 'yaml';
import { CAUSE_IDS } from '../../../functions/diagnosis/causes.ts';
import { GUIDANCE } from '../../../functions/diagnosis/guidance/catalogue.ts';
import { inDialect } from '../../../functions/diagnosis/guidance/dialects/in-dialect.ts';
import { DIALECTS, type Dialect, type Edit } from '../../../functions/diagnosis/guidance/edit.ts';
import type { GuidanceFacts, Step } from '../../../functions/diagnosis/guidance/guidance.ts';
import { isBatch } from '../../../functions/diagnosis/guidance/task-names.ts';
import { aDiagnosis, aStoppedTask } from '../../support/builders.ts';
import { matrixOfFacts } from './matrix-of-facts.ts';

interface Told {
  readonly step: Step;
  readonly edit: Edit;
  readonly facts: GuidanceFacts;
}

/** Every edit that the guidance proposes for any task, each once, as told in a dialect. */
function everyEdit(dialect: Dialect): readonly Told[] {
  const told = new Map<string, Told>();
  for (const cause of CAUSE_IDS) {
    for (const [, known] of matrixOfFacts(cause)) {
      const facts: GuidanceFacts = { ...known, dialect };
      for (const raw of GUIDANCE[cause].change(facts)) {
        if (raw.edit === undefined) continue;
        const step = inDialect(raw, facts);
        const key = `${step.command} ${JSON.stringify(raw.edit)}`;
        if (!told.has(key)) told.set(key, { step, edit: raw.edit, facts });
      }
    }
  }
  return [...told.values()];
}

const facts: GuidanceFacts = {
  task: aStoppedTask({ family: 'orders', revision: 7, service: 'orders' }),
  diagnosis: { cause: 'unknown' } as never,
};

const tell = (edit: Edit, dialect: Dialect): string | undefined =>
  inDialect({ text: 'Do it.', edit }, { ...facts, dialect }).command;

describe.each(DIALECTS)('in the dialect %s', (dialect) => {
  it('a permission is granted with its action and resource, whatever role it is', () => {
    for (const role of ['execution', 'task', 'other'] as const) {
      const snippet = tell(
        { kind: 'grant', role, grants: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::orders/*'] }] },
        dialect,
      );
      expect(snippet).toContain('s3:GetObject');
      expect(snippet).toContain('arn:aws:s3:::orders/*');
    }
  });

  it('memory is given in the terms of the tool', () => {
    const edit: Edit = { kind: 'definition', container: { name: 'app', fields: { memory: 1024 } } };
    expect(tell(edit, dialect)).toMatch(
      {
        ecs: /\.memory=1024/,
        cdk: /memoryLimitMiB: 1024/,
        terraform: /memory = 1024/,
        fsd: /^service:\n {2}memory: 1024$/,
      }[dialect],
    );
  });

  it('no edit of any cause leaves a hole', () => {
    for (const { step, edit } of everyEdit(dialect)) {
      expect(`${step.text} ${step.command ?? ''}`).not.toMatch(/undefined|\[object|NaN/);
      if (edit.kind === 'grant') expect(step.command).toBeDefined();
    }
  });

  it('a task of AWS Batch is changed in its job definition', () => {
    const job: GuidanceFacts = { ...facts, task: aStoppedTask({ group: 'AWSBatch-queue' }), dialect };
    expect(isBatch(job)).toBe(true);
    for (const raw of GUIDANCE['image-not-found'].change(job)) {
      if (raw.edit?.kind === 'definition') expect(raw.text).toContain('AWS Batch job definition');
    }
  });
});

describe('a heap that is too small', () => {
  it.each([
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'NODE_OPTIONS'],
    ['java.lang.OutOfMemoryError: Java heap space', 'JAVA_TOOL_OPTIONS'],
  ])('is set for the runtime that said %s', (text, variable) => {
    const evidence = [{ source: 'log', text, decisive: true }] as const;
    const told: GuidanceFacts = { ...facts, diagnosis: aDiagnosis({ cause: 'heap-exhausted', evidence }) };
    const [first] = GUIDANCE['heap-exhausted'].change(told);
    expect(JSON.stringify(first?.edit)).toContain(variable);
  });
});

describe('in the dialect ecs', () => {
  const described = {
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:7',
    family: 'orders',
    revision: 7,
    status: 'ACTIVE',
    requiresAttributes: [],
    compatibilities: ['EC2'],
    registeredAt: 0,
    registeredBy: 'x',
    memory: '512',
    containerDefinitions: [
      {
        name: 'app',
        memory: 256,
        environment: [{ name: 'A', value: '1' }],
        logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/orders' } },
      },
      { name: 'other', memory: 128 },
    ],
  };

  /** What register-task-definition would be given by the command. */
  async function registered(edit: Edit): Promise<Record<string, unknown>> {
    const filter = /jq '(.*)' >/.exec(tell(edit, 'ecs') ?? '')?.[1]?.replaceAll("'\\''", "'") ?? '';
    const jq = await jqModule;
    return jq.json(described, filter) as Record<string, unknown>;
  }

  it('a new revision keeps what it had, changes one container and drops what cannot be registered', async () => {
    expect(
      await registered({
        kind: 'definition',
        container: {
          name: 'app',
          fields: {
            memory: 1024,
            environment: [{ name: 'A', value: '2' }],
            secrets: [{ name: 'S', valueFrom: '/orders/s' }],
            logConfiguration: { options: { mode: 'blocking' } },
          },
        },
        task: { memory: 2048, runtimePlatform: { cpuArchitecture: 'ARM64' } },
      }),
    ).toEqual({
      family: 'orders',
      memory: '2048',
      runtimePlatform: { cpuArchitecture: 'ARM64' },
      containerDefinitions: [
        {
          name: 'app',
          memory: 1024,
          environment: [{ name: 'A', value: '2' }],
          secrets: [{ name: 'S', valueFrom: '/orders/s' }],
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/orders', mode: 'blocking' } },
        },
        { name: 'other', memory: 128 },
      ],
    });
  });

  it('every new revision is a filter that jq takes', async () => {
    const jq = await jqModule;
    const filters = everyEdit('ecs').flatMap(({ step }) => /jq '(.*)' >/.exec(step.command ?? '')?.[1] ?? []);
    expect(filters.length).toBeGreaterThan(20);
    for (const filter of filters) jq.json(described, filter.replaceAll("'\\''", "'"));
  });

  it('a file name that holds a quote stays one argument of the shell', () => {
    const edit: Edit = {
      kind: 'definition',
      container: { name: "it's", fields: { command: ["it's here; rm -rf /"] } },
    };
    expect(tell(edit, 'ecs')).toContain("it'\\''s here; rm -rf /");
  });
});

describe('in the dialect terraform', () => {
  it('every snippet is HCL', async () => {
    const snippets = everyEdit('terraform').flatMap(({ step }) =>
      step.command?.startsWith('resource ') ? [step.command] : [],
    );
    expect(snippets.length).toBeGreaterThan(20);
    for (const snippet of snippets) expect(await parseHcl('snippet.tf', snippet)).toHaveProperty('resource');
  });

  it('a value is never read as a template', async () => {
    const fields = { command: [`$${'{file("/etc/passwd")}'}`, '%{ if true }'] };
    const snippet = tell({ kind: 'definition', container: { name: 'app', fields } }, 'terraform') ?? '';
    expect(snippet).toContain(`$$${'{file('}`);
    expect(snippet).toContain('%%{ if');
  });
});

describe('in the dialect fsd', () => {
  it('every snippet is YAML of the service', () => {
    const snippets = everyEdit('fsd').flatMap(({ step }) =>
      step.command?.startsWith('service:') ? [step.command] : [],
    );
    expect(snippets.length).toBeGreaterThan(5);
    for (const snippet of snippets) expect(Object.keys(parseYaml(snippet))).toEqual(['service']);
  });

  it('a statement of the task role stands under service.taskRole.statements', () => {
    const edit: Edit = {
      kind: 'grant',
      role: 'task',
      grants: [{ actions: ['s3:GetObject', 's3:ListBucket'], resources: ['*'] }],
    };
    expect(parseYaml(tell(edit, 'fsd') ?? '')).toEqual({
      service: {
        taskRole: { statements: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }] },
      },
    });
  });

  it('what the file has no key for is told in words alone, with no line of another tool', () => {
    expect(tell({ kind: 'log-group', name: '/ecs/orders' }, 'fsd')).toBeUndefined();
  });
});

describe('in the dialect cdk', () => {
  let folder = '';
  beforeAll(async () => {
    // Below the repository, so that the snippets find aws-cdk-lib.
    await mkdir('dist', { recursive: true });
    folder = await mkdtemp(join('dist', 'snippets-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('every snippet compiles against aws-cdk-lib', async () => {
    const snippets = everyEdit('cdk').flatMap(({ step }) =>
      step.command === undefined || /^aws |^\{/.test(step.command) ? [] : [step.command],
    );
    expect(snippets.length).toBeGreaterThan(20);
    const methods = snippets.map((snippet, index) => `  snippet${index}() {\n${completed(snippet)}\n  }`);
    await writeFile(
      join(folder, 'snippets.ts'),
      `${PRELUDE}\nexport class Snippets extends Stack {\n${methods.join('\n')}\n}\n`,
    );
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        compilerOptions: { noUnusedLocals: false },
        include: ['snippets.ts'],
      }),
    );
    const compiler = promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder]);
    expect(await compiler.catch(({ stdout }: { stdout: string }) => stdout.slice(0, 2_000))).toMatchObject({
      stdout: '',
    });
  });

  const PRELUDE = `
import { Duration, Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_elasticloadbalancingv2 as elb, aws_iam as iam } from 'aws-cdk-lib';
import { aws_logs as logs, aws_secretsmanager as secretsmanager, aws_ssm as ssm } from 'aws-cdk-lib';
declare const taskDefinition: ecs.TaskDefinition;
declare const service: ecs.FargateService;
declare const role: iam.Role;
declare const vpc: ec2.Vpc;
declare const loadBalancer: elb.ApplicationLoadBalancer;
declare const targetGroup: elb.ApplicationTargetGroup;
declare const container: ecs.ContainerDefinitionOptions;
declare const fargateService: ecs.FargateServiceProps;
declare const ec2Service: ecs.Ec2ServiceProps;
export const used = [Duration, logs, secretsmanager, ssm];
`;

  /** Puts settings of the right type where the snippet says that the others stay. */
  function completed(snippet: string): string {
    return snippet.replace(/(\w+)\((.*)\{\n {2}\/\/ the other settings stay as they are\n/g, (_whole, name, before) => {
      const others: Readonly<Record<string, string>> = {
        addContainer: '...container,',
        FargateService: '...fargateService,',
        Ec2Service: '...ec2Service,',
      };
      return `${name}(${before}{\n  ${others[name] ?? ''}\n`;
    });
  }
});

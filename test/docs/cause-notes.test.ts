import { describe, expect, it } from '@jest/globals';
import { CAUSE_NOTES, type Sign } from '../../docs/cause-notes.ts';
import { evidenceOf } from '../../docs/evidence-of.ts';
import { CAUSE_IDS, type CauseId } from '../../functions/diagnosis/causes.ts';
import { diagnose } from '../../functions/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../functions/diagnosis/diagnosis.ts';
import { type Evidence, NO_EVIDENCE } from '../../functions/diagnosis/evidence.ts';
import { readReason } from '../../functions/diagnosis/reasons/read-reason.ts';
import type { ReasonPlace } from '../../functions/diagnosis/reasons/reason-rule.ts';
import type { StoppedContainer, StoppedTask } from '../../functions/event/stopped-task.ts';
import { aStoppedContainer, aStoppedTask } from '../support/builders.ts';

/** What stands in for each placeholder of the notes. */
const FILLINGS: Readonly<Record<string, string>> = {
  VARIABLE: 'ORDERS_QUEUE_URL',
  action: 's3:GetObject',
  'any text': 'reclaimed',
  bucket: 'orders-settings',
  bytes: '134217728',
  class: 'shop/orders/Main',
  command: 'serve-orders',
  container: 'app',
  database: 'orders',
  dependency: 'migrate',
  deployment: '4827361904417230985',
  directive: 'proxy_pas',
  driver: 'awslogs',
  duration: '3m0s',
  'file system': 'fs-0a1b2c3d4e5f60718',
  flag: 'listen-addr',
  host: 'orders-db.internal',
  image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:v42',
  instance: 'i-0a1b2c3d4e5f60718',
  ip: '10.0.4.17',
  key: 'orders.env',
  library: 'libpq.so.5',
  'load balancer': 'orders-classic',
  'low port': '80',
  module: 'orders-client',
  n: '5',
  'namespace ARN': 'arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-0a1b2c3d4e5f6071',
  operation: 'GetObject',
  option: 'awslogs-region',
  parameter: '/prod/orders/db',
  path: '/srv/orders/start',
  pid: '4711',
  platform: 'linux/arm64',
  port: '5432',
  principal: 'arn:aws:sts::123456789012:assumed-role/orders-execution/0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  program: 'orders',
  property: 'total',
  reason: 'it did not go well',
  region: 'eu-west-1',
  repository: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders',
  'repository ARN': 'arn:aws:ecr:eu-west-1:123456789012:repository/orders',
  resource: 'arn:aws:s3:::orders-archive/2026.csv',
  revision: '9b7d61f0c2aa',
  'role ARN': 'arn:aws:iam::123456789012:role/orders-execution',
  'secret ARN': 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/orders/db-AbCdEf',
  setting: 'orders.queue.url',
  state: 'stopped',
  subnet: 'subnet-0a1b2c3d4e5f60718',
  table: 'orders',
  'target group ARN': 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/0a1b2c3d4e5f6071',
  url: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/orders/manifests/v42',
  user: 'orders',
  value: 'eighty',
  volume: 'orders-data',
  'words of whoever called StopTask': 'no longer wanted: connection refused',
};

const PLACEHOLDER = /<([\w ]+)>/g;

const filled = (text: string): string =>
  text.replaceAll(PLACEHOLDER, (placeholder, name: string) => FILLINGS[name] ?? placeholder);

const textsOf = (sign: Sign): readonly string[] => (sign.where === 'exit-code' ? [] : [sign.text]);

const placeholdersOf = (sign: Sign): readonly string[] =>
  textsOf(sign).flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''));

const SIGNS = CAUSE_IDS.flatMap((cause) => CAUSE_NOTES[cause].shows.map((sign) => ({ cause, sign })));

const REASON_PLACES: Readonly<Record<Exclude<Sign['where'], 'log' | 'exit-code'>, ReasonPlace>> = {
  'stopped-reason': 'task',
  'container-reason': 'container',
  attachment: 'attachment',
};

/** The containers of a task that never ran. */
const neverRan = (reason?: string): StoppedContainer => {
  const { exitCode: _, ...container } = aStoppedContainer();
  return { ...container, ...(reason === undefined ? {} : { reason }) };
};

/** A task of which ECS says no more than what the sign shows. */
function taskThatShows(sign: Sign): StoppedTask {
  switch (sign.where) {
    case 'exit-code':
      return aStoppedTask({ containers: [aStoppedContainer({ exitCode: sign.exitCode })] });
    case 'log':
      return aStoppedTask({ containers: [aStoppedContainer({ exitCode: sign.exitCode ?? 1 })] });
    case 'container-reason':
      return aStoppedTask({
        stopCode: sign.stopCode ?? 'TaskFailedToStart',
        stoppedReason: 'Task failed to start',
        containers: [neverRan(filled(sign.text))],
      });
    case 'attachment':
      return aStoppedTask({
        stopCode: sign.stopCode ?? 'TaskFailedToStart',
        stoppedReason: '',
        containers: [neverRan()],
        attachments: [{ type: 'amazonelasticblockstorage', details: { statusReason: filled(sign.text) } }],
      });
    case 'stopped-reason':
      return aStoppedTask({
        stopCode: sign.stopCode ?? 'TaskFailedToStart',
        stoppedReason: filled(sign.text),
        containers: [neverRan()],
      });
  }
}

const evidenceThatShows = (sign: Sign): Evidence =>
  sign.where === 'log'
    ? {
        ...NO_EVIDENCE,
        logs: [{ container: 'app', tail: { kind: 'lines', lines: [{ text: filled(sign.text) }], truncated: false } }],
      }
    : NO_EVIDENCE;

const diagnosisOf = (sign: Sign): Diagnosis => diagnose(taskThatShows(sign), evidenceThatShows(sign));

/** The section names the rule that decided; an exit code is named by itself. */
function namesRule(cause: CauseId, rule: string): boolean {
  const evidence = [...evidenceOf(cause), ...CAUSE_NOTES[cause].grounds.map(({ text }) => text)].join('\n');
  const exitCode = /^exit-code-(\d+)$/.exec(rule)?.[1];
  if (exitCode === undefined) return evidence.includes(`\`${rule.replace(/^log\//, '')}\``);
  return new RegExp(`exit code: (?:any|.*\\b${exitCode} \\()`).test(evidence);
}

describe('what shows a cause, by the notes of the docs', () => {
  it.each(SIGNS)('leads to $cause: $sign', ({ cause, sign }) => {
    expect(diagnosisOf(sign).cause).toBe(cause);
  });

  it.each(SIGNS)('is decided for $cause by a rule that its section names: $sign', ({ cause, sign }) => {
    const { rule } = diagnosisOf(sign);
    expect({ rule, named: namesRule(cause, rule) }).toEqual({ rule, named: true });
  });

  const reasons = SIGNS.flatMap(({ cause, sign }) =>
    sign.where === 'log' || sign.where === 'exit-code' || cause === 'unknown' ? [] : [{ cause, sign }],
  );
  it.each(reasons)('is read as $cause by the text alone: $sign.text', ({ cause, sign }) => {
    const context = { where: REASON_PLACES[sign.where], stopCode: sign.stopCode ?? 'TaskFailedToStart' };
    expect(readReason(filled(sign.text), context)?.cause).toBe(cause);
  });

  it('has each of its placeholders filled, and no filling to spare', () => {
    const used = new Set(SIGNS.flatMap(({ sign }) => placeholdersOf(sign)));
    expect(used).toEqual(new Set(Object.keys(FILLINGS)));
  });

  it('fits a code span: no backtick, no line break', () => {
    expect(SIGNS.flatMap(({ sign }) => textsOf(sign)).filter((text) => /[`\n]/.test(text))).toEqual([]);
  });
});

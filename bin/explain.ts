import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeError } from '../functions/aws/service-errors.ts';
import { diagnose } from '../functions/diagnosis/diagnose.ts';
import { NO_EVIDENCE } from '../functions/diagnosis/evidence.ts';
import { DIALECTS, type Dialect } from '../functions/diagnosis/guidance/edit.ts';
import { type Knowledge, NO_KNOWLEDGE } from '../functions/diagnosis/team-knowledge/knowledge.ts';
import { KnowledgeError } from '../functions/knowledge/read-knowledge.ts';
import { composePostMortem } from '../functions/report/compose-post-mortem.ts';
import { renderJson } from '../functions/report/json.ts';
import { renderMarkdown } from '../functions/report/markdown.ts';
import type { PostMortem } from '../functions/report/post-mortem.ts';
import { redactPostMortem } from '../functions/report/redact-post-mortem.ts';
import { renderText } from '../functions/report/text.ts';
import { readKnowledgeFile } from '../lib/knowledge-file.ts';
import { type Case, caseFromAccount, casesFromFile } from './cases.ts';
import { InputError } from './input-error.ts';

/** How the command line is used. */
export const USAGE = `ecs-postmortem explain [FILE | - | TASK] [options]

Says why an Amazon ECS task stopped.
  FILE   an EventBridge event, the output of "aws ecs describe-tasks", or a task, as JSON; "-" reads standard input
  TASK   a task's ARN or id: asks your account, with the credentials of the environment

  --logs FILE             the container's log: plain lines, or the output of "aws logs get-log-events"
  --task-definition FILE  the output of "aws ecs describe-task-definition"
  --container NAME        whose log that is (default: the container that failed first)
  --cluster NAME          the cluster of a task id (default: default)
  --region REGION         the region of a task id (default: AWS_REGION or the profile's)
  --format FORMAT         text (default), markdown or json
  --lines N               log lines to quote (default: 12)
  --knowledge FILE        your team's own signatures and runbooks, as JSON (docs/team-knowledge.md)
  --dialect TOOL          what to change, in the terms of ecs (default), cdk, terraform or fsd

Exit code: 0 = an expected stop, 1 = a fault was diagnosed, 2 = the input could not be read.`;

const FORMATS = ['text', 'markdown', 'json'] as const;
type Format = (typeof FORMATS)[number];

/** Runs the command "explain" and returns its exit code: 0 expected stop, 1 fault diagnosed, 2 unreadable input. */
export async function explain(args: readonly string[]): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        logs: { type: 'string' },
        'task-definition': { type: 'string' },
        container: { type: 'string' },
        cluster: { type: 'string' },
        region: { type: 'string' },
        format: { type: 'string', default: 'text' },
        lines: { type: 'string', default: '12' },
        dialect: { type: 'string', default: 'ecs' },
        knowledge: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    if (positionals.length > 1)
      throw new InputError(`One FILE or TASK is taken, not ${positionals.length}: ${positionals.join(' ')}`);
    const format = formatOf(values.format);
    const excerptLines = linesOf(values.lines);
    const dialect = dialectOf(values.dialect);
    const knowledge = knowledgeOf(values.knowledge);
    const input = positionals[0] ?? '-';
    const cases = isTask(input) ? [await caseFromAccount(input, values)] : await casesFromFile(input, values);
    const reports = cases.map((stop) => report(stop, { excerptLines, dialect, knowledge }));
    console.log(print(reports, format));
    return reports.some(({ notify }) => notify === 'alert') ? 1 : 0;
  } catch (error) {
    console.error(`ecs-postmortem: ${error instanceof InputError ? error.message : describeError(error)}`);
    return 2;
  }
}

interface ReportOptions {
  readonly excerptLines: number;
  readonly dialect: Dialect;
  readonly knowledge: Knowledge;
}

function report(
  { task, evidence, container, lines }: Case,
  { excerptLines, dialect, knowledge }: ReportOptions,
): PostMortem {
  const options = { excerptLines, knowledge };
  const logs =
    lines === undefined
      ? evidence.logs
      : [
          {
            container: container ?? diagnose(task, evidence, options).container ?? task.containers[0]?.name ?? 'app',
            tail: { kind: 'lines' as const, lines, truncated: false },
          },
        ];
  const complete = { ...NO_EVIDENCE, ...evidence, logs };
  const diagnosis = diagnose(task, complete, options);
  return redactPostMortem(composePostMortem({ task, evidence: complete, diagnosis, dialect }));
}

function print(reports: readonly PostMortem[], format: Format): string {
  switch (format) {
    case 'json': {
      const [only, ...others] = reports.map(renderJson);
      return others.length === 0 ? (only ?? '') : `[${[only, ...others].join(',\n')}]`;
    }
    case 'markdown':
      return reports.map(renderMarkdown).join('\n\n---\n\n');
    case 'text':
      return reports
        .map((pm) => renderText(pm, { colour: process.stdout.isTTY === true }))
        .join(`\n\n${'='.repeat(72)}\n\n`);
    default:
      return format satisfies never;
  }
}

function formatOf(text: string): Format {
  const format = FORMATS.find((candidate) => candidate === text);
  if (format === undefined) throw new InputError(`--format is "${text}": it takes ${FORMATS.join(', ')}.`);
  return format;
}

function dialectOf(text: string): Dialect {
  const dialect = DIALECTS.find((candidate) => candidate === text);
  if (dialect === undefined) throw new InputError(`--dialect is "${text}": it takes ${DIALECTS.join(', ')}.`);
  return dialect;
}

function knowledgeOf(file: string | undefined): Knowledge {
  if (file === undefined) return NO_KNOWLEDGE;
  try {
    return readKnowledgeFile(file).knowledge;
  } catch (error) {
    throw error instanceof KnowledgeError ? new InputError(error.message) : error;
  }
}

function linesOf(text: string): number {
  const lines = Number(text);
  if (!Number.isInteger(lines) || lines < 1 || lines > 100)
    throw new InputError(`--lines is "${text}": it takes 1 to 100.`);
  return lines;
}

/** Task ids are 32 hexadecimal digits, in old accounts a UUID. */
const isTask = (input: string): boolean =>
  !existsSync(input) &&
  /^(?:arn:[\w-]+:ecs:.+:task\/.+|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(input);

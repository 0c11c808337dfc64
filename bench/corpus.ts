import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { ContainerLog } from '../functions/diagnosis/evidence.ts';

const Row = v.looseObject({
  id: v.string(),
  stopCode: v.nullish(v.string()),
  stoppedReason: v.nullish(v.string()),
  launchType: v.nullish(v.string()),
  group: v.nullish(v.string()),
  startedBy: v.nullish(v.string()),
  containers: v.nullish(
    v.array(v.looseObject({ name: v.string(), exitCode: v.nullish(v.number()), reason: v.nullish(v.string()) })),
  ),
  exitCode: v.nullish(v.number()),
  lines: v.nullish(v.array(v.string())),
  language: v.nullish(v.string()),
  expected: v.string(),
  alsoAccept: v.nullish(v.array(v.string()), []),
  decisiveLine: v.nullish(v.number()),
  alsoDecisive: v.nullish(v.array(v.number()), []),
  notify: v.nullish(v.string()),
  subject: v.nullish(v.string()),
});

/** One labelled stop. */
export type LabelledStop = v.InferOutput<typeof Row>;

/** Reads a file of labelled stops, one JSON object a line; an error names the file, the line and the field. */
export function readLabelledStops(file: string): readonly LabelledStop[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const result = v.safeParse(Row, parseJson(line, `${file}:${index + 1}`));
      if (result.success) return [result.output];
      const [issue] = result.issues;
      throw new Error(`${file}:${index + 1}: ${v.getDotPath(issue) ?? 'row'}: ${issue.message}`);
    });
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where}: not JSON`, { cause: error });
  }
}

const TASK_ID = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const ARN = 'arn:aws:ecs:us-east-1:123456789012';

/** The stop as EventBridge delivers it. A row without a stopped reason is an essential container `app` that exited. */
export function eventOf(row: LabelledStop): unknown {
  const ofReason = row.stoppedReason != null;
  const containers = ofReason ? (row.containers ?? []) : [{ name: 'app', exitCode: row.exitCode }];
  const started = containers.some(({ exitCode }) => exitCode != null);
  const group = row.group ?? 'service:app';
  return {
    version: '0',
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: '123456789012',
    region: 'us-east-1',
    time: '2026-11-24T09:15:41Z',
    resources: [`${ARN}:task/prod/${TASK_ID}`],
    detail: {
      taskArn: `${ARN}:task/prod/${TASK_ID}`,
      clusterArn: `${ARN}:cluster/prod`,
      taskDefinitionArn: `${ARN}:task-definition/${group.slice(group.indexOf(':') + 1) || 'app'}:1`,
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      launchType: row.launchType ?? 'FARGATE',
      group,
      startedBy: row.startedBy ?? undefined,
      stopCode: ofReason ? (row.stopCode ?? undefined) : 'EssentialContainerExited',
      stoppedReason: row.stoppedReason ?? 'Essential container in task exited',
      containers: containers.map(({ name, exitCode, reason }) => ({
        name,
        lastStatus: 'STOPPED',
        ...(exitCode == null ? {} : { exitCode, runtimeId: `${TASK_ID}-1` }),
        ...(reason == null ? {} : { reason }),
      })),
      createdAt: '2026-11-24T09:14:02.118Z',
      ...(started ? { startedAt: '2026-11-24T09:14:27.002Z' } : {}),
      stoppedAt: '2026-11-24T09:15:40.911Z',
      version: 6,
    },
  };
}

/** The stop's log: that of its first container. */
export function logsOf(row: LabelledStop): readonly ContainerLog[] {
  const lines = row.lines ?? [];
  if (lines.length === 0) return [];
  const container = row.stoppedReason == null ? 'app' : (row.containers?.[0]?.name ?? 'app');
  return [{ container, tail: { kind: 'lines', lines: lines.map((text) => ({ text })), truncated: false } }];
}

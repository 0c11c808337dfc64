import { CAUSES } from '../diagnosis/causes.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Evidence } from '../diagnosis/evidence.ts';
import { GUIDANCE } from '../diagnosis/guidance/catalogue.ts';
import { inDialect } from '../diagnosis/guidance/dialects/in-dialect.ts';
import type { Dialect } from '../diagnosis/guidance/edit.ts';
import type { GuidanceFacts, Step } from '../diagnosis/guidance/guidance.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { linksOf } from './links.ts';
import type { Link, PostMortem, ShownStep, TaskFacts } from './post-mortem.ts';
import { stepLink } from './step-link.ts';
import { runbookLinks, tellCause } from './tell-cause.ts';

/** What a post-mortem is made of. */
export interface PostMortemInput {
  readonly task: StoppedTask;
  readonly evidence: Evidence;
  readonly diagnosis: Diagnosis;
  /** The tool the team deploys with; `ecs` where it is not set. */
  readonly dialect?: Dialect;
}

/** Puts a diagnosis into words: everything that any form of the report says about one stop. */
export function composePostMortem({ task, evidence, diagnosis, dialect = 'ecs' }: PostMortemInput): PostMortem {
  const { cause, confidence, subject, secondary } = diagnosis;
  const { domain, severity } = CAUSES[cause];
  const facts: GuidanceFacts = { ...guidanceFacts(task, evidence, diagnosis), dialect };
  const told = tellCause(facts);
  const fixes = told.fixes.map((step) => shownStep(step, facts));
  return {
    schema: 'ecs-postmortem/1',
    kind: 'stopped',
    cause,
    domain,
    severity: diagnosis.attention.notify === 'quiet' ? 'info' : severity,
    confidence,
    title: told.title,
    headline: told.headline,
    explanation: told.explanation,
    task: taskFacts(task, diagnosis),
    container: diagnosis.container ?? null,
    subject: subject ?? null,
    evidence: diagnosis.evidence,
    excerpts: diagnosis.excerpts,
    checks: told.checks.map((step) => shownStep(step, facts)),
    fixes,
    links: withStepLinks([...runbookLinks(facts), ...linksOf(task, evidence, diagnosis)], fixes),
    signature: diagnosis.known?.id ?? null,
    runbook: diagnosis.runbook ?? null,
    timeline: diagnosis.timeline,
    secondary:
      secondary === undefined
        ? null
        : { cause: secondary.cause, title: GUIDANCE[secondary.cause].title, text: secondary.text },
    remarks: diagnosis.remarks,
    missing: diagnosis.missing,
    notify: diagnosis.attention.notify,
    because: diagnosis.attention.because,
  };
}

function shownStep(step: Step, facts: GuidanceFacts): ShownStep {
  const { text, command } = inDialect(step, facts);
  const link = step.edit === undefined ? undefined : stepLink(step.edit, facts.task);
  return { text, ...(command === undefined ? {} : { command }), ...(link === undefined ? {} : { link }) };
}

/** The places to look, then those where the changes are made, each once. */
function withStepLinks(links: readonly Link[], steps: readonly ShownStep[]): readonly Link[] {
  const all = [...links, ...steps.flatMap(({ link }) => (link === undefined ? [] : [link]))];
  return all.filter(
    ({ label, note }, index) => all.findIndex((other) => other.label === label && other.note === note) === index,
  );
}

function guidanceFacts(task: StoppedTask, evidence: Evidence, diagnosis: Diagnosis): GuidanceFacts {
  const definition = evidence.definition.kind === 'definition' ? evidence.definition.definition : undefined;
  const container = task.containers.find(({ name }) => name === diagnosis.container);
  const containerDefinition = definition?.containers.find(({ name }) => name === diagnosis.container);
  return {
    task,
    diagnosis,
    ...(definition === undefined ? {} : { definition }),
    ...(container === undefined ? {} : { container }),
    ...(containerDefinition === undefined ? {} : { containerDefinition }),
  };
}

function taskFacts(task: StoppedTask, { phase }: Diagnosis): TaskFacts {
  const { service, revision, launchType, availabilityZone, startedBy, stopCode, times } = task;
  const { stoppedAt } = times;
  const ranForMs = ranFor(task);
  return {
    taskArn: task.taskArn,
    taskId: task.taskId,
    cluster: task.cluster,
    ...(service === undefined ? {} : { service }),
    family: task.family,
    ...(revision === undefined ? {} : { revision }),
    account: task.account,
    region: task.region,
    ...(launchType === undefined ? {} : { launchType }),
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(stopCode === undefined ? {} : { stopCode }),
    stoppedReason: task.stoppedReason,
    phase,
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    ...(ranForMs === undefined ? {} : { ranForMs }),
    containers: task.containers.map(({ name, image, exitCode, reason }) => ({
      name,
      ...(image === undefined ? {} : { image }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

function ranFor({ times }: StoppedTask): number | undefined {
  const { startedAt, stoppingAt, executionStoppedAt, stoppedAt } = times;
  if (startedAt === undefined) return undefined;
  const ends = [stoppingAt, executionStoppedAt, stoppedAt].filter((at) => at !== undefined);
  const end = Math.min(...ends.filter((at) => at >= startedAt));
  return end === Number.POSITIVE_INFINITY ? undefined : end - startedAt;
}

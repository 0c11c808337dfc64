import type { ExcerptLine, Subject } from '../diagnosis/opinion.ts';
import type { Link, PostMortem, ShownStep, TaskFacts } from './post-mortem.ts';

/** What to do to the texts of a post-mortem. */
export interface TextMapping {
  /** For text that comes from events, logs or guidance. */
  readonly text: (text: string) => string;
  /** For the names, ids, ARNs and links of the task itself. */
  readonly id: (id: string) => string;
  /** For the lines of a quoted log; must give as many lines as it took. */
  readonly excerpt: (lines: readonly ExcerptLine[]) => readonly ExcerptLine[];
}

/** Rebuilds a post-mortem with each of its texts mapped; causes, numbers and other fixed words stay. */
export function mapTexts(pm: PostMortem, mapping: TextMapping): PostMortem {
  const { text, id, excerpt } = mapping;
  const steps = (all: readonly ShownStep[]) => all.map((step) => mapStep(step, mapping));
  return {
    ...pm,
    title: text(pm.title),
    headline: text(pm.headline),
    explanation: text(pm.explanation),
    task: mapTask(pm.task, mapping),
    container: pm.container === null ? null : id(pm.container),
    subject: pm.subject === null ? null : mapSubject(pm.subject, text),
    evidence: pm.evidence.map((item) => ({
      ...item,
      ...(item.container === undefined ? {} : { container: id(item.container) }),
      text: text(item.text),
    })),
    excerpts: pm.excerpts.map(({ container, lines }) => ({ container: id(container), lines: excerpt(lines) })),
    checks: steps(pm.checks),
    fixes: steps(pm.fixes),
    links: pm.links.map((link) => mapLink(link, id)),
    signature: pm.signature === null ? null : id(pm.signature),
    runbook:
      pm.runbook === null
        ? null
        : { url: id(pm.runbook.url), ...(pm.runbook.owner === undefined ? {} : { owner: text(pm.runbook.owner) }) },
    timeline: pm.timeline.map((entry) => ({ ...entry, what: text(entry.what) })),
    secondary:
      pm.secondary === null
        ? null
        : { ...pm.secondary, title: text(pm.secondary.title), text: text(pm.secondary.text) },
    remarks: pm.remarks.map(text),
    missing: pm.missing.map(text),
    because: text(pm.because),
  };
}

/** Rebuilds a link with its texts mapped. */
export const mapLink = ({ label, url, note }: Link, id: TextMapping['id']): Link => ({
  label: id(label),
  ...(url === undefined ? {} : { url: id(url) }),
  ...(note === undefined ? {} : { note: id(note) }),
});

/** Rebuilds a step with its texts mapped. */
export const mapStep = (
  { text: what, command, link }: ShownStep,
  { text, id }: Pick<TextMapping, 'text' | 'id'>,
): ShownStep => ({
  text: text(what),
  ...(command === undefined ? {} : { command: text(command) }),
  ...(link === undefined ? {} : { link: mapLink(link, id) }),
});

function mapTask(task: TaskFacts, { text, id }: TextMapping): TaskFacts {
  return {
    ...task,
    taskArn: id(task.taskArn),
    taskId: id(task.taskId),
    cluster: id(task.cluster),
    family: id(task.family),
    account: id(task.account),
    region: id(task.region),
    ...(task.service === undefined ? {} : { service: id(task.service) }),
    ...(task.launchType === undefined ? {} : { launchType: id(task.launchType) }),
    ...(task.availabilityZone === undefined ? {} : { availabilityZone: id(task.availabilityZone) }),
    ...(task.startedBy === undefined ? {} : { startedBy: text(task.startedBy) }),
    ...(task.stopCode === undefined ? {} : { stopCode: id(task.stopCode) }),
    stoppedReason: text(task.stoppedReason),
    containers: task.containers.map((container) => ({
      ...container,
      name: id(container.name),
      ...(container.image === undefined ? {} : { image: id(container.image) }),
      ...(container.reason === undefined ? {} : { reason: text(container.reason) }),
    })),
  };
}

function mapSubject(subject: Subject, text: (text: string) => string): Subject {
  const { parts } = subject;
  return {
    ...subject,
    value: text(subject.value),
    ...(parts === undefined
      ? {}
      : { parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, text(part)])) }),
  };
}

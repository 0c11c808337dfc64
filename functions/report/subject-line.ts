import type { PostMortem, TaskFacts } from './post-mortem.ts';

/** SNS takes less than 100 characters. */
const MAX_SUBJECT = 99;
const MARK = '...';

/** What a reader calls the task: its service, else the family of its task definition. */
export const workloadOf = ({ service, family }: TaskFacts): string => service || family || 'task';

/** The subject of one stop's message. */
export const subjectLine = ({ title, task }: PostMortem): string =>
  subjectOf({ title, workload: workloadOf(task), cluster: task.cluster });

/** What a subject names. */
export interface SubjectParts {
  /** The cause as a short noun phrase. */
  readonly title: string;
  readonly workload: string;
  readonly cluster: string;
}

/** `orders: out of memory (prod)`: at most 99 printable ASCII characters, as SNS asks; long names lose their middle. */
export function subjectOf(parts: SubjectParts): string {
  const cause = shorten(toAscii(parts.title), 40) || 'stopped';
  const workload = toAscii(parts.workload) || 'task';
  const cluster = toAscii(parts.cluster);
  const room = MAX_SUBJECT - cause.length - ': '.length - (cluster === '' ? 0 : ' ()'.length);
  const clusterShort = shorten(cluster, Math.max(room - workload.length, Math.min(cluster.length, 20)));
  const workloadShort = shorten(workload, room - clusterShort.length);
  return `${workloadShort}: ${cause}${clusterShort === '' ? '' : ` (${clusterShort})`}`;
}

/** `Re: ` and the subject of the first message; where that is too long, the subject alone, which still finds its conversation. */
export function replySubject(subject: string): string {
  const reply = `Re: ${subject}`;
  return reply.length <= MAX_SUBJECT ? reply : subject;
}

/** Any text as a subject that SNS takes. */
export const asSubject = (text: string): string => shorten(toAscii(text), MAX_SUBJECT) || 'ECS';

function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Leaves words out of the middle, since names differ at both ends; one with too long a first word loses its tail. */
function shorten(name: string, max: number): string {
  if (name.length <= max) return name;
  const words = name.split(/(?<=[-_/. ])/);
  let head = words.shift() ?? '';
  let tail = '';
  const fits = (word: string | undefined): word is string =>
    word !== undefined && head.length + MARK.length + tail.length + word.length <= max;
  if (!fits('')) return name.slice(0, max - MARK.length) + MARK;
  for (;;) {
    const [first, last] = [words[0], words.at(-1)];
    if (fits(last) && (tail.length <= head.length || !fits(first))) {
      tail = last + tail;
      words.pop();
    } else if (fits(first)) {
      head += first;
      words.shift();
    } else {
      return head.trimEnd() + MARK + tail;
    }
  }
}

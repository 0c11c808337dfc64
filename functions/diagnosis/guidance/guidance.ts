import type { StoppedContainer, StoppedTask } from '../../event/stopped-task.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { ContainerDefinition, TaskDefinition } from '../evidence.ts';
import type { Dialect, Edit } from './edit.ts';

/** What the prose of a cause may speak of. */
export interface GuidanceFacts {
  readonly task: StoppedTask;
  readonly diagnosis: Diagnosis;
  /** The task definition, where it could be read. */
  readonly definition?: TaskDefinition;
  /** The container to blame as the event shows it. */
  readonly container?: StoppedContainer;
  /** The container to blame as the task definition describes it. */
  readonly containerDefinition?: ContainerDefinition;
  /** The tool the team deploys with; `ecs` where it is not set. */
  readonly dialect?: Dialect;
}

/** One thing to do, with the command that does or shows it. */
export interface Step {
  /** One imperative sentence in plain text, no markdown. */
  readonly text: string;
  /** One command line, ready to paste, or a short snippet such as a policy statement. */
  readonly command?: string;
  /** What the step changes; the dialect makes the command of it. */
  readonly edit?: Edit;
}

/** What is told about a cause, in the terms of the task at hand. */
export interface Guidance {
  /** A noun phrase of at most 40 ASCII characters, lower case but for names: `out of memory`. */
  readonly title: string;
  /** One plain sentence that names the cause and the very thing at fault. */
  readonly headline: (facts: GuidanceFacts) => string;
  /** One or two sentences: what that means. */
  readonly explanation: (facts: GuidanceFacts) => string;
  /** What to look at to be sure; the cheapest look first. */
  readonly check: (facts: GuidanceFacts) => readonly Step[];
  /** What to change; the likeliest change first. */
  readonly change: (facts: GuidanceFacts) => readonly Step[];
}

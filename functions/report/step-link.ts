import type { Edit } from '../diagnosis/guidance/edit.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { logGroupLink, roleLink } from './arn-link.ts';
import { definitionLink, networkingLink, serviceLink } from './links.ts';
import type { Link } from './post-mortem.ts';

/** The console page on which a step is done: the role, the task definition, the service or the log group. */
export function stepLink(edit: Edit, task: StoppedTask): Link | undefined {
  switch (edit.kind) {
    case 'grant':
    case 'trust':
      return edit.roleArn === undefined
        ? definitionLink(task)
        : roleLink(task, edit.roleArn.slice(edit.roleArn.lastIndexOf('/') + 1));
    case 'definition':
      return definitionLink(task);
    case 'service':
    case 'target-group':
      return serviceLink(task);
    case 'log-group':
      return logGroupLink(task, edit.name);
    case 'security-group':
    case 'endpoints':
      return networkingLink(task);
    default:
      return edit satisfies never;
  }
}

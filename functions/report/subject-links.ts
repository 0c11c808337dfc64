import type { Subject } from '../diagnosis/opinion.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { arnLink, ecrLink, idLink, link, logGroupLink, parameterLink, roleLink, secretLink } from './arn-link.ts';
import type { Link } from './post-mortem.ts';

const ECR_IMAGE =
  /^(?:https?:\/\/)?(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z\d-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/([^:@\s]+)/;

/** The pages of the thing at fault: what is named, and the role that lacks the permission. */
export function subjectLinks(subject: Subject, task: StoppedTask): readonly Link[] {
  const { value, parts = {} } = subject;
  const named = [parts.arn, value, parts.resource, parts.principal, parts.role].flatMap((text) => {
    const found = text === undefined ? undefined : (arnLink(text, task) ?? idLink(text, task));
    return found === undefined ? [] : [found];
  });
  const own = ownLink(subject, task);
  return named.length > 0 || own === undefined ? named : [own];
}

/** The page of a thing that is named without an ARN or an id. */
function ownLink({ type, value, parts = {} }: Subject, task: StoppedTask): Link | undefined {
  // Names of unknown shape (a JSON key, a whole sentence) would lead to an empty page.
  if (value === '' || /\s|^arn:/.test(value)) return undefined;
  switch (type) {
    case 'image': {
      const registry = parts.registry;
      const image = registry === undefined ? value : `${registry}/${parts.repository ?? ''}`;
      const [, account = '', region = '', repository = ''] = ECR_IMAGE.exec(image) ?? ECR_IMAGE.exec(value) ?? [];
      return repository === '' ? undefined : ecrLink({ partition: task.partition, account, region }, repository);
    }
    case 'secret':
      return secretLink(task, value);
    case 'parameter':
      return parameterLink(task, value);
    case 'role':
      return roleLink(task, value.slice(value.lastIndexOf('/') + 1));
    case 'log-group':
      return logGroupLink({ ...task, region: parts.region ?? task.region }, value);
    case 'deployment':
      return task.service === undefined
        ? undefined
        : link(
            task,
            'Deployments',
            value,
            `/ecs/v2/clusters/${task.cluster}/services/${task.service}/deployments?region=${task.region}`,
          );
    default:
      return undefined;
  }
}

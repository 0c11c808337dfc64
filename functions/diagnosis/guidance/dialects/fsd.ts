import type { Edit } from '../edit.ts';
import { allowAll, allowStatement, trust } from '../policy-statement.ts';

/** The part of FSD's service YAML that makes an edit; undefined for what its file has no key for. */
export function fsdSnippet(edit: Edit): string | undefined {
  switch (edit.kind) {
    case 'grant':
      return edit.role === 'task'
        ? yaml({ service: { taskRole: { statements: edit.grants.map(allowStatement) } } })
        : allowAll(edit.grants);
    case 'definition': {
      const { memory: own, secrets, healthCheck } = edit.container?.fields ?? {};
      const memory = edit.task?.memory ?? own;
      const known = {
        ...(memory === undefined ? {} : { memory }),
        ...(secrets === undefined
          ? {}
          : { secrets: Object.fromEntries(secrets.map(({ name, valueFrom }) => [name, valueFrom])) }),
        ...(healthCheck === undefined ? {} : { healthCheck }),
      };
      return Object.keys(known).length === 0 ? undefined : yaml({ service: known });
    }
    case 'target-group':
      return yaml({ service: { healthCheck: { path: edit.path } } });
    case 'security-group':
      return edit.direction === 'out'
        ? undefined
        : yaml({ service: { securityGroups: [`GROUP_THAT_LETS_THE_LOAD_BALANCER_REACH_PORT_${edit.port}`] } });
    case 'trust':
      return trust(edit.service);
    case 'service':
    case 'log-group':
    case 'endpoints':
      return undefined;
    default:
      return edit satisfies never;
  }
}

/** Block YAML of plain data. */
function yaml(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join('\n');
  }
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) =>
        inner !== null && typeof inner === 'object'
          ? `${indent}${scalar(name)}:\n${yaml(inner, `${indent}  `)}`
          : `${indent}${scalar(name)}: ${scalar(inner)}`,
      )
      .join('\n');
  }
  return `${indent}${scalar(value)}`;
}

// JSON's strings are YAML's double-quoted ones.
const scalar = (value: unknown): string =>
  typeof value === 'string' &&
  /^[A-Za-z][\w/-]*$/.test(value) &&
  !/^(?:true|false|yes|no|on|off|null|[yn])$/i.test(value)
    ? value
    : JSON.stringify(value);

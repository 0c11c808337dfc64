import * as v from 'valibot';
import type { JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { jsonServiceErrors, operation, type RequestContext, type Service } from './service.ts';
import { jsonProtocol } from './wire-protocol.ts';

/** A task definition in AWS's wire shape. */
export type WireTaskDefinition = JsonObject & {
  readonly taskDefinitionArn: string;
  readonly family: string;
  readonly revision: number;
};

/** A task in AWS's wire shape; its times are epoch seconds. */
export type WireTask = JsonObject & { readonly taskArn: string; readonly clusterArn: string };

/** A service in AWS's wire shape; its times are epoch seconds. */
export type WireService = JsonObject & {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
};

/** What the account's ECS holds. */
export interface EcsState {
  /** Adds or replaces a revision, with the tags its family carries. */
  putTaskDefinition(definition: WireTaskDefinition, tags?: readonly JsonObject[]): void;
  /** Forgets a revision, as ECS does with an INACTIVE one that no task refers to any more. */
  removeTaskDefinition(taskDefinitionArn: string): void;
  /** Adds a cluster by its ARN or by its name in the stand-in's own Region; `default` is always there. */
  putCluster(cluster: string): void;
  /** Adds or replaces a task, and its cluster. */
  putTask(task: WireTask): void;
  removeTask(taskArn: string): void;
  /** Adds or replaces a service, and its cluster. */
  putService(service: WireService): void;
  /** Forgets a service, as ECS does some time after its deletion. */
  removeService(serviceArn: string): void;
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
const isArn = (text: string): boolean => text.startsWith('arn:');
const listText = v.optional(v.array(v.string()), []);

/** Makes the ECS stand-in and the handle that fills it. */
export function makeEcs({ region: homeRegion, account }: { region: string; account: string }): {
  service: Service;
  state: EcsState;
} {
  const definitions = new Map<string, { definition: WireTaskDefinition; tags: readonly JsonObject[] }>();
  const tasks = new Map<string, WireTask>();
  const services = new Map<string, WireService>();
  const clusters = new Set<string>();
  const clusterArn = (name: string, region: string): string => `arn:aws:ecs:${region}:${account}:cluster/${name}`;

  const findDefinition = (wanted: string, region: string) => {
    if (isArn(wanted)) return regionOf(wanted) === region ? definitions.get(wanted) : undefined;
    const local = [...definitions.values()].filter(
      ({ definition }) => regionOf(definition.taskDefinitionArn) === region,
    );
    const [family, revision] = wanted.split(':');
    if (revision !== undefined) {
      return local.find(({ definition }) => definition.family === family && String(definition.revision) === revision);
    }
    return local
      .filter(({ definition }) => definition.family === family && (definition.status ?? 'ACTIVE') === 'ACTIVE')
      .sort((left, right) => right.definition.revision - left.definition.revision)[0];
  };

  const findCluster = (wanted: string | undefined, region: string): string => {
    const arn = isArn(wanted ?? '') ? (wanted ?? '') : clusterArn(wanted ?? 'default', region);
    const isDefault = arn === clusterArn('default', region);
    if (regionOf(arn) !== region || !(isDefault || clusters.has(arn))) {
      throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    }
    return arn;
  };

  const describeTaskDefinition = operation(
    v.object({ taskDefinition: v.optional(v.string()), include: listText }),
    ({ taskDefinition, include }, { region }) => {
      if (!taskDefinition) throw new AwsError('ClientException', 'Task definition can not be blank.');
      checkInclude(include);
      const found = findDefinition(taskDefinition, region);
      if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
      return { taskDefinition: found.definition, ...(include.includes('TAGS') ? { tags: found.tags } : {}) };
    },
  );

  const describeTasks = operation(
    v.object({ cluster: v.optional(v.string()), tasks: listText, include: listText }),
    ({ cluster, tasks: wanted, include }, { region }) => {
      if (wanted.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
      if (wanted.length > 100)
        throw new AwsError('InvalidParameterException', 'Tasks cannot have more than 100 elements.');
      checkInclude(include);
      const arn = findCluster(cluster, region);
      const found: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const idOrArn of wanted) {
        const task = [...tasks.values()].find(
          (one) => one.clusterArn === arn && (one.taskArn === idOrArn || lastPart(one.taskArn) === idOrArn),
        );
        if (task === undefined) {
          const missing = isArn(idOrArn)
            ? idOrArn
            : `arn:aws:ecs:${region}:${account}:task/${lastPart(arn)}/${idOrArn}`;
          failures.push({ arn: missing, reason: 'MISSING' });
        } else {
          const { tags, ...rest } = task;
          found.push(include.includes('TAGS') ? { ...rest, tags: tags ?? [] } : rest);
        }
      }
      return { tasks: found, failures };
    },
    ({ cluster, tasks: wanted }, context) => taskResource(cluster, wanted[0], context),
  );

  const describeServices = operation(
    v.object({ cluster: v.optional(v.string()), services: listText, include: listText }),
    ({ cluster, services: wanted, include }, { region }) => {
      if (wanted.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
      if (wanted.length > 10)
        throw new AwsError('InvalidParameterException', 'Services cannot have more than 10 elements.');
      checkInclude(include);
      const arn = findCluster(cluster, region);
      const found: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const nameOrArn of wanted) {
        const service = [...services.values()].find(
          (one) => one.clusterArn === arn && (one.serviceArn === nameOrArn || one.serviceName === nameOrArn),
        );
        if (service === undefined) {
          failures.push({ arn: serviceArn(arn, nameOrArn), reason: 'MISSING' });
        } else {
          const { tags, ...rest } = service;
          // ECS keeps no more than the newest hundred events.
          const events = Array.isArray(rest['events']) ? { events: rest['events'].slice(0, 100) } : {};
          found.push({ ...rest, ...events, ...(include.includes('TAGS') ? { tags: tags ?? [] } : {}) });
        }
      }
      return { services: found, failures };
    },
    ({ cluster, services: wanted }, { region, account: owner }) => {
      const named = cluster ?? 'default';
      const arn = isArn(named) ? named : `arn:aws:ecs:${region}:${owner}:cluster/${named}`;
      return wanted[0] === undefined ? '*' : serviceArn(arn, wanted[0]);
    },
  );

  const page = v.object({
    cluster: v.optional(v.string()),
    maxResults: v.optional(v.number()),
    nextToken: v.optional(v.string()),
  });
  const pageOf = (
    name: string,
    arns: readonly string[],
    { maxResults = 10, nextToken }: v.InferOutput<typeof page>,
  ) => {
    if (maxResults < 1 || maxResults > 100) throw new AwsError('InvalidParameterException', 'maxResults: 1 to 100.');
    const from = Number(nextToken ?? 0);
    const end = from + maxResults;
    return { [name]: arns.slice(from, end), ...(end < arns.length ? { nextToken: String(end) } : {}) };
  };
  const listServices = operation(
    page,
    (input, { region }) => {
      const arn = findCluster(input.cluster, region);
      const arns = [...services.values()].filter((one) => one.clusterArn === arn).map((one) => one.serviceArn);
      return pageOf('serviceArns', arns, input);
    },
    // The action has no resource type; the cluster is a condition.
    () => '*',
  );
  const listClusters = operation(page, (input, { region }) =>
    pageOf(
      'clusterArns',
      [...clusters].filter((arn) => regionOf(arn) === region),
      input,
    ),
  );

  return {
    service: {
      name: 'ecs',
      actionPrefix: 'ecs',
      protocol: jsonProtocol('AmazonEC2ContainerServiceV20141113'),
      operations: {
        DescribeTaskDefinition: describeTaskDefinition,
        DescribeTasks: describeTasks,
        DescribeServices: describeServices,
        ListServices: listServices,
        ListClusters: listClusters,
      },
      errors: jsonServiceErrors(
        () => new AwsError('ServerException', 'Service Unavailable. Please try again later.', 500),
      ),
    },
    state: {
      putTaskDefinition: (definition, tags = []) => {
        definitions.set(definition.taskDefinitionArn, { definition, tags });
      },
      removeTaskDefinition: (arn) => {
        definitions.delete(arn);
      },
      putCluster: (cluster) => {
        clusters.add(isArn(cluster) ? cluster : clusterArn(cluster, homeRegion));
      },
      putTask: (task) => {
        clusters.add(task.clusterArn);
        tasks.set(task.taskArn, task);
      },
      removeTask: (arn) => {
        tasks.delete(arn);
      },
      putService: (service) => {
        clusters.add(service.clusterArn);
        services.set(service.serviceArn, service);
      },
      removeService: (arn) => {
        services.delete(arn);
      },
    },
  };
}

function checkInclude(include: readonly string[]): void {
  if (include.some((one) => one !== 'TAGS')) throw new AwsError('InvalidParameterException', 'Invalid include value.');
}

const serviceArn = (cluster: string, nameOrArn: string): string =>
  isArn(nameOrArn) ? nameOrArn : `${cluster.replace(':cluster/', ':service/')}/${nameOrArn}`;

function taskResource(
  cluster: string | undefined,
  task: string | undefined,
  { region, account }: RequestContext,
): string {
  if (task === undefined) return '*';
  return isArn(task) ? task : `arn:aws:ecs:${region}:${account}:task/${lastPart(cluster ?? 'default')}/${task}`;
}

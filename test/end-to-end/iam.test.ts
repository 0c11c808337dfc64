import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Bundle, buildBundle, makeWorld, taskId, type World } from '../../bench/storm/world.ts';
import type { EcsPostmortemStackProps } from '../../lib/ecs-postmortem-stack.ts';
import type { RuleDelivery } from '../../local/event-bus.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../local/json.ts';
import type { RecordedCall } from '../../local/stand-in/recorded-call.ts';
import { PLACE } from '../../local/story/story-stop.ts';
import { synthesiseStack } from '../../local/synthesise.ts';
import { readTemplate } from '../../local/template.ts';

const CLUSTER = `arn:aws:ecs:${PLACE.region}:${PLACE.account}:cluster/${PLACE.cluster}`;
const CRASH = ['starting', 'Error: listen EADDRINUSE: address already in use :::8080'];

/** Services that fail at once. */
const SHOPS = Array.from({ length: 8 }, (_, nth) => `shop-${nth}`);
/** All that fail. */
const FAILING = ['orders', 'web', ...SHOPS];

/** Everything that makes the role larger and that one account can play. */
const ALL: EcsPostmortemStackProps = {
  chat: true,
  checkDesiredCounts: true,
  emitEvents: true,
  alarmEmail: 'platform@example.com',
  policy: [{ tags: ['team=nobody'], treatment: 'quiet' }],
};
const OF_A_CLUSTER: EcsPostmortemStackProps = { ...ALL, clusters: [PLACE.cluster] };

/** Allowed, though no call of the function's own shows it in these stories. */
const NOT_PLAYED: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': "Lambda makes the stream of the function's own log",
  'logs:PutLogEvents': "Lambda writes the function's own log",
  'sqs:SendMessage': 'Lambda hands over what failed for good',
  'sts:AssumeRole': 'test/end-to-end/many-accounts.test.ts plays the members of a hub',
};

/** What came of all stories in one world. */
interface Played {
  readonly allowed: readonly string[];
  /** Names of the role's statements. */
  readonly statements: readonly string[];
  readonly calls: readonly RecordedCall[];
  /** The text of all mails. */
  readonly mail: string;
  /** The text of all that was published. */
  readonly told: string;
  /** What the function wrote to its log, errors that it did not catch included. */
  readonly log: string;
  /** Deliveries of which every attempt failed. */
  readonly failed: number;
}

let bundle: Bundle;
let whole: Played;

beforeAll(async () => {
  bundle = await buildBundle();
  whole = await play(ALL);
}, 120_000);
afterAll(() => bundle.remove());

/** Plays an alert with its log, a repeat, a load balancer's check, a storm and what the watch does on its own. */
async function play(props: EcsPostmortemStackProps, without?: string): Promise<Played> {
  let statements: readonly string[] = [];
  const world = await makeWorld(bundle, {
    props,
    waitFactor: 0,
    template(synthesised) {
      const template = withoutStatement(synthesised, without);
      statements = statementsOf(template);
      return template;
    },
  });
  const { standIn } = world.deployment;
  const log: string[] = [];
  let failed = 0;
  const note = (delivery: RuleDelivery): void => {
    if (delivery.kind === 'undelivered') throw new Error(delivery.refusal.errorMessage);
    if (delivery.kind === 'failed') failed += 1;
    for (const invocation of delivery.invocations) {
      log.push(...invocation.log.map(({ text }) => text));
      if (!invocation.ok) log.push(`${invocation.error.errorType}: ${invocation.error.errorMessage}`);
    }
  };
  const stop = async (event: JsonObject): Promise<void> => {
    const { taskArn } = isJsonObject(event['detail']) ? event['detail'] : {};
    standIn.ecs.putTask({ taskArn: String(taskArn), clusterArn: CLUSTER, tags: [] });
    const delivery = await world.put(event);
    if (delivery.kind === 'not-matched') throw new Error('No rule matches the event.');
    note(delivery);
    for (const also of delivery.also ?? []) note(also);
  };
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      world.clock.advance(60_000);
      for (const delivery of await world.deployment.bus.fire()) note(delivery);
    }
  };
  try {
    putService(world);
    await pass(1);
    await stop(world.stop({ service: 'orders', taskId: taskId(1), lines: CRASH }));
    await stop(world.stop({ service: 'orders', taskId: taskId(2), lines: CRASH }));
    await stop(failedCheck(world));
    for (const [nth, service] of SHOPS.entries()) {
      await stop(world.stop({ service, family: 'shop', taskId: taskId(nth + 10), lines: CRASH }));
    }
    // Within these the watch counts tasks, and asks for the subscriptions.
    await pass(8);
    return {
      allowed: world.deployment.function.statements.flatMap(({ actions }) => actions),
      statements,
      calls: [...standIn.calls],
      mail: standIn.sns.mails.map(({ body }) => body.replace(/\s+/g, ' ')).join('\n'),
      told: standIn.sns.published.map(({ message }) => message).join('\n'),
      log: log.join('\n'),
      failed,
    };
  } finally {
    await world.close();
  }
}

const putService = ({ deployment }: World): void =>
  deployment.standIn.ecs.putService({
    serviceName: 'web',
    serviceArn: `${CLUSTER.replace(':cluster/', ':service/')}/web`,
    clusterArn: CLUSTER,
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
    events: [],
    loadBalancers: [],
  });

const failedCheck = (world: World): JsonObject =>
  world.stop({
    service: 'web',
    taskId: taskId(3),
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:${PLACE.region}:${PLACE.account}:targetgroup/web/0123456789abcdef)`,
    containers: [{ name: 'app', exitCode: 143 }],
    lines: ['ready'],
  });

/** The name of a statement: its sid, or what it allows. */
const nameOf = (statement: JsonObject): string =>
  typeof statement['Sid'] === 'string' ? statement['Sid'] : listOf(statement['Action']).map(String).join(' ');

const listOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
};

/** Takes a statement out of the policies of a template. */
const withoutStatement = (template: unknown, name: string | undefined): unknown =>
  JSON.parse(JSON.stringify(template), (key, value: Json): Json => {
    if (key !== 'PolicyDocument' || !isJsonObject(value)) return value;
    return {
      ...value,
      Statement: listOf(value['Statement']).filter((one) => !isJsonObject(one) || nameOf(one) !== name),
    };
  });

/** The names of the statements of identity policies; the function's role is the only one that has any. */
const statementsOf = (template: unknown): readonly string[] => {
  const resources = isJsonObject(template) ? template['Resources'] : undefined;
  return Object.values(isJsonObject(resources) ? resources : {}).flatMap((resource) => {
    if (!isJsonObject(resource) || resource['Type'] !== 'AWS::IAM::Policy') return [];
    const { PolicyDocument: document } = isJsonObject(resource['Properties']) ? resource['Properties'] : {};
    return listOf(isJsonObject(document) ? document['Statement'] : undefined)
      .filter(isJsonObject)
      .map(nameOf);
  });
};

const actionOf = ({ service, operation }: RecordedCall): string => `${service}:${operation}`;
const distinct = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].toSorted();
const isDenied = ({ outcome }: RecordedCall): boolean => /AccessDenied|AuthorizationError/.test(outcome);

describe("the role's statements", () => {
  it('allow every call of the stories, and the stories make every call that is allowed', async () => {
    const ofACluster = await play(OF_A_CLUSTER);
    const calls = [...whole.calls, ...ofACluster.calls];
    expect(calls.filter(isDenied).map(actionOf)).toEqual([]);
    const largest = synthesiseStack({
      ...ALL,
      emails: ['oncall@example.com'],
      code: Code.fromAsset(bundle.dir),
      hub: { accounts: ['444455556666'] },
    });
    const allowed = [
      ...readTemplate(largest)
        .responder()
        .statements.flatMap(({ actions }) => actions),
      ...whole.allowed,
      ...ofACluster.allowed,
    ];
    expect(distinct(calls.map(actionOf))).toEqual(distinct(allowed.filter((action) => !(action in NOT_PLAYED))));
    expect(Object.keys(NOT_PLAYED).filter((action) => !allowed.includes(action))).toEqual([]);
    // Each role by itself, too: clusters that are named need not be listed.
    for (const { allowed: own, calls: made } of [whole, ofACluster]) {
      expect(distinct(made.map(actionOf))).toEqual(distinct(own.filter((action) => !(action in NOT_PLAYED))));
    }
  }, 120_000);
});

/** What is missing where a statement is, as the reader finds it, and where. */
const REMOVALS: readonly {
  readonly statement: string;
  readonly denied: readonly string[];
  readonly says: RegExp;
  readonly where: 'mail' | 'log';
}[] = [
  {
    statement: 'ReadTaskDefinitions',
    denied: ['ecs:DescribeTaskDefinition'],
    says: /allow ecs:DescribeTaskDefinition on/,
    where: 'mail',
  },
  {
    statement: 'ReadServices',
    denied: ['ecs:DescribeServices'],
    says: /allow ecs:DescribeServices on/,
    where: 'mail',
  },
  { statement: 'ReadTagsOfTasks', denied: ['ecs:DescribeTasks'], says: /Allow ecs:DescribeTasks on/, where: 'mail' },
  { statement: 'ReadContainerLogs', denied: ['logs:GetLogEvents'], says: /allow logs:GetLogEvents on/, where: 'mail' },
  {
    statement: 'KeepIncidents',
    denied: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    says: /dynamodb:UpdateItem/,
    where: 'mail',
  },
  { statement: 'ListServices', denied: ['ecs:ListServices'], says: /perform: ecs:ListServices/, where: 'log' },
  { statement: 'ListClusters', denied: ['ecs:ListClusters'], says: /perform: ecs:ListClusters/, where: 'log' },
  { statement: 'EmitDiagnoses', denied: ['events:PutEvents'], says: /perform: events:PutEvents/, where: 'log' },
  {
    statement: 'ListSubscriptions',
    denied: ['sns:ListSubscriptionsByTopic'],
    says: /perform: sns:ListSubscriptionsByTopic/i,
    where: 'log',
  },
];

/** Statements by which Lambda itself acts; the alarm FailuresNotKept tells of the first, the missing log of the other. */
const OF_LAMBDA = ['HandOverFailedEvents', 'logs:CreateLogStream logs:PutLogEvents'];
const PUBLISH = 'sns:Publish';

const deniedOf = ({ calls }: Played): readonly string[] => distinct(calls.filter(isDenied).map(actionOf));
const untold = ({ told }: Played): readonly string[] => FAILING.filter((name) => !told.includes(name));

describe('a role that lacks a statement', () => {
  it('is played for each statement there is', () => {
    expect(distinct(whole.statements)).toEqual(
      distinct([...REMOVALS.map(({ statement }) => statement), ...OF_LAMBDA, PUBLISH]),
    );
    expect(untold(whole)).toEqual([]);
    expect(whole.failed).toBe(0);
  });

  it.each(REMOVALS)(
    'tells every failure without $statement, and its $where names what is missing',
    async (removal) => {
      const played = await play(ALL, removal.statement);
      expect(played.statements).toEqual(whole.statements.filter((name) => name !== removal.statement));
      expect(deniedOf(played)).toEqual(removal.denied);
      expect(untold(played)).toEqual([]);
      expect(played.failed).toBe(0);
      expect(played[removal.where]).toMatch(removal.says);
      expect(whole[removal.where]).not.toMatch(removal.says);
    },
    60_000,
  );

  it('fails the invocation without sns:Publish, with an error that names it', async () => {
    const played = await play(ALL, PUBLISH);
    expect(played.statements).toEqual(whole.statements.filter((name) => name !== PUBLISH));
    expect(deniedOf(played)).toEqual([PUBLISH]);
    expect(played.told).toBe('');
    expect(played.failed).toBeGreaterThan(0);
    expect(played.log).toMatch(/^AggregateError: .*not authorized to perform: sns:Publish on/im);
  }, 60_000);
});

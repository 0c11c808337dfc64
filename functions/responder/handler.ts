import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { accountClients, type Place, placeOfArn } from '../aws/account-clients.ts';
import { eventEmitter } from '../aws/event-emitter.ts';
import { incidentTable } from '../aws/incident-table.ts';
import { cloudWatchLogTails } from '../aws/log-tails.ts';
import { memberSessions } from '../aws/member-sessions.ts';
import type { TaskTags } from '../aws/ports.ts';
import { ecsServiceCounts } from '../aws/service-counts.ts';
import { ecsServices } from '../aws/services.ts';
import { snsPublisher } from '../aws/sns-publisher.ts';
import { snsSubscriptions } from '../aws/subscriptions.ts';
import { tableProbe } from '../aws/table-probe.ts';
import { ecsTaskDefinitions } from '../aws/task-definitions.ts';
import { ecsTaskTags } from '../aws/task-tags.ts';
import { loadKnowledge } from './load-knowledge.ts';
import { logOutcome } from './log-outcome.ts';
import { type Incoming, parseEvent } from './parse-event.ts';
import { makePublishedLedger } from './published-ledger.ts';
import { type Outcome, type Responder, respond } from './respond.ts';
import { readSettings } from './settings.ts';

/** Time left, in milliseconds, at which calls under way are aborted, so that the failure is logged and retried. */
const TIMEOUT_EARLY_MS = 1_000;
/** A table that takes longer is as good as none: the alert leaves without it. */
const TABLE_REQUEST_MS = 1_200;
/** The waits before more attempts would outlast the time that the message can spare. */
const TABLE_ATTEMPTS = 2;

const sns = new SNSClient({});
const settings = readSettings(process.env);
const sessionOf =
  settings.members === undefined ? () => undefined : memberSessions(new SNSClient({}), settings.members, Date.now);
/** What an SDK client of a place is made with. */
const configOf = ({ account, region }: Place) => {
  const credentials = sessionOf(account);
  return { ...(region === '' ? {} : { region }), ...(credentials === undefined ? {} : { credentials }) };
};
const ecs = new ECSClient({});
/** Made before the first event comes, while Lambda gives the most of a processor, is the client for most of them. */
const isHome = ({ account, region }: Place): boolean =>
  sessionOf(account) === undefined && (region === '' || region === process.env['AWS_REGION']);
const ecsAt = accountClients((place) => {
  const client = isHome(place) ? ecs : new ECSClient(configOf(place));
  return { definitions: ecsTaskDefinitions(client), services: ecsServices(client), tags: ecsTaskTags(client) };
});
/** What ECS knows is asked where the ARN says that it is. */
const ecsOf = (arn: string) => ecsAt(placeOfArn(arn));
const tags: TaskTags = { of: (task, cluster, signal) => ecsOf(task).tags.of(task, cluster, signal) };
const writeLine = (line: string): boolean => process.stdout.write(`${line}\n`);

const responder: Responder = {
  definitions: { describe: (arn, signal) => ecsOf(arn).definitions.describe(arn, signal) },
  services: { describe: (cluster, name, signal) => ecsOf(cluster).services.describe(cluster, name, signal) },
  counts: ecsServiceCounts(ecs),
  ...(settings.policy.some(({ tags }) => tags !== undefined) ? { tags } : {}),
  logs: cloudWatchLogTails(accountClients((place) => new CloudWatchLogsClient(configOf(place)))),
  publisher: snsPublisher(sns),
  ...(settings.eventsEndpoint === undefined
    ? {}
    : { emitter: eventEmitter(new SNSClient({}), settings.eventsEndpoint) }),
  ...(settings.mailSubscriptions === undefined ? {} : { subscriptions: snsSubscriptions(sns) }),
  ...(settings.tableName === undefined ? {} : overTable(settings.tableName)),
  settings,
  knowledge: loadKnowledge(settings.knowledgeFile, process.env['LAMBDA_TASK_ROOT'] ?? '', writeLine),
  ledger: makePublishedLedger(),
  now: Date.now,
};

function overTable(tableName: string): Required<Pick<Responder, 'store' | 'probe'>> {
  const client = new DynamoDBClient({
    maxAttempts: TABLE_ATTEMPTS,
    requestHandler: { requestTimeout: TABLE_REQUEST_MS, throwOnRequestTimeout: true },
  });
  return {
    store: incidentTable(client, { ...settings, tableName }),
    probe: tableProbe(client, { tableName, now: Date.now }),
  };
}

/** Answers an event of ECS, of a task that is STOPPED or of a service, or the rule that invokes it each minute. */
export const handler = middy<Incoming, Outcome, Error, Context>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
  .use([logOutcome(writeLine, settings), parseEvent()])
  .handler((incoming, context, { signal }) =>
    respond(responder, incoming, {
      requestId: context.awsRequestId,
      remainingMs: () => context.getRemainingTimeInMillis(),
      signal,
    }),
  );

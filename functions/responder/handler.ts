import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { incidentTable } from '../aws/incident-table.ts';
import { cloudWatchLogTails } from '../aws/log-tails.ts';
import { regionalClients } from '../aws/regional-clients.ts';
import { ecsServiceCounts } from '../aws/service-counts.ts';
import { ecsServices } from '../aws/services.ts';
import { snsPublisher } from '../aws/sns-publisher.ts';
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

const ecs = new ECSClient({});
const settings = readSettings(process.env);
const writeLine = (line: string): boolean => process.stdout.write(`${line}\n`);

const responder: Responder = {
  definitions: ecsTaskDefinitions(ecs),
  services: ecsServices(ecs),
  counts: ecsServiceCounts(ecs),
  ...(settings.policy.some(({ tags }) => tags !== undefined) ? { tags: ecsTaskTags(ecs) } : {}),
  logs: cloudWatchLogTails(regionalClients((region) => new CloudWatchLogsClient({ region }))),
  publisher: snsPublisher(new SNSClient({})),
  ...(settings.tableName === undefined
    ? {}
    : {
        store: incidentTable(
          new DynamoDBClient({
            maxAttempts: TABLE_ATTEMPTS,
            requestHandler: { requestTimeout: TABLE_REQUEST_MS, throwOnRequestTimeout: true },
          }),
          {
            ...settings,
            tableName: settings.tableName,
          },
        ),
      }),
  settings,
  knowledge: loadKnowledge(settings.knowledgeFile, process.env['LAMBDA_TASK_ROOT'] ?? '', writeLine),
  ledger: makePublishedLedger(),
  now: Date.now,
};

/** Answers an event of ECS, of a task that is STOPPED or of a service, or the rule that invokes it each minute. */
export const handler = middy<Incoming, Outcome, Error, Context>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
  .use([logOutcome(writeLine), parseEvent()])
  .handler((incoming, context, { signal }) =>
    respond(responder, incoming, {
      requestId: context.awsRequestId,
      remainingMs: () => context.getRemainingTimeInMillis(),
      signal,
    }),
  );

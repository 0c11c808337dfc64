import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { cloudWatchLogTails } from '../aws/log-tails.ts';
import { regionalClients } from '../aws/regional-clients.ts';
import { ecsServices } from '../aws/services.ts';
import { snsPublisher } from '../aws/sns-publisher.ts';
import { ecsTaskDefinitions } from '../aws/task-definitions.ts';
import type { StoppedTask } from '../event/stopped-task.ts';
import { loadKnowledge } from './load-knowledge.ts';
import { logOutcome } from './log-outcome.ts';
import { parseEvent } from './parse-event.ts';
import { makePublishedLedger } from './published-ledger.ts';
import { type Outcome, type Responder, respond } from './respond.ts';
import { readSettings } from './settings.ts';

/** Time left, in milliseconds, at which calls under way are aborted, so that the failure is logged and retried. */
const TIMEOUT_EARLY_MS = 1_000;

const ecs = new ECSClient({});
const settings = readSettings(process.env);
const writeLine = (line: string): boolean => process.stdout.write(`${line}\n`);

const responder: Responder = {
  definitions: ecsTaskDefinitions(ecs),
  services: ecsServices(ecs),
  logs: cloudWatchLogTails(regionalClients((region) => new CloudWatchLogsClient({ region }))),
  publisher: snsPublisher(new SNSClient({})),
  settings,
  knowledge: loadKnowledge(settings.knowledgeFile, process.env['LAMBDA_TASK_ROOT'] ?? '', writeLine),
  ledger: makePublishedLedger(),
};

/** Answers one EventBridge event "ECS Task State Change" of a task that is STOPPED. */
export const handler = middy<StoppedTask, Outcome, Error, Context>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
  .use([logOutcome(writeLine), parseEvent()])
  .handler((task, context, { signal }) =>
    respond(responder, task, {
      requestId: context.awsRequestId,
      remainingMs: context.getRemainingTimeInMillis(),
      signal,
    }),
  );

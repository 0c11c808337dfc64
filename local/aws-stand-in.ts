import type { DeliveryLimits } from './stand-in/deliveries.ts';
import { type DynamodbState, makeDynamodb } from './stand-in/dynamodb-service.ts';
import { type EcsState, makeEcs } from './stand-in/ecs-service.ts';
import { type FaultPlan, makeFaultPlan } from './stand-in/faults.ts';
import { serve } from './stand-in/http-service.ts';
import { makeAuthorize, type PolicyStatement } from './stand-in/iam-policy.ts';
import { type LogStore, makeLogStore } from './stand-in/log-store.ts';
import { makeLogs } from './stand-in/logs-service.ts';
import type { RecordedCall } from './stand-in/recorded-call.ts';
import type { ServiceName } from './stand-in/service.ts';
import { makeSns, type SnsState } from './stand-in/sns-service.ts';

/** How the stand-in behaves. */
export interface StandInOptions extends DeliveryLimits {
  /** @default 'eu-west-1' */
  readonly region?: string;
  /**
   * Regions that requests may be signed for; all are served by the same endpoints, each with its own resources.
   * @default the one Region
   */
  readonly regions?: readonly string[];
  /** @default '111122223333' */
  readonly account?: string;
  /**
   * Makes `Publish` fail for a message that a chat subscription would drop, instead of only noting the drop.
   * @default false
   */
  readonly strictChat?: boolean;
  /**
   * What the caller's role may do; any other action is answered with access denied.
   * @default everything
   */
  readonly statements?: readonly PolicyStatement[];
  /** @default Date.now */
  readonly now?: () => number;
  /**
   * Kills the process that signs with this access key; answers whether there is one. Only the fault `crash` needs it.
   * @default there is no such process
   */
  readonly kill?: (accessKeyId: string) => boolean;
}

/** ECS, CloudWatch Logs, SNS and DynamoDB of one account, on loopback. */
export interface StandIn {
  readonly region: string;
  readonly account: string;
  readonly endpoints: Readonly<Record<ServiceName, string>>;
  /** The environment variables that send a program's SDK clients here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly ecs: EcsState;
  readonly logs: Pick<LogStore, 'putGroup' | 'removeGroup' | 'putStream' | 'append'>;
  readonly sns: SnsState;
  readonly dynamodb: DynamodbState;
  readonly faults: FaultPlan;
  /** Every signed request, oldest first, whatever came of it. */
  readonly calls: readonly RecordedCall[];
  /** Stops listening and drops every connection, hung ones too. */
  close(): Promise<void>;
}

/** Starts an empty stand-in for the AWS services the product calls; it judges requests as strictly as they do. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { region = 'eu-west-1', account = '111122223333', strictChat = false, now = Date.now } = options;
  const faults = makeFaultPlan();
  const calls: RecordedCall[] = [];
  const ecs = makeEcs({ region, account });
  const logs = makeLogStore({ region, now });
  const sns = makeSns({ ...options, now, strictChat });
  const dynamodb = makeDynamodb({ region, now });
  const authorize = options.statements === undefined ? () => true : makeAuthorize(options.statements);
  const shared = {
    account,
    regions: options.regions ?? [region],
    authorize,
    faults,
    calls,
    now,
    kill: options.kill ?? (() => false),
  };
  const [ecsServer, logsServer, snsServer, dynamodbServer] = await Promise.all([
    serve(ecs.service, shared),
    serve(makeLogs(logs), shared),
    serve(sns.service, shared),
    serve(dynamodb.service, shared),
  ]);
  return {
    region,
    account,
    endpoints: {
      ecs: ecsServer.endpoint,
      logs: logsServer.endpoint,
      sns: snsServer.endpoint,
      dynamodb: dynamodbServer.endpoint,
    },
    environment: {
      AWS_ENDPOINT_URL_ECS: ecsServer.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logsServer.endpoint,
      AWS_ENDPOINT_URL_SNS: snsServer.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodbServer.endpoint,
    },
    ecs: ecs.state,
    logs,
    sns: sns.state,
    dynamodb: dynamodb.state,
    faults,
    calls,
    async close() {
      await Promise.all([ecsServer.close(), logsServer.close(), snsServer.close(), dynamodbServer.close()]);
      await dynamodb.close();
    },
  };
}

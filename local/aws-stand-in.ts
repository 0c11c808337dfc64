import type { DeliveryLimits } from './stand-in/deliveries.ts';
import { type DynamodbState, makeDynamodb } from './stand-in/dynamodb-service.ts';
import type { EcsState } from './stand-in/ecs-service.ts';
import { type EventsState, makeEvents } from './stand-in/events-service.ts';
import { type FaultPlan, makeFaultPlan } from './stand-in/faults.ts';
import { serve } from './stand-in/http-service.ts';
import { makeAuthorize, type PolicyStatement } from './stand-in/iam-policy.ts';
import type { LogStore } from './stand-in/log-store.ts';
import { type AccountState, makeAccounts } from './stand-in/member-accounts.ts';
import type { RecordedCall } from './stand-in/recorded-call.ts';
import type { ServiceName } from './stand-in/service.ts';
import { makeSns, type SnsState } from './stand-in/sns-service.ts';
import { makeSts, type StsState } from './stand-in/sts-service.ts';

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
  /**
   * The ARN of the caller's role, as roles of other accounts name it that trust it.
   * @default the role `responder` of the account
   */
  readonly callerRoleArn?: string;
  /**
   * Access keys that may do everything, whatever the role may.
   * @default none
   */
  readonly administrators?: readonly string[];
  /** @default Date.now */
  readonly now?: () => number;
  /**
   * Kills the process that signs with this access key; answers whether there is one. Only the fault `crash` needs it.
   * @default there is no such process
   */
  readonly kill?: (accessKeyId: string) => boolean;
}

/** ECS, CloudWatch Logs, SNS, DynamoDB, EventBridge and STS of one account, on loopback, and what of other accounts it can reach. */
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
  readonly events: EventsState;
  /** The roles of other accounts; who assumes one sees what its account holds, and no more. */
  readonly sts: StsState;
  /** What another account holds; its own is `ecs` and `logs`. */
  accountOf(account: string): AccountState;
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
  const accounts = makeAccounts(account, { region, now });
  const { ecs, logs } = accounts.of(account);
  const sts = makeSts({ caller: options.callerRoleArn ?? `arn:aws:iam::${account}:role/responder`, now });
  const sns = makeSns({ ...options, now, strictChat });
  const dynamodb = makeDynamodb({ region, now });
  const events = makeEvents();
  const { administrators = [] } = options;
  const isAllowed = options.statements === undefined ? () => true : makeAuthorize(options.statements);
  const shared = {
    accountOf: (accessKeyId: string): string => sts.sessionOf(accessKeyId)?.account ?? account,
    isExpired: (accessKeyId: string): boolean => sts.sessionOf(accessKeyId)?.isExpired() ?? false,
    regions: options.regions ?? [region],
    authorize: (action: string, resource: string, accessKeyId: string): boolean =>
      administrators.includes(accessKeyId) || (sts.sessionOf(accessKeyId)?.isAllowed ?? isAllowed)(action, resource),
    faults,
    calls,
    now,
    kill: options.kill ?? (() => false),
  };
  const [ecsServer, logsServer, snsServer, dynamodbServer, eventsServer, stsServer] = await Promise.all([
    serve(accounts.ecs, shared),
    serve(accounts.logs, shared),
    serve(sns.service, shared),
    serve(dynamodb.service, shared),
    serve(events.service, shared),
    serve(sts.service, shared),
  ]);
  return {
    region,
    account,
    endpoints: {
      ecs: ecsServer.endpoint,
      logs: logsServer.endpoint,
      sns: snsServer.endpoint,
      dynamodb: dynamodbServer.endpoint,
      events: eventsServer.endpoint,
      sts: stsServer.endpoint,
    },
    environment: {
      AWS_ENDPOINT_URL_ECS: ecsServer.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logsServer.endpoint,
      AWS_ENDPOINT_URL_SNS: snsServer.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodbServer.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: eventsServer.endpoint,
      AWS_ENDPOINT_URL_STS: stsServer.endpoint,
    },
    ecs,
    logs,
    sns: sns.state,
    dynamodb: dynamodb.state,
    events: events.state,
    sts: sts.state,
    accountOf: (other) => accounts.of(other),
    faults,
    calls,
    async close() {
      await Promise.all([
        ecsServer.close(),
        logsServer.close(),
        snsServer.close(),
        dynamodbServer.close(),
        eventsServer.close(),
        stsServer.close(),
      ]);
      await dynamodb.close();
    },
  };
}

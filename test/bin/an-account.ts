import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { incidentTable } from '../../functions/aws/incident-table.ts';
import type { Failure } from '../../functions/incident/failure.ts';
import type { IncidentStore } from '../../functions/incident/store.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';
import { type ProgramResult, runProgram } from '../support/run-program.ts';

export const TABLE = 'incidents';
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** An account with the table of incidents, and the command line in it. */
export interface Account {
  readonly standIn: StandIn;
  readonly store: IncidentStore;
  /** Runs the command line as a person would, in Sri Lanka: five and a half hours ahead of UTC all year. */
  run(args: readonly string[], environment?: Record<string, string>): Promise<ProgramResult>;
  close(): Promise<void>;
}

/** Starts an account. */
export async function anAccount(): Promise<Account> {
  const standIn = await startStandIn();
  await standIn.dynamodb.putTable({
    name: TABLE,
    keySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    attributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    timeToLiveAttribute: 'ttl',
  });
  const client = new DynamoDBClient({
    region: standIn.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    endpoint: standIn.endpoints.dynamodb,
  });
  const cap = { perSecond: 5, perTenMinutes: 60 };
  return {
    standIn,
    store: incidentTable(client, { tableName: TABLE, historyDays: 90, cap, stormFrom: 5 }),
    run: (args, environment = {}) =>
      runProgram('bin/ecs-postmortem.ts', args, {
        environment: {
          ...standIn.environment,
          AWS_REGION: standIn.region,
          AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'example',
          ECS_POSTMORTEM_TABLE: TABLE,
          TZ: 'Asia/Colombo',
          ...environment,
        },
      }),
    async close() {
      client.destroy();
      await standIn.close();
    },
  };
}

/** A failure of `web` in `prod`. */
export const aRecord = (
  overrides: Partial<Omit<Failure, 'workload'>> & { name?: string; cluster?: string },
): Failure => {
  const { name = 'web', cluster = 'prod', ...others } = overrides;
  return {
    id: '0123456789abcdef0123456789abcdef',
    kind: 'stopped',
    workload: { kind: 'service', name, cluster, account: '111122223333', region: 'eu-west-1', partition: 'aws' },
    at: Date.now() - HOUR_MS,
    cause: 'out-of-memory',
    severity: 'critical',
    title: 'out of memory',
    headline: 'Container app used more memory than it may.',
    treatment: 'alert',
    ...others,
  };
};

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type IncidentTableOptions, incidentTable } from '../../functions/aws/incident-table.ts';
import type { IncidentStore } from '../../functions/incident/store.ts';
import { type StandIn, startStandIn } from '../../local/aws-stand-in.ts';

/** A store on a table of the stand-in. */
export interface ATable {
  readonly standIn: StandIn;
  readonly store: IncidentStore;
  /** The same table by other settings. */
  storeOf(options: Partial<IncidentTableOptions>): IncidentStore;
  /** The items of a partition. */
  items(pk: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

const tableName = 'incidents';

/** Starts a stand-in with an empty table. */
export async function aTable(): Promise<ATable> {
  const standIn = await startStandIn({ kill: () => true });
  await standIn.dynamodb.putTable({
    name: tableName,
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
    endpoint: standIn.endpoints.dynamodb,
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
    credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret', sessionToken: 'token' },
  });
  const storeOf = (options: Partial<IncidentTableOptions>) =>
    incidentTable(client, {
      tableName,
      historyDays: 90,
      cap: { perSecond: 5_000, perTenMinutes: 30_000 },
      stormFrom: 1_000,
      ...options,
    });
  return {
    standIn,
    store: storeOf({}),
    storeOf,
    items: async (pk) => (await standIn.dynamodb.items(tableName)).filter((item) => item['pk'] === pk),
    async close() {
      client.destroy();
      await standIn.close();
    },
  };
}

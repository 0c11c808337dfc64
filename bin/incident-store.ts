import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { incidentTable } from '../functions/aws/incident-table.ts';
import type { IncidentStore } from '../functions/incident/store.ts';
import { WHOLE_NUMBERS } from '../functions/responder/settings.ts';
import { InputError } from './input-error.ts';
import { explainTableError, HOW_TO_FIND_THE_TABLE } from './table-errors.ts';

const TABLE_VARIABLE = 'ECS_POSTMORTEM_TABLE';
const PATIENCE_MS = 30_000;

/** The options that say which table is meant, as `parseArgs` takes them. */
export const TABLE_OPTIONS = { table: { type: 'string' }, region: { type: 'string' } } as const;

/** How the options of the table are told in the usage of a command. */
export const TABLE_USAGE = `  --table NAME            the table (default: the environment variable ${TABLE_VARIABLE})
  --region REGION         its Region (default: AWS_REGION or the profile's)`;

/** Where the table is. */
export interface TableValues {
  readonly table?: string | undefined;
  readonly region?: string | undefined;
}

/** Works on the account's incidents with the credentials of the environment; what fails becomes an error that names the fix. */
export async function withIncidentStore<T>(
  { table, region }: TableValues,
  work: (store: IncidentStore, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const tableName = tableNameOf(table);
  const client = new DynamoDBClient(region === undefined ? {} : { region });
  const store = incidentTable(client, {
    tableName,
    historyDays: WHOLE_NUMBERS.historyDays.fallback,
    cap: {
      perSecond: WHOLE_NUMBERS.mostPerSecond.fallback,
      perTenMinutes: WHOLE_NUMBERS.mostPerTenMinutes.fallback,
    },
    stormFrom: WHOLE_NUMBERS.stormFrom.fallback,
  });
  try {
    return await work(store, AbortSignal.timeout(PATIENCE_MS));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw await explainTableError(error, { tableName, region: () => client.config.region() });
  } finally {
    client.destroy();
  }
}

function tableNameOf(option: string | undefined): string {
  const name = option ?? process.env[TABLE_VARIABLE];
  if (!name) {
    throw new InputError(`No table is named: give --table NAME, or set ${TABLE_VARIABLE}. ${HOW_TO_FIND_THE_TABLE}`);
  }
  if (!/^(?:arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/)?[\w.-]{3,255}$/.test(name)) {
    const from = option === undefined ? TABLE_VARIABLE : '--table';
    throw new InputError(`${from} is "${name}", which is not the name of a table. ${HOW_TO_FIND_THE_TABLE}`);
  }
  return name;
}

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SNSClient } from '@aws-sdk/client-sns';
import type { StandIn } from '../../../local/aws-stand-in.ts';

const CREDENTIALS = { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret', sessionToken: 'token' };

/** The real SDK clients, sent to a stand-in; one attempt, so that each fault is seen as it came. */
export function clientsOf(standIn: StandIn, overrides: { region?: string; maxAttempts?: number } = {}) {
  const common = { region: standIn.region, credentials: CREDENTIALS, maxAttempts: 1, ...overrides };
  return {
    ecs: new ECSClient({ ...common, endpoint: standIn.endpoints.ecs }),
    logs: new CloudWatchLogsClient({ ...common, endpoint: standIn.endpoints.logs }),
    sns: new SNSClient({ ...common, endpoint: standIn.endpoints.sns }),
    dynamodb: new DynamoDBClient({ ...common, endpoint: standIn.endpoints.dynamodb }),
  };
}

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';

/** DynamoDB's operations, as dynalite carries them out. */
export interface DynamodbEngine {
  /** Throws `AwsError` with what dynalite answers where that is an error. */
  call(operation: string, input: JsonObject): Promise<JsonObject>;
  /** Settles when nothing is under way any more and the tables are gone. */
  close(): Promise<void>;
}

/** Makes an engine that starts with its first call: most users of the stand-in have no table. */
export function makeDynamodbEngine(): DynamodbEngine {
  let started: Promise<DynamodbEngine> | undefined;
  return {
    async call(operation, input) {
      started ??= startDynalite();
      return (await started).call(operation, input);
    },
    async close() {
      await (await started)?.close();
    },
  };
}

async function startDynalite(): Promise<DynamodbEngine> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite does not listen on a port.');
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<JsonObject>>();

  const send = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    const message = request({
      agent,
      host: '127.0.0.1',
      port: address.port,
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20261124T000000Z',
        // The caller's signature was judged before; dynalite wants only the form of one.
        authorization: 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=x, Signature=x',
      },
    });
    message.end(JSON.stringify(input));
    const [response] = await once(message, 'response');
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += chunk;
    const output = parseJsonObject(text);
    if (output === undefined) throw new Error(`dynalite answered ${response.statusCode}: ${text}`);
    if (response.statusCode === 200) return output;
    const { __type: type, message: small, Message: large } = output;
    throw new AwsError(String(type).replace(/^.*#/, ''), String(small ?? large ?? ''), response.statusCode);
  };

  return {
    async call(operation, input) {
      const answer = send(operation, input);
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
    async close() {
      // dynalite throws where nobody could catch it when a request of its breaks off.
      await Promise.allSettled(underWay);
      agent.destroy();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}

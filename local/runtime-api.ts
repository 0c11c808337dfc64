import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An error as a Lambda function answers it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** One invocation as the Runtime API hands it out. */
export interface PendingInvocation {
  readonly requestId: string;
  readonly payload: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
  /** Where the process's clock is put; absent where it keeps the real time. */
  readonly nowMs?: number;
}

/** What a runtime reports over its API. */
export interface RuntimeReports {
  /** The runtime is initialised and asks for the next invocation. */
  onReady(): void;
  onInitError(error: FunctionError): void;
  onResponse(requestId: string, payload: string): void;
  onError(requestId: string, error: FunctionError): void;
}

/** The Lambda Runtime API for one execution environment. */
export interface RuntimeApi {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` has them. */
  readonly address: string;
  /** Hands an invocation to the runtime as soon as it asks for one. */
  dispatch(invocation: PendingInvocation): void;
  close(): Promise<void>;
}

const ROUTE = /^\/2018-06-01\/runtime\/(?:init\/(error)|invocation\/next|invocation\/([0-9a-f-]+)\/(response|error))$/;

/** Serves the Lambda Runtime API on an ephemeral loopback port. */
export async function startRuntimeApi(reports: RuntimeReports): Promise<RuntimeApi> {
  const queue: PendingInvocation[] = [];
  let asking: ServerResponse | undefined;

  const handOut = (): void => {
    const invocation = asking === undefined ? undefined : queue.shift();
    if (asking === undefined || invocation === undefined) return;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
      ...(invocation.nowMs === undefined ? {} : { 'stand-in-now-ms': String(invocation.nowMs) }),
    });
    asking.end(invocation.payload);
    asking = undefined;
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const [path, initError, requestId, outcome] = ROUTE.exec(request.url ?? '') ?? [];
    if (path === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (initError === undefined && requestId === undefined) {
      asking = response;
      reports.onReady();
      handOut();
      return;
    }
    if (requestId === undefined) reports.onInitError(functionErrorOf(body));
    else if (outcome === 'response') reports.onResponse(requestId, body);
    else reports.onError(requestId, functionErrorOf(body));
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  };

  const server = createServer((request, response) => {
    // A runtime that is killed in the middle of a request has nobody left to answer.
    route(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The Runtime API does not listen on a port.');

  return {
    address: `127.0.0.1:${address.port}`,
    dispatch(invocation) {
      queue.push(invocation);
      handOut();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function functionErrorOf(body: string): FunctionError {
  const { errorType, errorMessage, trace }: { errorType: string; errorMessage: string; trace: string[] } =
    JSON.parse(body);
  return { errorType, errorMessage, stackTrace: trace };
}

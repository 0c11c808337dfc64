import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from './aws-error.ts';
import type { Fault, FaultPlan } from './faults.ts';
import type { Authorize } from './iam-policy.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { Operation, RequestContext, Service } from './service.ts';
import { readSignature } from './signature.ts';
import type { WireRequest } from './wire-protocol.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What the services of one stand-in share. */
export interface SharedState {
  /** The account of who signs with the access key. */
  readonly accountOf: (accessKeyId: string) => string;
  /** Whether the session of the access key has ended. */
  readonly isExpired: (accessKeyId: string) => boolean;
  readonly regions: readonly string[];
  /** Answers whether who signs with the access key may do the action on the resource. */
  readonly authorize: (...asked: [...Parameters<Authorize>, accessKeyId: string]) => boolean;
  readonly faults: FaultPlan;
  readonly calls: RecordedCall[];
  readonly now: () => number;
  /** Kills the process that signs with this access key; answers whether there is one. */
  readonly kill: (accessKeyId: string) => boolean;
}

/** A service that listens on loopback. */
export interface RunningService {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves one AWS service over HTTP on an ephemeral loopback port. */
export async function serve(service: Service, shared: SharedState): Promise<RunningService> {
  const server = createServer((request, response) => {
    respond(service, shared, request, response).catch((error: unknown) => {
      // A defect of the stand-in itself must not look like an AWS answer.
      response.writeHead(599, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { endpoint: endpointOf(server), close: () => close(server) };
}

function endpointOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function respond(
  service: Service,
  shared: SharedState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = shared.now();
  const body = await bodyOf(request);
  const requestId = randomUUID();
  // SDK clients set their clocks by this header.
  response.setHeader('date', new Date(shared.now()).toUTCString());
  let call: RecordedCall | undefined;
  try {
    const { region, accessKeyId } = readSignature(request.headers, service.name, shared.regions, service.errors);
    const wire = service.protocol.read(request.headers, body);
    call = { service: service.name, ...wire, region, accessKeyId, at, outcome: 'pending' };
    shared.calls.push(call);
    const fault = shared.faults.take(service.name, wire.operation, wire.input);
    if (fault?.kind === 'hang' || fault?.kind === 'connection-reset') {
      call.outcome = fault.kind;
      if (fault.kind === 'connection-reset') request.socket.destroy();
      return;
    }
    if (fault?.kind === 'crash' && fault.when === 'before') {
      crash(shared, call);
      return;
    }
    const operation = service.operations[wire.operation];
    if (operation === undefined) throw service.errors.unknownOperation(wire.operation);
    const context = { region, account: shared.accountOf(accessKeyId), requestId };
    if (shared.isExpired(accessKeyId)) {
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    }
    const denied = accessDenied(service, operation, wire, context);
    if (!shared.authorize(denied.action, denied.resource, accessKeyId)) throw denied.error;
    if (fault?.kind === 'crash') {
      // What the service would answer, an error too, is no longer heard.
      await Promise.allSettled([(async () => operation.run(wire.input, context))()]);
      crash(shared, call);
      return;
    }
    if (fault !== undefined) await suffer(fault, service, operation, wire, context);
    const output = await operation.run(wire.input, context);
    call.outcome = 'ok';
    send(response, service.protocol.answer(wire.operation, output, requestId));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (call !== undefined) call.outcome = error.code;
    send(response, service.protocol.error(error, requestId));
  }
}

function crash({ kill }: SharedState, call: RecordedCall): void {
  call.outcome = 'crash';
  // The connection is left to end with the process: an answer of any kind could still be acted upon.
  if (!kill(call.accessKeyId)) throw new Error(`No process to crash signs with ${call.accessKeyId}.`);
}

function send(
  response: ServerResponse,
  { status, headers, body }: { status: number; headers: Readonly<Record<string, string>>; body: string },
): void {
  response.writeHead(status, headers).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error(`The request is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function suffer(
  fault: Exclude<Fault, { kind: 'hang' | 'connection-reset' | 'crash' }>,
  service: Service,
  operation: Operation,
  wire: WireRequest,
  context: RequestContext,
): Promise<void> {
  switch (fault.kind) {
    case 'access-denied':
      throw accessDenied(service, operation, wire, context).error;
    case 'throttled':
      throw service.errors.throttled();
    case 'server-error':
      throw service.errors.serverFault();
    case 'error':
      throw new AwsError(fault.code, fault.message, fault.status);
    case 'slow':
      await sleep(fault.ms);
      return;
    default:
      return fault satisfies never;
  }
}

function accessDenied(
  service: Service,
  operation: Operation,
  wire: WireRequest,
  context: RequestContext,
): { action: string; resource: string; error: AwsError } {
  const action = `${service.actionPrefix}:${wire.operation}`;
  const resource = operation.resource(wire.input, context);
  const user = `arn:aws:sts::${context.account}:assumed-role/responder/responder`;
  return {
    action,
    resource,
    error: service.errors.accessDenied(
      `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    ),
  };
}

import * as v from 'valibot';
import type { JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import type { WireProtocol } from './wire-protocol.ts';

/** The services the stand-in answers for, by the name they have in a signature's scope. */
export type ServiceName = 'ecs' | 'logs' | 'sns' | 'dynamodb' | 'events' | 'sts';

/** Who asks, and where. */
export interface RequestContext {
  readonly region: string;
  readonly account: string;
  readonly requestId: string;
}

/** One operation of a service. */
export interface Operation {
  /** Throws `AwsError` where the service answers an error. */
  readonly run: (input: JsonObject, context: RequestContext) => JsonObject | Promise<JsonObject>;
  /** The ARN an access-denied answer names; `*` where the action has no resource type. */
  readonly resource: (input: JsonObject, context: RequestContext) => string;
}

/** The wire codes a service uses for what can befall any operation. */
export interface CommonErrors {
  readonly accessDenied: (message: string) => AwsError;
  readonly throttled: () => AwsError;
  readonly serverFault: () => AwsError;
  readonly unknownOperation: (operation: string) => AwsError;
  readonly unsigned: () => AwsError;
  readonly wronglySigned: (message: string) => AwsError;
}

/** A service as the HTTP layer sees it. */
export interface Service {
  readonly name: ServiceName;
  /** The action prefix in access-denied texts: `ecs`, `logs`, `SNS`. */
  readonly actionPrefix: string;
  readonly protocol: WireProtocol;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly errors: CommonErrors;
}

/** Makes an operation whose input is checked against a schema first; members the schema does not know are ignored. */
export const operation = <const S extends v.GenericSchema>(
  schema: S,
  run: (input: v.InferOutput<S>, context: RequestContext) => JsonObject,
  resource: (input: v.InferOutput<S>, context: RequestContext) => string = () => '*',
): Operation => ({
  run: (input, context) => {
    const parsed = v.safeParse(schema, input);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new AwsError('SerializationException', `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`);
    }
    return run(parsed.output, context);
  },
  resource: (input, context) => {
    const parsed = v.safeParse(schema, input);
    return parsed.success ? resource(parsed.output, context) : '*';
  },
});

/** The common errors of the services that speak AWS JSON. */
export const jsonServiceErrors = (serverFault: () => AwsError): CommonErrors => ({
  accessDenied: (message) => new AwsError('AccessDeniedException', message),
  throttled: () => new AwsError('ThrottlingException', 'Rate exceeded'),
  serverFault,
  unknownOperation: () => new AwsError('UnknownOperationException', '', 404),
  unsigned: () => new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token'),
  wronglySigned: (message) => new AwsError('InvalidSignatureException', message),
});

import type { IncomingHttpHeaders } from 'node:http';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { parseQueryInput } from './query-input.ts';
import { xmlOf } from './xml.ts';

/** One request, its protocol stripped. */
export interface WireRequest {
  readonly operation: string;
  readonly input: JsonObject;
}

/** One answer, ready to be sent. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a service's requests and answers look over HTTP. */
export interface WireProtocol {
  /** Throws `AwsError` where the service would refuse the request unread. */
  read(headers: IncomingHttpHeaders, body: string): WireRequest;
  answer(operation: string, output: JsonObject, requestId: string): WireAnswer;
  error(error: AwsError, requestId: string): WireAnswer;
}

/** Where the two versions of AWS JSON differ. */
export interface JsonProtocolOptions {
  /** @default '1.1' */
  readonly version?: '1.0' | '1.1';
  /**
   * How an error's code looks in `__type`.
   * @default as it is
   */
  readonly errorType?: (code: string) => string;
  /**
   * Headers that depend on the answer's body.
   * @default none
   */
  readonly bodyHeaders?: (body: string) => Readonly<Record<string, string>>;
}

/** AWS JSON: the operation is in the `X-Amz-Target` header, after `targetPrefix` and a dot. */
export const jsonProtocol = (targetPrefix: string, options: JsonProtocolOptions = {}): WireProtocol => {
  const { version = '1.1', errorType = (code) => code, bodyHeaders = () => ({}) } = options;
  const contentType = `application/x-amz-json-${version}`;
  const written = (status: number, output: JsonObject, requestId: string): WireAnswer => {
    const body = JSON.stringify(output);
    const headers = { 'content-type': contentType, 'x-amzn-requestid': requestId, ...bodyHeaders(body) };
    return { status, headers, body };
  };
  return {
    read(requestHeaders, body) {
      const target = requestHeaders['x-amz-target'];
      if (typeof target !== 'string' || !target.startsWith(`${targetPrefix}.`)) {
        throw new AwsError('UnknownOperationException', '', 404);
      }
      if (requestHeaders['content-type'] !== contentType) {
        throw new AwsError('UnknownOperationException', '', 404);
      }
      const input = parseJsonObject(body);
      if (input === undefined) {
        throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
      }
      return { operation: target.slice(targetPrefix.length + 1), input };
    },
    answer: (_operation, output, requestId) => written(200, output, requestId),
    error: ({ code, message, status, members }, requestId) =>
      written(status, { __type: errorType(code), message, ...members }, requestId),
  };
};

/** AWS Query: a form in, XML out; the operation is the form's `Action`. */
export const queryProtocol = ({ version, namespace }: { version: string; namespace: string }): WireProtocol => {
  const headers = (requestId: string) => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  return {
    read(requestHeaders, body) {
      if (!requestHeaders['content-type']?.startsWith('application/x-www-form-urlencoded')) {
        throw new AwsError('InvalidRequest', 'Unable to parse request', 400);
      }
      const form = new URLSearchParams(body);
      const operation = form.get('Action');
      if (operation === null) throw new AwsError('MissingAction', 'Missing Action');
      if (form.get('Version') !== version) {
        throw new AwsError('InvalidAction', `Could not find operation ${operation} for version ${form.get('Version')}`);
      }
      return { operation, input: parseQueryInput(form) };
    },
    answer: (operation, output, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: xmlOf(
        `${operation}Response`,
        { [`${operation}Result`]: output, ResponseMetadata: { RequestId: requestId } },
        namespace,
      ),
    }),
    error: ({ code, message, status }, requestId) => ({
      status,
      headers: headers(requestId),
      body: xmlOf(
        'ErrorResponse',
        {
          Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
          RequestId: requestId,
        },
        namespace,
      ),
    }),
  };
};

import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from './aws-error.ts';
import type { CommonErrors, ServiceName } from './service.ts';

const CREDENTIAL =
  /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]{3,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, /;

/**
 * Checks that a request carries a Signature Version 4 for this service in one of these Regions and answers Region and signer.
 *
 * The scope is judged, the hash is not: there is no secret to compare with. Temporary keys (`ASIA…`) need their session
 * token, as at AWS.
 */
export function readSignature(
  headers: IncomingHttpHeaders,
  service: ServiceName,
  regions: readonly string[],
  errors: CommonErrors,
): { readonly region: string; readonly accessKeyId: string } {
  const refuse = (message: string): AwsError => errors.wronglySigned(message);
  if (headers.authorization === undefined) throw errors.unsigned();
  const [, accessKeyId, day, region, scopedService] = CREDENTIAL.exec(headers.authorization) ?? [];
  if (accessKeyId === undefined || day === undefined || region === undefined) {
    throw refuse(
      'The authorization header is not of the form AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…',
    );
  }
  if (scopedService !== service) throw refuse(`Credential should be scoped to correct service: '${service}'.`);
  if (!regions.includes(region)) throw refuse(`Credential should be scoped to a valid region, not '${region}'.`);
  const date = headers['x-amz-date'];
  if (typeof date !== 'string' || !date.startsWith(`${day}T`)) {
    throw refuse(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: '${day}' != '${date}'.`,
    );
  }
  if (accessKeyId.startsWith('ASIA') && headers['x-amz-security-token'] === undefined) {
    throw refuse('The security token included in the request is invalid.');
  }
  return { region, accessKeyId };
}

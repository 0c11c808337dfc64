import type { JsonObject } from '../json.ts';

/** An error as an AWS service answers it; the protocol decides how it looks on the wire. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The wire code, such as `ClusterNotFoundException` (JSON services) or `NotFound` (SNS). */
  readonly code: string;
  readonly status: number;
  /** What the answer holds beside code and message; only the JSON protocols carry it. */
  readonly members: JsonObject;

  constructor(code: string, message: string, status = 400, members: JsonObject = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

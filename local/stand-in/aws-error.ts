/** An error as an AWS service answers it; the protocol decides how it looks on the wire. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The wire code, such as `ClusterNotFoundException` (JSON services) or `NotFound` (SNS). */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

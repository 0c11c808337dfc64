import type { JsonObject } from '../json.ts';
import type { ServiceName } from './service.ts';

/** One request as it reached a service. */
export interface RecordedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: JsonObject;
  /** The Region the request was signed for. */
  readonly region: string;
  /** Who signed; every execution environment has a key of its own. */
  readonly accessKeyId: string;
  /** When it arrived, in epoch milliseconds. */
  readonly at: number;
  /** `ok`, the wire code of the error answered, `hang`, `connection-reset` or `crash`; `pending` until then. */
  outcome: string;
}

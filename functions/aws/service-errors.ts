/** What an AWS call's failure means to the caller. */
export type Failure = 'access-denied' | 'not-found' | 'throttled' | 'out-of-time' | 'failed';

const THROTTLED = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
]);
const DENIED = new Set(['AccessDeniedException', 'AccessDenied', 'AuthorizationErrorException', 'AuthorizationError']);

/** Sorts an SDK error by what it means to the caller; the SDK has already retried what can be retried. */
export function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  // The SDK calls a broken connection a TimeoutError as well.
  if (name === 'AbortError' || (name === 'TimeoutError' && message.includes('requestTimeout'))) return 'out-of-time';
  if (DENIED.has(name)) return 'access-denied';
  if (THROTTLED.has(name)) return 'throttled';
  if (name === 'ResourceNotFoundException') return 'not-found';
  return 'failed';
}

/** The error in one line: its name and its message. */
export const describeError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

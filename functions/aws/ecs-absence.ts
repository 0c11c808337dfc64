import type { EcsAbsence } from '../diagnosis/evidence.ts';
import { RoleNotAssumedError } from './member-sessions.ts';
import { describeError, failureOf } from './service-errors.ts';

/** How the failure of one ECS call is told. */
export interface EcsAsking {
  /** What was asked for, with the verb that failed: `Service orders could not be looked at`. */
  readonly failed: string;
  /** The permission that the call needs: `ecs:DescribeServices on *`. */
  readonly permission: string;
  /** Names of the errors by which ECS says that there is no such thing. */
  readonly goneErrors: readonly string[];
  /** The sentence for that. */
  readonly gone: string;
}

/** Turns the error of an ECS call into an absence, in words that name the fix. */
export function ecsAbsence(error: unknown, { failed, permission, goneErrors, gone }: EcsAsking): EcsAbsence {
  if (error instanceof RoleNotAssumedError) {
    return {
      kind: 'absent',
      why: error.isRefused ? 'access-denied' : 'failed',
      message: `${failed}: ${error.message}`,
    };
  }
  const why = failureOf(error);
  switch (why) {
    case 'access-denied':
      return { kind: 'absent', why, message: `${failed}: allow ${permission} to this function's role.` };
    case 'throttled':
      return { kind: 'absent', why, message: `${failed}: ECS throttled the call.` };
    case 'out-of-time':
      return { kind: 'absent', why, message: `${failed} in time.` };
    default:
      return error instanceof Error && goneErrors.includes(error.name)
        ? { kind: 'absent', why: 'not-found', message: gone }
        : { kind: 'absent', why: 'failed', message: `${failed} (${describeError(error)}).` };
  }
}

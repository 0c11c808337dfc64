import * as v from 'valibot';
import { AwsError } from './aws-error.ts';
import { type Authorize, makeAuthorize, type PolicyStatement } from './iam-policy.ts';
import { type CommonErrors, operation, type Service } from './service.ts';
import { queryProtocol } from './wire-protocol.ts';

/** A role of another account. */
export interface MemberRole {
  readonly arn: string;
  /** ARNs of the roles that may assume it. */
  readonly trusts: readonly string[];
  readonly statements: readonly PolicyStatement[];
}

/** A role that was assumed. */
export interface AssumedRole {
  readonly account: string;
  readonly isAllowed: Authorize;
  readonly isExpired: () => boolean;
}

/** The roles of other accounts. */
export interface StsState {
  putRole(role: MemberRole): void;
  removeRole(arn: string): void;
}

const STS_VERSION = '2011-06-15';
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,576}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
/** A role that is assumed by a role lasts no longer, in seconds. */
const LONGEST_CHAINED = 3_600;

const AssumeRoleInput = v.object({
  RoleArn: v.optional(v.string(), ''),
  RoleSessionName: v.optional(v.string(), ''),
  DurationSeconds: v.optional(v.string(), '3600'),
});

/** Makes the STS stand-in; `caller` is the ARN of the role that asks. */
export function makeSts({ caller, now }: { caller: string; now: () => number }): {
  service: Service;
  state: StsState;
  /** Who signs with the access key, where it is one that was handed out here. */
  sessionOf: (accessKeyId: string) => AssumedRole | undefined;
} {
  const roles = new Map<string, MemberRole>();
  const sessions = new Map<string, AssumedRole>();

  const assumeRole = operation(
    AssumeRoleInput,
    ({ RoleArn: arn, RoleSessionName: name, DurationSeconds }) => {
      const [, account] = ROLE_ARN.exec(arn) ?? [];
      if (account === undefined) throw new AwsError('ValidationError', `${arn} is invalid`);
      if (!SESSION_NAME.test(name)) {
        throw new AwsError(
          'ValidationError',
          `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
        );
      }
      const seconds = Number(DurationSeconds);
      if (!Number.isInteger(seconds) || seconds < 900 || seconds > LONGEST_CHAINED) {
        throw new AwsError(
          'ValidationError',
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        );
      }
      const role = roles.get(arn);
      // STS tells a role that is missing and one that does not trust the caller by the same words.
      if (!role?.trusts.includes(caller)) throw STS_ERRORS.accessDenied(denied(caller, arn));
      const expiresAt = now() + seconds * 1_000;
      const accessKeyId = `ASIA${String(sessions.size + 1).padStart(16, '0')}`;
      sessions.set(accessKeyId, {
        account,
        isAllowed: makeAuthorize(role.statements),
        isExpired: () => now() >= expiresAt,
      });
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: 'stand-in',
          SessionToken: 'c3RhbmQtaW4=',
          Expiration: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
        },
        AssumedRoleUser: {
          AssumedRoleId: `AROA0000000000000000:${name}`,
          Arn: `arn:aws:sts::${account}:assumed-role/${arn.slice(arn.lastIndexOf('/') + 1)}/${name}`,
        },
      };
    },
    ({ RoleArn }) => RoleArn,
  );

  return {
    service: {
      name: 'sts',
      actionPrefix: 'sts',
      protocol: queryProtocol({ version: STS_VERSION, namespace: `https://sts.amazonaws.com/doc/${STS_VERSION}/` }),
      operations: { AssumeRole: assumeRole },
      errors: STS_ERRORS,
    },
    state: {
      putRole: (role) => {
        roles.set(role.arn, role);
      },
      removeRole: (arn) => {
        roles.delete(arn);
      },
    },
    sessionOf: (accessKeyId) => sessions.get(accessKeyId),
  };
}

const denied = (caller: string, role: string): string =>
  `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`;

const STS_ERRORS: CommonErrors = {
  accessDenied: (message) => new AwsError('AccessDenied', message, 403),
  throttled: () => new AwsError('Throttling', 'Rate exceeded'),
  serverFault: () => new AwsError('InternalFailure', 'Internal server error', 500),
  unknownOperation: (name) => new AwsError('InvalidAction', `Could not find operation ${name}`),
  unsigned: () => new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
  wronglySigned: (message) => new AwsError('SignatureDoesNotMatch', message, 403),
};

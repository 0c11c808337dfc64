import type { SNSClient } from '@aws-sdk/client-sns';
import { describeError } from './service-errors.ts';
import { signedPost } from './signed-post.ts';

/** How the function gets into the accounts that forward their events to it. */
export interface Members {
  /** The role's name, the same in every member. */
  readonly roleName: string;
  /** The function's own role, which the members' trust; its account needs no other. */
  readonly hubRoleArn: string;
  /** Where STS listens: `https://sts.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
}

/** Credentials of a role that was assumed. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Answers the credentials for an account; undefined for the function's own, which needs no other than it has. */
export type MemberSessions = (account: string) => (() => Promise<Session>) | undefined;

/** The role of a member could not be assumed. */
export class RoleNotAssumedError extends Error {
  override readonly name = 'RoleNotAssumedError';
  /** STS said no; otherwise it did not answer as it should. */
  readonly isRefused: boolean;

  constructor(message: string, isRefused: boolean) {
    super(message);
    this.isRefused = isRefused;
  }
}

/** A session of a role that was assumed by a role lasts no longer. */
const SESSION_SECONDS = 3_600;
/** SDK clients ask for new credentials five minutes before the old ones end; those must not be the same again. */
const REFRESH_EARLY_MS = 6 * 60_000;
/** A hanging STS must leave time for the alert. */
const TIMEOUT_MS = 3_000;
const SESSION_NAME = 'ecs-postmortem';

/**
 * Assumes the role of each member once, and again shortly before the session ends.
 *
 * The one call is signed and sent with what the bundle holds anyway, as the event emitter does.
 *
 * @param sns - a client of its own, whose signer and connections are used; it cannot publish any more afterwards.
 */
export function memberSessions(sns: SNSClient, members: Members, now: () => number): MemberSessions {
  const [, partition, , , home] = members.hubRoleArn.split(':');
  const sessions = new Map<string, Promise<Session>>();

  async function assumed(account: string): Promise<Session> {
    const before = sessions.get(account);
    // A session that fails is forgotten below, so that waiting for it here is the same as asking for it.
    if (before !== undefined && (await before).expiration.getTime() - REFRESH_EARLY_MS > now()) return before;
    if (sessions.get(account) !== before) return assumed(account);
    const session = assume(sns, `arn:${partition}:iam::${account}:role/${members.roleName}`, members);
    sessions.set(account, session);
    session.catch(() => sessions.delete(account));
    return session;
  }

  return (account) => (account === '' || account === home ? undefined : () => assumed(account));
}

async function assume(sns: SNSClient, roleArn: string, members: Members): Promise<Session> {
  const url = new URL(members.endpoint);
  const form = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
    DurationSeconds: String(SESSION_SECONDS),
  });
  let status: number;
  let answer: string;
  try {
    ({ status, text: answer } = await signedPost(
      sns,
      {
        url,
        signingName: 'sts',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      },
      AbortSignal.timeout(TIMEOUT_MS),
    ));
  } catch (error) {
    throw notAssumed(roleArn, members, describeError(error), false);
  }
  if (status !== 200) {
    const code = textOf(answer, 'Code') ?? `status ${status}`;
    throw notAssumed(roleArn, members, code, code === 'AccessDenied');
  }
  return sessionIn(answer) ?? fail(notAssumed(roleArn, members, 'STS answered no credentials', false));
}

function sessionIn(answer: string): Session | undefined {
  const accessKeyId = textOf(answer, 'AccessKeyId');
  const secretAccessKey = textOf(answer, 'SecretAccessKey');
  const sessionToken = textOf(answer, 'SessionToken');
  const expiration = new Date(textOf(answer, 'Expiration') ?? Number.NaN);
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) return undefined;
  return Number.isNaN(expiration.getTime()) ? undefined : { accessKeyId, secretAccessKey, sessionToken, expiration };
}

/** The text of the first element of that name; none of those that are read holds a character that XML would escape. */
const textOf = (xml: string, name: string): string | undefined =>
  xml.split(`<${name}>`)[1]?.split(`</${name}>`)[0]?.trim();

function notAssumed(roleArn: string, members: Members, why: string, isRefused: boolean): RoleNotAssumedError {
  const [, , , , account] = roleArn.split(':');
  const { roleName, hubRoleArn } = members;
  return new RoleNotAssumedError(
    isRefused
      ? `role ${roleName} of account ${account} could not be assumed. Deploy the member stack there, so that the role exists and its trust policy allows sts:AssumeRole to ${hubRoleArn}.`
      : `role ${roleName} of account ${account} could not be assumed (${why}).`,
    isRefused,
  );
}

function fail(error: Error): never {
  throw error;
}

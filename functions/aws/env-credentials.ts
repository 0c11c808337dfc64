/** The credentials that Lambda gives a function. */
export interface EnvCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Absent only outside Lambda, with a user's long-lived key. */
  readonly sessionToken?: string;
}

/**
 * Takes the place of `defaultProvider` of `@aws-sdk/credential-provider-node` in the function's bundle.
 *
 * Lambda always sets `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; the SDK's full chain
 * (profiles, SSO, instance metadata) would be a third of the bundle. The provider rejects when the key is not set.
 */
export const defaultProvider = (): (() => Promise<EnvCredentials>) => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const missing = AWS_ACCESS_KEY_ID ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
    throw new Error(
      `No AWS credentials: environment variable ${missing} is not set. The function takes its credentials only from the environment, where Lambda puts them.`,
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
};

import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultProvider } from '../../functions/aws/env-credentials.ts';

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);

const setCredentials = (...values: readonly (string | undefined)[]): void =>
  NAMES.forEach((name, index) => {
    put(name, values[index]);
  });

function put(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

afterEach(() => {
  for (const [name, value] of before) put(name, value);
});

describe('defaultProvider', () => {
  it('takes the credentials that Lambda sets', async () => {
    setCredentials('AKIAEXAMPLE', 'secret', 'token');
    await expect(defaultProvider()()).resolves.toEqual({
      accessKeyId: 'AKIAEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('does without a session token', async () => {
    setCredentials('AKIAEXAMPLE', 'secret');
    await expect(defaultProvider()()).resolves.toEqual({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
  });

  it('names the variable that is not set', async () => {
    setCredentials(undefined, 'secret');
    await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID is not set');
    setCredentials('AKIAEXAMPLE', undefined);
    await expect(defaultProvider()()).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not set');
  });
});

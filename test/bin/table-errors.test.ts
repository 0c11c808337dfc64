import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../local/stand-in/faults.ts';
import { type Account, anAccount } from './an-account.ts';

let account: Account;
beforeAll(async () => {
  account = await anAccount();
});
afterEach(() => account.standIn.faults.clear());
afterAll(() => account.close());

describe('which table', () => {
  const HOW = 'aws cloudformation describe-stacks --stack-name EcsPostmortem';

  it.each(['mutes', 'history'])('%s has to be told, and says where its name is', async (command) => {
    const { exitCode, stderr } = await account.run([command], { ECS_POSTMORTEM_TABLE: '' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('No table is named: give --table NAME, or set ECS_POSTMORTEM_TABLE.');
    expect(stderr).toContain("The stack's output TableName has it");
    expect(stderr).toContain(HOW);
  });

  it('is taken from --table before the environment', async () => {
    const { exitCode, stdout } = await account.run(['mutes', '--table', 'incidents'], {
      ECS_POSTMORTEM_TABLE: 'other',
    });
    expect([exitCode, stdout]).toEqual([0, 'Nothing is muted.\n']);
  });

  it('has to be there', async () => {
    const { exitCode, stderr } = await account.run(['mutes', '--table', 'other']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'There is no table other in eu-west-1 of this account. Another Region is given by --region',
    );
    expect(stderr).toContain(HOW);
  });

  it('has to have a name of its kind', async () => {
    const { stderr } = await account.run(['mutes', '--table', 'EcsPostmortem/Table']);
    expect(stderr).toContain('--table is "EcsPostmortem/Table", which is not the name of a table.');
  });

  it('has to have the keys of incidents', async () => {
    await account.standIn.dynamodb.putTable({
      name: 'orders',
      keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    const { exitCode, stderr } = await account.run(['mutes', '--table', 'orders']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The table orders is not one of ecs-postmortem');
  });
});

describe('what DynamoDB refuses', () => {
  it.each<[string, Fault, RegExp]>([
    [
      'a role without the right',
      { kind: 'access-denied' },
      /Access to the table incidents is denied: .*dynamodb:GetItem[\s\S]*Allow your role dynamodb:GetItem and dynamodb:UpdateItem/,
    ],
    [
      'credentials that have expired',
      {
        kind: 'error',
        code: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
        status: 400,
      },
      /The AWS credentials have expired: sign in again \("aws sso login"\)/,
    ],
    [
      'credentials that are not known',
      {
        kind: 'error',
        code: 'UnrecognizedClientException',
        message: 'The security token included in the request is invalid.',
        status: 400,
      },
      /AWS does not take these credentials: sign in again, or check AWS_PROFILE/,
    ],
  ])('is told with the fix: %s', async (_what, fault, message) => {
    account.standIn.faults.inject('dynamodb', 'GetItem', fault);
    const { exitCode, stdout, stderr } = await account.run(['mutes']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('is told where there are no credentials at all', async () => {
    const { exitCode, stderr } = await account.run(['mutes'], {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_PROFILE: '',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/No usable AWS credentials \(.*\)\. Sign in \("aws sso login"/);
  });

  it('is told where there is no Region', async () => {
    const { exitCode, stderr } = await account.run(['mutes'], {
      AWS_REGION: '',
      AWS_DEFAULT_REGION: '',
      AWS_CONFIG_FILE: '/dev/null',
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('No Region is known: give --region REGION, or set AWS_REGION.');
  });

  it('is told where the Region is none', async () => {
    const { exitCode, stderr } = await account.run(['mutes', '--region', 'eu west']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/That is no Region \(.*eu west.*\): give --region such as eu-west-1/);
  });
});

describe('the usage', () => {
  it.each(['explain', 'history', 'mute', 'mutes', 'unmute'])('of %s is told', async (command) => {
    const { exitCode, stdout } = await account.run([command, '--help'], { ECS_POSTMORTEM_TABLE: '' });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^ecs-postmortem ${command}\\b[\\s\\S]*Exit code: 0 = `));
    expect((await account.run(['--help'])).stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });
});

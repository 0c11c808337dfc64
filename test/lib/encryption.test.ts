import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { EcsPostmortem } from '../../lib/ecs-postmortem.ts';
import { aStack, HERE, inStack, NO_CODE } from './synthesise.ts';

const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';

const withKey = (keyIn: (stack: Stack) => IKey) => {
  const stack = aStack(HERE);
  const encryptionKey = keyIn(stack);
  const postmortem = inStack(stack, { chat: true, encryptionKey });
  return { stack, postmortem, arn: stack.resolve(encryptionKey.keyArn) as unknown };
};

const aKey = (stack: Stack): IKey => new Key(stack, 'Key');
const aKeyFromElsewhere = (stack: Stack): IKey => Key.fromKeyArn(stack, 'Key', KEY_ARN);

const keyStatement = (service: string, action: string) =>
  Match.objectLike({ Principal: { Service: service }, Action: Match.arrayWith([action]), Resource: '*' });

describe('a key', () => {
  it.each<[string, (stack: Stack) => IKey]>([
    ['of the same app', aKey],
    ['made elsewhere', aKeyFromElsewhere],
  ])('%s encrypts topics, queues, table and log', (_where, keyIn) => {
    const { stack, arn } = withKey(keyIn);
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: arn });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: arn });
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: arn },
    });
  });

  it('of the same app lets in EventBridge, alarms and Logs, and the latter two for this account only', () => {
    const { stack } = withKey(aKey);
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: [
          Match.objectLike({ Action: 'kms:*' }),
          keyStatement('events.amazonaws.com', 'kms:GenerateDataKey'),
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: { StringEquals: { 'aws:SourceAccount': Match.anyValue() } },
          }),
          Match.objectLike({
            Principal: {
              Service: Match.objectLike({
                'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
              }),
            },
            Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
          }),
        ],
      },
    });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('key'))).toEqual([]);
  });

  it('made elsewhere is warned of, with the statements that its policy needs', () => {
    const { stack } = withKey(aKeyFromElsewhere);
    const [warning, ...others] = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('Add these statements'),
    );
    expect(others).toEqual([]);
    const [json = ''] = /\[\{.*\}\]/.exec(String(warning?.entry.data)) ?? [];
    const statements: unknown = JSON.parse(json);
    expect(statements).toMatchObject([
      { Principal: { Service: 'events.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] },
      {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': HERE.account } },
      },
      {
        Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:123456789012:log-group:*' },
        },
      },
    ]);
  });

  it('may be in another stack of the app, and two constructs may share it', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: HERE });
    const encryptionKey = new Key(keys, 'Key');
    const stack = new Stack(app, 'Test', { env: HERE });
    new EcsPostmortem(stack, 'One', { code: NO_CODE, encryptionKey });
    new EcsPostmortem(stack, 'Two', { code: NO_CODE, encryptionKey });
    const [key] = Object.values(Template.fromStack(keys).findResources('AWS::KMS::Key'));
    expect(key?.Properties.KeyPolicy.Statement).toHaveLength(4);
  });

  it('is used by the function through SNS, SQS and DynamoDB only, by actions that are named', () => {
    const { stack, arn } = withKey(aKey);
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const statements = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    expect(statements).toHaveLength(2);
    for (const { Action, Resource, Condition } of statements) {
      expect(JSON.stringify(Action)).not.toContain('*');
      expect(Resource).toEqual(arn);
      expect(JSON.stringify(Condition)).toMatch(/kms:ViaService.*(sns|dynamodb)\.eu-west-1/);
    }
  });

  it('cannot be an alias', () => {
    expect(() => withKey((stack) => Alias.fromAliasName(stack, 'Alias', 'alias/ours'))).toThrow(
      /encryptionKey is an alias.*Key\.fromKeyArn/,
    );
  });

  it('cannot be in another Region', () => {
    const arn = KEY_ARN.replace('eu-west-1', 'us-east-1');
    expect(() => withKey((stack) => Key.fromKeyArn(stack, 'Key', arn))).toThrow(
      /encryptionKey is in us-east-1, but the stack is for eu-west-1.*Give a key in eu-west-1/,
    );
  });
});

describe('grantRead', () => {
  const statementsFor = (keyIn?: (stack: Stack) => IKey) => {
    const stack = aStack(HERE);
    const props = keyIn ? { encryptionKey: keyIn(stack) } : {};
    const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    inStack(stack, props).grantRead(reader);
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', {
      Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^Reader') }] },
    });
    return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  };

  it('allows reading the table and nothing else', () => {
    expect(statementsFor()).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/IncidentTable/), 'Arn'] },
      },
    ]);
  });

  it('allows decrypting what the key of the table encrypts, through DynamoDB', () => {
    expect(statementsFor(aKeyFromElsewhere)).toContainEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: KEY_ARN,
      Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
    });
  });
});

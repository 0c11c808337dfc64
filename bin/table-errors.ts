import { describeError } from '../functions/aws/service-errors.ts';
import { InputError } from './input-error.ts';

/** Where the table's name is to be had. */
export const HOW_TO_FIND_THE_TABLE = `The stack's output TableName has it:
  aws cloudformation describe-stacks --stack-name EcsPostmortem --query "Stacks[0].Outputs[?OutputKey=='TableName'].OutputValue" --output text`;

/** What was asked. */
export interface AskedTable {
  readonly tableName: string;
  readonly region: () => Promise<string>;
}

/** Turns what DynamoDB or the SDK says into what to do about it. */
export async function explainTableError(error: unknown, asked: AskedTable): Promise<Error> {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return new InputError(
      `No usable AWS credentials (${message}). Sign in ("aws sso login", "aws configure"), or set AWS_PROFILE.`,
    );
  }
  if (/region is missing|region=""/i.test(message)) {
    return new InputError('No Region is known: give --region REGION, or set AWS_REGION.');
  }
  if (/region not accepted/i.test(message)) {
    return new InputError(`That is no Region (${message}): give --region such as eu-west-1, or mend AWS_REGION.`);
  }
  const { tableName } = asked;
  const region = await asked.region();
  switch (name) {
    case 'AccessDeniedException':
      return new InputError(
        `Access to the table ${tableName} is denied: ${message}\nAllow your role dynamodb:GetItem and dynamodb:UpdateItem (mute, mutes, unmute) and dynamodb:Query (history) on the table, or take another AWS_PROFILE.`,
      );
    case 'ResourceNotFoundException':
      return new InputError(
        `There is no table ${tableName} in ${region} of this account. Another Region is given by --region, another account by AWS_PROFILE. ${HOW_TO_FIND_THE_TABLE}`,
      );
    case 'ExpiredTokenException':
    case 'ExpiredToken':
      return new InputError(
        `The AWS credentials have expired: sign in again ("aws sso login"), or take fresh ones (${message}).`,
      );
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
    case 'MissingAuthenticationTokenException':
      return new InputError(
        `AWS does not take these credentials: sign in again, or check AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and the clock (${message}).`,
      );
    case 'ValidationException':
      return new InputError(
        `The table ${tableName} is not one of ecs-postmortem (${message}). ${HOW_TO_FIND_THE_TABLE}`,
      );
    case 'AbortError':
    case 'TimeoutError':
      return new InputError(`DynamoDB in ${region} did not answer in time: check the network and try again.`);
    default:
      return isFromOutside(error)
        ? new InputError(`The table ${tableName} in ${region} cannot be used: ${describeError(error)}`)
        : new Error(describeError(error), { cause: error });
  }
}

/** An answer of AWS, or a failure of the network; anything else is a fault of our own. */
const isFromOutside = (error: unknown): boolean => error instanceof Error && ('$metadata' in error || 'code' in error);

import { describeError, failureOf } from '../functions/aws/service-errors.ts';
import type { Hop } from './self-test-hop.ts';

/** What is wrong, and what to change. */
export type Advice = Required<Pick<Hop, 'detail' | 'fix'>>;

/** A call of the command, as IAM names it. */
export interface AskedCall {
  readonly action: string;
  readonly resource: string;
  readonly region: string;
}

/** An error as the function logs it. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
}

const isOfKey = ({ name, message }: LoggedError): boolean => /\bkms\b|kms:|^KMS/i.test(`${name} ${message}`);
const isDenial = ({ name }: LoggedError): boolean =>
  failureOf(Object.assign(new Error(), { name })) === 'access-denied';
const isMissing = ({ name }: LoggedError): boolean =>
  ['NotFoundException', 'NotFound', 'ResourceNotFoundException'].includes(name);
const loggedOf = (error: unknown): LoggedError =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: '', message: String(error) };

/** Says why a call of the command itself failed. */
export function adviceOnCall(error: unknown, { action, resource, region }: AskedCall): Advice {
  const fault = loggedOf(error);
  const detail = describeError(error);
  if (['CredentialsProviderError', 'TokenProviderError'].includes(fault.name)) {
    return {
      detail,
      fix: 'No usable AWS credentials: sign in ("aws sso login", "aws configure"), or set AWS_PROFILE.',
    };
  }
  if (/expired/i.test(fault.name)) return { detail, fix: 'The AWS credentials have expired: sign in again.' };
  if (/UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidClientTokenId|MissingAuth/.test(fault.name)) {
    return {
      detail,
      fix: `AWS does not take these credentials in ${region}: sign in again, check AWS_PROFILE and the clock, and that the Region is switched on for the account.`,
    };
  }
  if (isOfKey(fault)) return { detail, fix: `Key policy: allow your role kms:Decrypt on the key of ${resource}.` };
  if (isDenial(fault)) {
    return {
      detail,
      fix: `Permission: allow ${action} on ${resource} for the role that you run this command with, or take another AWS_PROFILE.`,
    };
  }
  if (isMissing(fault)) {
    return {
      detail,
      fix: `There is no ${resource} in ${region} of this account. Wrong Region or account? Take the command from the output SelfTest of the stack, and its account by AWS_PROFILE. If the stack was removed, deploy it again.`,
    };
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Region not accepted/i.test(`${fault.message} ${codeOf(error)}`)) {
    return { detail, fix: `AWS in "${region}" cannot be reached: check that this is a Region, and the network.` };
  }
  return { detail, fix: `${action} failed: try again in a minute, and look at the AWS Health Dashboard of ${region}.` };
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** Says why the function could not write to its table. */
export function adviceOnTable(fault: LoggedError, table: string): Advice {
  const detail = `${fault.name}: ${fault.message}`;
  if (isOfKey(fault)) {
    return {
      detail,
      fix: `Key policy: the key of the table ${table} must be enabled and allow the function's role kms:Decrypt, kms:Encrypt, kms:GenerateDataKey* and kms:DescribeKey through dynamodb. Alerts leave until then, each by itself.`,
    };
  }
  if (isDenial(fault)) {
    return {
      detail,
      fix: `Permission: the function's role needs dynamodb:PutItem, dynamodb:UpdateItem and dynamodb:BatchWriteItem on the table ${table}. Deploy the stack again. Alerts leave until then, each by itself.`,
    };
  }
  if (isMissing(fault)) {
    return { detail, fix: `The table ${table} does not exist any more: deploy the stack again, or restore the table.` };
  }
  return {
    detail,
    fix: `The table ${table} does not take writes: look at its page in the DynamoDB console. Alerts leave until then, each by itself.`,
  };
}

/** Says why SNS did not take the function's message. */
export function adviceOnTopic(fault: LoggedError, topicArn: string): Advice {
  const detail = `${fault.name}: ${fault.message}`;
  if (isOfKey(fault)) {
    return {
      detail,
      fix: `Key policy: the key of the topic must be enabled, and allow the function's role kms:GenerateDataKey* and kms:Decrypt. With a topic of your own, give its key to the construct or add the statement yourself.`,
    };
  }
  if (isDenial(fault)) {
    return {
      detail,
      fix: `Permission: the function's role needs sns:Publish on ${topicArn}, and the policy of the topic must not deny it. Deploy the stack again; a topic of another account must allow the role in its own policy.`,
    };
  }
  if (isMissing(fault)) {
    return {
      detail,
      fix: `The topic ${topicArn} does not exist any more: deploy the stack again, or give it another topic.`,
    };
  }
  if (/Invalid parameter: TopicArn/i.test(fault.message)) {
    return {
      detail,
      fix: `Wrong Region: SNS publishes only within a Region, and ${topicArn} is in another than the function.`,
    };
  }
  return { detail, fix: 'SNS did not take the message: run the test again, and look at the AWS Health Dashboard.' };
}

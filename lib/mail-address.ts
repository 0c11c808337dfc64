import { Token } from 'aws-cdk-lib';

const MAIL_ADDRESS = /^[^\s@,;<>]{1,64}@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/;

/** Whether SNS could send mail to this address; values known only at deployment pass. */
export function isMailAddress(address: string): boolean {
  return Token.isUnresolved(address) || MAIL_ADDRESS.test(address);
}

import { Token } from 'aws-cdk-lib';

/** Throws an error that names the setting where its value is no whole number from `min` to `max`. */
export function checkWholeNumber(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`EcsPostmortem: ${name} is ${value}, but takes a whole number from ${min} to ${max}.`);
  }
}

/** What was given cannot be used; the message says what and how to mend it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

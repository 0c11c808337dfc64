/** The event is not one this product can read; the message names each field at fault. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
}

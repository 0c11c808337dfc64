/** Terminal sequences: colours and cursor moves (CSI), titles and links (OSC). */
const ESCAPE_SEQUENCE = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)/g;

/** Controls, noncharacters and whatever reorders or hides text in a mail client; joiners of scripts and emoji stay. */
const UNPRINTABLE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/**
 * Makes text of unknown origin safe to print: no terminal sequences, control characters (line feeds stay, tabs become
 * spaces), bidirectional overrides, invisible characters or lone surrogates.
 */
export function sanitiseText(text: string): string {
  return text
    .toWellFormed()
    .replace(ESCAPE_SEQUENCE, '')
    .replaceAll('\t', '  ')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(UNPRINTABLE, '');
}

/** The same for text that must stay on one line. */
export function sanitiseLine(text: string): string {
  return sanitiseText(text).replaceAll('\n', ' ').trimEnd();
}
